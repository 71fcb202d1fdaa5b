//! The expressions of `find`, as in its manual: what they run, write and remove.

use super::super::effects::Started;
use super::super::entry::{Kind, Style, lists};
use super::super::read::Reading;
use super::super::words::{any, could_spell, filled, may_be_option, may_split};
use crate::list::List;
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::plan::{Access, OpaqueKind, Origin, Reach};

/// What starts, writes or removes something.
const ACTIONS: &str = "-exec -execdir -ok -okdir -delete -fprint -fprint0 -fprintf -fls -files0-from";
/// Tests and actions with one argument.
const VALUES: &str = "-name -iname -path -ipath -wholename -iwholename -type -xtype -maxdepth -mindepth -size -mtime -mmin -atime \
     -amin -ctime -cmin -perm -user -group -uid -gid -regex -iregex -regextype -lname -ilname -links -inum -fstype -used -printf \
     -context -D";
/// Tests with a file that is looked at.
const FILES: &str = "-newer -anewer -cnewer -samefile";

pub(in super::super) fn program(reading: &mut Reading<'_>) {
    let words = reading.words;
    let mut starts: Vec<Word> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    let mut removes = false;
    let mut index = 0;
    let mut expression = false;
    // A word that is not known may end the arguments of what is started, so that more actions follow.
    while let Some(word) = words.get(index) {
        let at = index;
        index = index.saturating_add(1);
        let Some(text) = word.as_literal() else {
            let possible = |action: &str| could_spell(word, action, Kind::Own, Style::Words);
            if ACTIONS.split_ascii_whitespace().any(possible) {
                reading.opaque(OpaqueKind::Argument, "an argument that is not known and may be an action of find");
            }
            if !expression {
                starts.push(word.clone());
                places.push(at);
                reading.file(word, Access::Read, Origin::Operand, Some(at));
            }
            continue;
        };
        let value = words.get(index);
        match text {
            "-H" | "-L" | "-P" if !expression => {}
            "-exec" | "-execdir" | "-ok" | "-okdir" => {
                expression = true;
                let rest = words.get(index..).unwrap_or_default();
                let length = command_length(rest);
                let (command, _) = rest.split_at(length.min(rest.len()));
                run(reading, &starts, command, text.ends_with("dir"), rest.get(length));
                index = index.saturating_add(length).saturating_add(1);
            }
            "-delete" => {
                expression = true;
                removes = true;
            }
            "-fprint" | "-fprint0" | "-fprintf" | "-fls" | "-files0-from" => {
                expression = true;
                if let Some(path) = value {
                    let (access, origin) = match text {
                        "-files0-from" => (Access::Read, Origin::Operand),
                        _ => (Access::Write, Origin::Option),
                    };
                    reading.file(path, access, origin, Some(index));
                }
                if text == "-files0-from" {
                    starts.push(any());
                    places.push(at);
                }
                index = index.saturating_add(if text == "-fprintf" { 2 } else { 1 });
                if value.is_some_and(Word::is_repeated) {
                    reading.opaque(OpaqueKind::Argument, "an argument that is not known and may be an action of find");
                }
            }
            "(" | ")" | "!" | "," => expression = true,
            _ if text.starts_with('-') && text.len() > 1 => {
                expression = true;
                let is_file = lists(FILES, text);
                if let Some(path) = value.filter(|_| is_file) {
                    reading.file(path, Access::Read, Origin::Operand, Some(index));
                }
                if is_file || lists(VALUES, text) || text.starts_with("-newer") {
                    // One that becomes several words holds more than the value.
                    if !value.is_some_and(may_split) {
                        index = index.saturating_add(1);
                    }
                }
            }
            _ => {
                starts.push(word.clone());
                places.push(at);
                reading.file(word, Access::Read, Origin::Operand, Some(at));
            }
        }
    }
    if removes {
        if starts.is_empty() {
            starts.push(Word::literal("."));
        }
        for (nth, start) in starts.iter().enumerate() {
            reading.file(start, Access::Write, Origin::Operand, places.get(nth).copied());
        }
    }
    if starts.is_empty() {
        reading.file(&Word::literal("."), Access::Read, Origin::Operand, None);
    }
}

/// How many words stand before the `;`, or the `+` after a `{}`, that ends a command.
fn command_length(words: &[Word]) -> usize {
    let mut previous = false;
    for (index, word) in words.iter().enumerate() {
        let text = word.as_literal();
        if text == Some(";") || (text == Some("+") && previous) {
            return index;
        }
        // `"$x"{}` is `{}` where the variable is empty.
        previous = text.is_none_or(|text| text == "{}");
    }
    words.len()
}

/// A command for the files that are found: `{}` in its words is a path below a starting point.
fn run(reading: &mut Reading<'_>, starts: &[Word], command: &[Word], in_folder: bool, end: Option<&Word>) {
    if command.iter().any(|word| may_split(word) || (word.as_literal().is_none() && word.is_repeated())) {
        reading.opaque(OpaqueKind::Argument, "an argument that is not known and may be an action of find");
    }
    let many = end.and_then(Word::as_literal) == Some("+");
    if many && command.last().is_some_and(|word| word.as_literal().is_none()) {
        reading.opaque(OpaqueKind::Program, "a command of find whose end is not certain");
    }
    let known = |text: &str| Word::new([Part::Known(text.to_owned()), Part::Unknown], Extent::One);
    let found: Vec<Word> = match starts {
        _ if in_folder => vec![known("./")],
        [] => vec![known(".")],
        // One command gets what is found below all of them.
        [_, _, ..] if many => vec![any()],
        // Each starting point is tried; no more of them than anybody writes.
        [_, ..] if starts.len() <= 4 && !starts.iter().any(may_be_option) => starts
            .iter()
            .map(|start| Word::new(start.parts().iter().cloned().chain([Part::Unknown]), Extent::One))
            .list(),
        // A starting point is no option, and neither is what is below it.
        _ => vec![any()],
    };
    let folder = in_folder.then(any);
    for path in found {
        let extent = if many { Extent::Each } else { Extent::Operand };
        let words: Vec<Word> = command
            .iter()
            .map(|word| {
                let whole = word.as_literal() == Some("{}");
                let path = path.clone();
                if whole { path.with_extent(extent) } else { filled(word, "{}", &path.with_extent(Extent::Operand)) }
            })
            .list();
        let effects = &mut reading.found.effects;
        if words.is_empty() {
            continue;
        }
        let what = Started::Program(words);
        let start =
            super::super::effects::Start { what, folder: folder.clone(), environment: Vec::new(), via: Reach::Wrapper };
        if !effects.starts.contains(&start) {
            effects.starts.push(start);
        }
    }
}
