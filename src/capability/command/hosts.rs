//! What the hosts of a plan are held against.

use super::CommandOperation;
use super::unclear::{Concern, Unclear};
use crate::capability::context::Context;
use crate::capability::question::{AllowReach, Question};
use crate::capability::subject::Subject;
use crate::decision::DenialCode;
use crate::pattern::command::Word;
use crate::pattern::domain::NetworkTarget;
use crate::prelude::*;
use crate::shell::{Access, FileUse, Host, Origin};
use crate::span::Span;

impl<'a> CommandOperation<'a> {
    pub(super) fn add_host(&mut self, host: &Host, context: &'a Context) {
        let Host { target, span } = host;
        match known_host(target) {
            Some(text) => self.add_target(text, AllowReach::Mentioning, *span, context),
            None => self.add_unclear_host("its host is not known", target, *span, Concern::Hosts),
        }
    }

    /// A redirection to `/dev/tcp/HOST/PORT`, of which `socket` is what is known of `HOST/PORT`.
    pub(super) fn add_socket(&mut self, path: &Word, socket: &str, span: Option<Span>, context: &'a Context) {
        // The system looks up whatever stands there; only what can be nothing but a host is taken for one.
        let name = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte))
        };
        let port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok();
        let known = path.as_literal().and(socket.split_once('/'));
        match known.filter(|(host, number)| name(host) && port(number)) {
            Some((host, port)) if host.contains(':') => {
                self.add_target(&format!("[{host}]:{port}"), AllowReach::Every, span, context);
            }
            Some((host, port)) => self.add_target(&format!("{host}:{port}"), AllowReach::Every, span, context),
            None => self.add_unclear_host("its host or port is not known", path, span, Concern::Connection),
        }
    }

    fn add_target(&mut self, text: &str, reach: AllowReach, span: Option<Span>, context: &'a Context) {
        match NetworkTarget::parse(text) {
            Ok(target) => match target.file_path() {
                Some(path) => {
                    let path = Word::literal(path);
                    self.add_file(&FileUse { path, access: Access::Read, origin: Origin::Operand, span }, context);
                }
                None => {
                    let shown = target.shown().unwrap_or_else(|| text.to_owned());
                    let question = Question::new(Subject::Host(target), reach, shown, context);
                    self.questions.push(question.at(span));
                }
            },
            Err(error) => {
                let concern = if reach == AllowReach::Every { Concern::Connection } else { Concern::Hosts };
                self.add_unclear_host(&error.to_string(), &Word::literal(text), span, concern);
            }
        }
    }

    fn add_unclear_host(&mut self, why: &str, word: &Word, span: Option<Span>, concerns: Concern) {
        self.unclear.push(Unclear::new(
            DenialCode::PolicyUnanalyzable,
            format!("Network access denied by policy: {why}"),
            Some(word.shown()),
            span,
            concerns,
        ));
    }
}

/// The text that names the host: all of the word, or the known beginning of a URL that is past its host.
///
/// `https://api.example.com/items/$ID` talks to that host whatever the unknown part is, unless the shell splits it: then
/// a second URL may follow.
fn known_host(word: &Word) -> Option<&str> {
    if let Some(text) = word.as_literal() {
        return Some(text);
    }
    let known = word.known_beginning();
    let (_, rest) = known.split_once("://")?;
    let (authority, _) = rest.split_once('/')?;
    // Readers disagree where a host ends that has one of these.
    let plain =
        !authority.is_empty() && !authority.contains(['\\', '@', '?', '#']) && !authority.contains(char::is_whitespace);
    (plain && !word.is_any_words() && !known.starts_with("file:")).then_some(known)
}
