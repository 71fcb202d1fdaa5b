//! Letters in a policy that only look like Latin ones: a denial of `gіt` with a Cyrillic `і` denies nothing. And signs in
//! denials of commands that mean nothing in a pattern.

use super::misread::doubtful_command;
use crate::error::{MAX_PROBLEMS, Problem, ProblemCode};
use crate::notation::lookalike::{described, folded, odd_letter};
use crate::policy::path::{self, Step, quoted};
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// How many are told: each is sought among the problems that there are.
const MAX_LETTERS: usize = 100;

/// Tells of them in the texts and keys of a value, those of notes (`x-…`) aside: as a warning, or, where something is wrong
/// with the text already, by suggesting it as the reason.
pub(super) fn tell_letters(value: &Value, problems: &mut Vec<Problem>) {
    let mut letters = Letters { path: Vec::new(), found: Vec::new(), doubts: Vec::new() };
    letters.walk(value);
    for problem in letters.doubts {
        if problems.len() < MAX_PROBLEMS && !problems.iter().any(|known| known.path == problem.path) {
            problems.push(problem);
        }
    }
    for problem in letters.found {
        let has_room = problems.len() < MAX_PROBLEMS;
        match problems.iter_mut().find(|known| known.path == problem.path) {
            Some(known) => known.suggestion = Some(reason(&problem)),
            None if has_room => problems.push(problem),
            None => {}
        }
    }
}

fn reason(problem: &Problem) -> String {
    let suggestion = problem.suggestion.as_deref().unwrap_or_default();
    format!("{}: {suggestion}", problem.message)
}

struct Letters {
    path: Vec<Step>,
    found: Vec<Problem>,
    /// Denials of commands whose words are hardly meant as they stand.
    doubts: Vec<Problem>,
}

