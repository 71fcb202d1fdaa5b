//! Scripts of `sed`: what they run (`e`), read (`r`) and write (`w`).
//!
//! The grammar is that of the GNU sed manual, "sed scripts"; what other versions read differently is not understood.

use super::super::entry::Kind;
use super::super::read::Reading;
use crate::list::List;
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::plan::{Access, OpaqueKind, Origin};

/// A script that an option names.
pub(in super::super) fn script(reading: &mut Reading<'_>, script: &Word, index: usize) {
    let parsed = script.as_literal().map(Script::read);
    match parsed {
        Some(Some(script)) => {
            script
                .reads
                .iter()
                .for_each(|file| reading.file(&Word::literal(*file), Access::Read, Origin::Operand, None));
            script
                .writes
                .iter()
                .for_each(|file| reading.file(&Word::literal(*file), Access::Write, Origin::Option, None));
        }
        Some(None) => {
            reading.opaque_word(
                OpaqueKind::Code,
                "a script of sed that runs something, or that is not understood",
                index,
            );
        }
        None => reading.opaque(OpaqueKind::Code, "a script of sed that is not known"),
    }
}

/// `sed` itself: its first operand is the script, unless an option brings one.
pub(in super::super) fn program(reading: &mut Reading<'_>) {
    let mut files = reading.operands.clone();
    if !reading.has("-e --expression -f --file") && !files.is_empty() {
        let first = files.remove(0);
        if let Some(word) = reading.word(first) {
            script(reading, word, first);
            if word.is_repeated() {
                files.insert(0, first);
            }
        }
    }
    let in_place: Vec<Option<Word>> =
        reading.options.iter().filter(|given| given.kind == Kind::InPlace).map(|given| given.value.clone()).list();
    for index in files {
        reading.operand_file(index, Access::Read);
        for suffix in &in_place {
            reading.operand_file(index, Access::Write);
            if let (Some(suffix), Some(file)) = (suffix, reading.word(index).cloned()) {
                reading.file(&backup(&file, suffix), Access::Write, Origin::Option, None);
            }
        }
    }
}

/// The copy that `-i` keeps: the file's name with a suffix, or with the name in place of every `*` of it.
fn backup(file: &Word, suffix: &Word) -> Word {
    match suffix.as_literal() {
        Some(text) if !text.contains('*') => {
            let suffix = Part::Known(text.to_owned());
            Word::new(file.parts().iter().cloned().chain([suffix]), file.extent())
        }
        _ => Word::new([Part::Unknown], Extent::One),
    }
}

/// What a script reads and writes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Script<'s> {
    reads: Vec<&'s str>,
    writes: Vec<&'s str>,
}

impl<'s> Script<'s> {
    /// `None`: it runs something, or is not understood.
    fn read(text: &'s str) -> Option<Self> {
        let mut script = Self::default();
        let mut cursor = Cursor { rest: text };
        loop {
            cursor.skip(|c| c.is_ascii_whitespace() || c == ';');
            if cursor.rest.is_empty() {
                return Some(script);
            }
            cursor.addresses()?;
            script.command(&mut cursor)?;
        }
    }

    fn command(&mut self, cursor: &mut Cursor<'s>) -> Option<()> {
        let command = cursor.next()?;
        match command {
            '{' => return Some(()),
            '#' => {
                cursor.line();
                return Some(());
            }
            '}' | '=' | 'd' | 'D' | 'g' | 'G' | 'h' | 'H' | 'n' | 'N' | 'p' | 'P' | 'x' | 'z' | 'F' => {}
            'l' | 'L' | 'q' | 'Q' => {
                cursor.skip(|c| matches!(c, ' ' | '\t'));
                cursor.skip(|c| c.is_ascii_digit());
            }
            ':' | 'b' | 't' | 'T' => {
                cursor.skip(|c| matches!(c, ' ' | '\t'));
                cursor.skip(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
            }
            'a' | 'i' | 'c' => return cursor.text(),
            'r' | 'R' => {
                self.reads.push(cursor.file()?);
                return Some(());
            }
            'w' | 'W' => {
                self.writes.push(cursor.file()?);
                return Some(());
            }
            'y' => {
                let delimiter = cursor.next()?;
                cursor.until(delimiter)?;
                cursor.until(delimiter)?;
            }
            's' => {
                let delimiter = cursor.next()?;
                cursor.regex(delimiter)?;
                cursor.until(delimiter)?;
                cursor.skip(|c| matches!(c, 'g' | 'p' | 'i' | 'I' | 'm' | 'M') || c.is_ascii_digit());
                if cursor.rest.starts_with('w') {
                    cursor.next();
                    self.writes.push(cursor.file()?);
                    return Some(());
                }
            }
            _ => return None,
        }
        cursor.skip(|c| matches!(c, ' ' | '\t'));
        let ends = cursor.rest.is_empty() || cursor.rest.starts_with([';', '\n', '}', '#']);
        ends.then_some(())
    }
}

struct Cursor<'s> {
    rest: &'s str,
}

