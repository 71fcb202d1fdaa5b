//! Numbers as JavaScript writes them: the text that a number and a decimal string have in common.

use crate::prelude::*;

/// What `String(number)` gives in JavaScript (ECMAScript, `Number::toString`): the shortest digits that name the number,
/// with an exponent from 1e21 and below 1e-6. Both zeros are `0`; numbers that JSON cannot hold have no text.
pub(crate) fn decimal(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    if number == 0.0 {
        return Some("0".to_owned());
    }
    let (digits, exponent) = shortest(number.abs())?;
    let mut text = if number < 0.0 { "-".to_owned() } else { String::new() };
    let zeros = |count: usize| "0".repeat(count);
    match exponent {
        0..=20 => {
            let before = usize::try_from(exponent).ok()?.checked_add(1)?;
            let (whole, fraction) = digits.split_at(digits.len().min(before));
            text.push_str(whole);
            text.push_str(&zeros(before.saturating_sub(whole.len())));
            push_fraction(&mut text, fraction);
        }
        -6..=-1 => {
            text.push('0');
            let zeros = zeros(usize::try_from(exponent.unsigned_abs()).ok()?.checked_sub(1)?);
            push_fraction(&mut text, &(zeros + &digits));
        }
        _ => {
            let (first, others) = digits.split_at_checked(1)?;
            text.push_str(first);
            push_fraction(&mut text, others);
            text.push_str(if exponent < 0 { "e" } else { "e+" });
            text.push_str(&exponent.to_string());
        }
    }
    Some(text)
}

fn push_fraction(text: &mut String, fraction: &str) {
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
}

/// The shortest digits that name a positive number, and of several the nearest, of two equally near the even one, without
/// zeros around them; and the power of ten of the first. `format!` chooses otherwise: 1815096808271080.25 is `….2` to
/// JavaScript, and `….3` to it.
fn shortest(number: f64) -> Option<(String, i32)> {
    let text = serde_json::to_string(&number).ok()?;
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = whole.to_owned() + fraction;
    let digits = all.trim_start_matches('0');
    let leading = all.len().checked_sub(digits.len())?;
    let places = i32::try_from(whole.len()).ok()?.checked_sub(i32::try_from(leading).ok()?)?;
    let exponent = exponent.parse::<i32>().ok()?.checked_add(places)?.checked_sub(1)?;
    Some((digits.trim_end_matches('0').to_owned(), exponent))
}

#[cfg(test)]
mod tests {
    use super::decimal;

    /// What Node says of these numbers, given by their bits.
    const NODE: &str = include_str!("number/node.txt");

    #[test]
    fn agrees_with_node() {
        let mut rows = 0;
        for row in NODE.lines().filter(|row| !row.starts_with('#')) {
            let (bits, text) = row.split_once(' ').unwrap();
            let number = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
            assert_eq!(decimal(number).as_deref(), Some(text), "{bits}");
            rows += 1;
        }
        assert!(rows > 300, "{rows} rows");
    }

    #[test]
    fn what_json_cannot_hold_has_no_text() {
        assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(decimal), [None, None, None]);
    }
}
