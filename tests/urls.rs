//! Network targets against an independent judge: Node's `URL`, recorded in `tests/data/urls.json` by
//! `scripts/generate-url-cases.mjs`, and the expression of RFC 3986, appendix B, for the other reading.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use mlld_policy::pattern::domain::NetworkTarget;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    input: String,
    node: Option<Node>,
    rfc3986: Option<String>,
}

#[derive(Deserialize)]
struct Node {
    /// Empty where the input has none and was read behind `http://`.
    scheme: String,
    host: Option<String>,
    port: String,
    path: Option<String>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str::<Cases>(include_str!("data/urls.json")).unwrap().cases
}

/// The two differences in spelling: here a trailing dot says nothing, and Rust writes `[::ffff:1.2.3.4]` with dots.
fn spelled(host: &str) -> String {
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')?.parse::<std::net::Ipv6Addr>().ok());
    match address {
        Some(address) => format!("[{address}]"),
        None => host.strip_suffix('.').unwrap_or(host).to_owned(),
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    Some(match scheme {
        "http:" | "ws:" => 80,
        "https:" | "wss:" => 443,
        "ftp:" => 21,
        _ => return None,
    })
}

#[test]
fn the_first_reading_is_that_of_node() {
    let mut understood = 0;
    for case in cases() {
        let Case { input, node, .. } = &case;
        let Ok(target) = NetworkTarget::parse(input) else { continue };
        let node = node.as_ref().unwrap_or_else(|| panic!("{input:?} is no URL to Node, but {target:?}"));
        understood += 1;
        if let Some(path) = target.file_path() {
            assert_eq!(node.scheme, "file:", "{input:?}");
            assert_eq!(Some(path), node.path.as_deref(), "{input:?}");
            continue;
        }
        let first = target.endpoints().first().unwrap();
        if node.host.is_none() {
            // To Node a path in a scheme it does not know, to others `redis:6379` is a host and `user:word@host` too.
            assert!(format!("{}:", first.host) == node.scheme || input.contains('@'), "{input:?}");
            continue;
        }
        assert_eq!(Some(first.host.to_string()), node.host.as_deref().map(spelled), "{input:?}");
        let port = if node.port.is_empty() { default_port(&node.scheme) } else { node.port.parse().ok() };
        // Behind `http://` Node drops a port 80 that was written.
        let port =
            if node.scheme.is_empty() && node.port.is_empty() { first.port.filter(|port| *port == 80) } else { port };
        assert_eq!(first.port, port, "{input:?}");
    }
    assert!(understood > 1400, "only {understood} inputs are understood");
}

#[test]
fn whatever_rfc_3986_finds_is_among_the_readings() {
    let mut others = 0;
    for Case { input, rfc3986, .. } in cases() {
        let (Some(host), Ok(target)) = (rfc3986, NetworkTarget::parse(&input)) else { continue };
        if target.file_path().is_some() {
            continue;
        }
        let found: Vec<_> = target.endpoints().iter().map(|endpoint| endpoint.host.to_string()).collect();
        assert!(found.contains(&spelled(&host)), "{input:?}: {host} is not among {found:?}");
        others += usize::from(found.first() != Some(&spelled(&host)));
    }
    assert!(others > 10, "only {others} inputs name two hosts");
}

/// What Node reads and the engine does not must have a reason; otherwise a wrong denial would hide here.
#[test]
fn what_node_understands_is_refused_for_a_reason_only() {
    for Case { input, node, .. } in cases() {
        let Some(node) = node else { continue };
        let Err(error) = NetworkTarget::parse(&input) else { continue };
        let host = node.host.unwrap_or_default();
        let reason = host.is_empty()
            || spelled(&host).split('.').any(str::is_empty)
            || host.len() > 253
            || host.contains(|c: char| "!\"$&'()*+,;=`{}~".contains(c))
            // Encoded, but not ASCII.
            || host.contains("xn--") && !input.to_lowercase().contains("xn--")
            // `1http://example.com` would be the host `1http` with an empty port.
            || node.scheme.is_empty() && (input.contains("://") || input.contains(|c: char| c <= ' ' || c == '\u{7f}'))
            || error.message.contains("holds a backslash") && default_port(&node.scheme).is_none()
            || error.message.contains("scheme without a host")
            || error.message.contains("can also be read")
            || node.scheme == "file:";
        assert!(reason, "{input:?} is {host:?} to Node, but: {error}");
    }
}
