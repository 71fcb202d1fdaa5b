//! What several guards say of one operation, taken together.

use super::record::{Record, Set, get, is_true, list, string, strings};
use super::text::is_truthy;
use crate::policy::value::{Data, Value};

const PER_OPERATION: &str = "perOperation";

/// `createGuardDecisionState`
pub(super) fn initial() -> Value {
    let mut state = Record::default();
    state.set("decision", "allow".into());
    state.set("reasons", empty());
    state.set("hints", empty());
    state.set("privilegedPerInputAllows", empty());
    state.set("privilegedPerOperationAllow", false.into());
    state.set("activePolicyDenyScope", Data::Null.into());
    state.set("activePolicyDenyLocked", false.into());
    state.into()
}

fn empty() -> Value {
    Value::list(<[Value; 0]>::default())
}

/// `applyGuardDecisionResult`: the state after one more guard has spoken.
pub(super) fn apply(state: &Value, result: &Value, options: Option<&Value>) -> Value {
    let mut state = State(Record::from(state));
    if let Some(hint) = get(result, "hint").filter(|hint| is_truthy(hint)) {
        state.push("hints", hint);
    }
    let metadata = get(result, "metadata");
    let said = Said {
        decision: get(result, "decision").and_then(string).unwrap_or_default(),
        scope: metadata.and_then(|metadata| get(metadata, "guardScopeKey")).and_then(string).unwrap_or(PER_OPERATION),
        is_policy: is_set(metadata, "policyGuard"),
        is_locked: is_set(metadata, "policyLocked"),
        result,
    };
    let is_privileged =
        !said.is_policy && is_set(metadata, "guardPrivileged") && is_set(metadata, "guardActionMatched");
    match said.decision {
        "allow" if is_privileged => state.allow_privileged(said.scope),
        "deny" => state.deny(&said),
        "retry" => state.retry(&said, is_true(options.and_then(|options| get(options, "retryOverridesDeny")))),
        "env" => state.select_environment(&said),
        _ => {}
    }
    state.into_value()
}

fn is_set(metadata: Option<&Value>, key: &str) -> bool {
    is_true(metadata.and_then(|metadata| get(metadata, key)))
}

/// What a guard says.
struct Said<'v> {
    decision: &'v str,
    scope: &'v str,
    is_policy: bool,
    is_locked: bool,
    result: &'v Value,
}

struct State(Record);

impl State {
    fn push(&mut self, key: &str, value: &Value) {
        let mut all = self.0.get(key).and_then(list).unwrap_or_default().to_vec();
        all.push(value.clone());
        self.0.set(key, Value::list(all));
    }

    fn decision(&self) -> &str {
        self.0.get("decision").and_then(string).unwrap_or_default()
    }

    /// Sets the policy denial that a privileged guard may take back.
    fn set_active(&mut self, denial: Option<(&str, bool)>) {
        self.0.set("activePolicyDenyScope", denial.map_or(Data::Null.into(), |(scope, _)| scope.into()));
        self.0.set("activePolicyDenyLocked", denial.is_some_and(|(_, locked)| locked).into());
    }

    /// Keeps why an operation does not go on, and the metadata of the first that said so.
    fn keep_reason(&mut self, decision: &str, said: &Said<'_>) {
        self.0.set("decision", decision.into());
        if let Some(reason) = get(said.result, "reason").filter(|reason| is_truthy(reason)) {
            self.push("reasons", reason);
        }
        self.set_first("primaryMetadata", get(said.result, "metadata").filter(|metadata| is_truthy(metadata)));
    }

    /// Whether this is the first value, which then stays.
    fn set_first(&mut self, key: &str, value: Option<&Value>) -> bool {
        let is_first = value.is_some() && !self.0.has(key);
        self.0.set_some(key, value.filter(|_| is_first).cloned());
        is_first
    }

    fn deny(&mut self, said: &Said<'_>) {
        let softened = said.is_policy && !said.is_locked;
        if softened && self.is_allowed(said.scope) {
            return;
        }
        self.keep_reason("deny", said);
        self.set_active(said.is_policy.then_some((said.scope, said.is_locked)));
    }

    fn is_allowed(&self, scope: &str) -> bool {
        let mut inputs = strings(self.0.get("privilegedPerInputAllows"));
        is_true(self.0.get("privilegedPerOperationAllow"))
            || (scope.starts_with("perInput:") && inputs.any(|allowed| allowed == scope))
    }

    fn allow_privileged(&mut self, scope: &str) {
        if scope == PER_OPERATION {
            self.0.set("privilegedPerOperationAllow", true.into());
        } else {
            let mut allowed: Set = strings(self.0.get("privilegedPerInputAllows")).collect();
            allowed.add(scope);
            self.0.set("privilegedPerInputAllows", allowed.into());
        }
        let active = self.0.get("activePolicyDenyScope").and_then(string);
        let covered = active.is_some_and(|active| self.is_allowed(active));
        if covered && self.decision() == "deny" && !is_true(self.0.get("activePolicyDenyLocked")) {
            self.0.set("decision", "allow".into());
            self.0.set("reasons", empty());
            self.0.remove("primaryMetadata");
            self.set_active(None);
        }
    }

    fn retry(&mut self, said: &Said<'_>, overrides_deny: bool) {
        if self.decision() != "deny" || overrides_deny {
            self.keep_reason("retry", said);
            self.set_active(None);
        }
    }

    fn select_environment(&mut self, said: &Said<'_>) {
        let guard = get(said.result, "guardName").cloned();
        if self.set_first("selectedEnvConfig", get(said.result, "envConfig")) {
            self.0.set_some("selectedEnvGuard", guard.clone());
        }
        if self.set_first("selectedPolicyFragment", get(said.result, "policyFragment")) {
            self.0.set_some("selectedPolicyGuard", guard);
        }
    }

    /// The state with its keys in the order that mlld gives them from the start; others follow.
    fn into_value(self) -> Value {
        let keys = ["decision", "reasons", "hints", "selectedEnvGuard", "selectedPolicyGuard"];
        let mut ordered = Record::default();
        for key in keys {
            ordered.set_some(key, self.0.get(key).cloned());
        }
        self.0.iter().for_each(|(key, value)| ordered.set(key, value.clone()));
        ordered.into()
    }
}

/// `shouldClearAttemptState`
pub(super) fn clears_attempts(decision: &str) -> bool {
    decision != "retry"
}

/// `toHookAction`
pub(super) fn hook_action(decision: &str) -> &'static str {
    match decision {
        "deny" => "abort",
        "retry" => "retry",
        _ => "continue",
    }
}
