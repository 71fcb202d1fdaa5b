//! A case of the corpus in `tests/needs/`, and how it is run: shared by the native tests and those in browsers.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "code of tests")]

use mlld_policy::engine::Engine;
use mlld_policy::error::DeclarationError;
use mlld_policy::needs::{Needs, NeedsReport, Outcome, ProfileOrder, Verdict, read_needs, read_profiles, read_wants};
use mlld_policy::policy::json;
use mlld_policy::policy::value::{Data, Value as Declaration};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Makes the engine of a case from its name, layers and options.
pub(crate) type EngineOf = fn(&str, &[Value], &Map<String, Value>) -> Engine;

/// One declaration with what is expected of it; `tests/needs/README.md` says what the fields are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    name: String,
    layers: Vec<Value>,
    #[serde(default)]
    options: Map<String, Value>,
    /// Read in their order from the text, which [`Value`] does not keep.
    #[serde(skip)]
    needs: Option<Declaration>,
    #[serde(skip)]
    wants: Option<Declaration>,
    #[serde(skip)]
    profiles: Option<Declaration>,
    order: Option<String>,
    expect: Map<String, Value>,
}

/// The cases of a file.
pub(crate) fn cases(text: &str) -> Vec<Case> {
    let Data::Array(whole) = json::parse(text, json::nearest_number).unwrap().0.data else { panic!("no list") };
    let mut cases = Vec::new();
    for case in whole {
        let Data::Object(mut members) = case.data else { panic!("no object") };
        let declarations: Vec<_> =
            members.extract_if(.., |member| ["needs", "wants", "profiles"].contains(&&*member.key)).collect();
        let declaration =
            |key: &str| declarations.iter().find(|member| member.key == key).map(|member| member.value.clone());
        let rest = Declaration::from(Data::Object(members)).to_string();
        let case: Case = serde_json::from_str(&rest).unwrap_or_else(|error| panic!("{error}: {rest}"));
        cases.push(Case {
            needs: declaration("needs"),
            wants: declaration("wants"),
            profiles: declaration("profiles"),
            ..case
        });
    }
    cases
}

/// What is said, in the fields that cases use.
fn run(case: &Case, engine: &Engine) -> Result<Value, DeclarationError> {
    let capabilities = engine.capabilities();
    let needs = |needs: &Option<Declaration>| match needs {
        Some(needs) => read_needs(needs, capabilities),
        None => Ok(Needs::default()),
    };
    if let Some(wants) = &case.wants {
        let (wants, needs) = (read_wants(wants, capabilities)?, needs(&case.needs)?);
        let choice = engine.select_tier(&wants, &needs);
        let table = engine.explain_tier(&wants, &needs);
        assert_eq!(table.choice, choice, "{}: the explanation chooses otherwise", case.name);
        return Ok(with_outcome(json!({ "tier": choice.tier }), "permitted", &choice.outcome));
    }
    if let Some(profiles) = &case.profiles {
        let order = match case.order.as_deref() {
            None => ProfileOrder::Declared,
            Some("permissive") => ProfileOrder::Permissive,
            Some(other) => panic!("{}: no order {other}", case.name),
        };
        let (profiles, needs) = (read_profiles(profiles, capabilities)?, needs(&case.needs)?);
        let choice = engine.select_profile(&profiles, &needs, order);
        let said = json!({ "profile": choice.profile, "fallback": choice.fallback });
        return Ok(with_outcome(said, "granted", &choice.outcome));
    }
    let needs = needs(&case.needs)?;
    let report = engine.check_needs(&needs);
    for (need, said) in needs.all().iter().zip(&report.needs) {
        let trace = engine.explain_need(need);
        assert_eq!(trace.denial.as_ref(), said.decision.denial(), "{}: explained otherwise", case.name);
    }
    Ok(of_report(&report))
}

fn of_report(report: &NeedsReport) -> Value {
    let denied = || report.needs.iter().filter_map(|need| Some((&need.need, need.decision.denial()?)));
    let rules: Map<String, Value> = denied().map(|(need, denial)| (need.clone(), json!(denial.rule))).collect();
    json!({
        "decision": report.decision.word(),
        "code": report.decision.denial().map(|denial| json!(denial.code)),
        "reason": report.decision.denial().map(|denial| &denial.reason),
        "denied": denied().map(|(need, _)| need).collect::<Vec<_>>(),
        "rules": rules,
        "dangerous": report.still_dangerous,
    })
}

fn with_outcome(mut said: Value, permitted: &str, outcome: &Outcome) -> Value {
    let names =
        |verdict: &Verdict| serde_json::to_value(&verdict.name).unwrap().as_object().unwrap().values().next().cloned();
    said[permitted] = outcome.considered.iter().filter(|verdict| verdict.permitted).filter_map(names).collect();
    said["code"] = json!(outcome.code);
    said["reason"] = json!(outcome.reason);
    said
}

/// What differs from the expectation, a line for each field.
pub(crate) fn failures(case: &Case, engine_of: EngineOf) -> Vec<String> {
    let engine = engine_of(&case.name, &case.layers, &case.options);
    let got = match run(case, &engine) {
        Ok(said) => said,
        Err(error) => {
            let problems = error.problems.iter().map(|problem| json!({ "code": problem.code, "path": problem.path }));
            json!({ "problems": problems.collect::<Vec<_>>() })
        }
    };
    let listed = |value: &Value, entry: &Value| value.as_array().is_some_and(|all| all.contains(entry));
    let meets = |key: &str, expected: &Value| match key {
        "dangerous" => expected.as_array().unwrap().iter().all(|entry| listed(&got["dangerous"], entry)),
        "notDangerous" => !expected.as_array().unwrap().iter().any(|entry| listed(&got["dangerous"], entry)),
        "rules" => expected.as_object().unwrap().iter().all(|(need, rule)| got["rules"].get(need) == Some(rule)),
        _ => got.get(key).unwrap_or(&Value::Null) == expected,
    };
    let differs = case.expect.iter().filter(|(key, expected)| !meets(key, expected));
    differs.map(|(key, expected)| format!("{}\n    {key}: expected {expected}, got {got}", case.name)).collect()
}
