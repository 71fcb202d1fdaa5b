//! Numbers as JavaScript has them.

/// Up to here each whole number is one of its own: 2 to the power of 53.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

/// Whether nothing stands behind the point. Infinity is no whole number.
pub(crate) fn is_whole(number: f64) -> bool {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "the range is checked")]
    let survives = number as i64 as f64 == number;
    number.is_finite() && (number.abs() >= EXACT || survives)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whole_is_what_has_no_fraction(bits: u64, power in -60..60_i32) {
            for number in [f64::from_bits(bits), f64::from_bits(bits) % EXACT, (bits as f64) * f64::powi(2.0, power)] {
                for number in [number, number.round(), -number, 0.0, EXACT - 0.5, EXACT + 1.0, f64::NAN, f64::INFINITY] {
                    prop_assert_eq!(is_whole(number), number.fract() == 0.0);
                }
            }
        }
    }
}
