//! The rules of policy.md as tables, and laws that hold for every pattern.

use proptest::prelude::*;

use super::{DomainPattern, DomainSet, NetworkTarget};
use crate::pattern::Reading::{Denial, Permission};

fn set(patterns: &[&str]) -> DomainSet {
    let parsed: Vec<_> = patterns.iter().map(|text| DomainPattern::parse(text).unwrap()).collect();
    DomainSet::new(&parsed)
}

fn permitted(patterns: &[&str], target: &str) -> bool {
    NetworkTarget::parse(target).is_ok_and(|target| target.permitted_by(&set(patterns)).is_ok())
}

/// What cannot be understood is denied as well.
fn denied(patterns: &[&str], target: &str) -> bool {
    NetworkTarget::parse(target).map_or(true, |target| target.denied_by(&set(patterns)).is_some())
}

/// `name: pattern; both: [..]; denial: [..]; neither: [..];` where `denial` targets match in denials only.
macro_rules! domains {
    ($($name:ident: $pattern:expr; both: $both:expr; denial: $denial:expr; neither: $neither:expr;)*) => {$(
        #[test]
        fn $name() {
            let (both, denial, neither): (&[&str], &[&str], &[&str]) = (&$both, &$denial, &$neither);
            for (targets, permits, denies) in [(both, true, true), (denial, false, true), (neither, false, false)] {
                for target in targets {
                    assert_eq!(permitted(&[$pattern], target), permits, "permission of {target}");
                    assert_eq!(denied(&[$pattern], target), denies, "denial of {target}");
                }
            }
        }
    )*};
}

