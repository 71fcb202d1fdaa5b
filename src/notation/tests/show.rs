//! A tree as a line of text for each directive. Names, conditions and paths are shown as their spans have them.

use crate::notation::*;
use crate::policy::value::{Data, Value};
use crate::span::Span;

pub(super) fn shown(text: &str, directives: &[Directive]) -> String {
    let show = Show { text };
    directives.iter().map(|directive| show.directive(directive)).collect::<Vec<_>>().join("\n")
}

struct Show<'t> {
    text: &'t str,
}

impl Show<'_> {
    fn at(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }

    fn names(&self, names: &[Named]) -> String {
        names.iter().map(|name| self.named(name)).collect::<Vec<_>>().join(",")
    }

    fn named(&self, name: &Named) -> String {
        assert_eq!(self.at(name.span).trim_start_matches('@'), name.value);
        self.at(name.span).to_owned()
    }

    fn with(&self, with: Option<&Value>) -> String {
        with.map_or_else(String::new, |with| format!(" with {with}"))
    }

    fn directive(&self, directive: &Directive) -> String {
        let first = self.at(directive.span).trim_start_matches('/');
        let word = first.split(|c: char| !c.is_alphabetic()).next().unwrap();
        match &directive.kind {
            DirectiveKind::Policy { name, body } => {
                let name = name.iter().map(|name| self.named(name) + " ").collect::<String>();
                match body {
                    PolicyBody::Document(value) => format!("policy {name}{value}"),
                    PolicyBody::Union(names) => format!("policy {name}union({})", self.names(names)),
                }
            }
            DirectiveKind::ImportPolicy { name, path } => format!("import {} {:?}", self.named(name), path.value),
            DirectiveKind::Needs(value) | DirectiveKind::Wants(value) | DirectiveKind::Profiles(value) => {
                format!("{word} {value}")
            }
            DirectiveKind::Guard(guard) => self.guard(guard),
            DirectiveKind::Var { labels, name, value } => {
                format!("var [{}] {} = {}", self.names(labels), self.named(name), self.expression(value))
            }
            DirectiveKind::Exe { labels, name, parameters, body } => {
                let (labels, parameters) = (self.names(labels), self.names(parameters));
                format!("exe [{labels}] {}({parameters}) = {}", self.named(name), self.expression(body))
            }
            DirectiveKind::Run { value, with } | DirectiveKind::Show { value, with } => {
                format!("{word} {}{}", self.expression(value), self.with(with.as_ref()))
            }
            DirectiveKind::Output { value, to, with } => {
                format!("output {} to {}{}", self.expression(value), self.template(to), self.with(with.as_ref()))
            }
        }
    }

    fn guard(&self, guard: &Guard) -> String {
        let privileged = guard.privileged.map_or(String::new(), |span| format!("{}! ", self.at(span)));
        let name = guard.name.iter().map(|name| self.named(name) + " ").collect::<String>();
        let mut rules = Vec::new();
        for GuardRule { condition, action } in &guard.rules {
            assert!(self.at(condition.span) == condition.value || condition.span.start == condition.span.end);
            let value = action.value.iter().map(|value| " ".to_owned() + &self.expression(value)).collect::<String>();
            let with = self.with(action.with.as_ref());
            rules.push(format!("<{}> {}{value}{with}", condition.value, self.at(action.word.span)));
        }
        let (timing, filter) = (&guard.timing.value, &guard.filter.value);
        format!("guard {privileged}{name}{timing} {filter}: {}", rules.join("; "))
    }

    fn expression(&self, expression: &Expression) -> String {
        match &expression.kind {
            ExpressionKind::Literal(value) => {
                assert_eq!(value.span, Some(expression.span));
                value.to_string()
            }
            ExpressionKind::Template(template) => self.template(template),
            ExpressionKind::Path(path) => self.path(path),
            ExpressionKind::Call(call) => {
                let arguments = call.arguments.iter().map(|argument| self.expression(argument)).collect::<Vec<_>>();
                format!("{}({})", self.named(&call.name), arguments.join(", "))
            }
            ExpressionKind::Command(command) => {
                let language = command.language.as_ref().map_or("-", |language| self.at(language.span));
                format!("{language}{}", self.template(&command.text))
            }
        }
    }

    fn template(&self, template: &Template) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => format!("{:?}", text.value),
            Part::Path(path) => self.path(path),
        };
        format!("<{}>", template.parts.iter().map(part).collect::<Vec<_>>().join(" "))
    }

    fn path(&self, path: &Path) -> String {
        let step = |step: &Spanned<Step>| match &step.value {
            Step::Key(key) => format!("/{key}"),
            Step::Index(index) => format!("/{index}"),
        };
        assert!(self.at(path.span).starts_with(&format!("@{}", path.name)));
        format!("@{}{}", path.name, path.steps.iter().map(step).collect::<String>())
    }
}

