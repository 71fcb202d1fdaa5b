//! Programs of `awk`: what they run, read and write besides their operands.
//!
//! A scanner of the tokens of the POSIX awk grammar and of gawk's additions; what could be read in two ways is not
//! understood.

use super::super::read::Reading;
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::plan::{Access, OpaqueKind, Origin};

/// `awk` itself: its first operand is the program, the others are files, or assignments.
pub(in super::super) fn program(reading: &mut Reading<'_>) {
    let mut operands = reading.operands.clone();
    if reading.has("-f --file") {
        return reading.either(&operands, |_| true);
    }
    if operands.is_empty() {
        return;
    }
    let first = operands.remove(0);
    match reading.text(first).map(scan) {
        Some(Some(found)) => {
            for act in found {
                match act {
                    Act::Reads(path) => reading.file(&Word::literal(path), Access::Read, Origin::Operand, None),
                    Act::Writes(path) => reading.file(&Word::literal(path), Access::Write, Origin::Option, None),
                }
            }
        }
        Some(None) => {
            let what = "a program of awk that runs or opens something, or that is not understood";
            reading.opaque_word(OpaqueKind::Code, what, first);
        }
        None => reading.opaque(OpaqueKind::Code, "a program of awk that is not known"),
    }
    operands.into_iter().for_each(|index| reading.operand_file(index, Access::Read));
}

/// Something that a program does besides reading its operands.
#[derive(Debug, PartialEq, Eq)]
enum Act {
    Reads(String),
    Writes(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'t> {
    Name(&'t str),
    Number,
    Text(String),
    Regex,
    /// An operator of one or two characters.
    Mark(&'t str),
    Line,
}

/// What a program does; `None`: nobody knows.
fn scan(text: &str) -> Option<Vec<Act>> {
    let tokens = tokens(text)?;
    let mut acts = Vec::new();
    // The depth of parentheses since the last `print`, where there is one.
    let mut printing: Option<usize> = None;
    for (at, token) in tokens.iter().enumerate() {
        let next = |by: usize| tokens.get(at.saturating_add(by));
        let before = |by: usize| at.checked_sub(by).and_then(|at| tokens.get(at));
        match token {
            Token::Name("print" | "printf") => printing = Some(0),
            // A program, files that are read, and functions by names that are made up.
            Token::Name("system" | "ARGV" | "ARGC" | "SYMTAB" | "FUNCTAB") | Token::Mark("@" | "|" | "|&") => {
                return None;
            }
            Token::Name("getline") => {
                // `getline`, `getline name`, `getline name < "file"`.
                let by = if matches!(next(1), Some(Token::Name(_))) { 2 } else { 1 };
                match (next(by), next(by.saturating_add(1))) {
                    (Some(Token::Mark("<")), Some(Token::Text(file))) if ends(next(by.saturating_add(2))) => {
                        acts.push(Act::Reads(local(file)?));
                    }
                    (None | Some(Token::Line | Token::Mark(";" | "}" | ")" | "&&" | "||")), _) => {}
                    _ => return None,
                }
            }
            Token::Mark("(" | "[") => printing = printing.map(|depth| depth.saturating_add(1)),
            Token::Mark(")" | "]") => printing = printing.and_then(|depth| depth.checked_sub(1)),
            // A statement goes on behind these.
            Token::Line if matches!(before(1), Some(Token::Mark("," | "&&" | "||"))) => {}
            Token::Mark(";" | "{" | "}") | Token::Line => printing = None,
            Token::Mark(">" | ">>") if printing == Some(0) => match (next(1), ends(next(2))) {
                (Some(Token::Text(file)), true) => acts.push(Act::Writes(local(file)?)),
                _ => return None,
            },
            Token::Mark(">>") => return None,
            _ => {}
        }
    }
    Some(acts)
}

/// Whether an expression ends before this token.
fn ends(token: Option<&Token<'_>>) -> bool {
    matches!(token, None | Some(Token::Line | Token::Mark(";" | "}" | ")")))
}

/// A file of this machine: gawk opens connections under `/inet`.
fn local(path: &str) -> Option<String> {
    (!path.starts_with("/inet")).then(|| path.to_owned())
}

fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            ' ' | '\t' | '\r' => rest = after,
            '\n' => {
                tokens.push(Token::Line);
                rest = after;
            }
            '#' => rest = after.find('\n').and_then(|at| after.get(at..)).unwrap_or_default(),
            '\\' => rest = after.strip_prefix('\n')?,
            '"' => {
                let (string, left) = string(after)?;
                tokens.push(Token::Text(string));
                rest = left;
            }
            '/' if is_operand_next(tokens.last()) => {
                rest = regex(after)?;
                tokens.push(Token::Regex);
            }
            // `if (x) /a/` is a regular expression, `(x) / y` a division.
            '/' if tokens.last() == Some(&Token::Mark(")")) && after.contains('/') => return None,
            c if c.is_ascii_alphabetic() || c == '_' => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
                let (name, left) = rest.split_at_checked(end)?;
                tokens.push(Token::Name(name));
                rest = left;
            }
            c if c.is_ascii_digit() || c == '.' => {
                rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
                // `1system(x)` is a number and a call.
                if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
                    return None;
                }
                tokens.push(Token::Number);
            }
            c if c.is_ascii_graphic() && c != '\'' && c != '`' => {
                let pairs = [
                    "||", "&&", "|&", ">>", ">=", "<=", "==", "!=", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=",
                    "**",
                ];
                let length = if pairs.iter().any(|pair| rest.starts_with(pair)) { 2 } else { 1 };
                let (mark, left) = rest.split_at_checked(length)?;
                tokens.push(Token::Mark(mark));
                rest = left;
            }
            _ => return None,
        }
    }
    Some(tokens)
}