impl<'s> Cursor<'s> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn skip(&mut self, which: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(which);
    }

    /// What is left of the line.
    fn line(&mut self) -> &'s str {
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        line
    }

    /// The file of `r` and `w`: the rest of the line.
    fn file(&mut self) -> Option<&'s str> {
        let file = self.line().trim_start_matches([' ', '\t']);
        (!file.is_empty()).then_some(file)
    }

    /// The text of `a`, `i` and `c`: up to a line end without a backslash before it.
    fn text(&mut self) -> Option<()> {
        loop {
            match self.next() {
                None | Some('\n') => return Some(()),
                // At the end it goes on in the next script.
                Some('\\') => drop(self.next()?),
                Some(_) => {}
            }
        }
    }

    /// The rest of a regular expression. Within brackets the delimiter is an ordinary character: a version of sed that
    /// reads it otherwise has an open bracket before it, and refuses the script.
    fn regex(&mut self, delimiter: char) -> Option<()> {
        let mut bracket = None;
        if matches!(delimiter, '\n' | '\\') {
            return None;
        }
        loop {
            match (self.next()?, &mut bracket) {
                ('\n', _) | ('\\', Some(_)) => return None,
                ('\\', None) => drop(self.next()?),
                (c, None) if c == delimiter => return Some(()),
                ('[', None) => {
                    if self.rest.starts_with('^') {
                        self.next();
                    }
                    // Directly behind the opening, `]` is an ordinary character.
                    if self.rest.starts_with(']') {
                        self.next();
                    }
                    bracket = Some(());
                }
                // `[:alpha:]`
                ('[', Some(())) => {
                    if let Some(mark) = self.rest.chars().next().filter(|c| matches!(c, ':' | '.' | '=')) {
                        let (_, rest) = self.rest.get(1..)?.split_once(&format!("{mark}]"))?;
                        self.rest = rest;
                    }
                }
                (']', Some(())) => bracket = None,
                _ => {}
            }
        }
    }

    /// The rest of a replacement.
    fn until(&mut self, delimiter: char) -> Option<()> {
        loop {
            match self.next()? {
                '\n' => return None,
                '\\' => drop(self.next()?),
                c if c == delimiter => return Some(()),
                _ => {}
            }
        }
    }

    /// Up to two addresses and `!`.
    fn addresses(&mut self) -> Option<()> {
        self.address()?;
        self.skip(|c| matches!(c, ' ' | '\t'));
        if self.rest.starts_with(',') {
            self.next();
            self.skip(|c| matches!(c, ' ' | '\t'));
            if self.rest.starts_with(['+', '~']) {
                self.next();
            }
            self.address()?;
        }
        self.skip(|c| matches!(c, ' ' | '\t' | '!'));
        Some(())
    }

    fn address(&mut self) -> Option<()> {
        let delimiter = match self.rest.chars().next()? {
            '$' => {
                self.next();
                return Some(());
            }
            c if c.is_ascii_digit() => {
                self.skip(|c| c.is_ascii_digit() || c == '~');
                return Some(());
            }
            '/' => '/',
            '\\' => {
                self.next();
                self.rest.chars().next()?
            }
            _ => return Some(()),
        };
        self.next();
        self.regex(delimiter)?;
        self.skip(|c| matches!(c, 'I' | 'M'));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_only_edit() {
        for script in [
            "",
            "p",
            "1,5p",
            "$d",
            "s/a/b/g",
            "s|a|b|2p",
            ":a;N;$!ba;s/\\n/ /g",
            "/x/,/y/{s/a/b/;p}",
            "y/abc/xyz/",
            "2~3d",
            "/x/I!d",
            "\\,x,d",
            "a\\\ntext e",
            "i text; e",
            "/x/{n;d;}",
            "q5",
            "1!G;h;$!d",
            "s/w/e/",
            "0,/x/s//y/",
            "# e\np",
            "/a/,+3d",
            "s/a\\/b/c/",
            "$!N",
            "s/x/y/;ta",
            "s/[^/]*$//",
            "s/[]/]x//",
            "s/[[:space:]]*$//",
        ] {
            assert_eq!(Script::read(script), Some(Script::default()), "{script}");
        }
    }

    #[test]
    fn scripts_that_run_or_are_not_understood() {
        for script in [
            "e",
            "1e",
            "1e rm",
            "s/a/b/e",
            "s/a/b/ge",
            "s/a/b",
            "k",
            "p;e",
            "{e}",
            "/x/e",
            "$!{p;e\n}",
            "a\\",
            "b}e",
            "s/a/b/;s/x/y/e",
            "1,2,3p",
            "y/a/b/e",
            ":a e",
            "p e",
            "s/[/x/e;p",
            "s/[a\\/]/x/e",
            "s\\a\\b\\e",
        ] {
            assert_eq!(Script::read(script), None, "{script}");
        }
    }

    #[test]
    fn files_that_are_read_and_written() {
        let read = |text| Script::read(text).map(|script| (script.reads, script.writes));
        assert_eq!(read("s/a/b/w f;e"), Some((vec![], vec!["f;e"])));
        assert_eq!(read("/x/w f\nr g"), Some((vec!["g"], vec!["f"])));
        assert_eq!(read("s/a/b/gw f"), Some((vec![], vec!["f"])));
        assert_eq!(read("s/a/b/wf\np"), Some((vec![], vec!["f"])));
    }
}
