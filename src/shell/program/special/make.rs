//! `make`, and tools that take `NAME=value` as it does: variables on their command lines.

use super::super::apply::with_more;
use super::super::effects::Started;
use super::super::entry::lists;
use super::super::files::looks_like_path;
use super::super::read::Reading;
use super::super::words::{after, plain};
use crate::pattern::command::Word;
use crate::shell::plan::{OpaqueKind, Reach};

/// Names that rules use as data.
const DATA: &str = "V VERBOSE DEBUG PREFIX prefix DESTDIR BUILD BUILD_TYPE BUILDTYPE CONFIG ARCH TARGET VERSION TAG ENV NAME PORT HOST TEST \
     TESTS TESTCASE JOBS O OUT CI PROFILE MODE PLATFORM GOOS GOARCH IMAGE_TAG SERVICE MODULE PACKAGE PKG APP FEATURES REGION STAGE \
     TIMEOUT COUNT COVERAGE RELEASE NOCOLOR COLOR";
/// Names that rules use as programs.
const PROGRAMS: &str =
    "SHELL CC CXX CPP LD AR AS NM RANLIB STRIP FC LEX YACC INSTALL PYTHON NODE GO CARGO NPM DOCKER MAKE RM CP MV";

pub(in super::super) fn program(reading: &mut Reading<'_>) {
    for index in reading.operands.clone() {
        let Some(word) = reading.word(index) else { continue };
        let beginning = word.known_beginning();
        let Some((name, _)) = beginning.split_once('=') else {
            if word.as_literal().is_none() && (beginning.is_empty() || !word.is_repeated()) {
                // `$X` may be `SHELL=…`.
                reading.opaque(OpaqueKind::Argument, "an argument that is not known and may be a variable of make");
            }
            reading.either(&[index], looks_like_path);
            continue;
        };
        let value = after(word, name.len().saturating_add(1));
        let name = name.trim_end_matches([':', '+', '?']);
        let text = value.as_literal();
        let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:=@%+,- ".contains(&byte);
        match text {
            Some(text) if lists(DATA, name) && text.bytes().all(harmless) => {
                let value = Word::literal(text);
                if looks_like_path(&value) {
                    reading.file(&value, crate::shell::plan::Access::Either, crate::shell::plan::Origin::Operand, None);
                }
            }
            Some(text) if lists(PROGRAMS, name) && plain(text).is_some() => {
                let words = plain(text).unwrap_or_default();
                reading.start(Started::Program(with_more(words)), Reach::Flag);
            }
            _ => reading.opaque_word(OpaqueKind::Code, "a variable that rules of make may run", index),
        }
    }
}
