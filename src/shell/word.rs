//! Quote removal: the text a program receives for one word of a command line.
//!
//! Follows the Bash Reference Manual, "Quoting" and "Shell Expansions". A word that bash would expand has no literal
//! text here: the error says which construct stands in the way.

// What stands in the way, where it is named in more than one place.
const PARAMETER: &str = "a `$` expansion";
const BACKTICK: &str = "a command substitution in backticks";

/// The text of a word as the program receives it.
///
/// # Errors
///
/// The name of the construct whose result is not known from the text alone.
pub(crate) fn literal(raw: &str, home: Option<&str>) -> Result<String, &'static str> {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    let mut braces = Braces::default();

    if chars.next_if_eq(&'~').is_some() {
        match (chars.peek(), home) {
            (None, Some(home)) => text.push_str(home),
            (Some('/'), Some(home)) => text.push_str(home.strip_suffix('/').unwrap_or(home)),
            (None | Some('/'), None) => return Err("`~` without a known home folder"),
            _ => return Err("a `~name` expansion"),
        }
    }
    let mut previous = None;
    while let Some(c) = chars.next() {
        match c {
            '\'' => loop {
                match chars.next() {
                    Some('\'') => break,
                    Some(quoted) => text.push(quoted),
                    None => return Err("a quote that is not closed"),
                }
            },
            '"' => double_quoted(&mut chars, &mut text)?,
            '\\' => match chars.next() {
                // An escaped newline is removed by bash before words are read; the words here are not re-joined.
                Some('\n') => return Err("a line continuation"),
                Some(escaped) => text.push(escaped),
                None => return Err("a backslash at the end"),
            },
            '$' => return Err(PARAMETER),
            '`' => return Err(BACKTICK),
            '*' | '?' => return Err("a glob"),
            // Without a bracket that closes it, quoted or not, it is a character: `[` is a program.
            '[' if chars.clone().any(|c| c == ']') => return Err("a glob"),
            // Only a process substitution or an extended glob puts these into a word.
            '<' | '>' | '(' | ')' | '|' | '&' | ';' => return Err("a process substitution"),
            // bash expands a tilde after `=` and `:` in words that look like assignments.
            '~' if matches!(previous, Some('=' | ':')) => return Err("a `~` expansion"),
            _ if c.is_control() || (c.is_whitespace() && !c.is_ascii()) => return Err("a control or blank character"),
            _ => {
                braces.see(c);
                text.push(c);
            }
        }
        if braces.expand {
            return Err("a brace expansion");
        }
        previous = Some(c);
    }
    Ok(text)
}

/// Whether an unquoted `{`…`}` holds a `,` or `..`, in which case bash may expand it. Reads wide: nesting and order
/// inside the braces are not looked at.
#[derive(Default)]
struct Braces {
    open: bool,
    separated: bool,
    dot: bool,
    expand: bool,
}

impl Braces {
    fn see(&mut self, c: char) {
        match c {
            '{' => self.open = true,
            ',' if self.open => self.separated = true,
            '.' if self.open && self.dot => self.separated = true,
            '}' if self.separated => self.expand = true,
            _ => {}
        }
        self.dot = c == '.';
    }
}

/// The rest of a double-quoted part, after its opening quote.
fn double_quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, text: &mut String) -> Result<(), &'static str> {
    loop {
        match chars.next() {
            Some('"') => return Ok(()),
            Some('\\') => match chars.next() {
                Some('\n') => return Err("a line continuation"),
                Some(escaped @ ('$' | '`' | '"' | '\\')) => text.push(escaped),
                Some(other) => {
                    text.push('\\');
                    text.push(other);
                }
                None => return Err("a quote that is not closed"),
            },
            // A `$` that nothing follows which could be expanded is a `$`.
            Some('$') if matches!(chars.peek(), Some('"' | ' ' | '|' | ')' | '/' | '.')) => text.push('$'),
            Some('$') => return Err(PARAMETER),
            Some('`') => return Err(BACKTICK),
            Some(quoted) => text.push(quoted),
            None => return Err("a quote that is not closed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::literal;

    macro_rules! literals {
        ($($name:ident: $raw:expr => $text:expr;)*) => {$(
            #[test]
            fn $name() { assert_eq!(literal($raw, Some("/home/u")).as_deref(), Ok($text)); }
        )*};
    }

    literals! {
        plain: "git" => "git";
        quotes_inside: "g'i't" => "git";
        escaped_letter: r"\git" => "git";
        empty: "''" => "";
        double_keeps_backslash: r#""a\b\"c\\""# => r#"a\b"c\"#;
        double_newline: "\"a\nb\"" => "a\nb";
        dollar_before_quote: r#""foo$""# => "foo$";
        single_keeps_everything: r"'$(x) `y` \z *'" => r"$(x) `y` \z *";
        home: "~/x" => "/home/u/x";
        home_alone: "~" => "/home/u";
        quoted_tilde: "'~'/x" => "~/x";
        tilde_inside: "a~b" => "a~b";
        braces_alone: "{}" => "{}";
        one_brace_word: "{a}" => "{a}";
        stash: "stash@{0}" => "stash@{0}";
        bracket: "[" => "[";
        open_bracket: "a[b" => "a[b";
        hash_inside: "a#b" => "a#b";
    }

    macro_rules! unknown {
        ($($name:ident: $raw:expr;)*) => {$(
            #[test]
            fn $name() { assert!(literal($raw, Some("/home/u")).is_err(), "{:?}", literal($raw, Some("/home/u"))); }
        )*};
    }

    unknown! {
        parameter: "$X";
        parameter_in_double: r#""$X""#;
        old_arithmetic: r#""$[1]""#;
        ansi_c: r"$'\x67it'";
        locale: r#"$"git""#;
        backtick: "`id`";
        backtick_in_double: r#""`id`""#;
        star: "*.rs";
        question: "a?";
        class: "[ab]";
        brace_list: "{rm,-rf}";
        brace_range: "{1..3}";
        brace_nested: "a{b{c,d}}";
        other_home: "~root/x";
        tilde_in_assignment: "a=~/x";
        tilde_after_colon: "a=b:~/x";
        continuation: "gi\\\nt";
        carriage_return: "git\r";
        no_break_space: "git\u{a0}push";
        open_quote: "'a";
        process_substitution: "<(rm)";
        process_substitution_inside: "a>(rm)";
    }

    #[test]
    fn the_root_as_home_is_no_empty_word() {
        assert_eq!(literal("~", Some("/")).as_deref(), Ok("/"));
        assert_eq!(literal("~/x", Some("/")).as_deref(), Ok("/x"));
    }

    #[test]
    fn a_tilde_needs_a_home() {
        assert!(literal("~/x", None).is_err());
    }
}
