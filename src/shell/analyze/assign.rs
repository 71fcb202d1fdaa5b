//! Assignments to the shell itself.

use super::variable::Variable;
use super::{Analyzer, Field};
use crate::list::AddAll;
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::program::Output;
use crate::shell::syntax::{self, AssignedValue, WordPart};

impl Analyzer<'_> {
    /// An array or scalar assignment of the shell itself.
    pub(super) fn assignment(&mut self, assignment: &syntax::Assignment) {
        let name = assignment.name.as_str();
        let number = assignment.subscript.as_ref().map(|subscript| self.subscript(name, subscript));
        let known = self.state.variables.get(name).map(|variable| variable.value.clone());
        let variable = match (&assignment.value, number) {
            (AssignedValue::Scalar(word), None) => {
                let field = self.assigned(word);
                let variable = Self::scalar_of(&field);
                if assignment.append { self.appended(name, variable) } else { variable }
            }
            (AssignedValue::Scalar(word), Some(_)) => {
                self.assigned(word);
                match known {
                    Some(super::Value::Associative) => {
                        Variable { value: super::Value::Associative, ..Variable::unknown() }
                    }
                    _ => Variable { value: super::Value::Array(vec![Word::unknown()]), ..Variable::unknown() },
                }
            }
            (AssignedValue::Array(elements), _) => self.array(name, elements, assignment.append),
        };
        self.assign(name, variable, assignment.span);
    }

    /// The variable that a word makes.
    pub(super) fn scalar_of(field: &Field) -> Variable {
        if field.shape == Output::Number && field.host && field.literal().is_none() {
            return Variable::number();
        }
        if field.shape != Output::Text && field.literal().is_none() {
            return Variable::shaped(field.shape);
        }
        let parts: Vec<Part> = match field.literal() {
            Some("") => Vec::new(),
            _ => field.word.parts().to_vec(),
        };
        let plain = |part: &Part| !matches!(part, Part::Known(text) if text.contains(['$', '`', '[', '\\']));
        let from_host = field.host && field.literal().is_none() && parts.iter().all(plain);
        let variable = Variable::scalar(parts);
        Variable { harmless: variable.harmless || from_host, ..variable }
    }

    pub(super) fn appended(&self, name: &str, more: Variable) -> Variable {
        match (self.state.variables.get(name).map(|known| &known.value), &more.value) {
            (Some(super::Value::Scalar(first)), super::Value::Scalar(second)) => {
                Variable::scalar(Word::new([first.as_slice(), second].concat(), Extent::One).parts().to_vec())
            }
            _ => Variable::unknown(),
        }
    }

    pub(super) fn array(
        &mut self,
        name: &str,
        elements: &[(Option<syntax::Word>, syntax::Word)],
        append: bool,
    ) -> Variable {
        let known = self.state.variables.get(name).map(|variable| variable.value.clone());
        let associative = known == Some(super::Value::Associative);
        let mut words = match (known, append) {
            (Some(super::Value::Array(words)), true) => words,
            (Some(_), true) | (None, true) => vec![Word::unknown()],
            (_, false) => Vec::new(),
        };
        let mut ordered = true;
        for (subscript, element) in elements {
            if let Some(subscript) = subscript {
                ordered = false;
                if associative {
                    self.string(subscript);
                } else {
                    self.arithmetic(subscript);
                }
            }
            let fields = self.fields(element);
            // In a list `x=~` is no assignment, and keeps its `~`.
            let tilde = |part: &WordPart| matches!(part, WordPart::Plain(text) if text.contains("=~"));
            if element.parts.iter().any(tilde) {
                words.push(Word::unknown());
            } else {
                words.add_all(fields.into_iter().map(|field| field.word));
            }
        }
        let value = match (associative, ordered) {
            (true, _) => super::Value::Associative,
            (false, true) => super::Value::Array(words),
            (false, false) => super::Value::Array(vec![Word::unknown()]),
        };
        Variable { value, ..Variable::unknown() }
    }
}
