//! One directive at a time.

use super::expression::Want;
use super::lines::OUTPUT;
use super::reader::Reader;
use super::template::plain;
use super::tree::{Directive, DirectiveKind, Expression, ExpressionKind, Named, PolicyBody, Spanned, Template};
use crate::guard::condition::{is_name_start, name};
use crate::names::Names;
use crate::policy::value::Value;
use crate::prelude::*;
use crate::span::Span;
use crate::text::{quoted, shown};

impl Reader<'_> {
    /// The directive of this word, which is behind; `start` is where it began. `None` after a mistake that leaves nothing
    /// of it.
    pub(super) fn directive(&mut self, word: &str, start: usize) -> Option<Directive> {
        self.blanks();
        let kind = match word {
            "policy" => self.policy()?,
            "import" => self.import()?,
            "needs" => DirectiveKind::Needs(self.brackets("{", word)?),
            "wants" => DirectiveKind::Wants(self.brackets("[", word)?),
            "profiles" => DirectiveKind::Profiles(self.brackets("{", word)?),
            "guard" => DirectiveKind::Guard(self.guard()?),
            "var" => {
                let (labels, name) = self.declared("variable")?;
                DirectiveKind::Var { labels, name, value: self.assigned(Want::ValueOrCommand)? }
            }
            "exe" => {
                let (labels, name) = self.declared("function")?;
                let parameters = self.parameters()?;
                DirectiveKind::Exe { labels, name, parameters, body: self.assigned(Want::Body)? }
            }
            "run" => {
                let value = self.run()?;
                DirectiveKind::Run { value, with: self.with()? }
            }
            OUTPUT => {
                let value = self.expression(Want::Value)?;
                let to = self.destination()?;
                DirectiveKind::Output { value, to, with: self.with()? }
            }
            _ => {
                let value = self.expression(Want::Value)?;
                DirectiveKind::Show { value, with: self.with()? }
            }
        };
        // Where it is never closed the reader is at the next one.
        let length = self.between(start, self.at).trim_end().len();
        Some(Directive { span: Span::new(start, start.saturating_add(length)), kind })
    }

    fn policy(&mut self) -> Option<DirectiveKind> {
        let mut policy_name = None;
        if self.peek() == Some(b'@') {
            policy_name = Some(self.named("`@name`", true)?);
            if self.sign("=").is_none() {
                self.read_on()?;
            }
        }
        if policy_name.is_some() && self.take_word("union") {
            self.blanks();
            let names = self.union()?;
            return Some(DirectiveKind::Policy { name: policy_name, body: PolicyBody::Union(names) });
        }
        if policy_name.is_none() && self.peek() != Some(b'{') {
            self.expected("`{` or `@name =` after `policy`");
            let word = name(self.rest());
            if !word.is_empty() {
                self.suggest(format!("did you mean `@{}`?", shown(word)));
            }
            self.read_on()?;
        }
        if self.peek() != Some(b'{') {
            self.expected("`{` or `union(`");
            return None;
        }
        Some(DirectiveKind::Policy { name: policy_name, body: PolicyBody::Document(self.literal()?) })
    }

    /// Goes to the `{` of a policy whose head is wrong: its members may have mistakes of their own.
    fn read_on(&mut self) -> Option<()> {
        self.skip(name(self.rest()).len());
        self.blanks();
        self.skip(usize::from(matches!(self.peek(), Some(b':' | b'='))));
        self.blanks();
        (self.peek() == Some(b'{')).then_some(())
    }

    fn union(&mut self) -> Option<Vec<Named>> {
        if self.peek() != Some(b'(') {
            self.expected("`(` after `union`");
            return None;
        }
        let mut names = Vec::new();
        let mut items = self.items("the name of a policy", false);
        while self.more(&mut items) {
            match self.named("the name of a policy, such as `@base`", true) {
                Some(name) => names.push(name),
                None => self.recover(),
            }
        }
        Some(names)
    }

    fn import(&mut self) -> Option<DirectiveKind> {
        if !self.take_word("policy") {
            self.expected("`policy` after `import`");
            self.suggest("of other files only policies are read: `import policy @name from \"./file\"`");
            return None;
        }
        self.blanks();
        let name = self.named("`@name`", true)?;
        self.blanks();
        if !self.take_word("from") {
            self.expected("`from`");
            return None;
        }
        self.blanks();
        let start = self.at;
        if !matches!(self.peek(), Some(b'"' | b'\'')) {
            self.expected("the path of a file in quotes");
            return None;
        }
        let path = plain(self.string(false)?);
        Some(DirectiveKind::ImportPolicy { name, path: Spanned { value: path, span: Span::new(start, self.at) } })
    }

    /// A literal in these brackets, behind `word`.
    fn brackets(&mut self, open: &str, word: &str) -> Option<Value> {
        if !self.rest().starts_with(open) {
            self.expected(&format!("`{open}` after `{word}`"));
            return None;
        }
        self.literal()
    }

    /// Labels and a name.
    fn declared(&mut self, what: &str) -> Option<(Vec<Spanned<String>>, Named)> {
        let mut labels = Vec::new();
        let mut parted = true;
        loop {
            self.blanks();
            if !self.rest().starts_with(is_name_start) {
                break;
            }
            if !parted {
                self.expected("`,` between labels");
                self.suggest("write `,`");
            }
            labels.push(self.label());
            self.blanks();
            parted = self.take(b',');
        }
        let Some(name) = self.named(&format!("the name of the {what}, such as `@name`"), false) else {
            if let Some(last) = labels.last() {
                self.suggest(format!("did you mean `@{}`?", shown(&last.value)));
            }
            return None;
        };
        if parted && !labels.is_empty() {
            self.report(name.span, "expected a label after `,`");
        }
        Some((labels, name))
    }

    /// A label that begins here: the letters, digits and signs up to a blank or a comma.
    pub(super) fn label(&mut self) -> Spanned<String> {
        let start = self.at;
        let rest = self.rest();
        let ends = |c: char| c.is_whitespace() || ",=@[](){}\"'`".contains(c);
        self.skip(rest.find(ends).unwrap_or(rest.len()));
        Spanned { value: self.between(start, self.at).to_owned(), span: Span::new(start, self.at) }
    }

    fn parameters(&mut self) -> Option<Vec<Named>> {
        self.blanks();
        if self.peek() != Some(b'(') {
            self.expected("`(` after the name of the function");
            self.suggest("a function without parameters is `@name()`");
            return None;
        }
        let mut parameters: Vec<Named> = Vec::new();
        let mut seen = Names::default();
        let mut items = self.items("the name of a parameter", false);
        while self.more(&mut items) {
            let start = self.at;
            self.take(b'@');
            let word = name(self.rest());
            if word.is_empty() {
                self.at = start;
                self.expected("the name of a parameter");
                self.recover();
                continue;
            }
            self.skip(word.len());
            let span = Span::new(start, self.at);
            if seen.insert(word, ()) {
                parameters.push(Spanned { value: word.to_owned(), span });
            } else {
                self.report(span, format!("the parameter {} stands twice", quoted(word)));
            }
        }
        Some(parameters)
    }

    fn assigned(&mut self, want: Want) -> Option<Expression> {
        self.sign("=")?;
        self.expression(want)
    }

    /// A sign that must stand here.
    pub(super) fn sign(&mut self, sign: &str) -> Option<()> {
        self.blanks();
        if !self.rest().starts_with(sign) || self.rest().starts_with("==") {
            self.expected(&format!("`{sign}`"));
            return None;
        }
        self.skip(sign.len());
        self.blanks();
        Some(())
    }

    /// `with { … }`, if it stands here.
    pub(super) fn with(&mut self) -> Option<Option<Value>> {
        let end = self.at;
        self.blanks();
        if !self.take_word("with") {
            self.at = end;
            return Some(None);
        }
        self.blanks();
        self.in_with = true;
        let with = self.brackets("{", "with");
        self.in_with = false;
        with.map(Some)
    }

    /// `to "file"`
    fn destination(&mut self) -> Option<Template> {
        self.blanks();
        if !self.take_word("to") {
            self.expected("`to` and a file");
            return None;
        }
        self.blanks();
        match self.peek() {
            Some(b'"' | b'\'' | b'`') => self.string(true),
            Some(b'@') => match self.expression(Want::Value)? {
                Expression { span, kind: ExpressionKind::Path(path) } => {
                    Some(Template { span, parts: vec![super::tree::Part::Path(path)] })
                }
                other => {
                    self.report(other.span, "expected a file, found a call");
                    None
                }
            },
            _ => {
                self.expected("a file in quotes");
                None
            }
        }
    }
}
