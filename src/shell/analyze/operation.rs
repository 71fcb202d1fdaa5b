//! What an expansion does with the value of a parameter: defaults, lengths, patterns.

use super::parameter::Expanded;
use super::variable::Variable;
use super::{Analyzer, Field};
use crate::pattern::command::{Part, Word};
use crate::prelude::*;
use crate::shell::plan::OpaqueKind;
use crate::shell::program::Output;
use crate::shell::syntax::{self, Operation, Parameter};
use crate::span::Span;

impl Analyzer<'_> {
    /// What the operation makes of the value.
    pub(super) fn changed(&mut self, value: Expanded, parameter: &Parameter, quoted: bool, span: Span) -> Expanded {
        let own = matches!(&value, Expanded::Text { host: true, .. }) && self.is_left_to_host(&parameter.name);
        match &parameter.operation {
            Operation::None => value,
            Operation::Length => Expanded::number(),
            Operation::Names => {
                Expanded::Fields(vec![Field { word: Word::unknown(), host: false, shape: Output::Text, span }])
            }
            Operation::Default { word, if_empty } => {
                let other = self.operand(word, quoted);
                match value.known() {
                    // Whether it is empty or not set at all is not told apart.
                    Some("") if *if_empty => other,
                    Some("") => Expanded::unknown(false),
                    Some(_) => value,
                    None => Expanded::unknown(own && is_host(&other)),
                }
            }
            Operation::Assign(word) => {
                let other = self.operand(word, quoted);
                if parameter.indirect {
                    self.opaque_at(OpaqueKind::Code, "a variable that is named by another", span);
                }
                self.may_skip_line();
                match value.known() {
                    Some(text) if !text.is_empty() => value,
                    _ => {
                        let number = other.known().is_some_and(super::variable::is_number) && own;
                        let unknown = Variable { harmless: number, ..Variable::unknown() };
                        self.assign(&parameter.name, unknown, span);
                        Expanded::unknown(number)
                    }
                }
            }
            Operation::Alternative { word, if_empty } => {
                let other = self.operand(word, quoted);
                match value.known() {
                    Some("") if *if_empty => Expanded::literal(""),
                    Some("") => Expanded::unknown(false),
                    Some(_) => other,
                    None => Expanded::unknown(is_host(&other)),
                }
            }
            Operation::Error(word) => {
                self.operand(word, quoted);
                value
            }
            Operation::Trim { pattern, suffix, longest } => {
                let globs = pattern.parts.iter().any(|part| matches!(part, syntax::WordPart::Plain(_)));
                let pattern = self.string(pattern);
                let host = matches!(&value, Expanded::Text { host: true, .. });
                let trimmed = pattern
                    .literal()
                    .filter(|text| globs || !text.contains('*'))
                    .and_then(|text| trim(&value, text, *suffix, *longest));
                trimmed.unwrap_or_else(|| Expanded::unknown(host))
            }
            Operation::Case(word) => {
                self.string(word);
                Expanded::unknown(false)
            }
            Operation::Replace { pattern, replacement } => {
                self.string(pattern);
                self.string(replacement);
                Expanded::unknown(false)
            }
            Operation::Substring(expressions) => {
                for expression in expressions {
                    self.arithmetic(expression);
                }
                Expanded::unknown(false)
            }
            // The value is expanded again, as a prompt is.
            Operation::Transform('P') => {
                if value.known().is_none_or(|text| text.contains(['$', '`', '\\'])) {
                    self.opaque_at(OpaqueKind::Code, "text that the shell expands twice (`@P`)", span);
                }
                Expanded::unknown(false)
            }
            Operation::Transform(_) => Expanded::unknown(false),
        }
    }

    /// The word after an operator, as it stands in quotes or not.
    pub(super) fn operand(&mut self, word: &syntax::Word, quoted: bool) -> Expanded {
        if quoted {
            let field = self.string(word);
            return Expanded::Text { parts: field.word.parts().to_vec(), shape: Output::Text, host: field.host };
        }
        let fields = self.fields(word);
        let splits =
            |part: &Part| matches!(part, Part::Known(text) if text.contains([' ', '\t', '\n', '*', '?', '[', '\\']));
        match fields.as_slice() {
            [] => Expanded::literal(""),
            // What is quoted in it is not split.
            [field] if !field.word.is_repeated() && !field.word.parts().iter().any(splits) => {
                Expanded::Text { parts: field.word.parts().to_vec(), shape: Output::Text, host: field.host }
            }
            fields => Expanded::unknown(fields.iter().all(|field| field.host)),
        }
    }
}

pub(super) fn is_host(value: &Expanded) -> bool {
    matches!(value, Expanded::Text { host: true, .. })
}

/// Removes a literal ending or beginning, or all up to or from a `/`: what of a path is known stays known.
fn trim(value: &Expanded, pattern: &str, suffix: bool, longest: bool) -> Option<Expanded> {
    let Expanded::Text { parts, host, .. } = value else { return None };
    let with = |parts: Vec<Part>| Some(Expanded::Text { parts, shape: Output::Text, host: *host });
    match (pattern, suffix, longest) {
        // `${path##*/}`: the last segment.
        ("*/", false, true) => {
            let at = parts.iter().rposition(|part| matches!(part, Part::Known(text) if text.contains('/')));
            let tail = at.map_or(parts.as_slice(), |at| parts.get(at..).unwrap_or_default());
            let mut tail = tail.to_vec();
            if let (Some(_), Some(Part::Known(text))) = (at, tail.first_mut()) {
                *text = text.rsplit('/').next().unwrap_or_default().to_owned();
            }
            // What is not known may hold a `/`, before which all is gone. What follows may be `..` or begin with a dot,
            // as nothing that a glob finds does.
            if let Some(last) = tail.iter().rposition(|part| *part == Part::Unknown) {
                tail.drain(..last);
            }
            with(tail)
        }
        (pattern, suffix, _) if !pattern.contains(['*', '?', '[', '\\']) => {
            let mut parts = parts.clone();
            let alone = parts.len() == 1;
            let end = if suffix { parts.last_mut() } else { parts.first_mut() };
            match end {
                Some(end @ Part::Known(_)) => {
                    let Part::Known(text) = end else { return None };
                    let shorter = if suffix { text.strip_suffix(pattern) } else { text.strip_prefix(pattern) };
                    match shorter.map(str::to_owned) {
                        // What a glob found in the middle of a name may begin with a dot.
                        Some(shorter) if !suffix && !alone && shorter.is_empty() && !pattern.ends_with('/') => {
                            *end = Part::Unknown
                        }
                        Some(shorter) => *text = shorter,
                        // Part of it may stand in what is not known.
                        None if pattern.len() > text.len() && parts.len() > 1 => return None,
                        None => {}
                    }
                    with(parts)
                }
                _ => None,
            }
        }
        _ => None,
    }
}
