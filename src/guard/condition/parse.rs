//! Tokens to a tree: operators by their precedence, values, and what follows them.

use super::Reads;
use super::check;
use super::error::ConditionError;
use super::lexer::{Kind, Lexer, Token};
use super::mistakes;
use super::path;
use super::pattern;
use super::strings;
use super::tree::{Access, Expr, Level, METHODS, Method, Node, OPERATORS, Part, Step};
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::span::Span;
use crate::text::quoted;

/// How deep brackets, operators and signs may stand within one another.
pub(super) const MAX_DEPTH: usize = 64;

/// No condition is longer, in bytes.
pub(super) const MAX_SOURCE: usize = 16 << 10;

/// The tree of a condition, and what it reads.
pub(super) fn condition(text: &str) -> Result<(Expr, Reads), ConditionError> {
    if text.len() > MAX_SOURCE {
        let message = format!("expected a condition of at most {MAX_SOURCE} bytes, found {}", text.len());
        return Err(ConditionError::outside(Span::new(0, text.len()), message));
    }
    let mut lexer = Lexer::new(text);
    let token = lexer.next()?;
    let mut parser = Parser { lexer, token, depth: 0, reads: Reads::default() };
    let expr = parser.expression(None)?;
    match parser.token.kind {
        Kind::End => Ok((expr, parser.reads)),
        _ => Err(parser.after_value("the end or an operator")),
    }
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    /// What comes next.
    token: Token<'t>,
    depth: usize,
    reads: Reads,
}

