//! Programs: what the program table says they do, and what they start.

use super::Analyzer;
use super::field::Field;
use super::redirection::{Input, is_pipe};
use super::state::Folders;
use super::variable::{Value, Variable};
use super::written::How;
use crate::list::{AddAll, List};
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::Shell;
use crate::shell::plan::{Access, Assignment, Host, Opaque, OpaqueKind, Program, Reach, Vouch};
use crate::shell::program::{self, Assigned, Effects, NamedFile, Output, Start, Started};
use crate::span::Span;

impl Analyzer<'_> {
    /// Runs a program that is no part of the shell. The first field is its name, which is known.
    pub(super) fn external(
        &mut self,
        fields: Vec<Field>,
        environment: &[(String, Word)],
        span: Span,
        input: Option<Input>,
    ) {
        let Some(name) = fields.first().and_then(Field::literal).map(str::to_owned) else {
            return self.opaque_at(OpaqueKind::Program, "a program whose name is not known", span);
        };
        let words: Vec<Word> = fields.into_iter().map(|field| field.word).list();
        let arguments = words.get(1..).unwrap_or_default();
        let effects = program::effects(&name, arguments);
        if name.contains('/') {
            let path = Word::literal(name.as_str());
            self.runs(&path, How::Program, span);
        }
        self.environment_of(&name, environment, span);
        self.add_effects(&words, effects, environment, span, input);
    }

    /// Adds a program with what it does.
    pub(super) fn add_effects(
        &mut self,
        words: &[Word],
        effects: Effects,
        environment: &[(String, Word)],
        span: Span,
        input: Option<Input>,
    ) {
        let place = self.place(span);
        self.last_output = effects.output;
        self.add_program(Program {
            words: words.to_vec(),
            span: place,
            via: self.via.clone(),
            transparent: effects.transparent,
            elsewhere: self.elsewhere(words, &effects.files),
            capabilities: effects.capabilities,
            uses_network: effects.uses_network,
        });
        let name = words.first().and_then(Word::as_literal).unwrap_or_default();
        let name = program::base_name(name);
        let interprets = effects.opaque.is_empty() && program::interprets(&name);
        for file in program::conventional(&name) {
            self.runs(&Word::literal(file), How::Text(None), span);
        }
        let files_before = self.plan.files.len();
        for file in &effects.files {
            self.in_folder(file.folder.as_ref(), |analyzer| {
                analyzer.add_file(&file.path, file.access, file.origin, span);
                if !matches!(file.access, Access::Read | Access::Either) && !program::keeps_content(&name) {
                    analyzer.writes(&file.path, None);
                }
                if interprets && file.access != Access::Write {
                    let vouch = Vouch::Language {
                        words: words.to_vec(),
                        flag: file.argument.map_or(0, |at| at.saturating_add(1)),
                        capabilities: effects.capabilities,
                    };
                    analyzer.runs(&file.path, How::Text(Some(vouch)), span);
                }
            });
        }
        if program::makes_links(&name) {
            self.links(&effects.files, files_before);
        }
        self.plan.hosts.add_all(effects.hosts.into_iter().map(|target| Host { target, span: place }));
        if effects.lacks_host {
            self.plan.add_opaque(OpaqueKind::Host, "a network program without a host among its words", place);
        }
        self.plan.opaque.add_all(effects.opaque.into_iter().map(|part| Opaque { span: place, ..part }));
        let inherited = environment;
        let home = self.changed_home;
        self.changed_home |= program::changes_home(&name, words.get(1..).unwrap_or_default());
        for start in effects.starts {
            self.start(start, inherited, span, input.as_ref());
        }
        self.changed_home = home;
    }

    /// What a program starts.
    pub(super) fn start(&mut self, start: Start, inherited: &[(String, Word)], span: Span, input: Option<&Input>) {
        let Start { what, folder, environment, via } = start;
        if !self.step() || !self.descend() {
            return;
        }
        self.via.push(via);
        for (name, value) in &environment {
            let place = self.place(span);
            self.plan.assignments.push(Assignment { name: name.clone(), value: value.clone(), span: place });
        }
        let environment: Vec<(String, Word)> = inherited.iter().cloned().chain(environment).list();
        self.in_folder(folder.as_ref(), |analyzer| match what {
            // A wrapper of a wrapper hands all words on each time.
            Started::Program(words) if analyzer.spend(words.len().wrapping_div(2)) => {
                let field = |word| Field { word, host: false, shape: Output::Text, span };
                analyzer.external(words.into_iter().map(field).list(), &environment, span, input.cloned());
            }
            Started::Program(_) => {}
            Started::Code { code, shell, arguments } => match code.as_literal() {
                Some(text) => {
                    analyzer.child_shell(text, shell, Some(arguments), &environment, Reach::ShellC, span);
                }
                None => analyzer.opaque_at(OpaqueKind::Code, "shell code that is not known", span),
            },
            Started::StandardInput { shell } => match input {
                Some(Input::Text(text, place)) => {
                    analyzer.child_shell(text, shell, None, &environment, Reach::Heredoc, *place);
                }
                // At another host, with nothing to read.
                None if via == Reach::Heredoc => {}
                _ => analyzer.opaque_at(OpaqueKind::Code, "a shell that reads its code from standard input", span),
            },
            Started::Script { path, .. } if is_pipe(&path) => {
                analyzer.opaque_at(OpaqueKind::Code, "a shell that reads what another command prints", span);
            }
            Started::Script { path, shell } => analyzer.runs(&path, How::Script(shell), span),
        });
        self.via.pop();
        self.ascend();
    }

    /// Reads a string as the code of a shell that is started.
    fn child_shell(
        &mut self,
        text: &str,
        shell: Shell,
        arguments: Option<Vec<Word>>,
        environment: &[(String, Word)],
        via: Reach,
        span: Span,
    ) {
        let mut child = self.state.child();
        let (name, arguments) = match arguments {
            // `$0` may be any of them, if the first may be several.
            Some(words) if !words.first().is_some_and(Word::is_repeated) => {
                (words.first().cloned(), Some(words.into_iter().skip(1).list()))
            }
            _ => (None, None),
        };
        child.name = name;
        child.arguments = arguments;
        if self.changed_home {
            child.variables.insert("HOME", Variable::unknown());
        }
        for (name, value) in environment {
            // What started the shell may have taken it away.
            let harmless = Variable::scalar(value.parts().to_vec()).harmless;
            child.variables.insert(name, Variable { exported: true, harmless, ..Variable::unknown() });
        }
        let state = core::mem::replace(&mut self.state, child);
        let frames = core::mem::take(&mut self.frames);
        let calls = core::mem::take(&mut self.calls);
        // Its reach is what started it.
        let outer = self.via.pop();
        self.code(text, shell, via, span);
        self.via.add_all(outer);
        self.calls = calls;
        self.frames = frames;
        self.state = state;
    }

    /// Runs something in the folder that an option names.
    fn in_folder(&mut self, folder: Option<&Word>, run: impl FnOnce(&mut Self)) {
        let Some(folder) = folder else { return run(self) };
        let entered = self.entered(folder);
        let outer: Folders = core::mem::replace(&mut self.state.folders, entered);
        run(self);
        self.state.folders = outer;
    }

    /// What programs see of a variable that was just set: a new value, if they had one before.
    pub(super) fn inherited(&mut self, name: &str, span: Span) {
        let Some(variable) = self.state.variables.get(name) else { return };
        let value = match &variable.value {
            Value::Scalar(parts) => Word::new(parts.clone(), Extent::One),
            _ => Word::new([Part::Unknown], Extent::One),
        };
        // What the host may have put into the environment, programs get as it is set here.
        if variable.exported || program::is_often_inherited(name) {
            self.put_into_environment(name, &value, None, span);
            let assignment = Assignment { name: name.to_owned(), value, span: self.place(span) };
            if self.plan.assignments.last() != Some(&assignment) {
                self.plan.assignments.push(assignment);
            }
        }
    }

    /// What is put into the environment of a program.
    pub(super) fn environment_of(&mut self, program: &str, environment: &[(String, Word)], span: Span) {
        for (name, value) in environment {
            self.put_into_environment(name, value, Some(program), span);
        }
    }

    /// Follows what a variable does in the environment of a program, or of any that follows.
    pub(super) fn put_into_environment(&mut self, name: &str, value: &Word, program: Option<&str>, span: Span) {
        match program::assignment(name, &self.seen_from_base(value), program) {
            Assigned::Harmless => {}
            Assigned::Runs(start) => self.start(start, &[], span, None),
            Assigned::Opaque(what) => {
                let what = format!("the variable `{name}`, {what}");
                self.opaque_at(OpaqueKind::Assignment, what, span);
            }
        }
    }

    /// A list of folders with those below the base as they are named from there.
    fn seen_from_base(&self, value: &Word) -> Word {
        let base = self.folders.base.map(|base| format!("{}/", base.trim_end_matches('/')));
        match (value.as_literal(), base) {
            (Some(text), Some(base)) if text.contains(base.as_str()) => {
                let folders: Vec<&str> =
                    text.split(':').map(|folder| folder.strip_prefix(base.as_str()).unwrap_or(folder)).list();
                Word::literal(folders.join(":"))
            }
            _ => value.clone(),
        }
    }

    /// The words as rules see them where the program runs in another folder.
    fn elsewhere(&self, words: &[Word], files: &[NamedFile]) -> Vec<Vec<Word>> {
        if self.state.folders.is_base() {
            return Vec::new();
        }
        let mut moved: Vec<(usize, Vec<Word>)> = Vec::new();
        let name = words.first().filter(|name| name.known_beginning().contains('/'));
        moved.add_all(name.map(|name| (0, self.state.folders.paths(name))));
        for file in files.iter().filter(|file| file.folder.is_none()) {
            let Some(place) = file.argument.and_then(|at| at.checked_add(1)) else { continue };
            let is_path = |part: &Part| matches!(part, Part::Known(text) if text.contains('/'));
            if file.access != Access::Either || file.path.parts().iter().any(is_path) {
                moved.push((place, self.state.folders.paths(&file.path)));
            }
        }
        let count = moved.iter().map(|(_, paths)| paths.len()).max().unwrap_or(0);
        let view = |index: usize| {
            let mut view = words.to_vec();
            for (place, paths) in &moved {
                if let (Some(word), Some(path)) = (view.get_mut(*place), paths.get(index).or(paths.first())) {
                    *word = path.clone();
                }
            }
            view
        };
        (0..count).map(view).list()
    }
}
