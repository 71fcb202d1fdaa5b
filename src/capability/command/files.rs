//! What the files of a plan are held against.

use alloc::rc::Rc;

use super::CommandOperation;
use super::unclear::{Concern, Unclear};
use crate::capability::context::Context;
use crate::capability::filesystem::{self, Refusal};
use crate::capability::judge::judge;
use crate::capability::layer::Layer;
use crate::capability::question::{AllowReach, Question};
use crate::capability::subject::{FileMode, FilePath, Subject};
use crate::decision::DenialCode;
use crate::list::List;
use crate::pattern::TargetError;
use crate::pattern::command::{Extent, Part, Word};
use crate::pattern::path::{PartialPath, Piece, Places, TargetPath};
use crate::prelude::*;
use crate::shell::{Access, FileUse, Origin};

impl<'a> CommandOperation<'a> {
    pub(super) fn add_file(&mut self, file: &FileUse, context: &'a Context) {
        if is_stream(&file.path) {
            return;
        }
        if file.origin == Origin::Redirection {
            if let Some(socket) = socket(&file.path) {
                return self.add_socket(&file.path, socket, file.span, context);
            }
            if may_be_socket(&file.path) {
                self.unclear.push(Unclear::new(
                    DenialCode::PolicyUnanalyzable,
                    "Network access denied by policy: a redirection whose target is not known may open a connection"
                        .to_owned(),
                    Some(file.path.shown()),
                    file.span,
                    Concern::Hosts,
                ));
            }
        }
        let text: Rc<str> = file.path.shown().into();
        let mut ask = |path: &FilePath, denials_only: bool| {
            for (mode, reach) in asked(file.access, file.origin) {
                let reach = if denials_only { AllowReach::None } else { *reach };
                let subject = Subject::File(*mode, path.clone());
                self.questions.push(Question::new(subject, reach, Rc::clone(&text), context).at(file.span));
            }
        };
        match paths(&file.path, context) {
            Ok(paths) => paths.iter().for_each(|path| ask(path, false)),
            Err(refusal) => {
                // A relative path without a base may lie anywhere: the danger list has entries for that.
                if let Ok(anywhere) = path(&file.path, &context.places.anywhere()) {
                    ask(&anywhere, true);
                }
                self.unclear.push(Unclear::new(
                    refusal.code,
                    format!("Command line denied by policy: {}", refusal.reason),
                    Some(text.to_string()),
                    file.span,
                    match refusal.code {
                        DenialCode::RealPathFailed => Concern::AllFiles,
                        _ => Concern::Files,
                    },
                ));
            }
        }
    }
}

/// Whether every layer lets a program that it allows read this file, or use it in whatever way: the questions of
/// [`CommandOperation::add_file`] about an operand, one after the other, without what only a denial says. What a host would
/// have to be asked about is not allowed here.
pub(crate) fn allows_operand(path: &str, access: Access, layers: &[Rc<Layer>], context: &Context) -> bool {
    if context.real_path.is_some() {
        return false;
    }
    let Ok(path) = TargetPath::resolve(path, &context.places) else { return false };
    asked(access, Origin::Operand).iter().all(|(mode, reach)| {
        let question = Question::plain(Subject::File(*mode, FilePath::Whole(path.clone())), *reach, context);
        layers.iter().all(|layer| judge(layer, context, &question, None).is_none())
    })
}

/// The questions about a file, and how far allow lists reach in each (shell.md, "From plan to decision", 2 to 4).
///
/// A redirection, or an option of a program that otherwise does not write, is a write that the allow list of commands
/// says nothing about; an operand is what the program was allowed for.
const fn asked(access: Access, origin: Origin) -> &'static [(FileMode, AllowReach)] {
    match (access, origin) {
        (Access::Read, _) => &[(FileMode::Read, AllowReach::Mentioning)],
        (Access::Write | Access::Append, Origin::Operand) => &[(FileMode::Write, AllowReach::Mentioning)],
        (Access::Write | Access::Append, Origin::Redirection | Origin::Option) => {
            &[(FileMode::Write, AllowReach::Every)]
        }
        (Access::ReadWrite, Origin::Operand) => {
            &[(FileMode::Read, AllowReach::Mentioning), (FileMode::Write, AllowReach::Mentioning)]
        }
        (Access::ReadWrite, Origin::Redirection | Origin::Option) => {
            &[(FileMode::Read, AllowReach::Mentioning), (FileMode::Write, AllowReach::Every)]
        }
        (Access::Either, _) => &[(FileMode::Read, AllowReach::None), (FileMode::Write, AllowReach::None)],
    }
}

/// Every path that leads to the file. A path that is not known whole cannot be followed through links.
fn paths(word: &Word, context: &Context) -> Result<Vec<FilePath>, Refusal> {
    if let Some(text) = word.as_literal() {
        let (given, real) = filesystem::paths(text, context)?;
        return Ok(core::iter::once(given).chain(real).map(FilePath::Whole).list());
    }
    let refused = |error: TargetError| Refusal {
        code: DenialCode::PolicyUnanalyzable,
        reason: error.message,
        suggestion: error.suggestion,
    };
    Ok(vec![path(word, &context.places).map_err(refused)?])
}

/// The path that a word spells, or what is known of it.
fn path(word: &Word, places: &Places) -> Result<FilePath, TargetError> {
    if let Some(text) = word.as_literal() {
        return TargetPath::resolve(text, places).map(FilePath::Whole);
    }
    let pieces: Vec<Piece<'_>> = word.parts().iter().map(piece).list();
    let splits = word.is_any_words();
    PartialPath::resolve(&pieces, splits, places).map(|path| FilePath::Partial(Rc::new(path)))
}

fn piece(part: &Part) -> Piece<'_> {
    match part {
        Part::Known(text) => Piece::Known(text),
        Part::Unknown => Piece::Unknown,
        Part::Segment => Piece::Segment,
    }
}

/// The streams a process has, and the device that keeps nothing: they are no files of the machine.
fn is_stream(path: &Word) -> bool {
    path.as_literal().and_then(|text| text.strip_prefix("/dev/")).is_some_and(|name| {
        let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        matches!(name, "null" | "stdin" | "stdout" | "stderr") || name.strip_prefix("fd/").is_some_and(number)
    })
}

/// Where bash connects to for such a redirection (Bash Reference Manual, "Redirections").
const SOCKETS: [&str; 2] = ["/dev/tcp/", "/dev/udp/"];

/// What follows the name of the device that stands for connections: `HOST/PORT`, as far as it is known.
fn socket(path: &Word) -> Option<&str> {
    SOCKETS.iter().find_map(|device| path.known_beginning().strip_prefix(device))
}

/// Whether a redirection may turn out to be a connection. What the environment alone decides is the host's to vouch for.
fn may_be_socket(path: &Word) -> bool {
    let known = path.known_beginning();
    let open = match path.parts() {
        [Part::Unknown, ..] | [Part::Known(_), Part::Unknown, ..] => path.extent() != Extent::Parameter,
        _ => false,
    };
    open && SOCKETS.iter().any(|device| device.starts_with(known))
}