/// Every span of a tree.
pub(super) fn spans(directives: &[Directive]) -> Vec<Span> {
    let mut spans = Vec::new();
    for directive in directives {
        spans.push(directive.span);
        match &directive.kind {
            DirectiveKind::Policy { name, body } => {
                spans.extend(name.iter().map(|name| name.span));
                match body {
                    PolicyBody::Document(value) => of_value(value, &mut spans),
                    PolicyBody::Union(names) => spans.extend(names.iter().map(|name| name.span)),
                }
            }
            DirectiveKind::ImportPolicy { name, path } => spans.extend([name.span, path.span]),
            DirectiveKind::Needs(value) | DirectiveKind::Wants(value) | DirectiveKind::Profiles(value) => {
                of_value(value, &mut spans);
            }
            DirectiveKind::Guard(guard) => {
                spans.extend(guard.privileged.into_iter().chain(guard.name.iter().map(|name| name.span)));
                spans.extend([guard.timing.span, guard.filter.span]);
                for rule in &guard.rules {
                    spans.extend([rule.condition.span, rule.action.span, rule.action.word.span]);
                    rule.action.value.iter().for_each(|value| of_expression(value, &mut spans));
                    rule.action.with.iter().for_each(|with| of_value(with, &mut spans));
                }
            }
            DirectiveKind::Var { labels, name, value } => {
                spans.extend(labels.iter().chain([name]).map(|name| name.span));
                of_expression(value, &mut spans);
            }
            DirectiveKind::Exe { labels, name, parameters, body } => {
                spans.extend(labels.iter().chain([name]).chain(parameters).map(|name| name.span));
                of_expression(body, &mut spans);
            }
            DirectiveKind::Run { value, with } | DirectiveKind::Show { value, with } => {
                of_expression(value, &mut spans);
                with.iter().for_each(|with| of_value(with, &mut spans));
            }
            DirectiveKind::Output { value, to, with } => {
                of_expression(value, &mut spans);
                of_template(to, &mut spans);
                with.iter().for_each(|with| of_value(with, &mut spans));
            }
        }
    }
    spans
}

fn of_value(value: &Value, spans: &mut Vec<Span>) {
    spans.push(value.span.unwrap());
    match &value.data {
        Data::Array(items) => items.iter().for_each(|item| of_value(item, spans)),
        Data::Object(members) => members.iter().for_each(|member| {
            spans.push(member.key_span.unwrap());
            of_value(&member.value, spans);
        }),
        _ => {}
    }
}

fn of_expression(expression: &Expression, spans: &mut Vec<Span>) {
    spans.push(expression.span);
    match &expression.kind {
        ExpressionKind::Literal(value) => of_value(value, spans),
        ExpressionKind::Template(template) => of_template(template, spans),
        ExpressionKind::Path(path) => of_path(path, spans),
        ExpressionKind::Call(call) => {
            spans.push(call.name.span);
            call.arguments.iter().for_each(|argument| of_expression(argument, spans));
        }
        ExpressionKind::Command(command) => {
            spans.extend(command.language.iter().map(|language| language.span));
            of_template(&command.text, spans);
        }
    }
}

fn of_template(template: &Template, spans: &mut Vec<Span>) {
    spans.push(template.span);
    for part in &template.parts {
        match part {
            Part::Text(text) => spans.push(text.span),
            Part::Path(path) => of_path(path, spans),
        }
    }
}

fn of_path(path: &Path, spans: &mut Vec<Span>) {
    spans.push(path.span);
    spans.extend(path.steps.iter().map(|step| step.span));
}
