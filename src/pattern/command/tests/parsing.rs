//! How patterns are read, and which are refused.

use super::*;

fn words(text: &str) -> Vec<String> {
    CommandPattern::parse(text).unwrap().words().into_iter().map(str::to_owned).collect()
}

fn error(text: &str) -> String {
    let error = CommandPattern::parse(text).unwrap_err();
    error.message + &error.suggestion.map(|suggestion| format!(" ({suggestion})")).unwrap_or_default()
}

#[test]
fn blanks_separate_in_a_pattern_with_blanks() {
    assert_eq!(words("git status"), ["git", "status"]);
    assert_eq!(words("  git \t status "), ["git", "status"]);
    assert_eq!(words("npm run deploy:prod"), ["npm", "run", "deploy:prod"]);
    assert_eq!(words("curl https://x/*"), ["curl", "https://x/*"]);
}

#[test]
fn a_colon_and_a_star_at_the_end_of_a_word_are_a_blank_and_a_star() {
    assert_eq!(words("git status:*"), ["git", "status", "*"]);
    assert_eq!(words("npm run test:* --fix"), ["npm", "run", "test", "*", "--fix"]);
    assert_eq!(words("npm run test\\:*"), ["npm", "run", "test:*"]);
}

#[test]
fn colons_separate_in_a_pattern_without_blanks() {
    assert_eq!(words("git:push:*:--force"), ["git", "push", "*", "--force"]);
    assert_eq!(words("npm:run:deploy\\:prod"), ["npm", "run", "deploy:prod"]);
    assert_eq!(words("git"), ["git"]);
    assert_eq!(words(" git:push "), ["git", "push"], "blanks around are none within");
}

#[test]
fn what_means_nothing_is_refused() {
    for text in ["", " ", "\t", ":", "git:", ":git", "git::push", "git:push:", "git :*"] {
        CommandPattern::parse(text).unwrap_err();
    }
    assert_eq!(error(""), "the pattern is empty (write `*` for every command)");
    assert!(error("curl:http://[::1]/").contains("`\\:`"));
}

#[test]
fn what_no_program_receives_is_refused() {
    for text in [
        "git\nstatus",
        "git\u{0}",
        "git\rpush",
        "git\u{7f}",
        "git\u{a0}status",
        "r\u{200b}m",
        "git \u{202e}x",
        "\u{feff}git",
        "git commit -m \"x y\"",
        "ls:'*'",
        "echo `id`",
        "--force",
        "-rf:*",
        "A=1 git push",
        "ls | wc",
        "a && b",
    ] {
        CommandPattern::parse(text).unwrap_err();
    }
    assert!(error("--force").contains("`*:--force`"));
    assert!(error("ls \"x\"").contains("without quotes"));
    CommandPattern::parse("find:.:-exec:rm:;").unwrap();
    CommandPattern::parse("ｇｉｔ push").unwrap();
}

#[test]
fn a_pattern_has_a_bound() {
    CommandPattern::parse(&"x ".repeat(64)).unwrap();
    CommandPattern::parse(&"x ".repeat(65)).unwrap_err();
    CommandPattern::parse(&"x".repeat(5000)).unwrap_err();
}

#[test]
fn everything_is_a_star_alone() {
    for (text, expected) in
        [("*", true), ("* *", true), ("*:*", true), ("git:*", false), ("*:--hard", false), ("g*", false)]
    {
        assert_eq!(CommandPattern::parse(text).unwrap().is_everything(), expected, "{text}");
    }
}

#[test]
fn ambiguous_colons_are_shown_as_they_were_read() {
    for text in [
        "npm run deploy:prod",
        "git:push --force",
        "docker run alpine:3",
        "curl:https://x",
        "docker:run:alpine:3",
        "npm:run:build:prod",
        "C:\\tools\\git.exe:*",
    ] {
        let sentence = CommandPattern::parse(text).unwrap().ambiguity().unwrap_or_else(|| panic!("{text}"));
        assert!(sentence.contains(text), "{sentence}");
    }
    for text in [
        "git",
        "git:*",
        "git status",
        "git status:*",
        "npm run test:*",
        "git:push:*:--force",
        "chmod:777",
        "cat:/etc/passwd",
        "curl https://x/*",
        "npm run deploy\\:prod",
        "npm:run:build",
        "npm:run:build:*",
        "npm:run:build:--fix",
        "*",
    ] {
        assert_eq!(CommandPattern::parse(text).unwrap().ambiguity(), None, "{text}");
    }
    let sentence = CommandPattern::parse("npm run deploy:prod").unwrap().ambiguity().unwrap();
    assert!(sentence.contains("`npm` `run` `deploy:prod`"), "{sentence}");
}
