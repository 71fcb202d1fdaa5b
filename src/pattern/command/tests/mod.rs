//! Sentences of the specification and attacks on them, as tables.

use super::*;

mod containing;
mod laws;
mod parsing;
mod unknown;

/// A machine whose base folder is `/work/proj` and whose home is `/home/u`.
#[derive(Debug)]
struct Machine;

impl ResolvePath for Machine {
    fn absolute(&self, path: &str) -> Option<String> {
        let path = path.replace('\\', "/");
        let full = match path.strip_prefix('~') {
            Some(rest) => format!("/home/u{rest}"),
            None if path.starts_with('/') => path,
            None => format!("/work/proj/{path}"),
        };
        let mut folded: Vec<&str> = vec![];
        for segment in full.split('/') {
            match segment {
                "" | "." => {}
                ".." => drop(folded.pop()),
                name => folded.push(name),
            }
        }
        Some(format!("/{}", folded.join("/")))
    }
}

fn trusted() -> Vec<String> {
    TRUSTED_FOLDERS.iter().map(|folder| (*folder).to_owned()).collect()
}

fn matches(reading: Reading, pattern: &str, command: &str) -> bool {
    let words: Vec<&str> = command.split(' ').collect();
    matches_words(reading, pattern, &words)
}

fn matches_words(reading: Reading, pattern: &str, words: &[&str]) -> bool {
    let pattern = CommandPattern::parse(pattern).unwrap();
    let args = Word::literals(words[1..].iter().copied());
    let trusted = trusted();
    let context = CommandContext { places: &Machine, trusted_folders: &trusted };
    let invocation = Invocation::new(words[0], &args);
    let set = CommandSet::new(reading, [&pattern]);
    let alone = pattern.matches(reading, &invocation, &context);
    assert_eq!(set.matches(&invocation, &context), if alone { vec![0] } else { vec![] }, "the index agrees");
    alone
}

macro_rules! table {
    ($name:ident, $reading:ident, $expected:literal, $($pattern:literal: [$($command:literal),* $(,)?]),* $(,)?) => {
        #[test]
        fn $name() {
            $($(
                assert_eq!(
                    matches(Reading::$reading, $pattern, $command), $expected,
                    "{:?} of `{}` on `{}`", Reading::$reading, $pattern, $command,
                );
            )*)*
        }
    };
}

macro_rules! permits { ($name:ident, $($rest:tt)*) => { table!($name, Permission, true, $($rest)*); }; }
macro_rules! refuses { ($name:ident, $($rest:tt)*) => { table!($name, Permission, false, $($rest)*); }; }
macro_rules! denies { ($name:ident, $($rest:tt)*) => { table!($name, Denial, true, $($rest)*); }; }
macro_rules! passes { ($name:ident, $($rest:tt)*) => { table!($name, Denial, false, $($rest)*); }; }

permits!(
    the_pattern_table_permits,
    "git": ["git", "git status", "git push origin"],
    "git:*": ["git", "git push origin"],
    "git status": ["git status"],
    "git status:*": ["git status", "git status -s"],
    "git:status:*": ["git status", "git status -s x"],
    "npm run test:*": ["npm run test", "npm run test -- x"],
    "git:push:*:--force": ["git push --force", "git push origin --force"],
    "*": ["rm -rf /", "/tmp/x"],
);

refuses!(
    the_pattern_table_refuses,
    "git status": ["git status -s", "git", "git stash"],
    "git:push:*:--force": ["git push --force origin", "git push -f"],
    "npm run test:*": ["npm run test:unit", "npm run"],
);

denies!(
    open_at_the_end_and_wide,
    "git push": ["git push origin", "git -C . push", "git -c x.y=z push", "GIT Push", "/usr/bin/git push", "./git push", "git.exe push"],
    "npm run deploy:prod": ["npm run deploy:prod", "npm run deploy prod"],
    "npm:run:deploy:prod": ["npm run deploy:prod", "npm run deploy prod"],
    "curl:https://evil.example/*": ["curl https://evil.example/x"],
    "docker:pull:evil:*": ["docker pull evil:latest", "docker pull evil"],
    "cat .env": ["cat .env", "cat ./.env", "cat /work/proj/.env", "cat x/../.env", "cat a/.env"],
    "git:push:*:--force": ["git push --force", "git push origin --force x", "git --force push", "git push --forc", "git push --force=x"],
    "rm:*:-rf": ["rm -rf x", "rm -fr x", "rm -r -f x", "rm -rfv x", "rm x -R -f", "rm --recursive x -f"],
    "git commit -m wip": ["git commit -m wip", "git commit -mwip", "git commit -am wip"],
    "*": ["rm"],
    "*:--hard": ["git reset --hard"],
);

passes!(
    not_too_wide,
    "git push": ["git log push", "git log --grep push", "git", "gitk push", "git-push"],
    "git:push:*:--force": ["git push --force-with-lease", "git push", "git push -- --force", "git push origin feature/--force"],
    "rm:*:-rf": ["rm -r x", "rm -f x", "rm -- -rf"],
    "./scripts/*": ["rm x", "./other/x"],
    "cat .env": ["cat .env.example", "cat x .env"],
);
