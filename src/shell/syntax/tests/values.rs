//! Bash as the judge of what words are: quotes removed, escapes decoded, here-documents stripped.

use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::shell::syntax::{CommandKind, Dialect, Operation, Parameter, Script, Target, Word, WordPart, parse};

/// Pieces of words in which `x` is `v w` and `u` is not set.
const PIECES: [&str; 62] = [
    "a", "b", " ", " ", "'", "'", "\"", "\"", "\\", "\\", "$'", "$\"", "$", "`", "\n", "\\\n", "\t", "é", "\\n",
    "\\x41", "\\102", "\\u00e9", "\\'", "\\\"", "\\$", "\\`", "\\\\", "\\}", "\\ca", "\\z", "$x", "$u", "${x}",
    "${x:-", "${u:-", "${u-", "${x+", "${u+", "}", "}", "${u:-'", "'}", "${u:-\"", "\"}", "#", " #", "{", "=", "x=",
    "~a", "$(p ", "$(p '", "')", ")", "\"$(p ", ")\"", "`p ", "`p \\`p ", "\\``", "'a'", "\"b\"", "!",
];

fn value(word: &Word) -> Option<(String, bool)> {
    let mut text = String::new();
    let mut quoted = false;
    for part in &word.parts {
        match part {
            WordPart::Plain(plain) if plain.contains('~') => return None,
            WordPart::Plain(plain) => {
                text += plain;
                quoted = true;
            }
            WordPart::Quoted(plain) => {
                text += plain;
                quoted = true;
            }
            WordPart::Parameter { parameter: it, quoted: in_quotes } => {
                let (value, has) = parameter(it)?;
                text += &value;
                quoted |= *in_quotes || has;
            }
            // `p` prints its words, each with `.` behind.
            WordPart::Command { script, quoted: in_quotes } => {
                let printed: String = arguments(script)?.iter().map(|word| format!("{word}.")).collect();
                quoted |= *in_quotes || !printed.is_empty();
                text += &printed;
            }
            _ => return None,
        }
    }
    Some((text, quoted))
}

fn parameter(it: &Parameter) -> Option<(String, bool)> {
    let set = match it.name.as_str() {
        "x" => true,
        "u" => false,
        _ => return None,
    };
    match &it.operation {
        Operation::None | Operation::Default { .. } if set => Some(("v w".into(), true)),
        Operation::Default { word, .. } if !set => value(word),
        Operation::Alternative { word, .. } if set => value(word),
        Operation::None | Operation::Alternative { .. } => Some((String::new(), false)),
        _ => None,
    }
}

/// The arguments of `p`, if the script is nothing but one call of it.
fn arguments(script: &Script) -> Option<Vec<String>> {
    let [item] = script.items.as_slice() else { return None };
    let [command] = item.first.commands.as_slice() else { return None };
    let CommandKind::Simple(simple) = &command.kind else { return None };
    let (first, rest) = simple.words.split_first()?;
    let only = item.rest.is_empty() && !item.background && !item.first.negated && simple.assignments.is_empty();
    if !only || first.parts != [WordPart::Plain("p".into())] {
        return None;
    }
    let mut words = Vec::new();
    for word in rest {
        let (text, stays) = value(word)?;
        if stays {
            words.push(text);
        }
    }
    for redirection in &command.redirections {
        let Target::Document(word) = &redirection.target else { return None };
        words.push(value(word)?.0);
    }
    Some(words)
}

#[test]
fn words_are_what_bash_makes_of_them() {
    let wanted = super::judges::count("SYNTAX_TEXTS", 3000);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &super::judges::seed());
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let pieces = prop::collection::vec(prop::sample::select(&PIECES[..]), 1..9).prop_map(|pieces| pieces.concat());
    let texts = (pieces, 0..6_u8).prop_map(|(text, form)| match form {
        0..=2 => format!("p {text}"),
        3 => format!("p \"{text}\""),
        4 => format!("p <<E\n{text}\nE"),
        _ => format!("p <<-E\n\t{text}\nE"),
    });
    let mut cases: Vec<(String, Vec<String>)> = Vec::new();
    while cases.len() < wanted {
        let text = texts.new_tree(&mut runner).unwrap().current();
        let parsed = parse(&text, Dialect::Bash);
        if parsed.error.is_none()
            && let Some(words) = arguments(&parsed.script)
        {
            cases.push((text, words));
        }
    }
    let mut script = String::from(
        "set -f +B; IFS=; x='v w'; unset u\np() { for w; do printf '%s.' \"$w\"; done; \
         if [ -p /dev/stdin ] || [ -f /dev/stdin ]; then IFS= read -r -d '' w; printf '%s.' \"$w\"; fi; }\n",
    );
    for (text, _) in &cases {
        script += &format!("{{ {text}\n}} </dev/null; printf '\\0'\n");
    }
    let file = std::env::temp_dir().join(format!("words-{}", std::process::id()));
    std::fs::write(&file, script).unwrap();
    let output = Command::new("bash").env("LC_ALL", "C.UTF-8").arg(&file).output().unwrap();
    std::fs::remove_file(&file).unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let printed: Vec<&str> = printed.split_terminator('\0').collect();
    let mut wrong = 0;
    for ((text, words), printed) in cases.iter().zip(&printed) {
        let expected: String = words.iter().map(|word| format!("{word}.")).collect();
        if expected != *printed {
            wrong += 1;
            println!("{text:?}\n    {expected:?}\n    {printed:?}");
        }
    }
    assert_eq!((printed.len(), wrong), (cases.len(), 0), "{}", String::from_utf8_lossy(&output.stderr));
}
