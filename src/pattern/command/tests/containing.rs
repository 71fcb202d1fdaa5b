//! Exceptions and cover.

use super::*;

fn pattern(text: &str) -> CommandPattern {
    CommandPattern::parse(text).unwrap()
}

#[test]
fn an_exception_is_a_narrower_pattern_within_the_denial() {
    for (deny, allow) in [
        ("git:*", "git:status:*"),
        ("git", "git status"),
        ("git push", "git push origin main"),
        ("git push", "git:push:origin:*"),
        ("git push", "git -C docs push"),
        ("npm:run:*", "npm run test:*"),
        ("npm:run:*", "npm run test-*"),
        ("npm install", "npm i left-pad"),
        ("rm:*:-rf", "rm -rf build"),
        ("rm:*:-rf", "rm -fr build"),
        ("rm:*", "rm -rf build-*"),
        ("curl:*", "curl https://api.example.com/*"),
        ("*:--hard", "git reset --hard"),
        ("git:push:*:--force", "git push --force origin mine"),
        ("g*", "git:*"),
        ("cat docs/*", "cat docs/a*"),
        ("rm", "/bin/rm x"),
    ] {
        assert!(is_exception(&pattern(allow), &pattern(deny)), "allow {allow} within deny {deny}");
    }
}

#[test]
fn what_is_not_within_or_not_narrower_is_no_exception() {
    for (deny, allow) in [
        ("*", "git status"),
        ("* *", "git status"),
        ("git:*", "git:*"),
        ("git", "git:*"),
        ("git:*", "git"),
        ("git push", "git push"),
        ("git push", "git:push:*"),
        ("git:push", "git push"),
        ("git push -f", "git push --force"),
        ("rm -rf", "rm -fr"),
        ("npm install", "npm add"),
        ("git:*", "*"),
        ("git:*:--force", "git:push:origin:*"),
        ("git:push:*:--force", "git:push:*"),
        ("git:push:*:--force", "git:push:origin:*"),
        ("git:push:*:--force", "git:push:origin:*:--force"),
        ("git status", "git:*"),
        ("git:push:*", "git p*"),
        ("git:*:-f", "git pu* -of"),
        ("git push", "npm install"),
        ("git", "g*"),
        ("git", "./scripts/*"),
        ("git:commit:*:-m", "git commit -*"),
    ] {
        assert!(!is_exception(&pattern(allow), &pattern(deny)), "allow {allow} beside deny {deny}");
    }
}

#[test]
fn a_permission_covers_the_narrower_ones() {
    for (outer, inner) in [
        ("*", "git"),
        ("*", "*"),
        ("git", "git:*"),
        ("git:*", "git"),
        ("git:*", "git:status:*"),
        ("git:*", "git status"),
        ("git status:*", "git status -s"),
        ("git:status", "git status"),
        ("npm run test-*", "npm run test-unit"),
        ("npm run test-*", "npm run test-unit-*"),
        ("git * --force", "git push * --force"),
        ("./scripts/*", "./scripts/a.sh"),
        ("git:*:*", "git"),
    ] {
        assert!(covers(&pattern(outer), &pattern(inner)), "{outer} covers {inner}");
    }
    for (outer, inner) in [
        ("git", "*"),
        ("git status", "git"),
        ("git status", "git:status:*"),
        ("git", "Git"),
        ("git", "./git"),
        ("npm run test-*", "npm run test-a/b"),
        ("npm run test-*", "npm run *"),
        ("./scripts/*", "./scripts/.."),
        ("git * -f", "git push -f *"),
        ("tar *.tar", "tar --x.tar"),
        ("git:push:*", "git p*"),
    ] {
        assert!(!covers(&pattern(outer), &pattern(inner)), "{outer} does not cover {inner}");
    }
}
