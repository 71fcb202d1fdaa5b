//! The harness can fail: plans that lack something are found out, and those that lack nothing are not.

use mlld_policy::pattern::command::{Extent, Part, Word};
use mlld_policy::shell::{Access, Assignment, FileUse, Opaque, OpaqueKind, Origin, Plan, Program};

use super::compare::{Finding, findings};
use super::observe::{Observed, Run};

/// Panics where the comparison is wrong.
pub(crate) fn run() {
    programs();
    words();
    files();
    environment();
    opaque();
}

fn program(words: Vec<Word>) -> Program {
    Program {
        words,
        span: None,
        via: vec![],
        transparent: false,
        elsewhere: vec![],
        capabilities: &[],
        uses_network: false,
    }
}

fn plan(programs: &[&[Word]]) -> Plan {
    Plan { programs: programs.iter().map(|words| program(words.to_vec())).collect(), ..Plan::default() }
}

fn ran(words: &[&str]) -> Observed {
    let run = Run {
        name: words[0].to_owned(),
        parent: "bash".to_owned(),
        environment: vec![],
        arguments: words[1..].iter().map(|word| (*word).to_owned()).collect(),
    };
    Observed { runs: [run].into(), ..Observed::default() }
}

fn wrote(path: &str) -> Observed {
    Observed { written: [path.to_owned()].into(), ..Observed::default() }
}

fn word(parts: &[Part], extent: Extent) -> Word {
    Word::new(parts.to_vec(), extent)
}

fn known(text: &str) -> Part {
    Part::Known(text.to_owned())
}

/// Whether the plan accounts for all that was seen.
fn is_sound(plan: &Plan, observed: &Observed) -> bool {
    findings(plan, observed).is_empty()
}

fn programs() {
    let rm = Word::literals(["rm", "-rf", "x"]);
    let other = Word::literals(["foo"]);
    let missing = findings(&plan(&[&other]), &ran(&["rm", "-rf", "x"]));
    assert!(matches!(missing.as_slice(), [Finding::Program(_)]), "a program that is missing");
    let differs = findings(&plan(&[&rm]), &ran(&["rm", "-rf", "y"]));
    assert!(matches!(differs.as_slice(), [Finding::Arguments(_)]), "an argument that differs");
    for other in [&["rm", "-rf"][..], &["rm", "-rf", "x", "y"], &["rm"], &["rm", "x", "-rf"], &["rm", "-rf x"]] {
        assert!(!is_sound(&plan(&[&rm]), &ran(other)), "{other:?}");
    }
    assert!(is_sound(&plan(&[&other, &rm]), &ran(&["rm", "-rf", "x"])));
    assert!(is_sound(&plan(&[&Word::literals(["/usr/bin/rm"])]), &ran(&["rm"])));
    assert!(!is_sound(&Plan::default(), &ran(&["rm"])), "a plan of nothing");
}

fn words() {
    let cases: &[(Word, &[&str], bool)] = &[
        (word(&[Part::Unknown], Extent::One), &["a b/c"], true),
        (word(&[Part::Unknown], Extent::One), &[], false),
        (word(&[Part::Unknown], Extent::Parameter), &["a", "b"], false),
        (word(&[known("a"), Part::Unknown], Extent::Operand), &["abc"], true),
        (word(&[known("a"), Part::Unknown], Extent::One), &["b"], false),
        (word(&[Part::Segment, known(".txt")], Extent::Each), &["a.txt", "b.txt"], true),
        (word(&[Part::Segment, known(".txt")], Extent::Each), &["sub/a.txt"], false),
        (word(&[Part::Segment, known(".txt")], Extent::Each), &["a.txt", "b"], false),
        (word(&[Part::Segment], Extent::Each), &[], true),
        (word(&[Part::Unknown], Extent::Each), &[], true),
        (Word::unknown(), &[], true),
        (Word::unknown(), &["a", "-delete"], true),
        (word(&[known("a"), Part::Unknown], Extent::Many), &["ab", "c"], true),
        (word(&[known("a"), Part::Unknown], Extent::Many), &["b", "a"], false),
        (word(&[known("a b")], Extent::Many), &["a", "b"], true),
    ];
    for (word, arguments, fits) in cases {
        let plan = plan(&[&[Word::literal("rm"), word.clone()]]);
        let observed = ran(&[&["rm"], *arguments].concat());
        assert_eq!(is_sound(&plan, &observed), *fits, "{word:?} and {arguments:?}");
    }
}

