//! One question held against one layer: the order in which danger list, deny rules and allow lists decide.

use super::context::Context;
use super::danger::reason_of;
use super::layer::Layer;
use super::question::{AllowReach, Question};
use super::rules::{CompiledRules, RuleRef};
use super::subject::{Kind, Subject};
use super::suggest;
use crate::decision::{Denial, DenialCode, RuleRole, RuleTrace, Topic};
use crate::list::List;
use crate::pattern::command::is_exception;
use crate::prelude::*;

/// Collects the rules that were considered; `None` where nobody asked for an explanation.
pub(crate) type TraceSink<'t> = Option<&'t mut Vec<RuleTrace>>;

/// The denial of `question` by `layer`, if it denies.
pub(crate) fn judge(layer: &Layer, context: &Context, question: &Question<'_>, trace: TraceSink<'_>) -> Option<Denial> {
    if let Some(trace) = trace {
        explain(layer, &context.danger, question, trace);
    }
    let Question { subject, .. } = question;
    let danger = unaccepted_danger(layer, question);
    // What the danger list holds is denied whatever the rules say.
    let denied = if danger.is_none() { denying_rule(layer, subject) } else { None };
    let missing = if denied.is_none() { missing_permission(layer, question) } else { None };
    let denial = |code, reason, rule: String, suggestions| Denial {
        code,
        reason,
        policy: Some(layer.name.clone()),
        rule: Some(rule),
        subject: Some(question.text()),
        span: question.span,
        suggestions,
        topic: subject.topic(),
    };
    match (danger, denied, missing) {
        // The danger list holds whatever the other rules say.
        (Some(entry), _, missing) => Some(denial(
            DenialCode::PolicyDangerDenied,
            subject.danger_reason(entry.source),
            entry.path.to_owned(),
            // What is not on the allow list either needs both.
            [
                suggest::opt_in(layer, entry.path, question, context),
                missing.map(|list| suggest::permit(layer, list, question, context)).unwrap_or_default(),
            ]
            .concat(),
        )),
        // A deny rule beats every permission that is not an exception to it.
        (None, Some(rule), _) => {
            let denial = denial(
                DenialCode::PolicyCapabilityDenied,
                if rule.everything { "All operations denied by policy".to_owned() } else { subject.reason() },
                rule.path.to_owned(),
                suggest::spell_out(subject).into_iter().chain([suggest::change_rule(layer, rule.path)]).list(),
            );
            let topic = if rule.everything { Topic::Everything } else { denial.topic };
            Some(Denial { topic, ..denial })
        }
        // Where there is an allow list, what is not on it is denied.
        (None, None, Some(list)) => Some(denial(
            DenialCode::PolicyCapabilityDenied,
            subject.reason(),
            list.to_owned(),
            suggest::permit(layer, list, question, context),
        )),
        (None, None, None) => None,
    }
}

/// Of two denials of one operation the one that says more: what a rule or the danger list forbids outranks what is
/// merely not on an allow list, for which a suggestion alone would not help; otherwise the first.
pub(crate) fn weightier(first: Option<Denial>, second: Option<Denial>) -> Option<Denial> {
    match (first, second) {
        (Some(first), Some(second)) if weight(&second) > weight(&first) => Some(second),
        (Some(first), _) => Some(first),
        (None, second) => second,
    }
}

/// From "not understood" over "not permitted" to "forbidden".
fn weight(denial: &Denial) -> u8 {
    let permitting =
        |rule: &str| matches!(rule, "allow" | "capabilities.allow" | "env.net.allow" | "keychain.allow" | "default");
    match denial.code {
        DenialCode::PolicyUnanalyzable | DenialCode::RealPathFailed => 0,
        DenialCode::PolicyCapabilityDenied if denial.rule.as_deref().is_some_and(permitting) => 1,
        DenialCode::PolicyCapabilityDenied
        | DenialCode::PolicyDangerDenied
        | DenialCode::PolicyIntegrityDenied
        | DenialCode::PolicyProviderDenied
        | DenialCode::PolicyLabelFlowDenied
        | DenialCode::PolicyAuthorizationDenied
        | DenialCode::PolicyToolDenied
        | DenialCode::NeedsDenied
        | DenialCode::NoPermittedTier
        | DenialCode::GuardDenied
        | DenialCode::GuardFailed
        | DenialCode::GuardBypassBlocked
        | DenialCode::GuardNotRetryable
        | DenialCode::GuardRetriesExhausted
        | DenialCode::ProtectedLabelRemoval
        | DenialCode::LabelPrivilegeRequired
        | DenialCode::TrustConflict => 2,
    }
}

