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
    let is_privileged = !said.is_policy && is_set(metadata, "guardPrivileged") && is_set(metadata, "guardActionMatched");
    match said.decision {
        "allow" if is_privileged => state.allow_privileged(said.scope),
        "deny" => state.deny(&said),
        "retry" => state.retry(&said, is_true(options.and_then(|options| get(options, "retryOverridesDeny")))),
        "env" => state.select_environment(&said),
        _ => {}
    }
    state.0.into()
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

    fn set_active(&mut self, scope: Option<&str>, locked: bool) {
        self.0.set("activePolicyDenyScope", scope.map_or(Data::Null.into(), Value::from));
        self.0.set("activePolicyDenyLocked", locked.into());
    }

    fn push_reason(&mut self, said: &Said<'_>) {
        if let Some(reason) = get(said.result, "reason").filter(|reason| is_truthy(reason)) {
            self.push("reasons", reason);
        }
    }

    fn deny(&mut self, said: &Said<'_>) {
        if said.is_policy && !said.is_locked && self.is_allowed(said.scope) {
            return;
        }
        self.0.set("decision", "deny".into());
        self.push_reason(said);
        let is_first = !self.0.has("primaryMetadata");
        self.0.set_some("primaryMetadata", get(said.result, "metadata").filter(|_| is_first).cloned());
        if said.is_policy {
            self.set_active(Some(said.scope), said.is_locked);
        }
    }

    fn is_allowed(&self, scope: &str) -> bool {
        is_true(self.0.get("privilegedPerOperationAllow"))
            || strings(self.0.get("privilegedPerInputAllows")).any(|allowed| allowed == scope)
    }

    fn allow_privileged(&mut self, scope: &str) {
        if scope.starts_with("perInput:") {
            let mut allowed: Set = strings(self.0.get("privilegedPerInputAllows")).collect();
            allowed.add(scope);
            self.0.set("privilegedPerInputAllows", allowed.into());
        } else {
            self.0.set("privilegedPerOperationAllow", true.into());
        }
        let _ = scope;
    }

    fn retry(&mut self, said: &Said<'_>, overrides_deny: bool) {
        if self.decision() == "deny" && !overrides_deny {
            return;
        }
        self.0.set("decision", "retry".into());
        self.push_reason(said);
    }

    fn select_environment(&mut self, said: &Said<'_>) {
        self.0.set_some("selectedEnvConfig", get(said.result, "envConfig").cloned());
        self.0.set_some("selectedEnvGuard", get(said.result, "guardName").cloned());
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