/// Whether a `/` begins a regular expression after this token, rather than dividing it.
fn is_operand_next(token: Option<&Token<'_>>) -> bool {
    match token {
        None | Some(Token::Line) => true,
        Some(Token::Name(name)) => matches!(*name, "print" | "printf" | "return" | "case" | "else" | "do"),
        Some(Token::Mark(mark)) => !matches!(*mark, ")" | "]" | "$" | "++" | "--"),
        Some(Token::Number | Token::Text(_) | Token::Regex) => false,
    }
}

/// The rest of a regular expression. In brackets a `/` ends it for some versions of awk, and not for others.
fn regex(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    let mut bracket = false;
    loop {
        match chars.next()? {
            '\n' => return None,
            '\\' => drop(chars.next()?),
            '[' => bracket = true,
            ']' => bracket = false,
            '/' if bracket => return None,
            '/' => return Some(chars.as_str()),
            _ => {}
        }
    }
}

/// The rest of a string, after its opening quote: its text as far as escapes in it are plain.
fn string(text: &str) -> Option<(String, &str)> {
    let mut chars = text.chars();
    let mut string = String::new();
    loop {
        match chars.next()? {
            '\n' => return None,
            '"' => return Some((string, chars.as_str())),
            '\\' => match chars.next()? {
                'n' => string.push('\n'),
                't' => string.push('\t'),
                c @ ('"' | '\\' | '/') => string.push(c),
                // Where the text matters it is one nobody expects: no program or file is named like this.
                c => string.extend(['\0', c]),
            },
            c => string.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_only_read_their_operands() {
        for program in [
            "NR == 1 || /pattern/",
            "{print $1}",
            "{print $NF}",
            "$3 > 10",
            "$3 > 10 {print $1, $2}",
            "{s+=$1} END {print s/NR}",
            "{print ($1 > 2)}",
            "BEGIN {FS=\":\"} {print $1}",
            "!seen[$0]++",
            "{gsub(/a|b/, \"x|y > z\"); print}",
            "NR>1{print $2}",
            "/start/,/end/",
            "{printf \"%s\\n\", $1}",
            "length > 80",
            "{a[$1]=a[$1] \" \" $2} END{for(k in a) print k, a[k]}",
            "{print \"system(1)\"}",
            "# system(\"x\")\n{print}",
            "{while ((getline line) > 0) n++}",
            "$1 ~ /^a/ && $2 > 3",
        ] {
            assert_eq!(scan(program), Some(vec![]), "{program}");
        }
    }

    #[test]
    fn programs_nobody_can_follow() {
        for program in [
            "{system($1)}",
            "BEGIN{system(\"x\")}",
            "{print | \"sort\"}",
            "{\"x\" | getline}",
            "{print | $1}",
            "{print > $1}",
            "{print >> ($1)}",
            "{$1 | getline}",
            "{getline < $1}",
            "{print > \"/inet/tcp/0/h/1\"}",
            "BEGIN{ARGV[1]=\"x\"}",
            "{f=\"system\"; @f(\"x\")}",
            "@load \"x\"",
            "{print > \"a\" \"b\"}",
            "{\"a\" \"b\" | getline}",
            "{print \"open",
            "{if (x) /a/; system(\"x\"); /b/}",
            "/[/]/",
            "{print $1 > $2 \".txt\"}",
            "{1system(\"x\")}",
            "{print 1,\n2 > $1}",
        ] {
            assert_eq!(scan(program), None, "{program}");
        }
    }

    #[test]
    fn what_programs_name() {
        assert_eq!(scan("{print $1 > \"f\"}"), Some(vec![Act::Writes("f".into())]));
        assert_eq!(scan("{print($1) >> \"f\"; x = 1 > 2}"), Some(vec![Act::Writes("f".into())]));
        assert_eq!(scan("{getline x < \"f\"}"), Some(vec![Act::Reads("f".into())]));
    }
}
