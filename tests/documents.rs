//! The documents of `tests/data/documents`: accepted ones have the canonical form beside them, refused ones their
//! problems.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use mlld_policy::error::Severity;
use mlld_policy::policy::{ReadOptions, read, read_text};
use serde_json::Value;

fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(data(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn data(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents").join(folder)
}

fn beside(file: &Path, folder: &str) -> Value {
    let text = fs::read_to_string(data(folder).join(file.file_name().unwrap())).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn good_documents_have_their_canonical_form_which_reads_as_itself() {
    for file in files("good") {
        let text = fs::read_to_string(&file).unwrap();
        let accepted =
            read_text(&text, &ReadOptions::default()).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let canonical = serde_json::to_value(&accepted.document).unwrap();
        assert_eq!(canonical, beside(&file, "canonical"), "{}", file.display());
        let again = read(&accepted.document.to_value(), &ReadOptions::default()).unwrap();
        assert_eq!(serde_json::to_value(&again.document).unwrap(), canonical, "{}, read again", file.display());
    }
}

#[test]
fn bad_documents_have_their_problems() {
    let mut failures = Vec::new();
    for file in files("bad") {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let Err(refused) = read_text(&text, &ReadOptions::default()) else {
            failures.push(format!("{name} is accepted"));
            continue;
        };
        let errors: Vec<_> = refused.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        let (found, expected) = (serde_json::to_value(&errors).unwrap(), beside(&file, "problems"));
        let (found, expected) = (found.as_array().unwrap(), expected.as_array().unwrap());
        let as_expected = |(found, expected): (&Value, &Value)| {
            expected.as_object().unwrap().iter().all(|(field, value)| found.get(field) == Some(value))
        };
        if found.len() != expected.len() || !found.iter().zip(expected).all(as_expected) {
            failures.push(format!("{name}: {found:#?}"));
        }
        for problem in errors {
            assert!(!problem.message.is_empty() && !problem.message.ends_with('.'), "{name}: {problem}");
            assert!(problem.line.is_some() && problem.column.is_some(), "{name}: no place for {problem}");
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
