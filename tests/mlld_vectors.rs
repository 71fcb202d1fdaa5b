//! The data functions of mlld against what mlld 2.0.5 returned: the rows of `tests/mlld/vectors`, whose README says what
//! they are.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mlld_policy::compat::{Thrown, call};
use mlld_policy::policy::json;
use mlld_policy::policy::value::{Data, Value};

/// The functions whose rows are not run here, with the reason.
const SKIPPED: [(&[&str], &str); 3] = [
    (
        &[
            "checkExplicitLabelFlowRules",
            "checkLabelFlow",
            "enforceFileIntegrity",
            "enforceFilesystemAccess",
            "evaluateCapabilityAccess",
            "evaluateCommandAccess",
            "evaluatePolicyAuthorizationDecision",
            "findDeniedShellCommand",
            "generatePolicyGuards",
            "isDangerAllowedForFilesystem",
            "isDangerousFilesystem",
            "policyConfigPermitsNeeds",
            "policySatisfiesNeeds",
            "selectProfile",
        ],
        "decisions, which are the engine's",
    ),
    (
        &[
            "TaintTracker",
            "applyDefaultTrustLabel",
            "applyOutputPolicyLabels",
            "createCapabilityContext",
            "deriveCodeSourceTaintLabel",
            "deriveCommandTaint",
            "deriveExecutableSourceTaintLabel",
            "deriveImportTaint",
            "descriptorToInputTaint",
            "labelsForPath",
            "mergeTaintSnapshots",
            "normalizeSecurityDescriptor",
            "roundTrip",
        ],
        "bookkeeping of the interpreter, which the adapter does not export",
    ),
    (&["extractGuardOverride"], "reads syntax nodes of the interpreter"),
];

/// Rows with these tags show accidents of JavaScript, or syntax nodes of the interpreter.
const SKIPPED_TAGS: [&str; 2] = ["js-artifact", "ast-node"];

/// What is returned where mlld has a set, which the rows write as a sorted list: the ways to it, in the outcome.
const SETS: [(&str, &[&str]); 2] = [
    ("normalizeGuardOverride", &["result", "names"]),
    ("applyGuardDecisionResult", &["result", "state", "privilegedPerInputAllows"]),
];

#[derive(Default)]
struct Count {
    equal: usize,
    differing: Vec<String>,
}

#[test]
fn data_functions_return_what_mlld_returns() {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for row in rows() {
        let function = text(&row, "fn").to_owned();
        let tags = member(&row, "tags").map(Value::to_string).unwrap_or_default();
        if skipped(&function) || SKIPPED_TAGS.iter().any(|tag| tags.contains(tag)) {
            continue;
        }
        let mut found = outcome(&function, &row);
        for (_, way) in SETS.iter().filter(|(name, _)| *name == function) {
            sort(&mut found, way);
        }
        let count = counts.entry(function).or_default();
        let differences: Vec<String> = (found.iter())
            .filter(|(key, value)| member(&row, key).map(Value::to_string) != value.as_ref().map(Value::to_string))
            .map(|(key, value)| {
                format!("    {key}: {}", value.as_ref().map_or("undefined".to_owned(), Value::to_string))
            })
            .collect();
        if differences.is_empty() {
            count.equal += 1;
        } else {
            count.differing.push(format!("{row}\n{}", differences.join("\n")));
        }
    }
    for (function, count) in &counts {
        println!("{function}: {} equal, {} differing", count.equal, count.differing.len());
    }
    let differing: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| !count.differing.is_empty())
        .map(|(_, count)| count.differing.join("\n"))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn every_name_of_the_skipped_functions_stands_in_a_row() {
    let rows = rows();
    for name in SKIPPED.iter().flat_map(|(names, _)| *names) {
        assert!(rows.iter().any(|row| text(row, "fn") == *name), "{name}");
    }
}

#[test]
fn the_list_of_dangers_is_mllds() {
    let file = read("danger.json");
    let entries = call("DEFAULT_DANGER_PATTERNS", &[]).unwrap();
    assert_eq!(entries.as_ref(), member(&file, "entries"));
}

