//! Decisions over plans made by hand: what analysis says is given here, what rules make of it is the matter.

use crate::capability::operation::decide;
use crate::capability::{CommandOperation, Context, Layer, danger_rules};
use crate::decision::{Decision, Denial, DenialCode};
use crate::pattern::command::{Extent, Part, TRUSTED_FOLDERS, Word};
use crate::pattern::path::Places;
use crate::policy::{Capability, ReadOptions, read_text};
use crate::shell::{Access, FileUse, Host, Opaque, OpaqueKind, Origin, Plan, Program, Vouch};
use crate::span::Span;

fn decision(policies: &[&str], plan: &Plan) -> Decision {
    let places = Places::new(Some("/work/proj"), Some("/home/u"), false, true).unwrap();
    let layer = |(index, text): (usize, &&str)| {
        let document = read_text(text, &ReadOptions::default()).unwrap_or_else(|error| panic!("{error:?}")).document;
        Layer::compile(document, format!("layers[{index}]"), &places).unwrap()
    };
    let layers: Vec<_> = policies.iter().enumerate().map(layer).map(std::rc::Rc::new).collect();
    let context = Context {
        danger: danger_rules(&places).unwrap(),
        places,
        trusted_folders: TRUSTED_FOLDERS.map(str::to_owned).to_vec(),
        project_name: None,
        real_path: None,
    };
    decide(&CommandOperation::new("the whole text", plan, &context), &layers, &context)
}

fn denial(policy: &str, plan: &Plan) -> Denial {
    decision(&[policy], plan).denial().unwrap_or_else(|| panic!("{policy} allows {plan:?}")).clone()
}

/// `?` is text nobody knows, `*` what a glob stands for; a `+` first makes it a word that the shell splits, a `$` a
/// quoted parameter of the environment.
fn word(text: &str) -> Word {
    let (extent, text) = match text.split_at_checked(1) {
        Some(("+", rest)) => (Extent::Many, rest),
        Some(("$", rest)) => (Extent::Parameter, rest),
        _ => (Extent::One, text),
    };
    let part = |c: char| match c {
        '?' => Part::Unknown,
        '*' => Part::Segment,
        c => Part::Known(c.to_string()),
    };
    Word::new(text.chars().map(part), extent)
}

fn words(text: &str) -> Vec<Word> {
    text.split(' ').map(word).collect()
}

fn program(text: &str) -> Program {
    Program {
        words: words(text),
        span: Some(Span::new(0, 3)),
        via: vec![],
        transparent: false,
        elsewhere: vec![],
        capabilities: &[],
        uses_network: false,
    }
}

fn programs(texts: &[&str]) -> Plan {
    Plan { programs: texts.iter().map(|text| program(text)).collect(), ..Plan::default() }
}

fn file(path: &str, access: Access, origin: Origin) -> Plan {
    let file = FileUse { path: word(path), access, origin, span: None };
    Plan { files: vec![file], ..Plan::default() }
}

fn host(target: &str) -> Plan {
    Plan { hosts: vec![Host { target: word(target), span: None }], ..Plan::default() }
}

fn opaque(kind: OpaqueKind, vouch: Option<Vouch>) -> Plan {
    let part = Opaque { kind, span: Some(Span::new(4, 9)), what: "something odd".to_owned(), vouch };
    Plan { opaque: vec![part], ..Plan::default() }
}

fn code(text: &str) -> Plan {
    opaque(OpaqueKind::Code, Some(Vouch::Spelled { words: words(text), flag: 1 }))
}

fn python(text: &str) -> Plan {
    let vouch = Vouch::Language { words: words(text), flag: 1, capabilities: &[Capability::Py] };
    opaque(OpaqueKind::Code, Some(vouch))
}

fn sourced(text: &str) -> Plan {
    opaque(OpaqueKind::SourcedFile, Some(Vouch::Spelled { words: words(text), flag: 1 }))
}

macro_rules! decisions {
    ($($name:ident: $policy:expr, allow: [$($yes:expr),*], deny: [$($no:expr),*];)*) => {$(
        #[test]
        fn $name() {
            let (yes, no): (&[Plan], &[Plan]) = (&[$($yes),*], &[$($no),*]);
            for plan in yes {
                assert_eq!(decision(&[$policy], plan), Decision::Allow, "{} should allow {plan:?}", $policy);
            }
            for plan in no {
                assert!(!decision(&[$policy], plan).is_allowed(), "{} should deny {plan:?}", $policy);
            }
        }
    )*};
}

use Access::{Append, Either, Read, ReadWrite, Write};
use Origin::{Operand, Option as ByOption, Redirection};

