//! Where a URL's authority ends and which part of it is the host, by RFC 3986 and by older custom.
use crate::list::AddAll;
use crate::prelude::*;
/// The host and port that a reader of RFC 3986 finds in a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Authority<'a> {
    /// As written, IPv6 with its brackets.
    pub(super) host: &'a str,
    /// As written, digits or not; `None` where none is given or it is empty.
    pub(super) port: Option<&'a str>,
}

/// The authorities found in `text`, which starts after `scheme://`: RFC 3986, section 3.2, lets only `/`, `?` and `#`
/// end it (not `\`). An `@` in user-info breaks the RFC; most readers take the last `@` for its end, some the first.
pub(super) fn authorities(text: &str) -> Vec<Authority<'_>> {
    let authority = text.split(['/', '?', '#']).next().unwrap_or_default();
    let after_last = authority.rsplit_once('@').map_or(authority, |(_, rest)| rest);
    let after_first = authority.split_once('@').map(|(_, rest)| rest.split('@').next().unwrap_or_default());
    let mut found = vec![split_port(after_last)];
    found.add_all(after_first.filter(|other| *other != after_last).map(split_port));
    found
}

/// `host:port` parted at the colon that is not inside brackets.
pub(super) fn split_port(text: &str) -> Authority<'_> {
    let bracket = text.rfind(']').map_or(0, |at| at.saturating_add(1));
    let (inside, outside) = text.split_at_checked(bracket).unwrap_or((text, ""));
    match outside.rfind(':') {
        None => Authority { host: text, port: None },
        Some(colon) => {
            let host = text.get(..inside.len().saturating_add(colon)).unwrap_or_default();
            let port = outside.get(colon.saturating_add(1)..).filter(|port| !port.is_empty());
            Authority { host, port }
        }
    }
}

/// The scheme in front of the first colon, if it has the form of one (RFC 3986, section 3.1), and what follows.
pub(super) fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    valid.then_some((scheme, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Vec<&str> {
        authorities(text).iter().map(|authority| authority.host).collect()
    }

    #[test]
    fn the_host_stands_after_the_user() {
        assert_eq!(hosts("a.com/x@b.com"), ["a.com"]);
        assert_eq!(hosts("user:pass@a.com:80?x"), ["a.com"]);
        assert_eq!(hosts(r"a.com\@b.com"), ["b.com"]);
        assert_eq!(hosts("u@a.com@b.com"), ["b.com", "a.com"]);
        assert_eq!(hosts("u@a.com:80@b.com#c"), ["b.com", "a.com"]);
        assert_eq!(hosts("[::1]:80"), ["[::1]"]);
    }

    #[test]
    fn the_port_stands_after_the_last_colon() {
        assert_eq!(split_port("a:80"), Authority { host: "a", port: Some("80") });
        assert_eq!(split_port("a:"), Authority { host: "a", port: None });
        assert_eq!(split_port("[::1]"), Authority { host: "[::1]", port: None });
        assert_eq!(split_port("[::1]:x"), Authority { host: "[::1]", port: Some("x") });
    }

    #[test]
    fn schemes_have_a_form() {
        assert_eq!(split_scheme("git+ssh://x"), Some(("git+ssh", "//x")));
        for text in ["//x", "1a:x", "a_b:x", ":x", "x"] {
            assert_eq!(split_scheme(text), None, "{text}");
        }
    }
}
