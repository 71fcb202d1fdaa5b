//! Where the shell evaluates text again (shell.md, "What counts as a program that runs").
//!
//! In arithmetic the values of variables are expressions themselves, whose subscripts are expanded: `x='a[$(rm y)]'`
//! runs `rm` in `$((x))`. So every name in an expression must be harmless, and what is expanded into it a number.

use super::variable::{Value, Variable, is_number};
use super::{Analyzer, Expanded, is_identifier};
use crate::list::List;
use crate::names::Names;
use crate::pattern::command::Part;
use crate::prelude::*;
use crate::shell::plan::OpaqueKind;
use crate::shell::program::Output;
use crate::shell::syntax::{self, WordPart};
use crate::span::Span;

/// How many variables may stand for one another before it counts as unclear.
const MAX_CHAIN: usize = 4;

const UNCLEAR: &str = "arithmetic over text that is not known";

impl Analyzer<'_> {
    /// Evaluates an expression: what is in it is expanded, and what is not harmless is opaque. Whether it certainly
    /// succeeds; one that fails ends the line, and what it should assign is not assigned.
    pub(super) fn arithmetic(&mut self, expression: &syntax::Word) -> bool {
        let mut text = String::new();
        let mut certain = true;
        for part in &expression.parts {
            match part {
                WordPart::Plain(plain) => text.push_str(plain),
                // What is quoted reaches the evaluator as text, and subscripts are expanded there.
                WordPart::Quoted(quoted) => text.push_str(quoted),
                WordPart::Parameter { parameter, .. } => {
                    let value = self.parameter(parameter, true, expression.span);
                    match value {
                        Expanded::Text { shape: Output::Number, .. } => text.push('1'),
                        Expanded::Text { parts, host, .. } => match parts.as_slice() {
                            [Part::Known(known)] => text.push_str(known),
                            [] => {}
                            _ if host && self.is_left_to_host(&parameter.name) => {
                                text.push('1');
                                certain = false;
                            }
                            _ => return self.unclear(expression.span),
                        },
                        Expanded::Fields(_) => return self.unclear(expression.span),
                    }
                }
                WordPart::Command { script, .. } => {
                    let printed = self.substitution(script);
                    if !matches!(printed, Expanded::Text { shape: Output::Number, .. }) {
                        return self.unclear(expression.span);
                    }
                    text.push('1');
                }
                WordPart::Arithmetic { expression, .. } => {
                    certain &= self.arithmetic(expression);
                    text.push('1');
                }
                WordPart::Process { .. } => return self.unclear(expression.span),
            }
        }
        certain &= self.succeeds(&text);
        self.evaluate_to(&text, certain, expression.span);
        certain
    }

    fn unclear(&mut self, span: Span) -> bool {
        self.opaque_at(OpaqueKind::Code, UNCLEAR, span);
        false
    }

    /// Evaluates text as an expression.
    pub(super) fn evaluate(&mut self, text: &str, span: Span) {
        self.evaluate_to(text, self.succeeds(text), span);
    }

    fn evaluate_to(&mut self, text: &str, certain: bool, span: Span) {
        let mut seen = Names::default();
        let harmless = self.is_harmless(text, 0, &mut seen);
        let seen = seen.len();
        self.spend(seen.wrapping_div(4));
        if !harmless {
            return self.opaque_at(OpaqueKind::Code, UNCLEAR, span);
        }
        for name in assigned(text) {
            // Neither what stands after `&&`, `||` and `?` nor what stands after an error is evaluated.
            let value = match self.state.variables.get(name) {
                Some(known) if !certain => known.clone().join(Variable::number()),
                None if !certain => Variable { harmless: true, ..Variable::unknown() },
                _ => Variable::number(),
            };
            self.assign(name, value, span);
        }
        self.may_skip_line();
    }

    /// Whether an expression certainly has a value, with the variables as they are.
    fn succeeds(&self, text: &str) -> bool {
        // What is assigned to need not hold anything.
        let read = match text.split_once('=') {
            Some((target, value)) if is_identifier(target.trim()) && !value.starts_with('=') => value,
            _ => text,
        };
        succeeds(text) && names(read).into_iter().all(|name| self.is_integer(name))
    }

    /// Whether a variable certainly holds a number: an expression with any other may fail.
    fn is_integer(&self, name: &str) -> bool {
        let known = self.state.variables.get(name);
        known.is_some_and(|variable| match &variable.value {
            Value::Integer => true,
            Value::Scalar(_) => {
                variable.literal().is_some_and(|text| is_number(text) && (text == "0" || !text.starts_with('0')))
            }
            _ => false,
        })
    }

    /// Whether an expression runs nothing: no expansion is left in it, and its names are harmless.
    fn is_harmless(&self, text: &str, depth: usize, seen: &mut Names<()>) -> bool {
        !text.contains(['$', '`', '\\', '"', '\''])
            && depth < MAX_CHAIN
            // A value that assigns is not followed.
            && (depth == 0 || assigned(text).is_empty())
            && names(text).into_iter().all(|name| !seen.insert(name, ()) || self.is_harmless_name(name, depth, seen))
    }

    fn is_harmless_name(&self, name: &str, depth: usize, seen: &mut Names<()>) -> bool {
        match self.state.variables.get(name) {
            None => !self.state.any_time && !super::parameter::is_set_by_the_shell(name),
            Some(variable) if variable.harmless => true,
            Some(variable) => match &variable.value {
                Value::Scalar(_) => {
                    variable.literal().is_some_and(|text| self.is_harmless(text, depth.saturating_add(1), seen))
                }
                Value::Array(words) => words.iter().all(|word| word.as_literal().is_some_and(is_number)),
                Value::Integer => true,
                Value::Shaped(shape) => *shape == Output::Number,
                Value::Associative => false,
            },
        }
    }
}

