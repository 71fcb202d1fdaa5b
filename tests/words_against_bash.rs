//! The words of a command line, judged by real shells.
//!
//! Whenever the engine says "one program, these words, nothing opaque", the shell must start exactly that program with
//! exactly those words, and nothing else. The command lines are made at random, from a fixed seed, out of pieces that
//! shells treat in special ways; programs are stubs that write down what they were started with. Where there is no
//! shell only the recorded lines are compared.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mlld_policy::shell::{Shell, Surroundings, analyze};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// How many command lines are made for each shell.
const LINES: usize = 500;

/// The home folder: it need not exist.
const HOME: &str = "/home/u";

/// The stubs: names that no shell has a builtin or reserved word for.
const PROGRAMS: [&str; 4] = ["prog", "other", "{}", "]]"];

/// Starts of words, ends of words, words: whatever means something to some shell somewhere.
const PIECES: [&str; 93] = [
    "a", "b", "prog", "other", "-x", "--", "-", "1", "2", ".", "..", "/", "a/b", "x=y", "=", "+=", ":", ",", "%", "@",
    "+", "^", "!", "!!", "!a", "#", "a#", "#a", "~", "~/", "~u", "~+", "~-", "~1", "=~", ":~/", "{", "}", "{}", "{a}",
    "{a,b}", "{1..3}", "{,}", "{a", "b}", "..", "[", "]", "[[", "]]", "[a]", "*", "?", "\\", "\\\\", "\\ ", "\\a",
    "\\'", "\\\"", "\\$", "\\~", "\\{", "\\#", "\\\n", "'", "\"", "''", "\"\"", "'a b'", "\"a b\"", "'\\'", "\"\\a\"",
    "\"\\$\"", "\"$\"", "\"$ \"", "\"$.\"", "\"'\"", "'\"'", "\"\\\\\"", "\"\n\"", "$", "$'a'", "$\"a\"", "$x", "`",
    "é", "\u{3a9}", "\u{a0}", "\u{3000}", "\u{200b}", "\u{1}", "\u{7f}", "\u{b}",
];

/// Pieces that are what they look like in most places.
const PLAIN: [&str; 24] = [
    "a", "b", "-x", "--", "/", ".", "=", "#", "!", "^", "~", "{", "}", "]", "''", "'a b'", "\"a b\"", "\\ ", "\\'",
    "\\a", "%", "\"$ \"", "é", ",",
];

/// What stands between words.
const BLANKS: [&str; 10] = [" ", " ", " ", " ", "  ", "\t", " \t ", "\n", " \n", "\n\n"];

/// Words that are special only where a command begins, or between commands.
const LEADERS: [&str; 36] = [
    "time", "time -p", "!", "{", "}", "[[", "]]", "if", "then", "fi", "for", "in", "do", "done", "case", "esac",
    "while", "until", "select", "function", "coproc", "prog", "prog", "prog", "prog", "prog", "other", "other", "{}",
    "'prog'", "pr\"og\"", "\\prog", "p\\rog", "\"time\"", "\\{", "x=y",
];

/// What ends a line; the rest are characters that make it more than a simple command.
const ENDS: [&str; 16] = ["", "", "", "", "", "", "\n", " ", ";", "&", " # a", "#", " #", "\n#a", "\\", "\\\n"];

fn pick<'a>(rng: &mut TestRng, from: &[&'a str]) -> &'a str {
    let index = usize::try_from(rng.next_u32()).unwrap() % from.len();
    from[index]
}

/// A word of one to three pieces, most of which mean nothing to a shell.
fn word(rng: &mut TestRng) -> String {
    let mut text = String::new();
    for _ in 0..=rng.next_u32() % 3 {
        text.push_str(if rng.next_u32().is_multiple_of(3) { pick(rng, &PIECES) } else { pick(rng, &PLAIN) });
    }
    text
}

/// A command line out of the pieces: mostly one program, with words that are quoted, escaped and odd.
fn line(rng: &mut TestRng) -> String {
    let mut text = if rng.next_u32().is_multiple_of(8) { pick(rng, &BLANKS).to_owned() } else { String::new() };
    text.push_str(if rng.next_u32().is_multiple_of(2) { "prog" } else { pick(rng, &LEADERS) });
    for _ in 0..rng.next_u32() % 4 {
        text.push_str(pick(rng, &BLANKS));
        text.push_str(&word(rng));
    }
    if rng.next_u32().is_multiple_of(4) {
        text.push_str(pick(rng, &ENDS));
    }
    text
}

/// The words of the only program, if the engine knows all of the line.
fn words(text: &str, shell: Shell) -> Option<Vec<String>> {
    let plan = analyze(text, shell, Surroundings { home: Some(HOME), base: None });
    match plan.programs.as_slice() {
        [program] if plan.opaque.is_empty() && program.via.is_empty() => {
            program.words.iter().map(|word| word.as_literal().map(str::to_owned)).collect()
        }
        _ => None,
    }
}

/// A folder of stubs, in which a shell may run whatever it likes: its `PATH` holds nothing else.
struct Stubs {
    folder: PathBuf,
}