/// Functions of which there are no rows, by what is said of them elsewhere.
#[test]
fn functions_without_rows() {
    let none = Value::from(Data::Null);
    let cases: Vec<(&str, Vec<Value>, &str)> = vec![
        ("normalizeCommandPatternEntry", vec![" OP:Cmd: git * ".into()], r#""git *""#),
        ("normalizeCommandPatternEntry", vec!["op:cmd".into()], r#""*""#),
        ("normalizeCommandPatternEntry", vec!["git".into()], "null"),
        ("normalizeDangerEntries", vec![Value::list([" a ", "a", ""])], r#"["a"]"#),
        ("normalizeDangerEntries", vec![none.clone()], "[]"),
        ("ALLOW_ALL_POLICY", vec![], r#"{"allowAll":true}"#),
        ("PROTECTED_LABELS", vec![], r#"["secret","untrusted"]"#),
        ("normalizeGuardNames", vec![Value::list([" @a ", "@a", "@b"]), "only".into()], r#"["a","b"]"#),
        ("buildOperationKeySet", vec![Value::object([("type", Value::from("run"))])], r#"["run","exe"]"#),
        ("matchesSignerPattern", vec!["user:alice".into(), "user:*".into()], "true"),
        ("matchesSignerPattern", vec!["user:alice/laptop".into(), "user:*".into()], "false"),
        ("matchesSignerPattern", vec!["user:alice/laptop".into(), "*".into()], "true"),
        ("matchesSignerPattern", vec!["user:alice".into(), "user:{alice,bob}".into()], "true"),
        ("matchesAnySignerPattern", vec!["mallory".into(), Value::list(["!agent:*"])], "true"),
        (
            "resolveSignerLabels",
            vec![
                "agent:x".into(),
                "verified".into(),
                Value::object([("*", Value::list(["trusted"]))]),
                "untrusted".into(),
            ],
            r#"["trusted"]"#,
        ),
        ("normalizeWantsDeclaration", vec![Value::list(<[Value; 0]>::default())], r#"{"tiers":[]}"#),
    ];
    for (function, arguments, expected) in cases {
        let arguments: Vec<Option<Value>> = arguments.into_iter().map(Some).collect();
        assert_eq!(call(function, &arguments).unwrap().unwrap().to_string(), expected, "{function}{arguments:?}");
    }
}

#[test]
fn globs_are_those_of_minimatch() {
    let rows = read("../globs.json");
    let differing: Vec<String> = (items(&rows).iter())
        .filter(|row| {
            let [path, glob, matches] = items(row) else { panic!("{row}") };
            // Blanks at the ends are cut off identities, and an asterisk alone is everybody.
            let is_exact =
                [path, glob].iter().all(|text| !text.to_string().contains("\" ") && !text.to_string().contains(" \""));
            is_exact
                && call("matchesSignerPattern", &[Some(path.clone()), Some(glob.clone())]) != Ok(Some(matches.clone()))
        })
        .map(Value::to_string)
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// What a row says of its outcome, each field with the value that is found: what is returned or thrown.
fn outcome(function: &str, row: &Value) -> Vec<(&'static str, Option<Value>)> {
    let input = |name: &str| member(row, name).cloned();
    let inputs = |names: &[&str]| names.iter().map(|name| input(name)).collect::<Vec<_>>();
    let simple = |names: &[&str]| returned(call(function, &inputs(names)));
    match function {
        "matchesCommandPattern" => command_pattern(input("command"), input("pattern")),
        "applyGuardDecisionResult" => vec![("result", Some(reduced(&member(row, "steps").cloned().unwrap())))],
        "applyGuardOverrideFilter" => {
            let normalized = call("normalizeGuardOverride", &[input("override")]).unwrap();
            let kept = call(function, &[input("guards"), normalized]).unwrap().unwrap();
            let ids = items(&kept).iter().map(|guard| member(guard, "id").unwrap().clone());
            vec![("result", Some(Value::list(ids.collect::<Vec<_>>())))]
        }
        "mergeDescriptors" => returned(call(
            function,
            &items(member(row, "descriptors").unwrap()).iter().cloned().map(Some).collect::<Vec<_>>(),
        )),
        "applyGuardLabelModifications" => {
            let descriptor = call("makeSecurityDescriptor", &[input("descriptor")]).unwrap();
            returned(call(function, &[descriptor, input("modifications"), input("guard")]))
        }
        "makeSecurityDescriptor" => simple(&["options"]),
        "hasLabel" => simple(&["descriptor", "label"]),
        "isProtectedLabel" => simple(&["label"]),
        "matchesFsPattern" => {
            let mut arguments = inputs(&["target", "pattern", "base", "home"]);
            arguments.push(Some("/work/cwd".into()));
            returned(call(function, &arguments))
        }
        "parseFsPatternEntry" | "normalizeAuthConfig" => simple(&["entry"]),
        "normalizeGuardOverride" | "normalizePolicyAuthorizations" | "normalizeProfilesDeclaration" => simple(&["raw"]),
        "normalizeNeedsDeclaration" => simple(&["raw", "context"]),
        "isTolerantMatch" => simple(&["actual", "expected"]),
        "mergePolicyAuthorizations" | "mergePolicyConfigs" | "mergeNeedsDeclarations" => simple(&["base", "incoming"]),
        "hasToolWriteAuthorizationPolicy" => simple(&["authorizations"]),
        "validatePolicyAuthorizations" => simple(&["raw", "toolContext", "options"]),
        "validateNormalizedPolicyAuthorizations" => simple(&["authorizations", "toolContext", "options"]),
        "resolveInputTaint" => simple(&["inputTaint", "policy"]),
        "expandOperationLabels" => simple(&["targets", "operations"]),
        "hasManagedPolicyLabelFlow" | "normalizePolicyConfig" => simple(&["policy"]),
        "shouldAddInfluencedLabel" => simple(&["policy", "inputTaint", "exeLabels"]),
        "isBuiltinPolicyRuleName" => simple(&["name"]),
        "buildOperationKeys" => simple(&["operation"]),
        "getOperationLabels" | "getOperationSources" => simple(&["ctx"]),
        "parseCommand" => simple(&["command"]),
        other => panic!("no such function: {other}"),
    }
}

fn command_pattern(command: Option<Value>, pattern: Option<Value>) -> Vec<(&'static str, Option<Value>)> {
    let found = || {
        let tokens = call("getCommandTokens", &[command])?;
        let words = call("parseCommandPatternTokens", std::slice::from_ref(&pattern))?;
        let matches = call("matchesCommandPattern", &[tokens.clone(), pattern])?;
        Ok(vec![("tokens", tokens), ("patternTokens", words), ("matches", matches), ("throws", None)])
    };
    found().unwrap_or_else(|thrown| vec![("throws", Some(shown(&thrown)))])
}

fn reduced(steps: &Value) -> Value {
    let mut state = call("createGuardDecisionState", &[]).unwrap().unwrap();
    let mut decisions = Vec::new();
    for step in items(steps) {
        let options = Some(step.clone());
        state = call("applyGuardDecisionResult", &[Some(state), member(step, "result").cloned(), options])
            .unwrap()
            .unwrap();
        decisions.push(member(&state, "decision").unwrap().clone());
    }
    let decision = [member(&state, "decision").cloned()];
    let action = call("toHookAction", &decision).unwrap().unwrap();
    let clears = call("shouldClearAttemptState", &decision).unwrap().unwrap();
    let decisions = Value::list(decisions);
    Value::object([("state", state), ("decisions", decisions), ("hookAction", action), ("clearAttempts", clears)])
}

fn returned(result: Result<Option<Value>, Thrown>) -> Vec<(&'static str, Option<Value>)> {
    match result {
        Ok(value) => vec![("result", value), ("throws", None)],
        Err(thrown) => vec![("result", None), ("throws", Some(shown(&thrown)))],
    }
}

fn shown(thrown: &Thrown) -> Value {
    let mut members = vec![("name", thrown.name.into()), ("message", thrown.message.as_str().into())];
    members.extend(thrown.code.map(|code| ("code", code.into())));
    if let Some(code) = thrown.intended_code {
        let (_, reason) = thrown.message.split_once("): ").unwrap();
        members.extend([("reason", reason.into()), ("intendedCode", code.into())]);
    }
    Value::object(members)
}

fn skipped(function: &str) -> bool {
    SKIPPED.iter().any(|(names, _)| names.contains(&function))
}

fn rows() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mlld/vectors");
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let files = names.iter().filter(|name| name.ends_with(".json")).map(|name| read(name));
    files.flat_map(|file| member(&file, "rows").map(|rows| items(rows).to_vec()).unwrap_or_default()).collect()
}

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mlld/vectors").join(name);
    let (value, problems) = json::parse(&fs::read_to_string(path).unwrap(), json::nearest_number).unwrap();
    assert!(problems.is_empty(), "{name}: {problems:?}");
    value
}

fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    let Data::Object(members) = &value.data else { return None };
    members.iter().find(|member| member.key == key).map(|member| &member.value)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    match member(value, key).map(|value| &value.data) {
        Some(Data::String(text)) => text,
        _ => panic!("no text {key} in {value}"),
    }
}

fn items(value: &Value) -> &[Value] {
    match &value.data {
        Data::Array(items) => items,
        _ => panic!("no list: {value}"),
    }
}

/// Sorts the list at the end of a way by UTF-16 code units.
fn sort(outcome: &mut [(&'static str, Option<Value>)], way: &[&str]) {
    let place = outcome.iter_mut().find(|(key, _)| *key == way[0]).and_then(|(_, value)| value.as_mut());
    let found = way[1..].iter().try_fold(place, |place, key| match place.map(|place| &mut place.data) {
        Some(Data::Object(members)) => {
            Some(members.iter_mut().find(|member| member.key == *key).map(|member| &mut member.value))
        }
        _ => None,
    });
    if let Some(Some(Value { data: Data::Array(items), .. })) = found {
        items.sort_by_key(|item| item.to_string().encode_utf16().collect::<Vec<_>>());
    }
}