/// The danger entry that matches, unless every `danger` list of the layer (and there must be one) opts in.
fn unaccepted_danger<'q>(layer: &Layer, question: &Question<'q>) -> Option<RuleRef<'q>> {
    let entry = question.danger.filter(|_| !layer.accepts_all_danger())?;
    let accepted = !layer.danger.is_empty() && layer.danger.iter().all(|list| list.holds(&question.subject));
    (!accepted).then_some(entry)
}

/// The first deny rule that matches and to which no allow rule of the same layer is an exception.
fn denying_rule<'a>(layer: &'a Layer, subject: &Subject<'_>) -> Option<RuleRef<'a>> {
    layer.deny.find(subject, &mut |rule| !has_exception(layer, rule, subject))
}

/// policy.md, "Exceptions": only commands have them, and only from allow rules of the same layer. Where two allow lists
/// stand, both must hold the command anyway; the exception may be in either.
fn has_exception(layer: &Layer, denied: &RuleRef<'_>, subject: &Subject<'_>) -> bool {
    let Some(pattern) = denied.command else { return false };
    let mut excepts = |rule: &RuleRef<'_>| rule.command.is_some_and(|allow| is_exception(allow, pattern));
    layer.allow.iter().any(|list| list.find(subject, &mut excepts).is_some())
}

/// The path of the allow list (or of what stands in for one) that does not hold the subject.
fn missing_permission<'l>(layer: &'l Layer, question: &Question<'_>) -> Option<&'l str> {
    let Question { subject, reach, .. } = question;
    let asked = |list: &CompiledRules| match reach {
        AllowReach::Every => true,
        AllowReach::Mentioning => list.mentions(subject) && !list.is_everything(),
        AllowReach::None => false,
    };
    if *reach == AllowReach::Every && layer.denies_by_default() {
        return Some("default");
    }
    let refuses = |list: &CompiledRules| asked(list) && !list.holds(subject);
    if let Some(index) = layer.allow.iter().position(refuses) {
        return Some(layer.allow_path(index));
    }
    let network = match subject {
        Subject::Host(_) | Subject::Kind(Kind::Network) => true,
        Subject::Scope(asked) => asked.hosts().is_some(),
        _ => false,
    };
    let hosts = layer.reachable.as_ref().filter(|_| network);
    hosts.filter(|list| !list.holds(subject)).map(|_| "env.net.allow")
}

/// Writes down every rule that was considered, matching or not.
fn explain(layer: &Layer, danger: &CompiledRules, question: &Question<'_>, trace: &mut Vec<RuleTrace>) {
    let Question { subject, .. } = question;
    let text = question.text();
    let mut add = |kind, list: &CompiledRules, only_matching: bool, why: &dyn Fn(&RuleRef<'_>, bool) -> String| {
        let matching = list.matching(subject);
        for rule in list.considered(subject) {
            let matched = matching.iter().any(|found| found.path == rule.path && found.source == rule.source);
            if matched || !only_matching {
                trace.push(RuleTrace {
                    kind,
                    rule: rule.path.to_owned(),
                    pattern: rule.source.to_owned(),
                    matched,
                    why: why(&rule, matched),
                    subject: text.clone(),
                });
            }
        }
    };
    let plain = |yes: &'static str, no: &'static str| {
        move |_: &RuleRef<'_>, matched: bool| if matched { yes.to_owned() } else { no.to_owned() }
    };
    // The built-in list is long: what does not match of it is no news.
    add(RuleRole::Danger, danger, true, &|rule, _| reason_of(rule.path).to_owned());
    for list in &layer.danger {
        add(RuleRole::DangerOptIn, list, false, &plain("opts in to exactly this", "does not opt in to this"));
    }
    let excepted = |rule: &RuleRef<'_>, matched: bool| {
        if !matched {
            "does not match".to_owned()
        } else {
            let found = layer.deny.matching(subject).into_iter().find(|found| found.path == rule.path);
            match found {
                Some(found) if has_exception(layer, &found, subject) => {
                    "matches, but a narrower allow rule is an exception to it".to_owned()
                }
                _ => "matches".to_owned(),
            }
        }
    };
    add(RuleRole::Deny, &layer.deny, false, &excepted);
    if question.reach != AllowReach::None {
        for list in &layer.allow {
            add(RuleRole::Allow, list, false, &plain("permits it", "does not permit it"));
        }
        if let Some(list) = &layer.reachable {
            add(RuleRole::Limit, list, false, &plain("permits it", "does not permit it"));
        }
        if question.reach == AllowReach::Every && layer.denies_by_default() {
            trace.push(RuleTrace {
                kind: RuleRole::Limit,
                rule: "default".to_owned(),
                pattern: "deny".to_owned(),
                matched: true,
                why: "there is no allow list, and the default is to deny".to_owned(),
                subject: text.clone(),
            });
        }
    }
}
