//! JSON text (RFC 8259) to a [`Value`] with spans.
//!
//! One pass, linear, strict: no leniency of any kind. The JSON crates give a tree with spans or are strict, none is
//! both; the grammar is small, and tests hold every answer against `serde_json`.

use super::path::{self, Step};
use super::value::{Data, MAX_DEPTH, Member, Value};
use crate::error::{Problem, ProblemCode};
use crate::names::Names;
use crate::prelude::*;
use crate::span::{BYTE_ORDER_MARK, Span};

/// How many keys that stand twice are reported; a text with more of them has other worries.
const MAX_DUPLICATES: usize = 1000;

/// How a literal of JSON becomes the number nearest to it; infinite where no number is near.
///
/// The host brings it: in a module for JavaScript the tables that Rust needs for it would be a fortieth of the whole,
/// and JavaScript has its own.
pub type ReadNumber = fn(&str) -> f64;

/// The number nearest to a literal, as Rust reads it.
#[must_use]
pub fn nearest_number(literal: &str) -> f64 {
    literal.parse().unwrap_or(f64::NAN)
}

/// Reads strict JSON: the value, and a [`ProblemCode::DuplicateKey`] for each key that stands twice in one object
/// (the first stays). Problems have spans, lines and columns are for the caller to add. One byte order mark may stand before
/// it.
///
/// # Errors
/// One [`ProblemCode::InvalidSyntax`] if the text is not JSON or is nested more than 127 levels deep.
pub fn parse(text: &str, number: ReadNumber) -> Result<(Value, Vec<Problem>), Problem> {
    // Editors write one and do not show it; RFC 8259 lets readers pass over it.
    let at = text.len().saturating_sub(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text).len());
    if text.get(at..).unwrap_or_default().trim().is_empty() {
        let problem = syntax(Span::new(0, 0), "the text is empty");
        return Err(problem.suggest("write `{}` for a policy without rules"));
    }
    let mut parser = Parser { text, number, at, path: Vec::new(), problems: Vec::new() };
    let value = parser.value()?;
    parser.skip_blanks();
    if parser.peek().is_some() {
        return Err(parser.expected("trailing characters"));
    }
    Ok((value, parser.problems))
}

/// The problem that the last key of `path` stands twice.
pub(crate) fn duplicate(key: &str, path: &[Step]) -> Problem {
    let message = format!("the key {} stands twice in this object", path::quoted(key));
    Problem::error(ProblemCode::DuplicateKey, path::rendered(path), message)
}

fn syntax(span: Span, message: impl Into<String>) -> Problem {
    Problem::error(ProblemCode::InvalidSyntax, "", message).at(Some(span))
}

struct Parser<'t> {
    text: &'t str,
    number: ReadNumber,
    /// The byte that is read next.
    at: usize,
    /// Where the value being read stands, rendered only when there is something to say about it.
    path: Vec<Step>,
    problems: Vec<Problem>,
}