decisions! {
    every_program_must_be_allowed: r#"{"allow": ["cmd:git:*"], "danger": "*"}"#,
        allow: [programs(&["git status", "git ?"])], deny: [programs(&["git status", "rm x"])];
    an_unknown_word_is_covered_by_a_star_alone: r#"{"allow": ["cmd:git:status:*"]}"#,
        allow: [programs(&["git status ?"])], deny: [programs(&["git ?"]), programs(&["git sta?"])];
    an_unknown_word_may_be_what_is_denied: r#"{"deny": ["cmd:git:push"], "danger": "*"}"#,
        allow: [programs(&["git status ?"]), programs(&["git sta?s"])], deny: [programs(&["git ?"]), programs(&["git +?"]), programs(&["git pu?"])];
    the_danger_list_takes_a_quoted_parameter_for_an_operand: "{}",
        allow: [programs(&["rm $?"]), programs(&["rm ./?"]), programs(&["rm -r build-?"]), programs(&["rm +a?"]), programs(&["curl +https://x.example/?"])],
        deny: [programs(&["rm -r ?"]), programs(&["rm +?"]), programs(&["rm -r -f $?"]), programs(&["rm -r -?"])];
    denials_of_a_policy_do_not: r#"{"deny": ["cmd:rm:-rf"], "danger": "*"}"#,
        allow: [programs(&["rm ./?"])], deny: [programs(&["rm $?"])];
    a_name_that_is_not_known: r#"{"deny": ["cmd:rm"]}"#, allow: [], deny: [programs(&["? x"]), programs(&[""])];
    redirected_writes_need_a_rule: r#"{"allow": ["cmd"]}"#,
        allow: [file("a", Read, Redirection), file("a", Write, Operand), file("/dev/null", Write, Redirection), file("/dev/fd/2", Append, Redirection), file("a", Either, Operand)],
        deny: [file("a", Write, Redirection), file("a", Append, Redirection), file("a", ReadWrite, Redirection), file("a", Write, ByOption), file("?", Write, Redirection), file("/dev/fd/?", Write, Redirection)];
    files_that_are_allowed: r#"{"allow": ["cmd", "fs:r:src/**", "fs:w:out/*"]}"#,
        allow: [file("src/a", Read, Operand), file("src/*.ts", Read, Operand), file("out/*", Write, Redirection), file("x", Either, Operand)],
        deny: [file("src/?", Read, Operand), file("?", Read, Redirection), file("*", Read, Operand), file("out/?", Write, Operand), file("out/.*", Write, Operand), file("+src/a", Read, Operand)];
    every_file_is_allowed: r#"{"allow": ["cmd", "fs:w:/**"]}"#,
        allow: [file("?", Read, Operand), file("+?", Write, Redirection), file("~/*", Write, Operand)], deny: [];
    files_that_are_denied: r#"{"deny": ["fs:r:.env", "fs:w:secrets"], "danger": "*"}"#,
        allow: [file("src/*", Read, Operand), file(".en*x", Read, Operand)],
        deny: [file("?", Read, Operand), file("src/?", Either, Operand), file(".e*", Read, Operand), file("sec*", Write, Operand), file("+x", Write, Redirection)];
    the_danger_list_of_files: "{}",
        allow: [file("?", Read, Operand), file("src/?", Either, Operand), file("?/README.md", Read, Operand), file("*", Read, Operand), file("src/*", Read, Operand)],
        deny: [file("~/.ss*/id_rsa", Read, Operand), file("~/.ssh/?", Read, Operand), file("?/.ssh/id_rsa", Either, Operand), file("~/?", Read, Redirection), file("?/.bashrc", Write, Redirection)];
    connections_need_a_rule: r#"{"allow": ["cmd", "fs"]}"#,
        allow: [], deny: [file("/dev/tcp/example.com/80", Write, Redirection), file("/dev/udp/1.2.3.4/53", ReadWrite, Redirection), file("/dev/tcp/?", Read, Redirection)];
    connections_to_what_is_allowed: r#"{"allow": ["cmd", "net:example.com"]}"#,
        allow: [file("/dev/tcp/example.com/80", Write, Redirection)],
        deny: [file("/dev/tcp/evil.example/80", Write, Redirection), file("/dev/tcp/example.com@evil.example/80", Write, Redirection), file("/dev/tcp/example.com/http", Read, Redirection), file("/dev/tcp/?/80", Read, Redirection), file("?", Read, Redirection)];
    connections_where_nothing_is_said: "{}",
        allow: [file("/dev/tcp/example.com/80", Write, Redirection), file("/dev/tcp/?/80", Write, Redirection)],
        deny: [file("/dev/tcp/169.254.169.254/80", Read, Redirection)];
    connections_that_are_denied: r#"{"deny": ["net"]}"#,
        allow: [file("a", Write, Redirection), file("a?", Write, Redirection), file("$?", Write, Redirection)],
        deny: [file("/dev/tcp/::1/80", Write, Redirection), file("?", Write, Redirection), file("/dev/?", Write, Redirection)];
    hosts_that_are_allowed: r#"{"allow": ["cmd", "net:api.x.com"]}"#,
        allow: [host("https://api.x.com/items/?"), host("api.x.com")],
        deny: [host("https://api.x.com?"), host("https://?/x"), host("?"), host("https://api.x.com@?/x"), host("+https://api.x.com/?"), host("https://evil.example/?"), host("api.x.com/?")];
    hosts_without_rules: r#"{"allow": ["cmd"]}"#, allow: [host("?"), host("https://x.example/?")], deny: [];
    nothing_opaque_where_commands_are_restricted: r#"{"deny": ["cmd:rm"], "danger": "*"}"#,
        allow: [opaque(OpaqueKind::File, None), opaque(OpaqueKind::Host, None)],
        deny: [opaque(OpaqueKind::Program, None), opaque(OpaqueKind::Argument, None), opaque(OpaqueKind::Syntax, None), code("bash -c ?")];
    the_danger_list_alone: "{}",
        allow: [opaque(OpaqueKind::Argument, None), opaque(OpaqueKind::File, None), opaque(OpaqueKind::Host, None)],
        deny: [opaque(OpaqueKind::Program, None), opaque(OpaqueKind::Code, None), opaque(OpaqueKind::SourcedFile, None), opaque(OpaqueKind::Syntax, None), opaque(OpaqueKind::Assignment, None)];
    no_restriction_at_all: r#"{"danger": "*"}"#,
        allow: [opaque(OpaqueKind::Program, None), opaque(OpaqueKind::Code, None), programs(&["? x"])], deny: [];
    nothing_but_everything: r#"{"allow": true, "danger": "*"}"#, allow: [opaque(OpaqueKind::Program, None)], deny: [];
    denied_by_default: r#"{"default": "deny", "danger": "*"}"#, allow: [], deny: [opaque(OpaqueKind::Argument, None), python("python3 -c ?")];
    code_that_is_spelled: r#"{"allow": ["cmd:python3:-c:*", "cmd:bash:*:-c:*", "cmd:node:*"]}"#,
        allow: [code("python3 -c ?"), code("python3 -c x ?"), python("/usr/bin/python3 -c ?"), code("bash -c ?")],
        deny: [code("python3 -Ic ?"), code("python -c ?"), code("/tmp/python3 -c ?"), code("node -e ?"), code("python3 ?"), opaque(OpaqueKind::Code, None)];
    code_that_is_covered_only: r#"{"allow": ["cmd:python3:*", "cmd:*:-c:*"]}"#, allow: [], deny: [python("python3 -c ?")];
    code_of_a_language: r#"{"allow": ["cmd:python3:*", "py"]}"#, allow: [python("python3 -c ?")], deny: [code("python3 -c ?")];
    code_under_everything: r#"{"allow": true, "deny": ["cmd:rm"]}"#, allow: [], deny: [python("python3 -c ?")];
    code_beside_a_denial: r#"{"allow": ["cmd:python3:-c:*"], "deny": ["cmd:rm"]}"#, allow: [python("python3 -c ?")], deny: [];
    files_that_are_sourced: r#"{"allow": ["cmd:source:.venv/bin/activate"]}"#,
        allow: [sourced("source .venv/bin/activate"), sourced(". .venv/bin/activate"), programs(&[". .venv/bin/activate"])],
        deny: [sourced("source ./x"), sourced("source ?"), sourced("source .venv/bin/activate x"), programs(&[". x"])];
    every_file_that_is_sourced: r#"{"allow": ["cmd:source:*"]}"#, allow: [], deny: [sourced("source x")];
    one_builtin_with_two_names: r#"{"deny": ["cmd:.", "fs:w:x"], "danger": "*"}"#, allow: [programs(&["source x"])], deny: [programs(&[". x"])];
}

