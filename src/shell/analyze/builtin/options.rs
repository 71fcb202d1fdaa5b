//! `set`, `shopt`, `test`: options and tests.

use super::{EVALUATED, arguments, literals};
use crate::list::List;
use crate::pattern::command::Extent;
use crate::shell::analyze::field::Field;
use crate::shell::analyze::simple::Call;
use crate::shell::analyze::{Analyzer, is_identifier};
use crate::shell::plan::OpaqueKind;
use crate::shell::program::Output;

const READING: &str = "an option that changes how the shell reads or runs later text";

/// `set -o` names that change neither.
const HARMLESS: &[&str] = &[
    "errexit",
    "nounset",
    "xtrace",
    "verbose",
    "pipefail",
    "noclobber",
    "noexec",
    "errtrace",
    "functrace",
    "monitor",
    "notify",
    "hashall",
    "physical",
    "noglob",
    "nolog",
    "ignoreeof",
];

impl Analyzer<'_> {
    pub(super) fn set_options(&mut self, call: &Call<'_>) {
        let mut fields = arguments(call).iter();
        while let Some(field) = fields.next() {
            let Some(text) = field.literal() else {
                if field.shape == Output::Text {
                    self.opaque_at(OpaqueKind::Code, READING, field.span);
                }
                self.state.arguments = None;
                return;
            };
            let arguments = match text.strip_prefix(['-', '+']) {
                None => Some(core::iter::once(field).chain(fields.by_ref()).list()),
                Some("-") if text == "--" => Some(fields.by_ref().list()),
                Some("") => None,
                Some(letters) => {
                    let harmless = letters.chars().all(|c| "euxvCEThmnfbPo".contains(c));
                    if !harmless {
                        self.opaque_at(OpaqueKind::Code, READING, field.span);
                    }
                    if letters.contains('o') {
                        match fields.next().map(Field::literal) {
                            None => {}
                            Some(Some(name)) if HARMLESS.contains(&name) => {}
                            Some(_) => self.opaque_at(OpaqueKind::Code, READING, field.span),
                        }
                    }
                    None
                }
            };
            if let Some(arguments) = arguments {
                self.state.arguments = Some(arguments.into_iter().map(|field| field.word.clone()).list());
            }
        }
    }

    pub(super) fn shopt(&mut self, call: &Call<'_>) {
        // `dotglob` and `nocaseglob` are none of these: a glob is taken to find no hidden file, and no other case.
        const FILES: &[&str] = &["nullglob", "inherit_errexit"];
        let harmless = literals(call).is_some_and(|texts| {
            let queries = texts.first().is_some_and(|first| matches!(*first, "-p" | "-q"))
                && texts.iter().skip(1).all(|text| !text.starts_with('-'));
            queries || texts.iter().all(|text| matches!(*text, "-s" | "-u" | "-q" | "-p") || FILES.contains(text))
        });
        if !harmless {
            self.opaque_at(OpaqueKind::Code, READING, call.span);
        }
    }

    /// `test` evaluates the subscript of what stands after `-v`, and nothing else.
    pub(super) fn test_command(&mut self, call: &Call<'_>) {
        let arguments = arguments(call);
        let unclear = |field: &Field| field.literal().is_none() && !field.host && field.shape == Output::Text;
        // What is split may hold operators.
        let mut evaluates = arguments.iter().any(|field| unclear(field) && field.word.is_repeated() && !is_glob(field));
        for pair in arguments.windows(2) {
            let [operator, operand] = pair else { continue };
            let may_be_operator = matches!(operator.literal(), Some("-v" | "-R"));
            evaluates |=
                may_be_operator && !operand.literal().is_some_and(|text| is_identifier(text) || is_operator(text));
        }
        // `[ "$x" "$y" ]`: the first may be an operator.
        let operands = arguments.iter().filter(|field| field.literal() != Some("]")).list();
        if let [first, second] = operands.as_slice() {
            evaluates |= unclear(first) && !second.literal().is_some_and(is_identifier);
        }
        if evaluates {
            self.opaque_at(OpaqueKind::Code, EVALUATED, call.span);
        }
    }
}

fn is_glob(field: &Field) -> bool {
    field.word.extent() == Extent::Each && !field.word.known_beginning().is_empty()
}

fn is_operator(text: &str) -> bool {
    matches!(text, "=" | "==" | "!=" | "]" | "-a" | "-o" | ")" | "(")
}
