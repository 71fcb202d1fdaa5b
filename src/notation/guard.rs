//! Guards: their head, and their rules.

use super::expression::Want;
use super::lines::TIMINGS;
use super::reader::Reader;
use super::tree::{Guard, GuardAction, GuardRule, Spanned};
use crate::guard::condition::{is_name_start, name};
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::span::Span;
use crate::suggest::nearest;
use crate::text::quoted;

pub(super) const ACTIONS: [&str; 4] = ["allow", "deny", "retry", "env"];

/// What stands before a new line within a condition, and after one.
const BEFORE_LINE: [char; 10] = ['&', '|', '=', '!', '<', '>', '+', '-', '/', '%'];
const AFTER_LINE: [&str; 5] = ["=>", "&&", "||", "==", "."];

impl Reader<'_> {
    pub(super) fn guard(&mut self) -> Option<Guard> {
        let start = self.at;
        let mut privileged = self.take_word("privileged").then(|| Span::new(start, self.at));
        self.blanks();
        let name = if self.peek() == Some(b'@') { Some(self.named("`@name`", true)?) } else { None };
        self.blanks();
        let timing = self.timing()?;
        self.blanks();
        let filter = self.filter()?;
        self.sign("=")?;
        let rules = if self.take_word("when") {
            self.blanks();
            let rules = self.rules()?;
            let with = self.with()?;
            if let Some(with) = self.privilege(with, &mut privileged)
                && let Some(span) = with.span
            {
                self.report(span, "behind a guard stands `with { privileged: true }`, or nothing");
            }
            rules
        } else {
            let condition = Spanned { value: "*".to_owned(), span: Span::new(self.at, self.at) };
            if self.peek() == Some(b'[') {
                self.expected("`when [` or an action");
                return None;
            }
            let mut action = self.action()?;
            action.with = self.privilege(action.with, &mut privileged);
            vec![GuardRule { condition, action }]
        };
        Some(Guard { privileged, name, timing, filter, rules })
    }

    /// Takes `privileged` out of what stands behind a guard; what is left, if anything is.
    fn privilege(&mut self, with: Option<Value>, privileged: &mut Option<Span>) -> Option<Value> {
        let Value { data: Data::Object(mut members), span } = with? else { return None };
        members.retain(|member| {
            let is_privileged = member.key == "privileged";
            match member.value.data {
                _ if !is_privileged => {}
                Data::Bool(true) => *privileged = privileged.or(member.key_span),
                Data::Bool(false) => {}
                _ => {
                    let found = member.value.kind();
                    self.report(
                        member.value.span.unwrap_or_default(),
                        format!("`privileged` is `true` or `false`, found {found}"),
                    );
                }
            }
            !is_privileged
        });
        (!members.is_empty()).then_some(Value { data: Data::Object(members), span })
    }

    fn timing(&mut self) -> Option<Spanned<String>> {
        let start = self.at;
        let word = name(self.rest());
        let end = start.saturating_add(word.len());
        let timing = match TIMINGS.iter().find(|timing| **timing == word) {
            Some(timing) => timing,
            None => {
                self.expected("`before`, `after`, `always` or `for`");
                // `guard op:cmd:rm = …`
                let rest = self.rest();
                let filter = rest.get(..rest.find([' ', '\t', '\n', '=']).unwrap_or(rest.len())).unwrap_or_default();
                if filter == ":" {
                    self.suggest("delete the `:`");
                    return None;
                }
                if filter.contains(':') || self.between(end, end.saturating_add(2)).trim_start().starts_with('=') {
                    self.suggest(format!("did you mean {}?", quoted(&format!("before {filter}"))));
                    return None;
                }
                let near = nearest(word, TIMINGS)?;
                self.suggest(format!("did you mean `{near}`?"));
                near
            }
        };
        self.at = end;
        Some(Spanned { value: timing.to_owned(), span: Span::new(start, end) })
    }

    fn filter(&mut self) -> Option<Spanned<String>> {
        let start = self.at;
        match self.peek() {
            Some(b'"' | b'\'') => {
                let value = self.literal_string()?;
                Some(Spanned { value, span: Span::new(start, self.at) })
            }
            Some(b'@') => {
                let Spanned { value, span } = self.named("the name of a function", true)?;
                Some(Spanned { value: format!("@{value}"), span })
            }
            _ if self.rest().starts_with(is_name_start) => Some(self.label()),
            _ => {
                self.expected("a label, an operation such as `op:cmd:git`, or a function such as `@deploy`");
                None
            }
        }
    }

    fn rules(&mut self) -> Option<Vec<GuardRule>> {
        if self.peek() != Some(b'[') {
            self.expected("`[` after `when`");
            return None;
        }
        let mut rules = Vec::new();
        let mut items = self.items("a rule", true);
        while self.more(&mut items) {
            match self.rule() {
                Some(rule) => rules.push(rule),
                None => self.recover_to(true),
            }
        }
        Some(rules)
    }

    fn rule(&mut self) -> Option<GuardRule> {
        let condition = self.condition()?;
        self.skip(2);
        self.space();
        let action = self.action()?;
        Some(GuardRule { condition, action })
    }

    /// The text up to `=>`, which is next then: conditions have none within them, whatever bracket is open.
    fn condition(&mut self) -> Option<Spanned<String>> {
        let start = self.at;
        let mut end = start;
        let mut depth = 0_usize;
        let mut quote = None;
        let mut quoted_from = start;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\n' if quote.is_some() => break,
                '\n' => {
                    self.space();
                    let goes_on = depth > 0
                        || self.between(start, end).ends_with(BEFORE_LINE)
                        || AFTER_LINE.iter().any(|sign| self.rest().starts_with(sign));
                    if goes_on && !self.directive_begins() {
                        continue;
                    }
                    break;
                }
                '\\' if quote.is_some() => {
                    self.skip(1);
                    if self.is_line_end() {
                        continue;
                    }
                    self.next();
                    continue;
                }
                _ if quote == Some(c) => quote = None,
                _ if quote.is_some() => {}
                '"' | '\'' => {
                    quote = Some(c);
                    quoted_from = self.at;
                }
                '(' | '[' | '{' => depth = depth.saturating_add(1),
                ')' | ']' | '}' => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break,
                },
                '=' if self.rest().starts_with("=>") => {
                    if end > start {
                        return Some(Spanned {
                            value: self.between(start, end).to_owned(),
                            span: Span::new(start, end),
                        });
                    }
                    break;
                }
                _ => {}
            }
            self.skip(c.len_utf8());
            if !c.is_whitespace() {
                end = self.at;
            }
        }
        if let Some(quote) = quote {
            self.open_string(quoted_from, quote);
        } else if end == start {
            self.expected("a condition");
            self.suggest("`*` always holds");
        } else {
            let arrow = self.between(start, end).find("->");
            self.at = arrow.map_or(end, |at| start.saturating_add(at));
            self.blanks();
            self.expected("`=>` after the condition");
            if arrow.is_some() {
                self.suggest("write `=>`");
                self.at = end;
            }
            let word = self.between(start, end).split([' ', '\t']).next().unwrap_or_default();
            if ACTIONS.contains(&word) {
                self.suggest("a rule is `condition => action`; `*` always holds");
            }
        }
        None
    }

    /// What is done: `deny "reason"`, `allow`, `allow value with { … }`, …
    fn action(&mut self) -> Option<GuardAction> {
        let start = self.at;
        let word = name(self.rest());
        let known = match ACTIONS.iter().find(|known| **known == word) {
            Some(known) => known,
            None => {
                self.expected("`allow`, `deny`, `retry` or `env`");
                let near = nearest(word, ACTIONS)?;
                self.suggest(format!("did you mean `{near}`?"));
                near
            }
        };
        self.skip(word.len());
        let word = Spanned { value: known.to_owned(), span: Span::new(start, self.at) };
        let end = self.at;
        self.blanks();
        let begins = matches!(self.peek(), Some(b'"' | b'\'' | b'`' | b'@' | b'{' | b'[' | b'-' | b'0'..=b'9'));
        let constant = ["true", "false", "null"].contains(&name(self.rest()));
        let value = if begins || constant {
            Some(self.expression(Want::Value)?)
        } else {
            let is_end = self.is_line_end() || matches!(self.peek(), Some(b',' | b']'));
            if !is_end && name(self.rest()) != "with" {
                self.expected(&format!("a value or the end of the action after {}", quoted(&word.value)));
                self.suggest("text stands in quotes");
                return None;
            }
            self.at = end;
            None
        };
        let with = self.with()?;
        Some(GuardAction { span: Span::new(start, self.at), word, value, with })
    }
}
