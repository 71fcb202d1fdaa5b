//! Independent judges of the parser: `bash -n`, and a second parser.

use std::fmt::Write as _;
use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::bash;
use crate::shell::syntax::{Dialect, parse};

/// Pieces of shell text that mean something beside each other.
const PIECES: [&str; 118] = [
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n",
    ";",
    ";",
    "; ",
    "&",
    "&&",
    "||",
    "|",
    "|&",
    "!",
    "! ",
    "(",
    ")",
    "(",
    ")",
    "{ ",
    "}",
    "; }",
    "((",
    "))",
    "$(",
    ")",
    "$(",
    ")",
    "$((",
    "${",
    "}",
    "$[",
    "]",
    "[[ ",
    " ]]",
    "`",
    "`",
    "'",
    "'",
    "\"",
    "\"",
    "$'",
    "$\"",
    "\\",
    "\\\n",
    "#",
    "a",
    "b",
    "echo",
    "x=",
    "x",
    "y",
    "$x",
    "${x",
    ":-",
    "#",
    "%",
    "/",
    "a[",
    "]=",
    "a=(",
    "+=",
    "declare ",
    "<",
    ">",
    ">>",
    "<<E\n",
    "<<-E\n",
    "<<'E'\n",
    "E\n",
    "\nE\n",
    "<<<",
    "&>",
    ">&",
    "<&",
    ">|",
    "<>",
    "2",
    "1",
    "-",
    "{fd}",
    "<(",
    ">(",
    "if ",
    "then ",
    "; then ",
    "else ",
    "elif ",
    "fi",
    "; fi",
    "while ",
    "until ",
    "do ",
    "; do ",
    "done",
    "; done",
    "for ",
    " in ",
    "case ",
    "esac",
    ";;",
    ";&",
    ";;&",
    "select ",
    "function ",
    "f() ",
    "time ",
    "coproc ",
    "-p ",
    "=~",
    " == ",
    "*",
    "?",
    "~",
    "é",
];

/// Whole constructs, which are mutated.
const SEEDS: [&str; 30] = [
    "if a; then b; elif c; then d; else e; fi",
    "while a; do b; done <x",
    "for x in a b; do c $x; done",
    "for ((i=0;i<3;i++)); do a; done",
    "for x\ndo a; done",
    "case $x in (a|b) c;; *) d;& e) ;;& esac",
    "f() { a; } >x",
    "function f { a; }",
    "a && b || c | d |& e & f",
    "[[ -f a && ( b == c* || ! d =~ ^(x|y)$ ) ]]",
    "((a+b<<2)) && echo $((1+2)) $[3]",
    "cat <<E | b\n$x $(c) `d`\nE\ne",
    "cat <<-'E'\n\tx\n\tE\nb",
    "echo \"a $(b \"c\") ${x:-\"d\"} `e`\" 'f' $'g\\n' $\"h\"",
    "x=1 y+=2 z[1]=3 w=(a [k]=b\n c # d\n) cmd",
    "declare -a x=(1 2) y=3",
    "{ a; b; } 2>&1 >x <y",
    "( a; b ) &> x",
    "! time -p a | b",
    "coproc N { a; }",
    "select x in a; do b; break; done",
    "diff <(a) >(b) 2>/dev/null {fd}<c",
    "echo ${x#a} ${x##b} ${x%c} ${x/d/e} ${x//f} ${x^^} ${x:1:2} ${#x} ${!x} ${x@Q} ${x[1]} ${x[@]}",
    "a # comment\nb",
    "a \\\n b",
    "exec 3<>x 4>&- 5<&3",
    "until a\ndo b\ndone; { ! a; }",
    "echo {a,b}c ~ *.x [a-z] a=b",
    "`a \\`b\\` \"c\"`",
    "a <<< b$(cat <<E\nx\nE\n)",
];

fn text() -> impl Strategy<Value = String> {
    let piece = || prop::sample::select(&PIECES[..]);
    let soup = prop::collection::vec(piece(), 1..12).prop_map(|pieces| pieces.concat());
    let mutation = (any::<prop::sample::Index>(), 0..3_usize, piece(), any::<bool>());
    let mutated = (
        prop::collection::vec(prop::sample::select(&SEEDS[..]), 1..3),
        prop::sample::select(&["; ", "\n", " ", " && "][..]),
        prop::collection::vec(mutation, 0..4),
    )
        .prop_map(|(seeds, between, mutations)| {
            let mut chars: Vec<char> = seeds.join(between).chars().collect();
            for (at, removed, piece, insert) in mutations {
                let at = at.index(chars.len().max(1));
                let end = (at + removed).min(chars.len());
                chars.splice(at.min(end)..end, if insert { piece } else { "" }.chars());
            }
            chars.into_iter().collect()
        });
    prop_oneof![soup, mutated]
}

