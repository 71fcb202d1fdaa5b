//! What is known of the shell between two commands: its variables, functions, arguments and current folder.
//!
//! Where several ways lead to one place, their states are [joined](State::join): what they do not agree on is unknown.

use alloc::rc::Rc;

use super::variable::{Value, Variable};
use crate::list::List;
use crate::names::Names;
use crate::pattern::command::{Part, Word};
use crate::prelude::*;
use crate::shell::syntax::Command;

/// More folders than this at once are as good as any folder.
const MAX_FOLDERS: usize = 4;

/// The state of a shell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    /// Those the text sets, or may have set. All others are as the host left them.
    pub(super) variables: Names<Variable>,
    /// Those the text defines. `None`: defined in some way or not at all.
    pub(super) functions: Names<Option<Rc<Command>>>,
    /// `$0`, where it is known.
    pub(super) name: Option<Word>,
    /// `$1`, `$2` …; `None`: not known.
    pub(super) arguments: Option<Vec<Word>>,
    pub(super) folders: Folders,
    /// Where `cd -` leads.
    pub(super) previous: Folders,
    /// For each function that is running, the variables it hides and what they were.
    locals: Vec<Names<Option<Variable>>>,
    /// Whether no command can follow (after `exit`).
    pub(super) ended: bool,
    /// Whether commands run at a time that is not known (`trap`): then what is not set yet may be set.
    pub(super) any_time: bool,
}

/// The folders a command may run in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Folders(Vec<Vec<Part>>);

impl Folders {
    /// The folder the text is started in.
    pub(super) fn base() -> Self {
        Self(vec![Vec::new()])
    }

    pub(super) fn anywhere() -> Self {
        Self(vec![vec![Part::Unknown]])
    }

    pub(super) fn is_base(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }

    /// The only one, if it is.
    pub(super) fn single(&self) -> Option<&[Part]> {
        match self.0.as_slice() {
            [folder] => Some(folder),
            _ => None,
        }
    }

    /// Where `target`, a path, leads from each.
    pub(super) fn enter(&self, target: &Word) -> Self {
        let mut folders = Vec::new();
        for path in self.paths(target) {
            let parts = path.parts().to_vec();
            if !folders.contains(&parts) {
                folders.push(parts);
            }
        }
        Self(folders)
    }

    /// What `path` names, seen from each folder: absolute, or relative to the base.
    pub(super) fn paths(&self, path: &Word) -> Vec<Word> {
        let relative = !matches!(path.parts().first(), Some(Part::Unknown)) && !path.known_beginning().starts_with('/');
        if !relative {
            return vec![path.clone()];
        }
        let within = |folder: &Vec<Part>| {
            if folder.is_empty() {
                return path.clone();
            }
            let slash = Part::Known("/".to_owned());
            Word::new(folder.iter().cloned().chain([slash]).chain(path.parts().iter().cloned()), path.extent())
        };
        self.0.iter().map(within).list()
    }