domains! {
    exact: "example.com";
        both: ["example.com", "EXAMPLE.COM.", "https://example.com/x", "http:example.com", "user@example.com", "example.com:8080",
            "//example.com", "http://u:p@example.com:1/", "https://%65xample.com", "ssh://git@example.com/x", "h\tttp://exam\nple.com"];
        denial: [r"http://example.com\@evil.com", r"http://evil.com\@example.com", "http://a@example.com@evil.com", "http://a@evil.com@example.com"];
        neither: ["api.example.com", "example.com.evil.com", "notexample.com", "http://example.com@evil.com", "http://evil.com/example.com",
            "http://evil.com#@example.com", "http://evil.com?example.com"];
    below: "*.Example.com";
        both: ["a.example.com", "a.b.example.com", "https://A.EXAMPLE.COM."];
        denial: []; neither: ["example.com", "aexample.com", "a.example.com.evil"];
    any: "*";
        both: ["example.com", "1.2.3.4", "[::1]", "::1", "localhost"]; denial: []; neither: [];
    port: "localhost:3000";
        both: ["localhost:3000", "http://localhost:3000/"]; denial: ["localhost", "ssh://localhost"];
        neither: ["http://localhost", "localhost:3001", "https://localhost"];
    default_port: "example.com:443";
        both: ["https://example.com", "wss://example.com", "http://example.com:443", "example.com:443"];
        denial: ["example.com"]; neither: ["http://example.com"];
    any_on_a_port: "*:443";
        both: ["https://example.com", "https://[::1]"]; denial: ["example.com"]; neither: ["http://example.com"];
    below_on_a_port: "*.example.com:443";
        both: ["https://a.example.com"]; denial: ["a.example.com"]; neither: ["https://example.com", "http://a.example.com"];
    v4: "127.0.0.1";
        both: ["127.0.0.1", "http://127.1/", "0x7f.1", "2130706433", "0177.0.0.1:80", "ssh://0x7f.1"];
        denial: ["[::ffff:127.0.0.1]", "::ffff:7f00:1", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/x"];
        neither: ["127.0.0.2", "127.0.0.1.nip.io", "localhost"];
    odd_v4: "0x7f.1";
        both: ["127.0.0.1"]; denial: []; neither: ["127.0.0.2"];
    metadata: "169.254.169.254";
        both: ["http://169.254.169.254/latest", "http://2852039166", "http://0xA9FEA9FE:80"];
        denial: ["http://[::ffff:a9fe:a9fe]", r"http://good.com\@169.254.169.254"]; neither: ["http://169.254.169.253"];
    v6: "fd00:ec2::254";
        both: ["http://[FD00:EC2:0:0::254]/", "fd00:ec2::254", "[fd00:ec2::254]"]; denial: []; neither: ["[fd00:ec2::253]"];
    v6_port: "[::1]:80";
        both: ["http://[::1]", "[::1]:80"]; denial: ["::1"]; neither: ["https://[::1]"];
    no_address_is_below_a_name: "*.local";
        both: ["a.local"]; denial: []; neither: ["1.2.3.4", "[::1]", "local"];
    punycode: "xn--mnchen-3ya.de";
        both: ["https://XN--Mnchen-3ya.de/", "u@xn--mnchen-3ya.de."]; denial: ["https://münchen.de"]; neither: ["mnchen-3ya.de"];
    hosts_named_like_schemes: "http";
        both: ["http"]; denial: ["http:80"]; neither: ["http://x"];
    numeric_host: "0.0.0.80";
        both: ["0.0.0.80"]; denial: ["http:80"]; neither: [];
}

#[test]
fn what_cannot_be_understood_is_an_error_that_says_why() {
    for (target, why) in [
        ("", "is empty"),
        (" \t\n", "is empty"),
        ("data:text/plain,x", "scheme without a host"),
        ("javascript:alert(1)", "scheme without a host"),
        ("mailto:me@example.com", "scheme without a host"),
        ("/etc/passwd", "is a path"),
        ("http://", "names no host"),
        ("ssh:///x", "names no host"),
        ("http://a..b/", "has an empty label"),
        ("http://münchen.de/", "`xn--` form"),
        ("http://a b/", "no host name has"),
        ("http://a:99999/", "invalid port"),
        ("http://A%C3%A9.com/", "`xn--` form"),
        ("http://1.2.3.256/", "no IPv4 address"),
        ("http://[::1%25lo]/", "no IPv6 address"),
        (r"http://good.com\@évil.com/", "can also be read"),
        ("1http://example.com", "no URL and no host"),
        ("file://server/share", "another machine"),
        ("file:///a%2fb", "encoded separator"),
        ("file:////server/share", "empty folder"),
        ("http://a\u{0}b/", "no host name has"),
        (&format!("http://{}", "a".repeat(70_000)), "longer than"),
        (&format!("http://{}", "a.".repeat(150)), "longer than any host name"),
    ] {
        let error = NetworkTarget::parse(target).unwrap_err();
        assert!(error.message.contains(why), "{target:?}: {error}");
        assert!(error.message.len() < 300);
    }
}

#[test]
fn file_urls_are_paths() {
    for (url, path) in [
        ("file:///etc/passwd", "/etc/passwd"),
        ("FILE:/a/../b", "/b"),
        ("file://localhost/a%20b?x#y", "/a b"),
        ("file:///C:/x", "/C:/x"),
    ] {
        let target = NetworkTarget::parse(url).unwrap();
        assert_eq!(target.file_path(), Some(path));
        assert_eq!(target.permitted_by(&set(&["*"])), Err(None));
        assert_eq!(target.denied_by(&set(&["*"])), None);
    }
}

#[test]
fn every_reading_needs_a_permission_and_the_first_without_one_is_named() {
    let target = NetworkTarget::parse(r"http://good.com\@evil.com/").unwrap();
    let unmet = target.permitted_by(&set(&["good.com"])).unwrap_err().unwrap();
    assert_eq!(unmet.to_string(), "evil.com:80");
    assert_eq!(target.permitted_by(&set(&["evil.com", "good.com"])), Ok(1));
    let (index, reading) = NetworkTarget::parse("[::ffff:10.0.0.1]:80")
        .unwrap()
        .denied_by(&set(&["x", "10.0.0.1"]))
        .map(|(index, endpoint)| (index, endpoint.to_string()))
        .unwrap();
    assert_eq!((index, reading.as_str()), (1, "10.0.0.1:80"));
}

#[test]
fn bad_patterns_are_refused_with_a_repair() {
    for (pattern, repair) in [
        ("https://example.com/x", Some("write `example.com`")),
        ("http://u:p@localhost:3000/", Some("write `localhost:3000`")),
        ("example.com/path", Some("write `example.com`")),
        ("user@example.com", Some("write `example.com`")),
        ("//example.com", Some("write `example.com`")),
        (".example.com", Some("write `*.example.com`")),
        ("*example.com", Some("write `*.example.com`")),
        ("münchen.de", Some("write it in `xn--` form")),
        ("example.com:", Some("write `example.com`")),
        ("example.com:0", Some("a port is a number from 1 to 65535")),
        ("example.com:65536", Some("a port is a number from 1 to 65535")),
        ("example.com:+80", Some("a port is a number from 1 to 65535")),
        ("example.com:http", Some("a port is a number from 1 to 65535")),
        ("", Some("write `*` for every host")),
        ("  ", Some("write `*` for every host")),
        ("a.*.com", None),
        ("*.*.com", None),
        ("**", None),
        ("*.", None),
        ("*.10.0.0.1", None),
        ("*.[::1]", None),
        ("a..b", None),
        (".", None),
        ("a b", None),
        ("a,b.com", None),
        ("a%41", Some("write the host without encoding")),
        ("1.2.3.4.5", None),
        ("[::1", None),
        ("http://", None),
    ] {
        let error = DomainPattern::parse(pattern).map(|read| panic!("{pattern}: {read:?}")).unwrap_err();
        if repair.is_some() {
            assert_eq!(error.suggestion.as_deref(), repair, "{pattern}: {error:?}");
        }
        assert!(error.message.starts_with("domain pattern") || error.message.starts_with("a domain pattern"));
    }
}

fn small_pattern() -> impl Strategy<Value = String> {
    let host = prop::sample::select(vec!["*", "a", "b.a", "*.a", "*.b.a", "a.b.a", "1.2.3.4", "[::1]", "*.b"]);
    (host, prop::sample::select(vec!["", ":80", ":81"])).prop_map(|(host, port)| format!("{host}{port}"))
}

fn small_target() -> impl Strategy<Value = String> {
    let host = prop::sample::select(vec![
        "a",
        "b.a",
        "a.b.a",
        "c.b.a",
        "b",
        "1.2.3.4",
        "[::1]",
        "[::ffff:1.2.3.4]",
        r"a\@b.a",
        "a@b@b.a",
    ]);
    (
        prop::sample::select(vec!["", "http://", "https://", "ssh://"]),
        host,
        prop::sample::select(vec!["", ":80", ":81"]),
    )
        .prop_map(|(scheme, host, port)| format!("{scheme}{host}{port}"))
}

proptest! {
    #[test]
    fn a_set_finds_what_its_patterns_find(texts in prop::collection::vec(small_pattern(), 0..12), target in small_target()) {
        let Ok(target) = NetworkTarget::parse(&target) else { return Ok(()) };
        let patterns: Vec<_> = texts.iter().map(|text| DomainPattern::parse(text).unwrap()).collect();
        let set = DomainSet::new(&patterns);
        for endpoint in target.endpoints() {
            for reading in [Permission, Denial] {
                let one_by_one: Vec<_> = (0..patterns.len()).filter(|index| patterns[*index].matches(endpoint, reading)).collect();
                prop_assert_eq!(set.first(endpoint, reading), one_by_one.first().copied());
                prop_assert_eq!(set.matches(endpoint, reading), one_by_one);
            }
        }
    }

    #[test]
    fn a_permission_implies_the_denial(pattern in small_pattern(), target in small_target()) {
        prop_assert!(!permitted(&[&pattern], &target) || denied(&[&pattern], &target));
    }

    /// The targets hold one host for each way to stand to the patterns, so containment shows in them exactly.
    #[test]
    fn containment_is_exact(outer in small_pattern(), inner in small_pattern()) {
        let (outer, inner) = (DomainPattern::parse(&outer).unwrap(), DomainPattern::parse(&inner).unwrap());
        let contained = ["a", "b.a", "a.b.a", "c.b.a", "c.a", "b", "c.b", "c", "1.2.3.4", "1.2.3.5", "[::1]"].iter().all(|host| {
            ["80", "81", "82"].iter().all(|port| {
                let target = NetworkTarget::parse(&format!("{host}:{port}")).unwrap();
                target.endpoints().iter().all(|endpoint| !inner.matches(endpoint, Permission) || outer.matches(endpoint, Permission))
            })
        });
        prop_assert_eq!(outer.covers(&inner), contained, "{} and {}", outer.source(), inner.source());
    }

    #[test]
    fn no_text_panics(text in ".{0,40}", tricky in "[hHtTpPsxn:/@\\\\?#\\[\\].%0-9a-f\t -]{0,40}") {
        for text in [&text, &tricky] {
            let _ = DomainPattern::parse(text);
            for scheme in ["", "http://", "ssh://", "file:"] {
                let _ = NetworkTarget::parse(&format!("{scheme}{text}"));
            }
        }
    }

    #[test]
    fn reading_a_reading_again_changes_nothing(target in small_target()) {
        let Ok(target) = NetworkTarget::parse(&target) else { return Ok(()) };
        for endpoint in target.endpoints() {
            let again = NetworkTarget::parse(&endpoint.to_string()).unwrap();
            prop_assert_eq!(again.endpoints().first(), Some(endpoint));
        }
    }
}