fn files() {
    let file = |path: Word, access| FileUse { path, access, origin: Origin::Redirection, span: None };
    let cases: &[(Word, Access, &str, bool)] = &[
        (Word::literal("out"), Access::Write, "/w/out", true),
        (Word::literal("./out"), Access::Append, "/w/out", true),
        (Word::literal("sub/../out"), Access::Either, "/w/out", true),
        (Word::literal("/tmp/out"), Access::Write, "/tmp/out", true),
        (Word::literal("../tmp/out"), Access::Write, "/tmp/out", true),
        (Word::literal("sub"), Access::Write, "/w/sub/deep/x", true),
        (Word::literal("."), Access::Write, "/w/x", true),
        (Word::literal("new/out"), Access::Write, "/w/new/", true),
        (Word::literal("new/../out"), Access::Write, "/w/new/", true),
        (Word::literal("new/out"), Access::Write, "/w/new", false),
        (Word::literal("new/out"), Access::Write, "/w/other/", false),
        (Word::literal("out"), Access::Read, "/w/out", false),
        (Word::literal("out"), Access::Write, "/w/sub/out", false),
        (Word::literal("out"), Access::Write, "/w/out2", false),
        (Word::literal("/out"), Access::Write, "/w/out", false),
        (word(&[Part::Unknown], Extent::One), Access::Write, "/etc/x", true),
        (word(&[known("sub/"), Part::Unknown], Extent::One), Access::Write, "/w/sub/x", true),
        (word(&[known("sub/"), Part::Unknown], Extent::One), Access::Write, "/w/x", false),
        (word(&[Part::Segment, known(".txt")], Extent::Each), Access::Write, "/w/a.txt", true),
        (word(&[Part::Segment, known(".txt")], Extent::Each), Access::Write, "/w/sub/a.txt", false),
    ];
    for (path, access, written, fits) in cases {
        let plan = Plan { files: vec![file(path.clone(), *access)], ..Plan::default() };
        assert_eq!(is_sound(&plan, &wrote(written)), *fits, "{path:?} and {written}");
    }
    assert!(!is_sound(&Plan::default(), &wrote("/w/out")), "a file that is missing");
}

fn environment() {
    let mut plan = plan(&[&Word::literals(["rm"])]);
    let mut observed = ran(&["rm"]);
    let mut run = observed.runs.pop_first().unwrap();
    run.environment = vec!["X".to_owned()];
    observed.runs.insert(run);
    assert!(!is_sound(&plan, &observed), "a variable that is missing");
    plan.assignments.push(Assignment { name: "X".to_owned(), value: Word::unknown(), span: None });
    assert!(is_sound(&plan, &observed));
}

fn opaque() {
    let opaque =
        |kind| Plan { opaque: vec![Opaque { kind, span: None, what: String::new(), vouch: None }], ..Plan::default() };
    assert!(is_sound(&opaque(OpaqueKind::Program), &ran(&["rm"])));
    assert!(is_sound(&opaque(OpaqueKind::Syntax), &wrote("/w/out")));
    assert!(is_sound(&opaque(OpaqueKind::File), &wrote("/w/out")));
    assert!(!is_sound(&opaque(OpaqueKind::Argument), &ran(&["rm"])), "no argument starts what the shell starts");
    assert!(!is_sound(&opaque(OpaqueKind::Argument), &wrote("/w/out")), "no argument writes what the shell writes");
    for (name, parent) in [("nice", "bash"), ("find", "find"), ("sh", "bash")] {
        let mut observed = ran(&["rm"]);
        observed.runs.extend(ran(&[name]).runs);
        observed.runs = observed.runs.into_iter().map(|run| Run { parent: parent.to_owned(), ..run }).collect();
        let plan = Plan { programs: vec![program(Word::literals([name]))], ..opaque(OpaqueKind::Argument) };
        assert!(is_sound(&plan, &observed), "an argument of {name}");
    }
    assert!(!is_sound(&opaque(OpaqueKind::File), &ran(&["rm"])), "a file that is not known is no program");
    assert!(!is_sound(&opaque(OpaqueKind::Host), &wrote("/w/out")), "a host that is not known is no file");
}
