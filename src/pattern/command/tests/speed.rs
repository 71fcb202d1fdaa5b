//! Time does not grow faster than the input, nor with rules that name other programs.

use std::time::{Duration, Instant};

use super::*;

/// Far more than a linear matcher needs in a debug build, far less than any other takes.
const ENOUGH: Duration = Duration::from_secs(5);

fn quickly(pattern: &str, words: &[&str]) -> bool {
    let start = Instant::now();
    let found = matches_words(Reading::Denial, pattern, words);
    matches_words(Reading::Permission, pattern, words);
    assert!(start.elapsed() < ENOUGH, "{pattern} took {:?}", start.elapsed());
    found
}

fn long(program: &'static str, word: &'static str, count: usize) -> Vec<&'static str> {
    std::iter::once(program).chain(std::iter::repeat_n(word, count)).collect()
}

#[test]
fn many_stars_on_many_words() {
    let pattern = format!("git{}", " * a".repeat(30));
    assert!(quickly(&pattern, &long("git", "a", 20_000)));
    assert!(!quickly(&format!("{pattern} * b"), &long("git", "a", 20_000)));
    assert!(!quickly(&format!("foo{} b", " *a*a*a*a".repeat(20)), &long("foo", "aaaaaaaaaaaaaaaaaaaaaaaa", 2_000)));
}

#[test]
fn many_colons() {
    let pattern = vec!["a"; 61].join(":");
    assert!(quickly(&pattern, &long("a", "a", 5_000)));
    assert!(quickly(&pattern, &long("a", "a:a", 5_000)));
    assert!(!quickly(&pattern, &long("a", "a:b", 5_000)));
}

#[test]
fn many_options_and_subcommands() {
    quickly("git push * --force x", &long("git", "-C", 20_000));
    quickly("git push origin +x", &long("git", "+push", 20_000));
    quickly("git:push:*:+x", &long("git", "push", 20_000));
    quickly("npm install x", &long("npm", "--foo", 20_000));
    quickly("npm install x", &["npm"].into_iter().chain(["--foo", "i"].repeat(10_000)).collect::<Vec<_>>());
    quickly("git commit -m x y", &["git"].into_iter().chain(["-m", "x"].repeat(10_000)).collect::<Vec<_>>());
}

#[test]
fn a_long_word() {
    let word = "ab/".repeat(100_000);
    assert!(!quickly("cat *a*b*c*", &["cat", &word]));
}

#[test]
fn a_hundred_thousand_rules_for_other_programs() {
    let patterns: Vec<_> =
        (0..100_000).map(|number| CommandPattern::parse(&format!("tool{number}:*")).unwrap()).collect();
    let context = CommandContext { places: &Machine, trusted_folders: &[] };
    for reading in [Reading::Permission, Reading::Denial] {
        let set = CommandSet::new(reading, &patterns);
        let start = Instant::now();
        for number in 0..1000 {
            let program = format!("tool{}", number * 100);
            let command = PreparedCommand::new(Invocation::new(&program, &[]), &context);
            assert!(set.matches(&command, |index| patterns.get(index)).eq([number * 100]));
        }
        assert!(start.elapsed() < ENOUGH);
    }
}
