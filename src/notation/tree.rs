//! What a file says, with the place of every part.

use crate::policy::value::Value;
use crate::prelude::*;
use crate::span::Span;

/// Something and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// What it is.
    pub value: T,
    /// Its bytes, quotes and `@` included.
    pub span: Span,
}

/// A name, without its `@`.
pub type Named = Spanned<String>;

/// One statement of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Directive {
    /// From its word, or the `/` before it, to its last character.
    pub span: Span,
    /// What it says.
    pub kind: DirectiveKind,
}

/// What a directive says.
#[derive(Debug, Clone, PartialEq)]
pub enum DirectiveKind {
    /// `policy { … }`, `policy @name = { … }`, `policy @name = union(@a, @b)`
    Policy {
        /// Its name, if it has one.
        name: Option<Named>,
        /// What it is.
        body: PolicyBody,
    },
    /// `import policy @name from "./file"`
    ImportPolicy {
        /// The name it gets here.
        name: Named,
        /// The file, as it was written.
        path: Spanned<String>,
    },
    /// `needs { … }`
    Needs(Value),
    /// `wants [ … ]`
    Wants(Value),
    /// `profiles { … }`
    Profiles(Value),
    /// `guard …`
    Guard(Guard),
    /// `var labels @name = value`
    Var {
        /// Its labels.
        labels: Vec<Spanned<String>>,
        /// Its name.
        name: Named,
        /// Its value, which may be a command.
        value: Expression,
    },
    /// `exe labels @name(parameters) = body`
    Exe {
        /// The labels of the operation.
        labels: Vec<Spanned<String>>,
        /// Its name.
        name: Named,
        /// The names of its parameters, each once.
        parameters: Vec<Named>,
        /// What it does: a command, or a template.
        body: Expression,
    },
    /// `run …`
    Run {
        /// A command, or a call.
        value: Expression,
        /// `with { … }`
        with: Option<Value>,
    },
    /// `show …`
    Show {
        /// What is shown.
        value: Expression,
        /// `with { … }`
        with: Option<Value>,
    },
    /// `output … to "file"`
    Output {
        /// What is written.
        value: Expression,
        /// The file.
        to: Template,
        /// `with { … }`
        with: Option<Value>,
    },
}

/// What a policy is.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyBody {
    /// A document.
    Document(Value),
    /// The union of others.
    Union(Vec<Named>),
}

/// A guard.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// Where it is said that it is privileged, if it is: the word, or the member of its `with`.
    pub privileged: Option<Span>,
    /// Its name, if it has one.
    pub name: Option<Named>,
    /// `before`, `after`, `always` or `for`.
    pub timing: Spanned<String>,
    /// A label, `op:…`, or the `@name` of a function; nothing of it is checked here.
    pub filter: Spanned<String>,
    /// Its rules in order. The one of `= deny "…"` has the condition `*`, whose place is that of the action.
    pub rules: Vec<GuardRule>,
}

/// A rule of a guard.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardRule {
    /// `*`, or the text of a condition, which [`crate::guard::condition`] reads.
    pub condition: Spanned<String>,
    /// What happens where it holds.
    pub action: GuardAction,
}

/// What a guard does.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardAction {
    /// All of it.
    pub span: Span,
    /// `allow`, `deny`, `retry` or `env`.
    pub word: Spanned<String>,
    /// The replacement, the reason, the hint or the environment.
    pub value: Option<Expression>,
    /// `with { … }`: changes of labels, or a policy.
    pub with: Option<Value>,
}

/// What has a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// All of it.
    pub span: Span,
    /// What it is.
    pub kind: ExpressionKind,
}

/// What has a value.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// What stands for itself: also a string without a path in it. An `@` in it is an `@`.
    Literal(Value),
    /// A string with paths in it.
    Template(Template),
    /// `@name`, and what is reached from there.
    Path(Path),
    /// `@name(arguments)`
    Call(Call),
    /// `run cmd { … }`: in a variable, in a function, and of the directive `run`.
    Command(Command),
}

/// A call of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The function.
    pub name: Named,
    /// What it is given.
    pub arguments: Vec<Expression>,
}

/// A command, or code.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// `cmd`, `sh`, `js`, …; `None` for `run { … }` and `run "…"`.
    pub language: Option<Spanned<String>>,
    /// The text between its braces as it stands, with blanks and lines; or between its quotes.
    pub text: Template,
}

/// A text with paths in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// All of it, with its quotes or braces.
    pub span: Span,
    /// Its parts in order; no two texts follow each other, and none is empty.
    pub parts: Vec<Part>,
}

/// A part of a [`Template`].
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text, in which escapes are read: an `@` in it is an `@`.
    Text(Spanned<String>),
    /// What a path leads to. A name that nobody declared may have been meant as text: the span has it.
    Path(Path),
}

/// `@name.field[0]["key"]`
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// All of it.
    pub span: Span,
    /// The name it begins with, without `@`.
    pub name: String,
    /// Where it goes from there.
    pub steps: Vec<Spanned<Step>>,
}

/// A step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// `.field`, `["key"]`
    Key(String),
    /// `[0]`
    Index(usize),
}
