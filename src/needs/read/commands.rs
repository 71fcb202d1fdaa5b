//! `cmd`: `"*"`, a list of commands, or a map from programs to what is needed of each.

use super::Reader;
use crate::error::ProblemCode;
use crate::list::{AddAll, List};
use crate::needs::declaration::{Need, Needs};
use crate::pattern::command::{CommandPattern, CommandScope};
use crate::policy::may_be_program;
use crate::policy::node::Node;
use crate::policy::path::quoted;
use crate::policy::value::{Data, Member};
use crate::prelude::*;

/// What a map says of a program.
#[derive(Default)]
struct Detail<'v> {
    /// Where each of them stands, and its words. None: the program with any words.
    subcommands: Vec<(Node<'v>, &'v str)>,
    /// The only options.
    options: Option<Vec<String>>,
}

impl Reader<'_> {
    pub(super) fn commands(&mut self, node: &Node<'_>, needs: &mut Needs) {
        match &node.value.data {
            Data::Object(members) => {
                self.refuse_nothing(node, members, "programs");
                for member in members {
                    self.program(&node.member(member), &member.key, needs);
                }
            }
            Data::String(_) | Data::Array(_) => self.command_list(node, needs),
            _ => self.wrong_shape(node, "`\"*\"`, a list of commands or a map of them"),
        }
    }

    pub(super) fn command_list(&mut self, node: &Node<'_>, needs: &mut Needs) {
        for at in self.items(node) {
            let Some(text) = self.text(&at) else { continue };
            let program = text.split([' ', '\t']).next().unwrap_or_default();
            if program.contains(',') || !may_be_program(program) {
                let suggestion = Some("write a list, an entry for each command".to_owned());
                let message = format!("{} is no program", quoted(program));
                self.report(&at, ProblemCode::InvalidNeedsDeclaration, message, suggestion);
                continue;
            }
            let pattern = self.pattern(&at, text).map(|pattern| Need::command(CommandScope::new(pattern)));
            needs.extend(pattern);
        }
    }

    /// One entry of a map.
    fn program(&mut self, node: &Node<'_>, program: &str, needs: &mut Needs) {
        let known = self.problems.len();
        self.check_word(node, program, "program");
        let detail = match &node.value.data {
            Data::String(text) if text.trim() == "*" => Detail::default(),
            Data::Array(_) => Detail { subcommands: self.subcommands(node), ..Detail::default() },
            Data::Object(members) => self.detail(node, members),
            _ => return self.wrong_shape(node, "`\"*\"`, a list of subcommands or an object"),
        };
        if self.problems.len() > known {
            return;
        }
        let program = escaped(program);
        let options = detail.options.as_deref();
        if detail.subcommands.is_empty() {
            self.add(node, &program, options, needs);
        }
        for (at, subcommand) in &detail.subcommands {
            subcommand.split_whitespace().for_each(|word| self.check_word(at, word, "subcommand"));
            let words: Vec<String> = subcommand.split_whitespace().map(escaped).list();
            match words.as_slice() {
                [] => self.report(at, ProblemCode::InvalidNeedsDeclaration, "the subcommand is empty", None),
                [star] if star == "*" => self.add(at, &program, options, needs),
                words => self.add(at, &format!("{program}:{}:*", words.join(":")), options, needs),
            }
        }
    }

    /// Adds the need for a pattern, with the options it is narrowed to.
    fn add(&mut self, node: &Node<'_>, text: &str, options: Option<&[String]>, needs: &mut Needs) {
        let Some(pattern) = self.pattern::<CommandPattern>(node, text) else { return };
        let Some(options) = options else { return needs.push(Need::command(CommandScope::new(pattern))) };
        // What is narrowed is any words: those a program alone may have too.
        let open = if pattern.words().len() == 1 { self.pattern(node, &format!("{text}:*")) } else { Some(pattern) };
        let Some(open) = open else { return };
        match CommandScope::with_options(open, options.to_vec()) {
            Ok(scope) => needs.push(Need::command(scope)),
            Err(error) => self.unusable(node, error),
        }
    }

    fn detail<'v>(&mut self, node: &Node<'v>, members: &'v [Member]) -> Detail<'v> {
        let mut detail = Detail::default();
        for member in members {
            let at = node.member(member);
            match member.key.as_str() {
                "subcommands" | "methods" => detail.subcommands.add_all(self.subcommands(&at)),
                "flags" => detail.options.get_or_insert_default().add_all(self.options(&at)),
                key => {
                    let known = ["subcommands", "methods", "flags"];
                    self.unknown_key(&at, key, ProblemCode::InvalidNeedsKey, &known);
                }
            }
        }
        detail
    }

    /// The strings of a list that must not be empty: none at all could mean nothing or everything.
    fn subcommands<'v>(&mut self, node: &Node<'v>) -> Vec<(Node<'v>, &'v str)> {
        self.refuse_empty(node);
        let items = self.items(node);
        items.into_iter().filter_map(|at| self.text(&at).map(|text| (at, text))).list()
    }

    /// Whether a text can stand as one word of a pattern that is made of it.
    fn check_word(&mut self, node: &Node<'_>, word: &str, what: &str) {
        let odd = |c: char| c.is_whitespace() || c == '\\';
        if word.contains(odd) || what == "program" && (word.contains(',') || !may_be_program(word)) {
            let suggestion = Some(format!("for a whole command write `cmd: [{}]`", quoted(word).replace('`', "\"")));
            let message = format!("{} is no {what}", quoted(word));
            self.report(node, ProblemCode::InvalidNeedsDeclaration, message, suggestion);
        }
    }

    fn options(&mut self, node: &Node<'_>) -> Vec<String> {
        let mut options = Vec::new();
        for at in self.items(node) {
            let Some(option) = self.text(&at) else { continue };
            match CommandScope::check_option(option) {
                Ok(()) => options.push(option.to_owned()),
                Err(error) => self.unusable(&at, error),
            }
        }
        options
    }
}

/// A word of a command as a pattern without blanks spells it.
fn escaped(word: &str) -> String {
    word.trim().replace(':', "\\:")
}