impl Letters {
    /// Values are no deeper than readers let them be.
    fn walk(&mut self, value: &Value) {
        match &value.data {
            Data::String(text) => {
                self.text(text, value);
                self.denial(text, value);
            }
            Data::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push(Step::Index(index));
                    self.walk(item);
                    self.path.pop();
                }
            }
            Data::Object(members) => {
                for member in members.iter().filter(|member| !member.key.starts_with("x-")) {
                    self.path.push(Step::Key(member.key.clone()));
                    let place = Value { data: Data::Null, span: member.key_span.or(member.value.span) };
                    self.text(&member.key, &place);
                    self.denial(&member.key, &place);
                    self.walk(&member.value);
                    self.path.pop();
                }
            }
            Data::Null | Data::Bool(_) | Data::Number(_) => {}
        }
    }

    /// `deny: ["cmd:git push, curl"]`, `deny: { cmd: { "git push, curl": true } }`
    fn denial(&mut self, text: &str, place: &Value) {
        let mut keys = self.path.iter().filter_map(|step| if let Step::Key(key) = step { Some(&**key) } else { None });
        let first = keys.next();
        let list = if first == Some("capabilities") { keys.next() } else { first };
        let command = match (list, keys.next()) {
            (Some("deny_cmd"), _) | (Some("deny"), Some("cmd")) => text,
            (Some("deny"), _) => match text.strip_prefix("op:").unwrap_or(text).strip_prefix("cmd:") {
                Some(command) => command,
                None => return,
            },
            _ => return,
        };
        let Some((message, suggestion)) = doubtful_command(command).filter(|_| self.doubts.len() < MAX_LETTERS) else {
            return;
        };
        let path = path::rendered(&self.path);
        let problem = Problem::warning(ProblemCode::AmbiguousPattern, path, message).at(place.span);
        self.doubts.push(problem.suggest(suggestion));
    }

    fn text(&mut self, text: &str, place: &Value) {
        let Some((_, letter)) = odd_letter(text).filter(|_| self.found.len() < MAX_LETTERS) else { return };
        let path = path::rendered(&self.path);
        let problem = Problem::warning(ProblemCode::AmbiguousPattern, path, described(letter)).at(place.span);
        self.found.push(problem.suggest(format!("write {}", quoted(&folded(text)))));
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::{ReadOptions, read_text};

    #[test]
    fn words_of_denials_that_are_hardly_meant_are_told() {
        for (denied, told) in [
            (
                "git push, curl",
                "of `git push, curl` the `,` in `push,` is a sign like any other: it is denied where it stands (write `git push`, and the rest as a pattern of its own)",
            ),
            ("git push; curl", "of `git push; curl` the `;` in `push;` is"),
            ("git {push,pull}", "of `git {push,pull}` the `{` in `{push,pull}` is"),
            ("git (push|pull)", "of `git (push|pull)` the `(` in `(push|pull)` is"),
            ("git pus[h]", "of `git pus[h]` the `[` in `pus[h]` is"),
            ("git pus?", "of `git pus?` the `?` in `pus?` is"),
            ("git push $BRANCH", "of `git push $BRANCH` the `$` in `$BRANCH` is"),
            ("git push # never", "of `git push # never` the `#` in `#` is"),
            ("git push >> never", "of `git push >> never` the `>` in `>>` is"),
            ("git push \u{2013}f", "the sign `\u{2013}` (U+2013) only looks like `-` (write `git push -f`)"),
            ("git push \u{2014}force", "the sign `\u{2014}` (U+2014) only looks like `-` (write `git push --force`)"),
            ("git push \u{2212}f", "the sign `\u{2212}` (U+2212) only looks like `-` (write `git push -f`)"),
        ] {
            for text in [
                format!("{{ \"deny\": [\"cmd:{denied}\"] }}"),
                format!("{{ \"capabilities\": {{ \"deny\": {{ \"cmd\": [\"{denied}\"] }} }} }}"),
                format!("policy {{ deny: {{ cmd: ['{denied}'] }} }}"),
            ] {
                let warnings = read_text(&text, &ReadOptions::default()).unwrap().warnings;
                let [warning] = warnings.as_slice() else { panic!("{text}: {warnings:?}") };
                let line = format!("{} ({})", warning.message, warning.suggestion.as_deref().unwrap_or_default());
                assert!(line.starts_with(told), "{text}: {line}");
            }
        }
        for text in [
            r#"{ "deny": ["cmd:git push", "cmd:git:push:*", "cmd:npm run a,b", "cmd:curl -d @file", "cmd:a -- b", "fs:w:{a,b}/[c]?"] }"#,
            r#"{ "allow": ["cmd:git push, curl"], "labels": { "secret": { "deny": ["op:cmd:a"] } } }"#,
        ] {
            assert_eq!(read_text(text, &ReadOptions::default()).unwrap().warnings, [], "{text}");
        }
    }

    #[test]
    fn letters_that_look_like_others_are_named() {
        let text = "{ \"allow\": [\"cmd:ls\"], \"deny\": [\"cmd:gіt:push\", \"fs:w:дом/**\"], \"x-note\": \"gіt\" }";
        let warnings = read_text(text, &ReadOptions::default()).unwrap().warnings;
        let told: Vec<_> = warnings.iter().map(ToString::to_string).collect();
        let letter = "line 1, column 33: deny[0]: the letter `і` (U+0456) only looks like `i` (write `cmd:git:push`)";
        assert_eq!(told, [letter]);
        for text in ["{ \"dеny\": [] }", "policy { 'dеny': [] }"] {
            let problems = read_text(text, &ReadOptions::default()).unwrap_err().problems;
            assert_eq!(problems.len(), 1, "{text}");
            assert!(problems[0].message.starts_with("unknown key"), "{text}");
            let reason = "the letter `е` (U+0435) only looks like `e`: write `deny`";
            assert_eq!(problems[0].suggestion.as_deref(), Some(reason), "{text}");
        }
    }
}