#[test]
fn a_transparent_program_needs_no_permission_and_can_be_denied() {
    let plan = |transparent| Plan {
        programs: vec![Program { transparent, ..program("env A=b git status") }, program("git status")],
        ..Plan::default()
    };
    let policy = r#"{"allow": ["cmd:git:*"]}"#;
    assert!(decision(&[policy], &plan(true)).is_allowed());
    assert!(!decision(&[policy], &plan(false)).is_allowed());
    assert!(!decision(&[r#"{"allow": ["cmd:git:*"], "deny": ["cmd:env"]}"#], &plan(true)).is_allowed());
}

#[test]
fn in_another_folder_words_are_asked_as_they_are_there() {
    let plan = |elsewhere: &[&str]| Plan {
        programs: vec![Program { elsewhere: elsewhere.iter().map(|text| words(text)).collect(), ..program("cat x") }],
        ..Plan::default()
    };
    let policy = r#"{"allow": ["cmd:cat:x"]}"#;
    assert!(decision(&[policy], &plan(&[])).is_allowed());
    assert!(!decision(&[policy], &plan(&["cat /etc/x"])).is_allowed());
    assert!(!decision(&[policy], &plan(&["cat x", "cat /etc/x"])).is_allowed());
}

#[test]
fn capabilities_and_the_network_are_asked_by_denials_only() {
    let plan = Plan {
        programs: vec![Program { capabilities: &[Capability::Py], uses_network: true, ..program("python3 x.py") }],
        ..Plan::default()
    };
    assert!(decision(&[r#"{"allow": ["cmd:python3:*"]}"#], &plan).is_allowed());
    assert_eq!(denial(r#"{"deny": ["py"]}"#, &plan).reason, "Python access denied by policy");
    assert_eq!(denial(r#"{"deny": ["net"]}"#, &plan).reason, "Network access denied by policy");
}

#[test]
fn every_layer_must_vouch() {
    let vouching = r#"{"name": "a", "allow": ["cmd:python3:-c:*"]}"#;
    assert!(decision(&[vouching, r#"{"name": "b", "danger": "*"}"#], &python("python3 -c ?")).is_allowed());
    let denied = decision(&[vouching, r#"{"name": "b"}"#], &python("python3 -c ?"));
    assert_eq!(denied.denial().and_then(|denial| denial.policy.as_deref()), Some("b"));
    let both = r#"{"allow": ["cmd:python3:-c:*"], "capabilities": {"allow": ["cmd:python3:*"]}}"#;
    assert_eq!(denial(both, &python("python3 -c ?")).suggestions[0].path, "capabilities.allow");
}

#[test]
fn a_denial_names_the_entry_that_vouches() {
    let suggested = |plan: &Plan| {
        let denial = denial(r#"{"allow": ["cmd:git:*"]}"#, plan);
        assert_eq!((denial.code, denial.span), (DenialCode::PolicyUnanalyzable, Some(Span::new(4, 9))));
        (denial.suggestions[0].entry.clone(), denial.suggestions[0].message.clone())
    };
    let (entry, message) = suggested(&python("python3 -c ?"));
    assert_eq!(entry.as_deref(), Some("cmd:python3:-c:*"));
    assert!(message.ends_with("in policy `layers[0]`, or `py` for all code in that language"), "{message}");
    assert_eq!(suggested(&sourced("source .venv/bin/activate")).0.as_deref(), Some("cmd:source:.venv/bin/activate"));
    assert_eq!(suggested(&sourced(". a:b")).0.as_deref(), Some("cmd:source a:b"));
    for plan in [code("bash ?"), sourced("source ?"), sourced("source a*b"), opaque(OpaqueKind::Code, None)] {
        assert_eq!(suggested(&plan).0, None);
    }
}

#[test]
fn what_is_forbidden_outranks_what_is_not_understood() {
    let mut plan = opaque(OpaqueKind::Code, None);
    plan.programs.push(program("git ? x"));
    let denied = denial(r#"{"deny": ["cmd:git:push"], "danger": "*"}"#, &plan);
    assert_eq!(
        (denied.reason.as_str(), denied.subject.as_deref()),
        ("Command 'git' denied by policy", Some("git … x"))
    );
    assert_eq!(
        denied.suggestions[0].message,
        "write the words out: one that is not known could be any that the rule denies"
    );
    let denied = denial("{}", &opaque(OpaqueKind::Code, None));
    assert_eq!(
        denied.reason,
        "Command line denied by policy: it holds something odd, which the engine cannot see through; `danger list` \
         restricts what may run"
    );
}

#[test]
fn many_programs_take_little_time() {
    let text =
        |index: usize| if index.is_multiple_of(2) { "git status ?".to_owned() } else { format!("git log x{index}") };
    let texts: Vec<String> = (0..10_000).map(text).collect();
    let mut plan = programs(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    plan.files = (0..10_000)
        .map(|index| FileUse { path: word(&format!("src/{index}/*")), access: Either, origin: Operand, span: None })
        .collect();
    let start = std::time::Instant::now();
    assert!(decision(&[r#"{"allow": ["cmd:git:*"], "deny": ["fs:r:secrets/**"]}"#], &plan).is_allowed());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
