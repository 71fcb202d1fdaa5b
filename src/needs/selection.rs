//! The most a module may have: which tier or profile policies grant.

use core::cell::Cell;

use serde::Serialize;

use super::declaration::{Needs, Profile, Tier};
use super::report::{self, NeedReport, NeedsReport};
use crate::decision::{Denial, DenialCode};
use crate::distinct::distinct;
use crate::list::{AddAll, List};
use crate::pattern::Budget;
use crate::prelude::*;

/// Why no tier or profile was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SelectionCode {
    /// Policies grant none of them.
    NoPermittedTier,
    /// There is none to choose; this is no error.
    NoTiersDeclared,
    /// There is none to choose; this is no error.
    NoProfilesDeclared,
    /// There is none to choose, and what the module needs in any case is not granted.
    NeedsDenied,
}

/// The name of what was considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Named {
    /// A tier.
    Tier(String),
    /// A profile.
    Profile(String),
}

/// One tier or profile, and whether policies grant it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Its name.
    #[serde(flatten)]
    pub name: Named,
    /// Why it is wanted or what it is, as declared.
    pub why: Option<String>,
    /// Whether all of its needs, and those the module has in any case, are granted.
    pub permitted: bool,
    /// The needs that are not, with why.
    pub denials: Vec<NeedReport>,
}

/// The outcome of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The needs that are granted with it, the module's own first.
    pub granted: Vec<String>,
    /// What is dangerous about them, as in [`NeedReport::still_dangerous`].
    pub still_dangerous: Vec<String>,
    /// Why nothing was chosen.
    pub code: Option<SelectionCode>,
    /// The same as a sentence.
    pub reason: Option<String>,
    /// The same as a denial, where it is one.
    pub denial: Option<Denial>,
    /// All of them, in the order of the declaration.
    pub considered: Vec<Verdict>,
}

/// The tier that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TierChoice {
    /// Its name, if there is one.
    pub tier: Option<String>,
    /// How it came about.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The profile that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileChoice {
    /// Its name, if there is one.
    pub profile: Option<String>,
    /// Whether it is the last one declared because policies grant none.
    pub fallback: bool,
    /// How it came about.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Which of the granted profiles is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProfileOrder {
    /// The first one declared.
    #[default]
    Declared,
    /// The most permissive one, as of tiers.
    Permissive,
}

/// What a choice asks of policies.
pub(crate) trait Grants {
    /// Whether all of these needs are granted.
    fn check(&self, needs: &Needs) -> NeedsReport;
    /// Whether what grants `outer` grants `inner`.
    fn covers(&self, outer: &Needs, inner: &Needs, budget: &Budget) -> bool;
}

/// needs.md, "Tiers": a permitted tier that no other permitted tier strictly covers; among several of these, the first
/// declared.
pub(crate) fn select_tier(tiers: &[Tier], needs: &Needs, grants: &impl Grants) -> TierChoice {
    let candidates: Vec<Candidate<'_>> = tiers
        .iter()
        .map(|tier| Candidate::new(Named::Tier(tier.name.clone()), tier.why.as_deref(), &tier.needs, grants))
        .list();
    let own = grants.check(needs);
    let chosen = most_permissive(&candidates, &own, grants);
    let outcome = outcome(&candidates, &own, chosen, SelectionCode::NoTiersDeclared, "No tiers declared");
    TierChoice { tier: chosen.and_then(|index| tiers.get(index)).map(|tier| tier.name.clone()), outcome }
}

/// needs.md, "Profiles": the first declared whose needs are granted; where none is, the last declared, as a fallback.
pub(crate) fn select_profile(
    profiles: &[Profile],
    needs: &Needs,
    order: ProfileOrder,
    grants: &impl Grants,
) -> ProfileChoice {
    let name = |profile: &Profile| Named::Profile(profile.name.clone());
    let candidates: Vec<Candidate<'_>> = profiles
        .iter()
        .map(|each| Candidate::new(name(each), each.description.as_deref(), &each.requires, grants))
        .list();
    let own = grants.check(needs);
    let granted = match order {
        ProfileOrder::Declared => permitted(&candidates, &own).next(),
        ProfileOrder::Permissive => most_permissive(&candidates, &own, grants),
    };
    let last = || profiles.len().checked_sub(1).filter(|_| order == ProfileOrder::Declared);
    let chosen = granted.or_else(last);
    let outcome = outcome(&candidates, &own, chosen, SelectionCode::NoProfilesDeclared, "No profiles declared");
    let profile = chosen.and_then(|index| profiles.get(index)).map(|profile| profile.name.clone());
    ProfileChoice { profile, fallback: granted.is_none() && chosen.is_some(), outcome }
}

