//! Programs that print numbers: their output is harmless where bash evaluates text again.

use super::effects::Output;
use super::entry::lists;
use crate::list::all_some;
use crate::pattern::command::Word;

/// Programs with the words that may stand behind them; `#` is a number, and without it there may be no others.
const NUMBERS: &[(&str, &str)] = &[
    ("wc", "-l -c -w -m --lines --bytes --words --chars"),
    ("nproc", "--all --ignore=#"),
    ("date", "+%s +%N +%s%N +%s%3N +%Y +%m +%d +%H +%M +%S +%j +%u +%V +%Y%m%d +%Y%m%d%H%M%S -u --utc"),
    ("seq", "#"),
    ("id", "-u -g -r --user --group"),
    ("tput", "cols lines"),
];

/// What a program prints with these arguments.
pub(super) fn of(name: &str, arguments: &[Word]) -> Output {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(texts) = all_some(arguments.iter().map(Word::as_literal)) else {
        return if counts(name, arguments) { Output::Number } else { Output::Text };
    };
    let listed = NUMBERS.iter().find(|(program, _)| *program == name).is_some_and(|(_, words)| {
        let fits = |text: &&str| lists(words, text) || (lists(words, "#") && number(text.trim_start_matches('-')));
        // `date` and `id` print text unless they are told what.
        let told = !matches!(name, "date" | "id" | "tput" | "seq") || !texts.is_empty();
        told && texts.iter().all(fits)
            && (name != "date" || texts.iter().any(|text| text.starts_with('+')))
            && (name != "id" || texts.iter().any(|text| lists("-u -g --user --group", text)))
    });
    let counted = match (name, texts.as_slice()) {
        ("git", ["rev-list", "--count", rest @ ..]) => rest.iter().all(|word| !word.starts_with('-')),
        _ => counts(name, arguments),
    };
    let plain = match (name, texts.as_slice()) {
        (
            "git",
            ["branch", "--show-current"]
            | ["rev-parse", "--show-toplevel" | "HEAD"]
            | ["rev-parse", "--short" | "--abbrev-ref", "HEAD"],
        ) => true,
        ("pwd" | "mktemp", words) => words.iter().all(|word| matches!(*word, "-P" | "-L" | "-d")),
        _ => false,
    };
    match (listed || counted, plain) {
        (true, _) => Output::Number,
        (false, true) => Output::Operand,
        (false, false) => Output::Text,
    }
}

/// `grep -c` on one file, or its input: with several it prints their names.
fn counts(name: &str, arguments: &[Word]) -> bool {
    if !matches!(name, "grep" | "egrep" | "fgrep") {
        return false;
    }
    let mut operands = 0_usize;
    let mut counts = false;
    for word in arguments {
        match word.as_literal() {
            Some(text) if text.len() > 1 && text.starts_with('-') => {
                let harmless =
                    |letter: char| matches!(letter, 'c' | 'E' | 'F' | 'i' | 'v' | 'w' | 'x' | 'h' | 's' | 'P');
                let letters = text.strip_prefix('-').filter(|letters| letters.chars().all(harmless));
                match letters {
                    Some(letters) => counts |= letters.contains('c'),
                    None if matches!(text, "--count" | "--ignore-case") => counts |= text == "--count",
                    None => return false,
                }
            }
            None if super::words::may_be_option(word) || word.is_repeated() => return false,
            _ => operands = operands.saturating_add(1),
        }
    }
    counts && operands <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_print_numbers() {
        for (line, number) in [
            ("wc -l", true),
            ("wc -l f", false),
            ("date +%s", true),
            ("date", false),
            ("nproc", true),
            ("grep -c x f", true),
            ("grep -c x f g", false),
            ("grep -rc x", false),
            ("grep x f", false),
            ("seq 1 10", true),
            ("seq -f x 1", false),
            ("id -u", true),
            ("id", false),
            ("git rev-list --count HEAD", true),
            ("git log", false),
            ("date +%A", false),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            let (name, arguments) = words.split_first().unwrap();
            let output = of(name, &Word::literals(arguments.iter().copied()));
            assert_eq!(output == Output::Number, number, "{line}");
        }
    }
}
