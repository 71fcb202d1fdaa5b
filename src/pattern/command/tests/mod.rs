//! What the tests share: a machine, and tables of commands.

use super::*;

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
    let found: Vec<usize> = set.matches(&PreparedCommand::new(invocation, &context), |_| Some(&pattern)).collect();
    assert_eq!(found, if alone { vec![0] } else { vec![] }, "the index agrees");
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

mod containing;
mod denials;
mod laws;
mod parsing;
mod permissions;
mod speed;
mod unknown;
