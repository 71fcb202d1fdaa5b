//! Engines that are refused, each with the place of every problem, and what engines do with layers.

#![allow(clippy::unwrap_used, reason = "a test")]

use mlld_policy::engine::{Engine, EngineOptions};
use mlld_policy::error::ProblemCode;
use mlld_policy::policy::{PolicyDocument, ReadOptions, read_text};

fn document(text: &str) -> PolicyDocument {
    read_text(text, &ReadOptions::default()).unwrap().document
}

/// The code, layer and path of each problem.
fn refused(layers: &[&str], options: EngineOptions) -> Vec<(ProblemCode, Option<String>, String)> {
    let error = Engine::new(layers.iter().map(|text| document(text)).collect(), options).unwrap_err();
    assert!(!error.problems.is_empty());
    error.problems.into_iter().map(|problem| (problem.code, problem.layer, problem.path)).collect()
}

fn based() -> EngineOptions {
    EngineOptions { base: Some("/work".to_owned()), ..EngineOptions::default() }
}

#[test]
fn an_engine_without_a_layer_is_refused() {
    assert_eq!(refused(&[], based()), [(ProblemCode::NoPolicy, None, String::new())]);
}

#[test]
fn two_different_layers_of_one_name_are_refused_and_one_given_twice_is_one() {
    let layers = [r#"{ "name": "a", "deny": ["sh"] }"#, r#"{ "name": " a ", "deny": ["js"] }"#];
    let duplicate = (ProblemCode::DuplicateLayer, Some("layers[1]".to_owned()), "name".to_owned());
    assert_eq!(refused(&layers, based()), [duplicate]);
    // A name like the one that stands for a layer without a name is no way around it.
    let layers = [r#"{ "name": "layers[1]", "deny": ["sh"] }"#, r#"{ "deny": ["js"] }"#];
    assert_eq!(refused(&layers, based()).len(), 1);

    let twice = [r#"{ "name": "a", "deny": ["sh"] }"#, r#"{ "name": "a", "deny": { "bash": true } }"#];
    let engine = Engine::new(twice.map(document).to_vec(), based()).unwrap();
    assert_eq!(engine.layer_names().collect::<Vec<_>>(), ["a"]);

    // One rule of any list, more or less, makes two different layers.
    let lists = [
        "",
        r#", "allow": true"#,
        r#", "allow": []"#,
        r#", "allow": ["cmd:a"]"#,
        r#", "allow": ["cmd:b"]"#,
        r#", "allow": ["cmd:a", "cmd:b"]"#,
        r#", "allow": ["fs:r:a"]"#,
        r#", "allow": ["fs:w:a"]"#,
        r#", "allow": ["net:a"]"#,
        r#", "allow": ["js"]"#,
        r#", "allow": ["*", "js"]"#,
        r#", "allow": ["js"], "capabilities": { "allow": ["js"] }"#,
        r#", "deny": ["cmd:a"]"#,
        r#", "deny": ["cmd:b"]"#,
        r#", "danger": ["cmd:a"]"#,
        r#", "danger": []"#,
        r#", "limits": { "timeout": 1 }"#,
    ];
    for one in lists {
        for other in lists {
            let layers = [one, other].map(|list| document(&format!(r#"{{ "name": "a"{list} }}"#)));
            assert_eq!(Engine::new(layers.to_vec(), based()).is_ok(), one == other, "{one} {other}");
        }
    }
}

#[test]
fn folders_that_are_not_absolute_are_refused() {
    for folder in ["work", "./work", "~", "@base", "C:/work", ""] {
        let option = |base, home| EngineOptions { base, home, ..EngineOptions::default() };
        let wrong = Some(folder.to_owned());
        let found = |options| refused(&["{}"], options).into_iter().map(|(code, _, path)| (code, path)).next();
        assert_eq!(found(option(wrong.clone(), None)), Some((ProblemCode::InvalidOption, "base".into())), "{folder}");
        assert_eq!(found(option(None, wrong.clone())), Some((ProblemCode::InvalidOption, "home".into())), "{folder}");
        let programs = EngineOptions { program_folders: wrong.map(|folder| vec![folder]), ..based() };
        assert_eq!(found(programs), Some((ProblemCode::InvalidOption, "programFolders[0]".into())), "{folder}");
    }
}

#[test]
fn path_rules_that_lead_nowhere_are_refused_at_their_place() {
    let policy = r#"{ "allow": ["fs:r:src"], "deny": ["sh", "fs:w:~/x"], "danger": ["fs:r:.env"],
                      "filesystem_integrity": { "docs": { "mutable": false } } }"#;
    let found = refused(&[policy], EngineOptions::default());
    assert!(
        found
            .iter()
            .all(|(code, layer, _)| { *code == ProblemCode::InvalidPattern && layer.as_deref() == Some("layers[0]") })
    );
    let paths: Vec<_> = found.iter().map(|(_, _, path)| path.as_str()).collect();
    assert_eq!(paths, ["allow[0]", "deny[1]", "danger[0]", "filesystem_integrity.docs"]);
}

#[test]
fn more_globs_than_memory_holds_are_refused_and_no_layer_is_lost() {
    let globs: Vec<_> = (0..10_001).map(|n| format!("\"fs:r:/a*{n}\"")).collect();
    let found = refused(&[&format!("{{ \"deny\": [{}] }}", globs.join(","))], based());
    assert_eq!(found, [(ProblemCode::InvalidPattern, Some("layers[0]".to_owned()), "deny[10000]".to_owned())]);
}