impl<'t> Parser<'t> {
    /// Operands with operators that bind more tightly than `above`.
    fn expression(&mut self, above: Option<Level>) -> Result<Expr, ConditionError> {
        self.deeper()?;
        let mut left = self.operand()?;
        let mut last = None;
        while let Kind::Sign(sign) = self.token.kind
            && let Some((_, operator, level)) = OPERATORS.iter().find(|(text, ..)| *text == sign)
            && above.is_none_or(|above| *level > above)
        {
            if last == Some(*level) && matches!(level, Level::Equality | Level::Order) {
                let message = format!("comparisons form no chain: a second one begins at {}", quoted(sign));
                return Err(
                    ConditionError::new(self.token.span, message).suggest_or_evaluate("join comparisons with `&&`")
                );
            }
            let at = self.token.span;
            self.advance()?;
            let right = self.expression(Some(*level))?;
            check::operands(*operator, &left, &right, at)?;
            let span = Span::new(left.span.start, right.span.end);
            left = match left.node {
                Node::Operators(first, mut rest) if last == Some(*level) => {
                    rest.push((*operator, right));
                    Expr { span, node: Node::Operators(first, rest) }
                }
                _ => Expr { span, node: Node::Operators(Box::new(left), vec![(*operator, right)]) },
            };
            last = Some(*level);
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(left)
    }

    fn deeper(&mut self) -> Result<(), ConditionError> {
        self.depth = self.depth.saturating_add(1);
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        let message = format!("expected at most {MAX_DEPTH} levels of brackets and operators within one another");
        Err(ConditionError::outside(self.token.span, message))
    }

    /// A value with the signs before it and the steps after it.
    fn operand(&mut self) -> Result<Expr, ConditionError> {
        let start = self.token.span.start;
        let sign: fn(Box<Expr>) -> Node = match self.token.kind {
            Kind::Sign("!") => Node::Not,
            Kind::Sign("-") => Node::Negative,
            _ => return self.with_steps(),
        };
        self.deeper()?;
        self.advance()?;
        let of = self.operand()?;
        self.depth = self.depth.saturating_sub(1);
        Ok(Expr { span: Span::new(start, of.span.end), node: sign(Box::new(of)) })
    }

    fn with_steps(&mut self) -> Result<Expr, ConditionError> {
        let Token { kind, span } = self.token;
        if let Kind::At(root) = kind {
            self.advance()?;
            path::check_root(root, span, self.lexer.text)?;
            let steps = self.steps(span.start)?;
            return path::build(root, span, steps, &mut self.reads);
        }
        let base = self.value()?;
        let steps = self.steps(base.span.start)?;
        path::check_keys(&steps)?;
        Ok(path::with(base, steps))
    }

    fn value(&mut self) -> Result<Expr, ConditionError> {
        let Token { kind, span } = self.token;
        let literal = |value: Value| Node::Literal(value);
        let node = match kind {
            Kind::Number(number) => literal(number.into()),
            Kind::String => text(strings::string(self.lexer.text, span, &mut self.reads)?),
            Kind::Name("true") => literal(true.into()),
            Kind::Name("false") => literal(false.into()),
            Kind::Name("null") => literal(Data::Null.into()),
            Kind::Name(word) => return Err(mistakes::word(word, span)),
            Kind::Sign("(") => {
                self.advance()?;
                let inner = self.expression(None)?;
                let end = self.close(")", "an operator or `)`")?;
                // The brackets belong to it where it is shown.
                return Ok(Expr { span: Span::new(span.start, end), node: inner.node });
            }
            Kind::Sign("[") => {
                self.advance()?;
                let (items, end) = self.items("]")?;
                return Ok(Expr { span: Span::new(span.start, end), node: Node::List(items) });
            }
            Kind::Sign("{") => return self.object(),
            Kind::Sign("/") => {
                let error = ConditionError::new(span, "expected a value, found `/`");
                return Err(error.suggest_or_evaluate("a regular expression is a string: `.match(\"pattern\")`"));
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.advance()?;
        Ok(Expr { span, node })
    }

    /// What is parted by commas, and where it ends.
    fn items(&mut self, close: &str) -> Result<(Vec<Expr>, usize), ConditionError> {
        let mut items = Vec::new();
        while self.token.kind != Kind::Sign(close) {
            items.push(self.expression(None)?);
            if !self.take(",")? {
                break;
            }
        }
        let end = self.close(close, &format!("`,` or `{close}`"))?;
        Ok((items, end))
    }

    fn object(&mut self) -> Result<Expr, ConditionError> {
        let start = self.token.span.start;
        self.advance()?;
        let mut members: Vec<(String, Expr)> = Vec::new();
        let mut known = crate::names::Names::default();
        while self.token.kind != Kind::Sign("}") {
            let span = self.token.span;
            let key = match self.token.kind {
                Kind::Name(name) => name.to_owned(),
                Kind::String => strings::plain(self.lexer.text, span, "a key")?,
                _ => return Err(self.unexpected("a key")),
            };
            if !known.insert(&key, ()) {
                return Err(ConditionError::new(span, format!("the key {} stands twice", quoted(&key))));
            }
            self.advance()?;
            if !self.take(":")? {
                return Err(self.unexpected("`:`"));
            }
            members.push((key, self.expression(None)?));
            if !self.take(",")? {
                break;
            }
        }
        let end = self.close("}", "`,` or `}`")?;
        Ok(Expr { span: Span::new(start, end), node: Node::Object(members) })
    }

    /// Keys, indices and methods after a value that begins at `start`.
    fn steps(&mut self, start: usize) -> Result<Vec<Step>, ConditionError> {
        let mut steps = Vec::new();
        loop {
            let open = self.token.span;
            let access = match self.token.kind {
                Kind::Sign(".") => {
                    self.advance()?;
                    let span = self.token.span;
                    let Kind::Name(name) = self.token.kind else {
                        let error = self.unexpected("a name after `.`");
                        return Err(error.suggest("an index is written `[0]`, any other key `[\"a-b\"]`"));
                    };
                    self.advance()?;
                    if self.token.kind == Kind::Sign("(") {
                        self.call(name, span)?
                    } else {
                        let access = Access::Key { name: name.to_owned(), dotted: true };
                        steps.push(Step { access, span });
                        continue;
                    }
                }
                Kind::Sign("[") => {
                    self.advance()?;
                    let span = self.token.span;
                    let access = match self.token.kind {
                        Kind::Number(number) => path::index(number).map(Access::Index),
                        Kind::String => {
                            let name = strings::plain(self.lexer.text, span, "a key")?;
                            Some(Access::Key { name, dotted: false })
                        }
                        _ => None,
                    };
                    let Some(access) = access else {
                        let error = self.unexpected("an index or a key in quotes");
                        return Err(error.suggest("`slice(-1)` counts from the end; keys are written out"));
                    };
                    self.advance()?;
                    let end = self.close("]", "`]`")?;
                    steps.push(Step { access, span: Span::new(open.start, end) });
                    continue;
                }
                Kind::Sign("(") => {
                    let shown = self.lexer.text.get(start..open.start).unwrap_or_default().trim_end();
                    return Err(ConditionError::outside(
                        open,
                        format!("{} is called, and is no method", quoted(shown)),
                    ));
                }
                _ => return Ok(steps),
            };
            let end = self.close(")", "`,` or `)`")?;
            steps.push(Step { access, span: Span::new(open.start, end) });
        }
    }

    /// The arguments of a method, up to the bracket that closes them.
    fn call(&mut self, name: &str, span: Span) -> Result<Access, ConditionError> {
        let Some((_, method, least, most)) = METHODS.iter().find(|(method, ..)| *method == name) else {
            return Err(mistakes::method(name, span));
        };
        self.advance()?;
        let mut args = Vec::new();
        while self.token.kind != Kind::Sign(")") {
            args.push(self.expression(None)?);
            if !self.take(",")? {
                break;
            }
        }
        if args.len() < *least || args.len() > *most {
            let expected = match (least, most) {
                (0, 0) => "no arguments",
                (1, 1) => "one argument",
                _ => "one or two arguments",
            };
            let message = format!("`{name}` takes {expected}, found {}", args.len());
            return Err(ConditionError::new(span, message));
        }
        if *method != Method::Match {
            return Ok(Access::Call(*method, args));
        }
        match args.first() {
            Some(Expr { span, node: Node::Literal(Value { data: Data::String(text), .. }) }) => {
                pattern::compile(text, *span).map(Access::Match)
            }
            first => {
                let span = first.map_or(span, |first| first.span);
                let error = ConditionError::new(span, "`match` takes a pattern that is written out as a string");
                Err(error.suggest_or_evaluate("`\\@` in it is an `@`"))
            }
        }
    }

    fn advance(&mut self) -> Result<(), ConditionError> {
        self.token = self.lexer.next()?;
        Ok(())
    }

    fn take(&mut self, sign: &str) -> Result<bool, ConditionError> {
        let found = self.token.kind == Kind::Sign(sign);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    /// Goes past a closing bracket, and says where it ends.
    fn close(&mut self, sign: &str, expected: &str) -> Result<usize, ConditionError> {
        let end = self.token.span.end;
        if self.take(sign)? { Ok(end) } else { Err(self.after_value(expected)) }
    }

    fn unexpected(&self, expected: &str) -> ConditionError {
        let found = match self.token.kind {
            Kind::End => "the end".to_owned(),
            _ => quoted(self.lexer.text.get(self.token.span.start..self.token.span.end).unwrap_or_default()),
        };
        ConditionError::new(self.token.span, format!("expected {expected}, found {found}"))
    }

    fn after_value(&self, expected: &str) -> ConditionError {
        let error = self.unexpected(expected);
        match self.token.kind {
            Kind::Name(word) => match mistakes::word_after(word) {
                Some(instead) => error.suggest_or_evaluate(instead),
                None => error.suggest("text stands in quotes"),
            },
            Kind::Sign(":") => error.suggest("for `condition ? … : …` write an `evaluate` function"),
            _ => error,
        }
    }
}

/// A string as a value: a literal where no path is in it.
fn text(mut parts: Vec<Part>) -> Node {
    match parts.as_mut_slice() {
        [] => Node::Literal("".into()),
        [Part::Text(text)] => Node::Literal(core::mem::take(text).into()),
        _ => Node::Text(parts),
    }
}
