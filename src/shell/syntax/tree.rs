//! The syntax tree of shell text, as bash's grammar has it (POSIX.1-2024, "Shell Grammar"; Bash Reference Manual).
//!
//! Spans are byte ranges of the text that was parsed.

use crate::prelude::*;
use crate::span::Span;

/// A list of commands: a whole text, or what stands in a group, a branch or a substitution.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Script {
    /// In the order in which they stand.
    pub(crate) items: Vec<Item>,
}

/// An and-or list, ended by `;`, a newline, `&` or the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// The first pipeline; the shell always runs it.
    pub(crate) first: Pipeline,
    /// Those after `&&` and `||`.
    pub(crate) rest: Vec<(Connector, Pipeline)>,
    /// Whether it ends in `&`.
    pub(crate) background: bool,
    /// Whether nothing follows it on its line.
    pub(crate) ends_line: bool,
}

/// What stands between the pipelines of an and-or list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connector {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// Commands parted by `|` or `|&`: at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pipeline {
    pub(crate) commands: Vec<Command>,
    /// Preceded by an odd number of `!`.
    pub(crate) negated: bool,
}

/// A command with its redirections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) kind: CommandKind,
    /// In the order in which they stand.
    pub(crate) redirections: Vec<Redirection>,
    /// From its first byte to its last, redirections included, here-document bodies not.
    pub(crate) span: Span,
}

/// What a command is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CommandKind {
    /// Assignments and words, either of which may be missing.
    Simple(Simple),
    /// `{ …; }`
    Group(Script),
    /// `( … )`
    Subshell(Script),
    /// `if`: each condition with its branch, then `else`.
    If { branches: Vec<(Script, Script)>, otherwise: Option<Script> },
    /// `while` and `until`.
    Loop { condition: Script, body: Script },
    /// `for name in words`; without `in` the words are `"$@"`. `select`, which `asks` for one each time, and may do so
    /// for ever.
    For { variable: String, words: Option<Vec<Word>>, body: Script, asks: bool },
    /// `for (( … ; … ; … ))`
    ArithmeticFor { expressions: Vec<Word>, body: Script },
    /// `case`
    Case { word: Word, clauses: Vec<Clause> },
    /// `(( … ))`
    Arithmetic(Word),
    /// `[[ … ]]`: its tests, whatever connects them.
    Conditional(Vec<Test>),
    /// `name() …`, `function name …`
    Function { name: String, body: Box<Command> },
    /// `coproc`
    Coprocess { name: Option<String>, body: Box<Command> },
    /// `time [-p] pipeline`, also without a pipeline; stands alone in its pipeline.
    Timed(Option<Box<Pipeline>>),
}

/// A simple command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Simple {
    /// Before the first word.
    pub(crate) assignments: Vec<Assignment>,
    /// The program and its arguments. Words of `declare`, `export` and the like that assign an array
    /// (`declare -a x=(…)`) stand in `assignments` of [`Word::array`].
    pub(crate) words: Vec<Word>,
}

/// `name=value`, `name+=value`, `name[subscript]=value`, `name=(…)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) name: String,
    pub(crate) subscript: Option<Word>,
    /// `+=`
    pub(crate) append: bool,
    pub(crate) value: AssignedValue,
    pub(crate) span: Span,
}

/// What is assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AssignedValue {
    /// A word, which is neither split nor globbed nor brace-expanded; empty without parts.
    Scalar(Word),
    /// `( … )`: each element with its subscript, where it has one (`[k]=v`).
    Array(Vec<(Option<Word>, Word)>),
}

/// One clause of `case`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) patterns: Vec<Word>,
    pub(crate) body: Script,
}

/// One test of `[[ … ]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    /// A word alone.
    Word(Word),
    /// `-f word`
    Unary { operator: String, operand: Word },
    /// `word == word`
    Binary { left: Word, operator: String, right: Word },
}

/// `[n]op word`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Redirection {
    pub(crate) descriptor: Descriptor,
    pub(crate) operator: RedirectionOperator,
    pub(crate) target: Target,
    /// From the descriptor to the end of the word.
    pub(crate) span: Span,
}

/// What is redirected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Descriptor {
    /// Standard input or output, as the operator has it.
    Default,
    Number(u32),
    /// `{name}>`
    Variable(String),
}

/// How it is redirected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RedirectionOperator {
    /// `<`
    Read,
    /// `>` and `>|`
    Write,
    /// `>>`
    Append,
    /// `<>`
    ReadWrite,
    /// `&>`
    WriteBoth,
    /// `&>>`
    AppendBoth,
    /// `<&`
    DuplicateInput,
    /// `>&`: a duplication where the target is a number or `-`, else the same as `&>`.
    DuplicateOutput,
    /// `<<` and `<<-`
    HereDocument,
    /// `<<<`
    HereString,
}

/// What it is redirected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Word(Word),
    /// The body of a here-document: where its delimiter is unquoted, with expansions as in double quotes; tabs that
    /// `<<-` strips are gone.
    Document(Word),
}

/// A word as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Word {
    pub(crate) parts: Vec<WordPart>,
    pub(crate) span: Span,
    /// The array assignment that stands where a word does, as in `declare -a x=(a b)`; `parts` are then empty.
    pub(crate) array: Option<Box<Assignment>>,
}

/// A stretch of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WordPart {
    /// Unquoted characters, among which globs, braces and `~` mean something.
    Plain(String),
    /// Quoted or escaped characters, quotes removed and `$'…'` decoded. May be empty: `''` makes a word.
    Quoted(String),
    /// `$x`, `${…}`
    Parameter { parameter: Box<Parameter>, quoted: bool },
    /// `$(…)`, backticks and `${ …; }`
    Command { script: Script, quoted: bool },
    /// `<(…)`, or `>(…)` where `writes`.
    Process { script: Script, writes: bool },
    /// `$((…))`, `$[…]`: the expression, read as in double quotes.
    Arithmetic { expression: Word, quoted: bool },
}

/// A parameter expansion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// A name, a number, or one of `@ * # ? - $ !`.
    pub(crate) name: String,
    pub(crate) subscript: Option<Word>,
    /// `${!x}`
    pub(crate) indirect: bool,
    pub(crate) operation: Operation,
}

/// What is done with the value of a parameter. Words are read with the quoting of the expansion around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    /// The value itself.
    None,
    /// `${#x}`
    Length,
    /// `${x-w}`, `${x:-w}`
    Default { word: Word, if_empty: bool },
    /// `${x=w}`, `${x:=w}`
    Assign(Word),
    /// `${x+w}`, `${x:+w}`
    Alternative { word: Word, if_empty: bool },
    /// `${x?w}`, `${x:?w}`
    Error(Word),
    /// `${x#p}`, and with `suffix` `${x%p}`; doubled where `longest`.
    Trim { pattern: Word, suffix: bool, longest: bool },
    /// `${x/p/w}` and its forms; without a replacement an empty word.
    Replace { pattern: Word, replacement: Word },
    /// `${x^p}`, `${x^^p}`, `${x,p}`, `${x,,p}`
    Case(Word),
    /// `${x:offset}`, `${x:offset:length}`: arithmetic.
    Substring(Vec<Word>),
    /// `${x@Q}`
    Transform(char),
    /// `${!x*}`, `${!x@}` (the names), `${!x[@]}` (the keys).
    Names,
}
