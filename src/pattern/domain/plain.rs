//! Hosts and URLs that are quickly read: all readers agree on them, and nothing in them has a second spelling.

use super::host::{Endpoint, Host, MAX_NAME_BYTES};
use crate::pattern::MAX_TARGET_BYTES;
use crate::prelude::*;

/// Reads a host as [`Host::parse_any`] would; nothing where that has to look closer.
pub(super) fn host(text: &str) -> Option<Host> {
    let mut before = b'.';
    // Whether the label starts with a letter: the last one of an address is a number.
    let mut letter = false;
    for byte in text.bytes() {
        match (before, byte) {
            (b'.', b'a'..=b'z') => letter = true,
            (b'.', b'0'..=b'9') => letter = false,
            // What follows `xn--` is no ASCII name.
            (b'.', _) | (b'-', b'-') => return None,
            (_, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.') => {}
            _ => return None,
        }
        before = byte;
    }
    (letter && before != b'.' && text.len() <= MAX_NAME_BYTES).then(|| Host::Name(text.to_owned()))
}

/// Reads `https://host/…`, with a port or without, or a host alone, as [`NetworkTarget::parse_any`] would.
///
/// [`NetworkTarget::parse_any`]: super::NetworkTarget::parse_any
pub(super) fn endpoint(text: &str) -> Option<Endpoint> {
    if text.len() > MAX_TARGET_BYTES {
        return None;
    }
    let (rest, default_port) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (rest, Some(443)),
        (None, Some(rest)) => (rest, Some(80)),
        (None, None) => (text, None),
    };
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let (authority, after) = rest.split_at_checked(end)?;
    let mut before = b'/';
    for byte in after.bytes() {
        if !byte.is_ascii_graphic() || (before, byte) == (b'-', b'-') {
            return None;
        }
        before = byte;
    }
    let (name, port) = match authority.bytes().position(|byte| byte == b':') {
        None => (authority, default_port),
        // Without a scheme a host with a port looks like one.
        Some(colon) => {
            (authority.get(..colon)?, Some(port(authority.get(colon..)?).filter(|_| default_port.is_some())?))
        }
    };
    Some(Endpoint { host: host(name)?, port })
}

/// The number after a `:`.
fn port(text: &str) -> Option<u16> {
    match text.as_bytes() {
        [b':', b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit) => text.get(1..)?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pattern::domain::NetworkTarget;

    /// Names that are read quickly, and such as are nearly so.
    fn label() -> impl Strategy<Value = String> {
        let odd = [
            "a", "example", "com", "a-b", "-a", "a-", "a--b", "xn--a", "axn--b", "xn-_a", "xn-", "1", "0x7f", "0x",
            "1a", "a1", "09", "127", "256", "A", "eXample", "a_b", "_", "", "%61", "%2e", "é", "a b", "a\tb", "a\\b",
            "u@a", "*", "{a,b}", "[::1]", "1e3", "0xg",
        ];
        prop_oneof![prop::sample::select(odd.to_vec()).prop_map(str::to_owned), "[a-z0-9-]{1,4}", "[a-z]{1,3}"]
    }

    fn name() -> impl Strategy<Value = String> {
        let long =
            (50_usize..70, "[a-z0-9]").prop_map(|(count, c)| format!("{}a.b", format!("{c}{c}{c}.").repeat(count)));
        prop_oneof![
            20 => (prop::collection::vec(label(), 1..4), prop::sample::select(vec!["", "", "", ".", ".."]))
                .prop_map(|(labels, end)| labels.join(".") + end),
            1 => long,
            1 => (60_usize..70).prop_map(|count| "a".repeat(count)),
        ]
    }

    fn url() -> impl Strategy<Value = String> {
        let scheme = [
            "",
            "",
            "http://",
            "https://",
            "http://",
            "https://",
            "HTTP://",
            "http:/",
            "http:",
            "https:///",
            "ssh://",
            "file://",
            "data:",
            "//",
            " http://",
        ];
        let user = ["", "", "", "", "", "u@", "u:p@", "a.com\\@", "@"];
        let port = [
            "", "", "", ":80", ":443", ":8080", ":", ":0", ":080", ":65535", ":65536", ":99999", ":123456", ":a",
            ":8a", ":80:80",
        ];
        let after = [
            "",
            "/",
            "/v1",
            "?q=a",
            "#a",
            "/a@b",
            "?u@b.com",
            "\\x",
            "/a\\b",
            "/xn--a",
            "/xn--a/xn-_b",
            "/XN--a?xn-_",
            "/a-b",
            "/%zz",
            "/a b",
            "/\t",
            "/é",
            "/\u{7f}",
            " ",
            "\n",
            "/://x",
            "?a:b",
            "/[",
            "/{a}|^`<>\"'",
            "/../..//x",
        ];
        (
            prop::sample::select(scheme.to_vec()),
            prop::sample::select(user.to_vec()),
            name(),
            prop::sample::select(port.to_vec()),
            prop::sample::select(after.to_vec()),
        )
            .prop_map(|(scheme, user, name, port, after)| format!("{scheme}{user}{name}{port}{after}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn hosts_are_read_as_any(name in name(), free in "[a-z0-9xX.%_-]{0,10}") {
            for text in [&name, &free] {
                if let Some(host) = host(text) {
                    prop_assert_eq!(Host::parse_any(text), Ok(host), "{}", text);
                }
            }
        }

        #[test]
        fn urls_are_read_as_any(url in url(), free in "https?://[a-z0-9x.:@-]{1,10}[!-~]{0,8}") {
            for text in [&url, &free] {
                prop_assert_eq!(NetworkTarget::parse(text), NetworkTarget::parse_any(text), "{}", text);
            }
        }
    }

    #[test]
    fn most_urls_are_plain() {
        for (text, expected) in [
            ("https://api.example.com/v1", "api.example.com:443"),
            ("http://localhost:3000", "localhost:3000"),
            ("https://a-b.c1.io?x=/y@z#\\", "a-b.c1.io:443"),
            ("registry.npmjs.org", "registry.npmjs.org"),
            ("example.com/x:y", "example.com"),
        ] {
            assert_eq!(endpoint(text).map(|endpoint| endpoint.to_string()).as_deref(), Some(expected), "{text}");
        }
        let long = format!("https://example.com/{}", "a".repeat(MAX_TARGET_BYTES));
        let long_name = format!("{}com", "a.".repeat(126));
        for text in [
            "",
            "localhost:3000",
            "https://",
            "https:///x",
            "http://1.2.3.4",
            "http://0x7f.1",
            "http://a.0x1",
            "http://2130706433",
            "http://a.com.",
            "http://xn--a.com",
            "http://A.com",
            "http://u@a.com",
            "http://a.com:0",
            "http://a.com:65536",
            "http://a.com:",
            "http://a.com/ ",
            "http://a.com/a--b",
            "http://a.com\\@b.com",
            "ssh://a.com",
            "HTTP://a.com",
            "http://a_b.com",
            "http://-a.com",
            "http://[::1]",
            &long,
            &long_name,
        ] {
            assert_eq!(endpoint(text), None, "{text}");
        }
    }
}