impl Parser<'_> {
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// Whether the next byte was this one, which is then behind.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.skip(usize::from(found));
        found
    }

    /// Skips the four characters that JSON takes for blanks.
    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.skip(1);
        }
    }

    /// The problem that something else stands here.
    fn expected(&self, message: &str) -> Problem {
        let message = if self.peek().is_none() { "the text ends too early" } else { message };
        syntax(Span::new(self.at, self.at), message)
    }

    fn value(&mut self) -> Result<Value, Problem> {
        self.skip_blanks();
        let start = self.at;
        let data = match self.peek() {
            // Recursion ends here: WebAssembly has little stack.
            Some(b'[' | b'{') if self.path.len().saturating_add(1) >= MAX_DEPTH => {
                return Err(self.expected("the text is nested too deeply"));
            }
            Some(b'[') => Data::Array(self.array()?),
            Some(b'{') => Data::Object(self.object()?),
            Some(b'"') => Data::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Data::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Value { data, span: Some(Span::new(start, self.at)) })
    }

    fn word(&mut self) -> Result<Data, Problem> {
        let (word, data) = match self.peek() {
            Some(b'n') => ("null", Data::Null),
            Some(b't') => ("true", Data::Bool(true)),
            _ => ("false", Data::Bool(false)),
        };
        if !self.rest().starts_with(word) {
            return Err(self.expected("expected value"));
        }
        self.skip(word.len());
        Ok(data)
    }

    fn number(&mut self) -> Result<f64, Problem> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        } else if matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.expected("invalid number"));
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            _ = self.take(b'-') || self.take(b'+');
            self.digits()?;
        }
        let number = (self.number)(self.text.get(start..self.at).unwrap_or_default());
        if number.is_finite() { Ok(number) } else { Err(syntax(Span::new(start, self.at), "number out of range")) }
    }

    /// Skips one digit or more.
    fn digits(&mut self) -> Result<(), Problem> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.skip(1);
        }
        if self.at == start { Err(self.expected("invalid number")) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.skip(1);
        // Most strings are as long as what stands before their first escape.
        let mut text: Option<String> = None;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            // Bytes of characters beyond ASCII are none of these.
            let ends = |byte: u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let plain = rest.iter().copied().position(ends).unwrap_or(rest.len());
            let plain = self.text.get(self.at..self.at.saturating_add(plain)).unwrap_or_default();
            match &mut text {
                Some(text) => text.push_str(plain),
                None => text = Some(plain.to_owned()),
            }
            self.skip(plain.len());
            match self.peek() {
                Some(b'"') => {
                    self.skip(1);
                    return Ok(text.unwrap_or_default());
                }
                Some(b'\\') => self.escape(text.get_or_insert_default())?,
                _ => {
                    return Err(self.expected("control character (\\u0000-\\u001F) found while parsing a string"));
                }
            }
        }
    }

    /// Reads an escape and adds what it stands for.
    fn escape(&mut self, text: &mut String) -> Result<(), Problem> {
        let start = self.at;
        self.skip(1);
        let c = match self.peek() {
            Some(b'u') => {
                self.at = start;
                return self.code_units(text);
            }
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(self.expected("invalid escape")),
        };
        self.skip(1);
        text.push(c);
        Ok(())
    }

    /// Reads `\u` escapes, one or those of a surrogate pair.
    fn code_units(&mut self, text: &mut String) -> Result<(), Problem> {
        let start = self.at;
        let mut units = vec![self.code_unit()?];
        if units.iter().any(|unit| matches!(unit, 0xd800..0xdc00)) && self.rest().starts_with("\\u") {
            units.push(self.code_unit()?);
        }
        let decoded = String::from_utf16(&units);
        text.push_str(&decoded.map_err(|_| syntax(Span::new(start, self.at), "half of a surrogate pair"))?);
        Ok(())
    }

    fn code_unit(&mut self) -> Result<u16, Problem> {
        self.skip(2);
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.expected("invalid escape"))?;
        self.skip(4);
        Ok(unit)
    }

    fn array(&mut self) -> Result<Vec<Value>, Problem> {
        let mut items = Vec::new();
        while self.has_more(b']', items.is_empty(), "expected `,` or `]`")? {
            self.path.push(Step::Index(items.len()));
            items.push(self.value()?);
            self.path.pop();
        }
        Ok(items)
    }

    fn object(&mut self) -> Result<Vec<Member>, Problem> {
        let mut members: Vec<Member> = Vec::new();
        let mut seen = Names::default();
        while self.has_more(b'}', seen.is_empty(), "expected `,` or `}`")? {
            if self.peek() != Some(b'"') {
                return Err(self.expected("key must be a string"));
            }
            let start = self.at;
            let key = self.string()?;
            let key_span = Some(Span::new(start, self.at));
            self.skip_blanks();
            if !self.take(b':') {
                return Err(self.expected("expected `:`"));
            }
            self.path.push(Step::Key(key.clone()));
            let before = self.problems.len();
            let value = self.value()?;
            if seen.insert(&key, ()) {
                members.push(Member { key, key_span, value });
            } else {
                // The value is left out, and with it what is wrong in it.
                self.problems.truncate(before);
                self.duplicate(&key, key_span);
            }
            self.path.pop();
        }
        Ok(members)
    }

    /// Passes what opens a list, or the comma before its next item; false at its end.
    fn has_more(&mut self, close: u8, first: bool, message: &str) -> Result<bool, Problem> {
        if first {
            self.skip(1);
        }
        self.skip_blanks();
        if first || !self.take(b',') {
            return match self.take(close) {
                true => Ok(false),
                false if first => Ok(true),
                false => Err(self.expected(message)),
            };
        }
        self.skip_blanks();
        if self.peek() == Some(close) { Err(self.expected("trailing comma")) } else { Ok(true) }
    }

    fn duplicate(&mut self, key: &str, span: Option<Span>) {
        if self.problems.len() < MAX_DUPLICATES {
            self.problems.push(duplicate(key, &self.path).at(span));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<(Value, Vec<Problem>), Problem> {
        super::parse(text, nearest_number)
    }

    fn refusal(text: &str) -> (String, usize) {
        let problem = parse(text).expect_err("refused");
        (problem.message, problem.span.unwrap().start)
    }

    #[test]
    fn values_and_keys_know_their_place() {
        let text = r#" {"é": ["🦀", -1.5e1]} "#;
        let (value, problems) = parse(text).unwrap();
        assert_eq!(problems, []);
        let Data::Object(members) = &value.data else { panic!("{value:?}") };
        let Data::Array(items) = &members[0].value.data else { panic!("{value:?}") };
        let at = |span: Option<Span>| span.and_then(|span| text.get(span.start..span.end)).unwrap();
        assert_eq!(at(value.span), text.trim());
        assert_eq!(at(members[0].key_span), "\"é\"");
        assert_eq!(items.iter().map(|item| at(item.span)).collect::<Vec<_>>(), ["\"🦀\"", "-1.5e1"]);
        assert_eq!(items[1].data, Data::Number(-15.0));
    }

    macro_rules! refused {
        ($($name:ident: $text:expr => $message:literal at $offset:expr;)*) => {$(
            #[test]
            fn $name() {
                assert_eq!(refusal($text), ($message.to_owned(), $offset));
            }
        )*};
    }

    refused! {
        two_byte_order_marks: "\u{feff}\u{feff}{}" => "expected value" at 3;
        byte_order_mark_alone: "\u{feff}\n" => "the text is empty" at 0;
        byte_order_mark_and_a_mistake: "\u{feff}[1,]" => "trailing comma" at 6;
        empty: "" => "the text is empty" at 0;
        blank: " \n\t" => "the text is empty" at 0;
        trailing_garbage: "{}\n x" => "trailing characters" at 4;
        trailing_comma: "[1,]" => "trailing comma" at 3;
        line_comment: "{} // x" => "trailing characters" at 3;
        block_comment: "/* x */ {}" => "expected value" at 0;
        single_quotes: "['a']" => "expected value" at 1;
        missing_comma: "[1 2]" => "expected `,` or `]`" at 3;
        loose_key: "{a: 1}" => "key must be a string" at 1;
        hexadecimal: "[0x1]" => "expected `,` or `]`" at 2;
        unary_plus: "[+1]" => "expected value" at 1;
        bare_point: "[.5]" => "expected value" at 1;
        leading_zero: "[01]" => "invalid number" at 2;
        not_a_number: "[NaN]" => "expected value" at 1;
        infinite: "[Infinity]" => "expected value" at 1;
        too_large: "[1e999]" => "number out of range" at 1;
        line_break_in_string: "[\"a\nb\"]" => "control character (\\u0000-\\u001F) found while parsing a string" at 3;
        unicode_blank: "[\u{a0}]" => "expected value" at 1;
        vertical_tab: "[\u{b}]" => "expected value" at 1;
        extended_escape: r#"["\x41"]"# => "invalid escape" at 3;
        signed_escape: r#"["\u+041"]"# => "invalid escape" at 4;
        half_pair: r#"["\ud800"]"# => "half of a surrogate pair" at 2;
        wrong_pair: r#"["\ud800\u0041"]"# => "half of a surrogate pair" at 2;
        cut_off: r#"{"a": [1"# => "the text ends too early" at 8;
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let (value, _) = parse(&nested(127)).unwrap();
        assert!(!value.is_deeper_than(super::super::value::MAX_DEPTH));
        assert_eq!(refusal(&nested(128)).0, "the text is nested too deeply");
        assert_eq!(refusal(&"[".repeat(1_000_000)).0, "the text is nested too deeply");
        assert_eq!(refusal(&"{\"a\":".repeat(1_000_000)).0, "the text is nested too deeply");
    }

    #[test]
    fn a_key_that_stands_twice_is_reported_wherever_it_is() {
        let (value, problems) = parse(r#"{"a":[{"b":1,"b":{"c":1,"c":2}}],"\u0061":2}"#).unwrap();
        let paths: Vec<_> = problems.iter().map(|problem| (problem.code, problem.path.as_str())).collect();
        assert_eq!(paths, [(ProblemCode::DuplicateKey, "a[0].b"), (ProblemCode::DuplicateKey, "a")]);
        assert_eq!(serde_json::to_string(&value).unwrap(), r#"{"a":[{"b":1}]}"#);
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i32>().prop_map(Into::into),
            // Short enough for `serde_json`, whose default reading of long fractions is off in the last digit.
            any::<i32>().prop_map(|n| (f64::from(n) / 8.0).into()),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::Array),
                proptest::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            ]
        })
    }

    fn says(value: &Value, json: &serde_json::Value) -> bool {
        match (&value.data, json) {
            (Data::Null, json) => json.is_null(),
            (Data::Bool(value), json) => json.as_bool() == Some(*value),
            (Data::Number(value), json) => json.as_f64() == Some(*value),
            (Data::String(value), json) => json.as_str() == Some(value),
            (Data::Array(items), json) => json.as_array().is_some_and(|json| {
                json.len() == items.len() && items.iter().zip(json).all(|(item, json)| says(item, json))
            }),
            (Data::Object(members), json) => json.as_object().is_some_and(|json| {
                json.len() == members.len()
                    && members.iter().all(|member| json.get(&member.key).is_some_and(|json| says(&member.value, json)))
            }),
        }
    }

    /// Every character beyond ASCII as `\u` escapes.
    fn escaped(text: &str) -> String {
        let escape = |c: char| match c.is_ascii() {
            true => c.to_string(),
            false => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
        };
        text.chars().map(escape).collect()
    }

    proptest! {
        /// The judge is `serde_json`'s own tree.
        #[test]
        fn what_is_read_is_what_was_written(json in json()) {
            for text in [json.to_string(), serde_json::to_string_pretty(&json).unwrap(), escaped(&json.to_string())] {
                let (value, problems) = parse(&text).unwrap();
                prop_assert_eq!(&problems, &[]);
                prop_assert!(says(&value, &json), "{value:?}");
            }
        }

        #[test]
        fn it_accepts_what_serde_json_accepts(text in r#"[ \[\]{}":,0-9eE.+\-a-c\\/untrfls\n\t]{0,24}"#) {
            prop_assert_eq!(parse(&text).is_ok(), serde_json::from_str::<serde_json::Value>(&text).is_ok());
        }

        #[test]
        fn it_reads_escapes_as_serde_json_does(text in r#""([a-zé]|\\(u[dD][89cCdD][0-9a-fA-F]{2}|u00[0-9a-f]{2}|[bfnrtu/\\"])){0,6}""#) {
            let (ours, theirs) = (parse(&text), serde_json::from_str::<serde_json::Value>(&text));
            prop_assert_eq!(ours.is_ok(), theirs.is_ok());
            prop_assert!(ours.ok().zip(theirs.ok()).is_none_or(|((ours, _), theirs)| says(&ours, &theirs)));
        }

        #[test]
        fn any_text_gives_a_value_or_a_problem_in_it(text in any::<String>()) {
            if let Err(problem) = parse(&text) {
                prop_assert!(problem.span.unwrap().start <= text.len());
            }
        }
    }
}
