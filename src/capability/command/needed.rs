//! What a needed command is beside the program that it names: the programs that this one starts, hosts among its words.

use super::CommandOperation;
use crate::capability::context::Context;
use crate::capability::question::Question;
use crate::pattern::command::{CommandScope, Word};
use crate::shell::{Plan, Surroundings, analyze_argv, analyze_words};

/// What the words of a needed command would do.
#[derive(Debug)]
pub(crate) struct NeededCommand {
    /// Of the words up to the first that is not all known: what the command is, whatever follows.
    beginning: Plan,
    /// Of all words, most of which may not be known: what else is started by what is.
    whole: Plan,
}

impl NeededCommand {
    pub(crate) fn new(commands: &CommandScope, surroundings: Surroundings<'_>) -> Self {
        let words = commands.words();
        let known: Vec<String> = words.iter().map_while(|word| word.as_literal().map(str::to_owned)).collect();
        Self { beginning: analyze_argv(&known, surroundings), whole: analyze_words(words, surroundings) }
    }

    /// Whether the program needs no permission, as those that only start another.
    pub(crate) fn is_transparent(&self) -> bool {
        self.beginning.programs.first().is_some_and(|program| program.transparent)
    }

    /// What is asked about it beside the command itself. What cannot be seen through is no matter of a need: it is denied
    /// when it is tried. Neither are files and the danger list.
    pub(crate) fn questions<'a>(&'a self, context: &'a Context) -> Vec<Question<'a>> {
        let mut operation = CommandOperation { text: "", questions: Vec::new(), unclear: Vec::new() };
        operation.add_capabilities(&self.beginning.programs, context);
        for host in &self.beginning.hosts {
            operation.add_host(host, context);
        }
        for program in self.whole.programs.iter().skip(1) {
            operation.add_program(&program.words, program.transparent, None, context);
        }
        operation.add_capabilities(self.whole.programs.get(1..).unwrap_or_default(), context);
        let files = |question: &Question<'_>| !question.subject.is_file();
        let ordinary = |question: Question<'a>| Question { span: None, ..question }.ordinary();
        operation.questions.into_iter().filter(files).map(ordinary).collect()
    }
}

impl CommandScope {
    /// The words of a command of the scope, as far as they are known. Options to which it is narrowed are not.
    fn words(&self) -> Vec<Word> {
        let mut words: Vec<Word> = self.known_words();
        if words.len() == 1 {
            words.push(Word::unknown());
        }
        words
    }
}
