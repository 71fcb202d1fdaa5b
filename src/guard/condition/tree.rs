//! A condition as a tree.

use super::pattern::Pattern;
use crate::policy::value::Value;
use crate::prelude::*;
use crate::span::Span;

/// A part of a condition, and where it is written.
#[derive(Debug)]
pub(super) struct Expr {
    pub(super) span: Span,
    pub(super) node: Node,
}

/// What a part of a condition is.
#[derive(Debug)]
pub(super) enum Node {
    Literal(Value),
    /// A string with paths in it.
    Text(Vec<Part>),
    List(Vec<Expr>),
    Object(Vec<(String, Expr)>),
    Source(Source),
    /// What follows a value: keys, indices, methods.
    Steps(Box<Expr>, Vec<Step>),
    /// `.any`, `.all`, `.none`: a chain that begins at each item.
    Quantified(Quantifier, Box<Expr>),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    /// Operators of one precedence from left to right. Not a nest of pairs: long chains would need a deep stack.
    Operators(Box<Expr>, Vec<(Operator, Expr)>),
}

/// A part of a text.
#[derive(Debug)]
pub(super) enum Part {
    Text(String),
    Path(Expr),
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Kind,
    Subtype,
    Name,
    Command,
    OperationLabels,
    About(Field),
    Try,
    Max,
    Hints,
    Arg(String),
    Input,
    InputAbout(Field),
    /// `@input[i].mx`
    InputItemAbout(usize, Field),
    Output,
    OutputAbout(Field),
    /// What a quantifier goes through.
    Item,
    ItemAbout(Field),
}

/// A list of a descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Labels,
    Taint,
    Sources,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    Any,
    All,
    None,
}

/// Something after a value, and where it ends.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) access: Access,
    pub(super) span: Span,
}

#[derive(Debug)]
pub(super) enum Access {
    /// `.key`, or `["key"]` where it is not `dotted`.
    Key {
        name: String,
        dotted: bool,
    },
    Index(usize),
    Call(Method, Vec<Expr>),
    /// `match` with its regular expression.
    Match(Pattern),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Includes,
    StartsWith,
    EndsWith,
    Length,
    Trim,
    ToLowerCase,
    ToUpperCase,
    Slice,
    IndexOf,
    Join,
    Match,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Alike,
    Unlike,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divided,
    Remainder,
}

/// How tightly operators bind; the loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Equality,
    Order,
    Sum,
    Product,
}

/// The operators with their spellings.
pub(super) const OPERATORS: [(&str, Operator, Level); 15] = [
    ("||", Operator::Or, Level::Or),
    ("&&", Operator::And, Level::And),
    ("==", Operator::Equal, Level::Equality),
    ("!=", Operator::Unequal, Level::Equality),
    ("~=", Operator::Alike, Level::Equality),
    ("!~=", Operator::Unlike, Level::Equality),
    ("<", Operator::Less, Level::Order),
    ("<=", Operator::LessOrEqual, Level::Order),
    (">", Operator::Greater, Level::Order),
    (">=", Operator::GreaterOrEqual, Level::Order),
    ("+", Operator::Plus, Level::Sum),
    ("-", Operator::Minus, Level::Sum),
    ("*", Operator::Times, Level::Product),
    ("/", Operator::Divided, Level::Product),
    ("%", Operator::Remainder, Level::Product),
];

/// The methods, with the least and the greatest number of arguments.
pub(super) const METHODS: [(&str, Method, usize, usize); 11] = [
    ("includes", Method::Includes, 1, 1),
    ("startsWith", Method::StartsWith, 1, 1),
    ("endsWith", Method::EndsWith, 1, 1),
    ("length", Method::Length, 0, 0),
    ("trim", Method::Trim, 0, 0),
    ("toLowerCase", Method::ToLowerCase, 0, 0),
    ("toUpperCase", Method::ToUpperCase, 0, 0),
    ("slice", Method::Slice, 1, 2),
    ("indexOf", Method::IndexOf, 1, 1),
    ("join", Method::Join, 1, 1),
    ("match", Method::Match, 1, 1),
];

impl Operator {
    pub(super) fn text(self) -> &'static str {
        OPERATORS.iter().find(|(_, operator, _)| *operator == self).map_or("", |(text, ..)| text)
    }
}

impl Method {
    pub(super) fn name(self) -> &'static str {
        METHODS.iter().find(|(_, method, ..)| *method == self).map_or("", |(name, ..)| name)
    }
}