    pub(super) fn join(mut self, other: Self) -> Self {
        for folder in other.0 {
            if !self.0.contains(&folder) {
                self.0.push(folder);
            }
        }
        if self.0.len() > MAX_FOLDERS { Self::anywhere() } else { self }
    }
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            variables: Names::default(),
            functions: Names::default(),
            name: None,
            arguments: None,
            folders: Folders::base(),
            previous: Folders::anywhere(),
            locals: Vec::new(),
            ended: false,
            any_time: false,
        }
    }

    /// Sets a variable, which stays exported if it was.
    pub(super) fn set(&mut self, name: &str, variable: Variable) {
        let known = self.variables.get(name);
        let exported = variable.exported || known.is_some_and(|known| known.exported);
        let evaluated = variable.evaluated || known.is_some_and(|known| known.evaluated);
        let recased = variable.recased || known.is_some_and(|known| known.recased);
        let variable = match &variable.value {
            Value::Scalar(_) | Value::Array(_) if recased || (evaluated && !variable.harmless) => {
                Variable { value: Variable::unknown().value, harmless: false, ..variable }
            }
            _ => variable,
        };
        let variable = match known {
            // An assignment that fails leaves the value, and the shell may go on with the next line.
            Some(known) if known.readonly => known.clone().join(variable),
            // An array keeps its other elements.
            Some(Variable { value: Value::Array(words), .. }) if !variable.is_array() => variable.into_first_of(words),
            Some(Variable { value: Value::Associative, .. }) if !variable.is_array() => {
                Variable { value: Value::Associative, ..variable }
            }
            _ => variable,
        };
        self.variables.insert(name, Variable { exported, evaluated, recased, ..variable });
    }

    /// Begins the body of a function.
    pub(super) fn enter_function(&mut self) {
        self.locals.push(Names::default());
    }

    /// Ends it: what was local is as it was before.
    pub(super) fn leave_function(&mut self) {
        for (name, before) in self.locals.pop().unwrap_or_default() {
            self.restore(&name, before);
        }
    }

    pub(super) fn running_functions(&self) -> usize {
        self.locals.len()
    }

    /// Leaves functions until no more than these are running.
    pub(super) fn leave_functions(&mut self, running: usize) {
        while self.locals.len() > running {
            self.leave_function();
            self.arguments = None;
        }
    }

    pub(super) fn in_function(&self) -> bool {
        !self.locals.is_empty()
    }

    /// Whether the variable is local to a function that is running.
    pub(super) fn is_local(&self, name: &str) -> bool {
        self.locals.iter().any(|locals| locals.contains(name))
    }

    /// Makes a variable local to the function that is running.
    pub(super) fn make_local(&mut self, name: &str) {
        let before = self.variables.get(name).cloned();
        if let Some(locals) = self.locals.last_mut()
            && !locals.contains(name)
        {
            locals.insert(name, before);
        }
    }

    /// Puts a variable back.
    pub(super) fn restore(&mut self, name: &str, before: Option<Variable>) {
        match before {
            Some(variable) => _ = self.variables.insert(name, variable),
            None => _ = self.variables.remove(name),
        }
    }

    /// What is known where both ways meet.
    pub(super) fn join(self, other: Self) -> Self {
        if self.ended {
            return other;
        }
        if other.ended || self == other {
            return self;
        }
        let Self { mut variables, mut functions, name, arguments, folders, previous, mut locals, .. } = self;
        join_variables(&mut variables, other.variables);
        let here: Vec<String> = functions.names().map(str::to_owned).list();
        for name in here.iter().map(String::as_str).chain(other.functions.names()) {
            if functions.get(name) != other.functions.get(name) {
                functions.insert(name, None);
            }
        }
        for (mine, theirs) in locals.iter_mut().zip(other.locals) {
            for (name, before) in theirs {
                if !mine.contains(&name) {
                    mine.insert(&name, before);
                }
            }
        }
        Self {
            variables,
            functions,
            name,
            arguments: arguments.filter(|known| other.arguments.as_ref() == Some(known)),
            folders: folders.join(other.folders),
            previous: previous.join(other.previous),
            locals,
            ended: false,
            any_time: self.any_time || other.any_time,
        }
    }

    /// The state of a shell that this one starts: of every variable it may get what was exported, or what the host set.
    pub(super) fn child(&self) -> Self {
        let inherit = |(name, variable): (&str, &Variable)| {
            // What is exported for all that is known here may be taken away on the way: by `env -i`, by `sudo`.
            let harmless = variable.exported && variable.harmless;
            (name.to_owned(), Variable { exported: variable.exported, harmless, ..Variable::unknown() })
        };
        Self {
            variables: self.variables.iter().map(inherit).collect(),
            folders: self.folders.clone(),
            any_time: self.any_time,
            ..Self::new()
        }
    }

    /// The state at a time that is not known: every variable may have any value it is ever given.
    pub(super) fn at_any_time(&self, moved: bool) -> Self {
        let variables = self.variables.names().map(|name| (name.to_owned(), Variable::unknown())).collect();
        let folders = if moved { Folders::anywhere() } else { Folders::base() };
        Self {
            variables,
            functions: self.functions.names().map(|name| (name.to_owned(), None)).collect(),
            folders,
            any_time: true,
            ..Self::new()
        }
    }
}

fn join_variables(mine: &mut Names<Variable>, theirs: Names<Variable>) {
    let host = || Variable { harmless: true, ..Variable::unknown() };
    let only_here: Vec<String> = mine.names().filter(|name| !theirs.contains(name)).map(str::to_owned).list();
    for (name, theirs) in theirs.into_iter().chain(only_here.into_iter().map(|name| (name, host()))) {
        let known = mine.get(&name).cloned().unwrap_or_else(host);
        mine.insert(&name, known.join(theirs));
    }
}
