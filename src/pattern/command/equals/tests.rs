//! Every line of the table, in every direction: a denial of one spelling stops each other one.

use super::*;
use crate::pattern::Reading;
use crate::pattern::command::context::Nowhere;
use crate::pattern::command::{CommandContext, CommandPattern, Invocation, Word};

fn denies(pattern: &str, command: &str) -> bool {
    let words: Vec<&str> = command.split(' ').collect();
    let args = Word::literals(words[1..].iter().copied());
    let context = CommandContext { places: &Nowhere, trusted_folders: &[] };
    let pattern = CommandPattern::parse(pattern).unwrap();
    pattern.matches(Reading::Denial, &Invocation::new(words[0], &args), &context)
}

#[test]
fn every_spelling_of_a_subcommand_stops_every_other() {
    for (programs, forms) in SUBCOMMANDS {
        for (program, pattern, command) in programs.split(' ').flat_map(|program| {
            forms.iter().flat_map(move |pattern| forms.iter().map(move |command| (program, pattern, command)))
        }) {
            let pattern = format!("{program} {pattern} a");
            assert!(denies(&pattern, &format!("{program} {command} a")), "{pattern} on {command}");
            assert!(denies(&pattern, &format!("{program} --unknown {command} a")), "{pattern} on --unknown {command}");
            assert!(!denies(&pattern, &format!("{program} {command} b")), "{pattern} on {command} b");
        }
    }
}

#[test]
fn every_program_stops_its_equals() {
    for forms in COMMANDS {
        for (pattern, command) in forms.iter().flat_map(|one| forms.iter().map(move |other| (one, other))) {
            assert!(denies(&format!("{pattern} a"), &format!("{command} a")), "{pattern} on {command}");
            assert!(!denies(&format!("{pattern} a"), &format!("{command} b")), "{pattern} on {command} b");
        }
    }
}

#[test]
fn every_spelling_of_an_option_stops_every_other() {
    for (commands, forms) in OPTIONS {
        for (start, pattern, command) in commands.split(',').flat_map(|start| {
            forms.iter().flat_map(move |pattern| forms.iter().map(move |command| (start, pattern, command)))
        }) {
            // A blank pattern keeps `=` values together; the option may stand anywhere in the command.
            let pattern = format!("{start} * {pattern}");
            assert!(denies(&pattern, &format!("{start} 0 {command}")), "{pattern} on {start} 0 {command}");
            assert!(denies(&pattern, &format!("{start} {command} 0")), "{pattern} on {start} {command} 0");
            assert!(!denies(&pattern, &format!("{start} 0 --unrelated")), "{pattern} without it");
            assert!(!denies(&pattern, &format!("{start} -- 0 {command}")), "{pattern} after --");
        }
    }
}

#[test]
fn the_marks_of_operands_are_options() {
    assert!(denies("git push * --force", "git push origin +x"));
    assert!(denies("git push * --force", "git push origin :x"));
    assert!(denies("git push * --delete", "git push origin :x"));
    assert!(denies("git push origin +main", "git push --force origin main"));
    assert!(denies("git push origin +main", "git push origin +main"));
    assert!(denies("git push origin main", "git push origin +main"));
    assert!(!denies("git push origin +main", "git push origin main"));
    assert!(!denies("git push * --force", "git push origin x:y"));
    assert!(!denies("git push * --force", "git fetch origin +x"));
}

#[test]
fn what_is_not_equal_is_not_stopped() {
    assert!(!denies("git branch -D x", "git branch -d x"));
    assert!(!denies("git branch -d x", "git push -d x"));
    assert!(denies("git branch -d x", "git branch -D x"), "-D deletes too");
    assert!(!denies("git commit -n", "git commit --no-edit"));
    assert!(!denies("chmod 777", "chmod 755 x"));
    assert!(!denies("npm install x", "npm ci x"));
    assert!(!denies("docker run", "docker container ls"));
    assert!(!denies("curl -T", "curl -t x"));
}

#[test]
fn spellings_join_and_hide_behind_global_options() {
    assert!(denies("docker run * --privileged", "docker --debug container run --privileged=true x"));
    assert!(denies("docker container run -v", "docker run --volume a:b x"));
    assert!(denies("git branch -D x", "git -C . branch --force -d x"));
    assert!(denies("git commit -m wip", "git commit --message=wip"));
    assert!(denies("git commit -m wip", "git commit --message wip"));
    assert!(denies("npm:add:evil", "npm --silent i evil"));
    assert!(denies("chmod 777", "chmod -R a+rwx ."));
}
