//! Letters in a policy that only look like Latin ones: a denial of `gіt` with a Cyrillic `і` denies nothing.

use crate::error::{MAX_PROBLEMS, Problem, ProblemCode};
use crate::notation::lookalike::{described, folded, odd_letter};
use crate::policy::path::{self, Step, quoted};
use crate::policy::value::{Data, Value};

/// How many are told: each is sought among the problems that there are.
const MAX_LETTERS: usize = 100;

/// Tells of them in the texts and keys of a value, those of notes (`x-…`) aside: as a warning, or, where something is wrong
/// with the text already, by suggesting it as the reason.
pub(super) fn tell_letters(value: &Value, problems: &mut Vec<Problem>) {
    let mut letters = Letters { path: Vec::new(), found: Vec::new() };
    letters.walk(value);
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
}

impl Letters {
    /// Values are no deeper than readers let them be.
    fn walk(&mut self, value: &Value) {
        match &value.data {
            Data::String(text) => self.text(text, value),
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
                    self.walk(&member.value);
                    self.path.pop();
                }
            }
            Data::Null | Data::Bool(_) | Data::Number(_) => {}
        }
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
