//! Links: with a `realPath` callback both the given and the real path must pass.

#![allow(clippy::unwrap_used, reason = "code of tests")]

use mlld_policy::capability::FileMode;
use mlld_policy::decision::{Decision, DenialCode};
use mlld_policy::engine::{Engine, EngineOptions};
use mlld_policy::policy::{ReadOptions, read_text};
use mlld_policy::shell::Shell;

/// A disk on which `/work/proj/link` leads to `/etc`, and nothing below `/gone` can be resolved.
fn real(path: &str) -> Result<String, String> {
    if path.starts_with("/gone") || path.contains("/gone/") {
        return Err("no such folder".to_owned());
    }
    // As the system does it: the link is followed before the `..` after it.
    Ok(match path.strip_prefix("/work/proj/link") {
        Some("/../shadow") => "/shadow".to_owned(),
        Some(rest) => format!("/etc{rest}"),
        None => path.to_owned(),
    })
}

fn engine(policy: &str) -> Engine {
    let document = read_text(policy, &ReadOptions::default()).unwrap().document;
    let base = Some("/work/proj".to_owned());
    let options = EngineOptions { base, real_path: Some(Box::new(real)), ..EngineOptions::default() };
    Engine::new(vec![document], options).unwrap()
}

fn code(decision: &Decision) -> Option<DenialCode> {
    decision.denial().map(|denial| denial.code)
}

#[test]
fn a_link_out_of_the_permitted_folder_is_denied() {
    let engine = engine(r#"{ "allow": ["cmd:cat:*", "fs:r:/work/proj/**"], "danger": "*" }"#);
    assert!(engine.check_file(FileMode::Read, "src/a").is_allowed());
    let denied = engine.check_file(FileMode::Read, "link/passwd");
    assert_eq!(code(&denied), Some(DenialCode::PolicyCapabilityDenied));
    assert_eq!(denied.denial().unwrap().subject.as_deref(), Some("/etc/passwd"));

    assert!(engine.check_command("cat src/a", Shell::Bash).is_allowed());
    assert!(!engine.check_command("cat link/passwd", Shell::Bash).is_allowed());
}

#[test]
fn a_link_into_a_denied_folder_is_denied_and_so_is_the_link_by_its_own_name() {
    let policy = engine(r#"{ "deny": ["fs:r:/etc/**"], "danger": "*" }"#);
    assert!(!policy.check_file(FileMode::Read, "link/passwd").is_allowed());
    let by_name = engine(r#"{ "deny": ["fs:r:link"], "danger": "*" }"#);
    assert!(!by_name.check_file(FileMode::Read, "link/passwd").is_allowed());
}

#[test]
fn the_callback_gets_the_path_before_its_dots_are_folded() {
    let engine = engine(r#"{ "deny": ["fs:r:/shadow"], "danger": "*" }"#);
    assert!(!engine.check_file(FileMode::Read, "link/../shadow").is_allowed());
}

#[test]
fn a_callback_that_fails_denies_where_files_are_restricted() {
    let restricted = engine(r#"{ "allow": ["cmd:cat:*", "fs:r:/**"], "danger": "*" }"#);
    assert_eq!(code(&restricted.check_file(FileMode::Read, "/gone/x")), Some(DenialCode::RealPathFailed));
    assert_eq!(code(&restricted.check_command("cat /gone/x", Shell::Bash)), Some(DenialCode::RealPathFailed));
    // The danger list alone restricts files too.
    assert_eq!(code(&engine("{}").check_command("cat /gone/x", Shell::Bash)), Some(DenialCode::RealPathFailed));
    assert!(engine(r#"{ "danger": "*" }"#).check_file(FileMode::Read, "/gone/x").is_allowed());
}
