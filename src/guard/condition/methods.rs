//! What the methods do.

use super::compare::equal;
use super::operand::{Covering, Items, List, Operand, Text};
use super::pattern::Pattern;
use super::steps::Steps;
use super::tree::Method;
use crate::fold::{lower, upper};
use crate::label::covers;
use crate::number::is_whole;
use crate::policy::value::MAX_DEPTH;
use crate::prelude::*;

/// The answer of a method. Texts are counted in UTF-16 code units, as in JavaScript.
pub(super) fn call<'a>(
    method: Method,
    of: &Operand<'a>,
    args: &[Operand<'a>],
    steps: &Steps,
) -> Result<Operand<'a>, String> {
    let arg = args.first().unwrap_or(&Operand::Null);
    match (method, of) {
        (Method::Length, _) => length(of, steps),
        (Method::Slice, Operand::List(list)) => {
            let (start, end) = range(args, list.items.len())?;
            Ok(List { items: list.items.slice(start, end, steps)?, covering: list.covering }.into())
        }
        (Method::Includes, Operand::List(list)) => Ok(Operand::Bool(position(list, arg, steps)?.is_some())),
        (Method::IndexOf, Operand::List(list)) => Ok(count_or_none(position(list, arg, steps)?)),
        (Method::Join, Operand::List(list)) => join(&list.items, argument(method, arg)?, steps),
        (_, Operand::Text(text)) if method != Method::Join => {
            steps.read(text.as_str())?;
            of_text(method, text, args, steps)
        }
        _ => {
            let needed = match method {
                Method::Join => "a list",
                Method::Slice | Method::Includes | Method::IndexOf => "a string or a list",
                _ => "a string",
            };
            Err(format!("`{}` needs {needed}, found {}", method.name(), of.kind()))
        }
    }
}

/// `length`, as a method and as a name.
pub(super) fn length<'a>(of: &Operand<'_>, steps: &Steps) -> Result<Operand<'a>, String> {
    match of {
        Operand::Text(text) => {
            steps.read(text.as_str())?;
            Ok(count(units(text.as_str())))
        }
        Operand::List(list) => Ok(count(list.items.len())),
        _ => Err(format!("`length` needs a string or a list, found {}", of.kind())),
    }
}

/// `match`: whether the pattern is found anywhere in a text.
pub(super) fn matches<'a>(pattern: &Pattern, of: &Operand<'_>, steps: &Steps) -> Result<Operand<'a>, String> {
    let Operand::Text(text) = of else { return Err(format!("`match` needs a string, found {}", of.kind())) };
    Ok(Operand::Bool(pattern.is_in(text.as_str(), steps)?))
}

fn of_text<'a>(method: Method, text: &Text<'a>, args: &[Operand<'a>], steps: &Steps) -> Result<Operand<'a>, String> {
    let own = text.as_str();
    match method {
        Method::Trim => {
            let end = own.trim_end_matches(is_space).len();
            let start = own.len().saturating_sub(own.trim_start_matches(is_space).len());
            text.part(start.min(end), end, steps)
        }
        Method::ToLowerCase => Operand::built(&lower_case(own), steps),
        Method::ToUpperCase => Operand::built(&upper_case(own), steps),
        Method::Slice => {
            let (start, end) = range(args, units(own))?;
            text.part(byte_at(own, start), byte_at(own, end), steps)
        }
        _ => {
            let arg = argument(method, args.first().unwrap_or(&Operand::Null))?;
            steps.read(arg)?;
            Ok(match method {
                Method::Includes => Operand::Bool(own.contains(arg)),
                Method::StartsWith => Operand::Bool(own.starts_with(arg)),
                Method::EndsWith => Operand::Bool(own.ends_with(arg)),
                _ => count_or_none(own.find(arg).map(|at| units(own.get(..at).unwrap_or_default()))),
            })
        }
    }
}

/// Where a list has an item; in a list of labels the first that the label covers.
fn position(list: &List<'_>, arg: &Operand<'_>, steps: &Steps) -> Result<Option<usize>, String> {
    if let Covering::Exact = list.covering {
        for (index, item) in list.items.iter().enumerate() {
            if equal(&item, arg, steps, MAX_DEPTH)? {
                return Ok(Some(index));
            }
        }
        return Ok(None);
    }
    let Operand::Text(rule) = arg else {
        return Err(format!("a list of labels is asked for a string, found {}", arg.kind()));
    };
    // `op:cmd:git:*` is written for what is below.
    let rule = rule.as_str();
    let rule = rule.strip_suffix(":*").unwrap_or(rule);
    for (index, item) in list.items.iter().enumerate() {
        steps.read(rule)?;
        if matches!(&item, Operand::Text(label) if covers(rule, label.as_str())) {
            return Ok(Some(index));
        }
    }
    match list.covering {
        // One that may do anything has no label for it.
        Covering::Operation(labels) if labels.does(rule) => Ok(Some(0)),
        _ => Ok(None),
    }
}

fn join<'a>(items: &Items<'a>, separator: &str, steps: &Steps) -> Result<Operand<'a>, String> {
    let mut joined = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            steps.build(separator.len())?;
            joined.push_str(separator);
        }
        match item {
            Operand::Null => steps.take(1)?,
            Operand::List(_) | Operand::Object(_) => {
                return Err(format!("`join` needs strings, numbers and booleans, found {}", item.kind()));
            }
            _ => item.write(&mut joined, false, steps, MAX_DEPTH)?,
        }
    }
    Ok(Operand::Text(Text::Built(joined.into())))
}