/// A tier or profile with what policies say of it.
struct Candidate<'d> {
    name: Named,
    why: Option<&'d str>,
    needs: &'d Needs,
    report: NeedsReport,
}

impl<'d> Candidate<'d> {
    fn new(name: Named, why: Option<&'d str>, needs: &'d Needs, grants: &impl Grants) -> Self {
        Self { name, why, needs, report: grants.check(needs) }
    }
}

fn permitted(candidates: &[Candidate<'_>], own: &NeedsReport) -> impl Iterator<Item = usize> {
    let own = own.decision.is_allowed();
    let all = candidates.iter().enumerate();
    all.filter(move |(_, candidate)| own && candidate.report.decision.is_allowed()).map(|(index, _)| index)
}

fn most_permissive(candidates: &[Candidate<'_>], own: &NeedsReport, grants: &impl Grants) -> Option<usize> {
    let permitted: Vec<(usize, &Needs)> = permitted(candidates, own)
        .filter_map(|index| candidates.get(index).map(|candidate| (index, candidate.needs)))
        .list();
    // For each pair its own, so that one that is too tangled hides no other; and not for ever.
    let pairs_left = Cell::new(MAX_PAIRS);
    let covers = |outer: &Needs, inner: &Needs| {
        let Some(left) = pairs_left.get().checked_sub(1) else { return false };
        let budget = Budget::new(PAIR_STEPS);
        let answer = grants.covers(outer, inner, &budget);
        pairs_left.set(if budget.is_spent() { left.saturating_sub(MAX_PAIRS / 20) } else { left });
        answer
    };
    let exceeds = |more: &Needs, less: &Needs| covers(more, less) && !covers(less, more);
    let is_most = |(_, needs): &&(usize, &Needs)| !permitted.iter().any(|(_, other)| exceeds(other, needs));
    permitted.iter().find(is_most).or(permitted.first()).map(|(index, _)| *index)
}

/// How many pairs of tiers are compared: each tier of a declaration with each.
const MAX_PAIRS: usize = 100_000;

/// What comparing two tiers may cost.
const PAIR_STEPS: usize = 100_000;

fn outcome(
    candidates: &[Candidate<'_>],
    own: &NeedsReport,
    chosen: Option<usize>,
    none_declared: SelectionCode,
    none_declared_reason: &str,
) -> Outcome {
    let denied = |report: &NeedsReport| report.needs.iter().filter(|need| !need.decision.is_allowed()).cloned().list();
    let own_denials: Vec<NeedReport> = denied(own);
    let considered: Vec<Verdict> = candidates
        .iter()
        .map(|candidate| {
            let mut denials = own_denials.clone();
            let others: Vec<NeedReport> = denied(&candidate.report);
            denials.add_all(others.into_iter().filter(|need| !own_denials.contains(need)));
            Verdict {
                name: candidate.name.clone(),
                why: candidate.why.map(str::to_owned),
                permitted: denials.is_empty(),
                denials,
            }
        })
        .list();

    let chosen = chosen.and_then(|index| candidates.get(index));
    let given =
        own.needs.iter().filter(|_| chosen.is_some()).chain(chosen.iter().flat_map(|chosen| &chosen.report.needs));
    let given: Vec<&NeedReport> = given.filter(|need| need.decision.is_allowed()).list();
    let granted = distinct(given.iter().map(|need| need.need.clone()));
    let still_dangerous = report::still_dangerous(given);

    let (code, denial) = match (chosen, considered.is_empty()) {
        (Some(_), _) => (None, None),
        (None, false) => (Some(SelectionCode::NoPermittedTier), none_permitted(&considered)),
        (None, true) if own.decision.is_allowed() => (Some(none_declared), None),
        (None, true) => (Some(SelectionCode::NeedsDenied), own.decision.denial().cloned()),
    };
    let reason = match (&denial, code) {
        (Some(denial), _) => Some(denial.reason.clone()),
        (None, code) => code.map(|_| none_declared_reason.to_owned()),
    };
    Outcome { granted, still_dangerous, code, reason, denial, considered }
}

fn none_permitted(considered: &[Verdict]) -> Option<Denial> {
    let kind = match considered.first().map(|verdict| &verdict.name) {
        Some(Named::Profile(_)) => "profile",
        Some(Named::Tier(_)) | None => "tier",
    };
    let denials: Vec<NeedReport> = considered.iter().flat_map(|verdict| verdict.denials.iter().cloned()).list();
    report::denial(&denials).map(|denial| Denial {
        code: DenialCode::NoPermittedTier,
        reason: format!("No permitted {kind} found"),
        ..denial
    })
}