/// Whether an expression certainly has a value: numbers and names, joined by operators that cannot fail, perhaps after
/// an assignment. What is not as plain as that may have one too.
fn succeeds(text: &str) -> bool {
    let text = text.trim();
    // `i++`, `--i`
    if let Some(name) = ["++", "--"].iter().find_map(|step| text.strip_suffix(step).or_else(|| text.strip_prefix(step)))
    {
        return is_identifier(name.trim());
    }
    let value = match text.split_once('=') {
        Some((target, value)) if !value.starts_with('=') => {
            let target = target.trim_end_matches(['+', '-', '*']).trim();
            if !is_identifier(target) && !target.ends_with(['!', '<', '>']) {
                return false;
            }
            if is_identifier(target) { value } else { text }
        }
        _ => text,
    };
    // Operands and operators take turns.
    let mut operand_next = true;
    let mut divides = false;
    let mut rest = value.trim_start();
    while !rest.is_empty() {
        let end = if operand_next {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let operand = rest.get(..end).unwrap_or_default();
            let decimal = is_number(operand) && (operand == "0" || !operand.starts_with('0'));
            if !(decimal || is_identifier(operand)) || (divides && (operand == "0" || !decimal)) {
                return false;
            }
            end
        } else {
            const OPERATORS: [&str; 14] = ["<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "%", "<", ">", ","];
            let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) else { return false };
            divides = matches!(*operator, "/" | "%");
            operator.len()
        };
        operand_next = !operand_next;
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
    !operand_next
}

/// The names in an expression.
fn names(text: &str) -> Vec<&str> {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '#' | '@');
    let words = text.split(|c: char| !word(c)).filter(|name| !name.is_empty());
    // `16#ff` is a number in another base.
    let names = words.filter(|name| !name.starts_with(|c: char| c.is_ascii_digit()));
    let mut known = Names::default();
    names.filter(|name| known.insert(name, ())).list()
}

/// The names that an expression may assign to: all of them, where it assigns at all.
fn assigned(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let assigns = bytes.iter().enumerate().any(|(at, byte)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(at.saturating_add(1));
        match byte {
            b'=' => after != Some(&b'=') && !matches!(before, Some(b'=' | b'!' | b'<' | b'>')) || is_shift(bytes, at),
            b'+' | b'-' => after == Some(byte),
            _ => false,
        }
    });
    if assigns { names(text) } else { Vec::new() }
}

/// `<<=` and `>>=` assign, `<=` and `>=` do not.
fn is_shift(bytes: &[u8], at: usize) -> bool {
    let back = |count: usize| at.checked_sub(count).and_then(|at| bytes.get(at));
    matches!((back(2), back(1)), (Some(b'<'), Some(b'<')) | (Some(b'>'), Some(b'>')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_succeeds() {
        for text in ["1", "n + 1", "i++", "--i", "n += 2", "i<3", "a == b && c >= 2", "n / 60 % 24", "x = y * 2"] {
            assert!(succeeds(text), "{text}");
        }
        for text in ["", "o b", "1 +", "n / m", "08", "2 ** -1", "* 2", "5 = 6", "1 ? 2 : 3", "a[1]", "3++", "n / 0"] {
            assert!(!succeeds(text), "{text}");
        }
    }
}