fn argument<'o>(method: Method, arg: &'o Operand<'_>) -> Result<&'o str, String> {
    match arg {
        Operand::Text(text) => Ok(text.as_str()),
        _ => Err(format!("`{}` takes a string, found {}", method.name(), arg.kind())),
    }
}

/// The range that the arguments of `slice` mean in something of that length: negative ones count from the end, and none
/// is out of it. The end is not before the start.
fn range(args: &[Operand<'_>], length: usize) -> Result<(usize, usize), String> {
    let place = |arg: Option<&Operand<'_>>, absent: usize| match arg {
        None => Ok(absent),
        Some(Operand::Number(number)) if is_whole(*number) => {
            #[expect(clippy::cast_possible_truncation, reason = "casts saturate, and so do places")]
            let number = *number as i64;
            let magnitude = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
            Ok(if number < 0 { length.saturating_sub(magnitude) } else { magnitude.min(length) })
        }
        Some(other) => Err(format!(
            "`slice` takes whole numbers, found {}",
            match other {
                Operand::Number(_) => "a fraction",
                _ => other.kind(),
            }
        )),
    };
    let (start, end) = (place(args.first(), 0)?, place(args.get(1), length)?);
    Ok((start, end.max(start)))
}

/// Each character by itself, which costs; most texts are ASCII.
fn lower_case(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().flat_map(lower).collect() }
}

fn upper_case(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_uppercase() } else { text.chars().flat_map(upper).collect() }
}

/// One for each character, which has one byte that continues none, and another for those that take four bytes.
fn units(text: &str) -> usize {
    let mut units = 0_usize;
    for byte in text.bytes() {
        units = units.saturating_add(usize::from(byte & 0xc0 != 0x80)).saturating_add(usize::from(byte >= 0xf0));
    }
    units
}

/// Where the first character begins that does not begin before a place in UTF-16 code units. So no pair is split: a
/// character belongs to where its first unit is.
fn byte_at(text: &str, place: usize) -> usize {
    let mut before = 0_usize;
    for (at, c) in text.char_indices() {
        if before >= place {
            return at;
        }
        before = before.saturating_add(c.len_utf16());
    }
    text.len()
}

/// White space of JavaScript.
fn is_space(c: char) -> bool {
    c == '\u{feff}' || c != '\u{85}' && c.is_whitespace()
}

fn count<'a>(count: usize) -> Operand<'a> {
    Operand::Number(u32::try_from(count).unwrap_or(u32::MAX).into())
}

/// A place, or -1.
fn count_or_none<'a>(place: Option<usize>) -> Operand<'a> {
    place.map_or(Operand::Number(-1.0), count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{lower_case, units, upper_case};

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof!["[ -~\\n]{0,20}", ".{0,20}", "[a-zA-ZÀ-ÿßİıſΣσς\u{10400}-\u{1044f}🔑]{0,20}"]
    }

    proptest! {
        #[test]
        fn each_character_has_its_case(text in texts()) {
            prop_assert_eq!(lower_case(&text), text.chars().flat_map(char::to_lowercase).collect::<String>());
            prop_assert_eq!(upper_case(&text), text.chars().flat_map(char::to_uppercase).collect::<String>());
        }

        #[test]
        fn units_are_those_of_utf_16(text in texts()) {
            prop_assert_eq!(units(&text), text.encode_utf16().count());
        }
    }
}
