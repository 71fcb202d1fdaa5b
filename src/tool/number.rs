//! Numbers as JavaScript writes them: the text that a number and a decimal string have in common.

/// What `String(number)` gives in JavaScript (ECMAScript, `Number::toString`): the shortest digits that name the number,
/// with an exponent from 1e21 and below 1e-6. Both zeros are `0`; numbers that JSON cannot hold have no text.
pub(super) fn decimal(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    if number == 0.0 {
        return Some("0".to_owned());
    }
    let sign = if number < 0.0 { "-" } else { "" };
    // One digit, then the others behind a point, then the exponent.
    let scientific = nearest_shortest(number.abs());
    let (mantissa, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    Some(match exponent {
        0..=20 => {
            let before = usize::try_from(exponent).ok()?.checked_add(1)?;
            match digits.split_at_checked(before) {
                Some((whole, "")) => format!("{sign}{whole}"),
                Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
                None => format!("{sign}{digits:0<before$}"),
            }
        }
        -6..=-1 => {
            let zeros = usize::try_from(exponent.unsigned_abs()).ok()?.checked_sub(1)?;
            format!("{sign}0.{:0<zeros$}{digits}", "")
        }
        _ => format!("{sign}{mantissa}e{exponent:+}"),
    })
}

/// The shortest digits that name the number, and of several the nearest, of two equally near the even one. Rust's own
/// choice is as short, but between those two it is another: 1815096808271080.25 is `….2` to JavaScript, and `….3` to Rust.
fn nearest_shortest(number: f64) -> String {
    let shortest = format!("{number:e}");
    let digits = shortest.split('e').next().unwrap_or_default().len();
    // The first digit and the point are no decimal places.
    let even = format!("{number:.*e}", digits.saturating_sub(2));
    // Beside a power of two the nearest can be one that names another number.
    if even.parse() == Ok(number) { even } else { shortest }
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