impl Stubs {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("mlld-policy-words-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("bin")).unwrap();
        fs::create_dir_all(folder.join("cwd")).unwrap();
        let log = folder.join("log");
        let stub = format!("#!/bin/sh\nprintf '%s\\0' \"$#\" \"${{0##*/}}\" \"$@\" >>'{}'\n", log.display());
        for program in PROGRAMS {
            let path = folder.join("bin").join(program);
            fs::write(&path, &stub).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { folder }
    }

    /// What the shell started, each with its words.
    fn run(&self, shell: &Path, arguments: &[&str], text: &str) -> Vec<Vec<String>> {
        let log = self.folder.join("log");
        fs::write(&log, "").unwrap();
        Command::new(shell)
            .args(arguments)
            .args(["-c", text])
            .env_clear()
            .env("HOME", HOME)
            .env("PATH", self.folder.join("bin"))
            .current_dir(self.folder.join("cwd"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        let log = String::from_utf8_lossy(&fs::read(&log).unwrap()).into_owned();
        let mut fields = log.split_terminator('\0');
        let mut runs = Vec::new();
        while let Some(arguments) = fields.next() {
            let count = 1 + arguments.parse::<usize>().unwrap();
            runs.push(fields.by_ref().take(count).map(str::to_owned).collect());
        }
        runs
    }
}

impl Drop for Stubs {
    fn drop(&mut self) {
        // A test's folder that stays behind is no failure.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Where a shell is installed.
fn installed(shell: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(shell)).find(|path| path.is_file())
}

fn compare(name: &str, arguments: &[&str], shell: Shell) {
    let Some(path) = installed(name) else {
        println!("skipped: there is no {name} to compare with");
        return;
    };
    let stubs = Stubs::new(&format!("{name}{}", arguments.concat()));
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let count = std::env::var("WORDS_AGAINST_BASH_LINES").ok().and_then(|count| count.parse().ok()).unwrap_or(LINES);
    let mut understood = 0_usize;
    for _ in 0..count {
        let text = line(&mut rng);
        let Some(words) = words(&text, shell) else { continue };
        understood += 1;
        let runs = stubs.run(&path, arguments, &text);
        // A program without a stub is not found, and so nothing is written down.
        let expected = if PROGRAMS.contains(&words[0].as_str()) { vec![words.clone()] } else { vec![] };
        assert_eq!(runs, expected, "{name} on {text:?}, which the engine reads as {words:?}");
    }
    assert!(understood > count / 20, "only {understood} of {count} lines were understood");
    println!("{name}: {understood} of {count} lines were understood, and right");
}

#[test]
fn bash_starts_what_the_engine_says() {
    compare("bash", &["--norc", "--noprofile"], Shell::Bash);
}

/// What bash 5.2 started for some of the lines.
#[rustfmt::skip]
const RECORDED: &[(&str, &[&str])] = &[
    ("prog 'a b'prog\\\"", &["prog", "a bprog\""]),
    ("\\prog .'\\' b", &["prog", ".\\", "b"]),
    ("  prog \t ''\"\n\" !'a b'! \t -x]\"a b\"", &["prog", "\n", "!a b!", "-x]a b"]),
    ("prog\t}}}#", &["prog", "}}}#"]),
    ("prog ]\"\\a\"#", &["prog", "]\\a#"]),
    ("prog -x[\\ ", &["prog", "-x[ "]),
    ("prog 2\\\\  \t \\'é\\' %b}#", &["prog", "2\\", "'é'", "%b}#"]),
    (" 'prog' 'a b'\\a", &["prog", "a ba"]),
    (" prog \t ! \t b \"$.\"{}", &["prog", "!", "b", "$.{}"]),
    ("p\\rog", &["prog"]),
    ("prog é^.. !x=y~-", &["prog", "é^..", "!x=y~-"]),
    ("'prog' a\\# \t 'a b'", &["prog", "a#", "a b"]),
    (" \t prog ]  b\\ } \t +=b", &["prog", "]", "b }", "+=b"]),
    ("prog \\'~1", &["prog", "'~1"]),
    ("prog \t \\  \t b=!", &["prog", " ", "b=!"]),
    ("'prog' }-x!\t{'' \t b\"$ \"b", &["prog", "}-x!", "{", "b$ b"]),
    ("prog \u{200b}'' \t x=y", &["prog", "\u{200b}", "x=y"]),
    ("\\prog\t{ other +", &["prog", "{", "other", "+"]),
    (" \t prog {# b{\\a", &["prog", "{#", "b{a"]),
    ("prog é éa{a}\n", &["prog", "é", "éa{a}"]),
    (" {} \t ~/\\a", &["{}", "/home/u/a"]),
    ("\n\\{", &["{"]),
    ("\n\nother !!~/{", &["other", "!!~/{"]),
    ("prog =é  !\\$.", &["prog", "=é", "!$."]),
    ("\nprog \t ''", &["prog", ""]),
    ("prog \t x=y\"a b\"~u", &["prog", "x=ya b~u"]),
];

#[test]
fn the_engine_reads_the_recorded_lines_as_bash_did() {
    for (text, expected) in RECORDED {
        assert_eq!(words(text, Shell::Bash).unwrap_or_default(), *expected, "{text:?}");
    }
}

/// Where `/bin/sh` is bash.
#[test]
fn bash_as_sh_starts_what_the_engine_says() {
    compare("bash", &["--norc", "--noprofile", "--posix"], Shell::Sh);
}

#[test]
fn dash_starts_what_the_engine_says() {
    compare("dash", &[], Shell::Sh);
}
