//! JavaScript's rules for text, as mlld's functions use them without saying so.

use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::tool::decimal;

/// White space, as `String.prototype.trim` and `\s` have it: Unicode's without U+0085, with the byte order mark.
pub(super) fn is_space(c: char) -> bool {
    c == '\u{feff}' || (c != '\u{85}' && c.is_whitespace())
}

/// `text.trim()`
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `text.toLowerCase()`
pub(super) fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// `String(value)`. Nested lists are joined by commas, in which `null` is nothing; objects are all alike.
pub(super) fn text_of(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number_text(*number),
        Data::String(text) => text.clone(),
        Data::Array(items) => {
            let items = items.iter().map(|item| if item.data == Data::Null { String::new() } else { text_of(item) });
            items.collect::<Vec<_>>().join(",")
        }
        Data::Object(_) => "[object Object]".to_owned(),
    }
}

/// `String(number)`
fn number_text(number: f64) -> String {
    decimal(number).unwrap_or_else(|| {
        let text = if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        text.to_owned()
    })
}

/// `Number(text)`, but nothing where that is `NaN`, and for blank text, which mlld does not take for 0.
pub(super) fn number_in(text: &str) -> Option<f64> {
    let text = trim(text);
    let whole = |digits: &str, radix: u32| {
        let plain = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        plain.then(|| {
            digits
                .chars()
                .filter_map(|c| c.to_digit(radix))
                .fold(0.0, |sum, digit| sum * f64::from(radix) + f64::from(digit))
        })
    };
    match text.get(..2) {
        Some("0x" | "0X") => return whole(text.get(2..)?, 16),
        Some("0o" | "0O") => return whole(text.get(2..)?, 8),
        Some("0b" | "0B") => return whole(text.get(2..)?, 2),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "Infinity" {
        return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    // Rust also reads `inf`, `nan` and `infinity`.
    let numeric = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    numeric.then(|| text.parse().ok()).flatten()
}

/// `Boolean(value)`
pub(super) fn is_truthy(value: &Value) -> bool {
    match &value.data {
        Data::Null => false,
        Data::Bool(value) => *value,
        Data::Number(number) => *number != 0.0 && !number.is_nan(),
        Data::String(text) => !text.is_empty(),
        Data::Array(_) | Data::Object(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_those_of_javascript() {
        assert_eq!(trim("\u{a0}\u{feff} x\u{2028}\n"), "x");
        assert_eq!(trim("\u{85}x\u{200b}"), "\u{85}x\u{200b}");
    }

    #[test]
    fn numbers_in_text() {
        let cases = [("0x0B", Some(11.0)), ("1.1e1", Some(11.0)), (" +11 ", Some(11.0)), ("011", Some(11.0))];
        let none = [("", None), ("inf", None), ("0x", None), ("1_0", None), ("eleven", None), ("-0x1", None)];
        for (text, number) in cases.into_iter().chain(none) {
            assert_eq!(number_in(text), number, "{text}");
        }
    }

    #[test]
    fn values_as_text() {
        let list = Value::list([Value::from(1e21), Value::from(Data::Null), Value::list([Value::from(2e-7)])]);
        assert_eq!(text_of(&list), "1e+21,,2e-7");
        assert_eq!(text_of(&Value::from(-0.0)), "0");
    }
}