/// Those of `texts` in which a shell that runs nothing (`-n`) finds an error.
fn refused_by<'t>(shell: &str, texts: &'t [String]) -> Vec<&'t str> {
    let folder = std::env::temp_dir().join(format!("{shell}-n-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut script = String::new();
    for (number, text) in texts.iter().enumerate() {
        std::fs::write(folder.join(number.to_string()), text).unwrap();
        writeln!(script, "{shell} -n {number} 2>/dev/null || echo {number}").unwrap();
    }
    let judge = folder.join("judge");
    std::fs::write(&judge, script).unwrap();
    let output = Command::new("bash").arg(&judge).current_dir(&folder).output().unwrap();
    let numbers: Vec<usize> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| line.parse().unwrap()).collect();
    std::fs::remove_dir_all(&folder).unwrap();
    numbers.into_iter().map(|number| texts[number].as_str()).collect()
}

/// How many texts are judged: few, unless the environment asks for more.
pub(super) fn count(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// Texts that are read without an error.
pub(super) fn texts(wanted: usize) -> Vec<String> {
    texts_of(Dialect::Bash, wanted)
}

fn texts_of(dialect: Dialect, wanted: usize) -> Vec<String> {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed()));
    let texts = text();
    std::iter::repeat_with(|| texts.new_tree(&mut runner).unwrap().current())
        .filter(|text| parse(text, dialect).error.is_none())
        .take(wanted)
        .collect()
}

#[test]
fn what_is_read_is_bash() {
    let texts = texts(count("SYNTAX_TEXTS", 500));
    let refused = refused_by("bash", &texts);
    for text in &refused {
        println!("{text:?}\n    {}", bash(text));
    }
    assert_eq!(refused.len(), 0, "of {}", texts.len());
}

/// Where there is a dash, which reads POSIX syntax and little more.
#[test]
fn what_is_read_for_posix_is_dash() {
    if Command::new("dash").args(["-c", ":"]).output().is_err() {
        return;
    }
    let texts = texts_of(Dialect::Posix, count("SYNTAX_TEXTS", 500));
    let refused = refused_by("dash", &texts);
    assert!(refused.is_empty(), "{refused:#?}");
}

pub(super) fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    seed[0] = u8::try_from(count("SYNTAX_SEED", 0)).unwrap();
    seed
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*|[\\x00-\\x7f]*", posix: bool) {
        let dialect = if posix { Dialect::Posix } else { Dialect::Bash };
        if let Some(error) = parse(&text, dialect).error {
            prop_assert!(text.is_char_boundary(error.span.start) && error.span.end == text.len());
        }
    }

    /// What is read for any `/bin/sh` is read alike for bash.
    #[test]
    fn posix_text_is_bash_text(text in text()) {
        let posix = parse(&text, Dialect::Posix);
        if posix.error.is_none() {
            prop_assert_eq!(posix, parse(&text, Dialect::Bash));
        }
    }
}

/// No construct is read again and again.
#[test]
fn reading_is_linear() {
    let bytes = count("SYNTAX_BYTES", 8_000);
    for piece in PIECES.into_iter().chain(SEEDS).chain(OPENERS) {
        for (before, after) in
            [("", ""), ("$(", ")"), ("\"", "\""), ("`", "`"), ("cat <<E\n", "\nE"), ("((", "))"), ("x=(", ")")]
        {
            if bytes < 100_000 && !before.is_empty() && before.len() < 3 {
                continue;
            }
            let text = format!("{before}{}{after}", piece.repeat(bytes.div_ceil(piece.len())));
            let started = std::time::Instant::now();
            let _ = parse(&text, Dialect::Bash);
            assert!(started.elapsed().as_millis() < 1000, "{before:?} {piece:?}");
        }
    }
}

const OPENERS: [&str; 22] = [
    "a <<E\n",
    "<<E ",
    "$(cat <<E\n'\nE\n)",
    "$(a)\n",
    "\\\\\n",
    "a\\\n",
    "x[",
    "a=(b)\n",
    "${x:-",
    "${x[",
    "f() ",
    "if a; then ",
    "$((",
    "$($((",
    "\"$(",
    "[[ (",
    "! ",
    "time ",
    "case a in (",
    "coproc ",
    "{ ",
    "{fd",
];
