//! "Did you mean …?": the nearest known name.

/// The candidate nearest to `given`, if one is near enough to be a likely misspelling: at most two edits
/// (one for names of up to three letters), case ignored.
#[must_use]
pub(crate) fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut candidates = candidates.into_iter();
    among(given, &mut || candidates.next())
}

/// The same code whatever the candidates come from.
fn among<'a>(given: &str, candidates: &mut dyn FnMut() -> Option<&'a str>) -> Option<&'a str> {
    // A long name is no misspelling of a short one; comparing it would cost the product of the lengths.
    if given.len() > 64 {
        return None;
    }
    let given = given.to_ascii_lowercase();
    let length = given.chars().count();
    let limit = if length <= 3 { 1 } else { 2 };
    std::iter::from_fn(candidates)
        .filter(|name| name.chars().count().abs_diff(length) <= limit)
        .map(|name| (strsim::osa_distance(&given, &name.to_ascii_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelling_finds_its_name() {
        assert_eq!(nearest("dney", ["allow", "deny"]), Some("deny"));
        assert_eq!(nearest("Deny", ["allow", "deny"]), Some("deny"));
    }

    #[test]
    fn a_stranger_finds_nothing() {
        assert_eq!(nearest("frobnicate", ["allow", "deny"]), None);
        assert_eq!(nearest(&"x".repeat(10_000), ["allow", "deny"]), None);
    }
}
