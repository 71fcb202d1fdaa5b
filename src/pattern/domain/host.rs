//! Hosts in one spelling.

use alloc::borrow::Cow;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::plain;
use crate::prelude::*;

/// The longest host name DNS can carry (RFC 1035, section 2.3.4, without the root's dot).
pub(super) const MAX_NAME_BYTES: usize = 253;

/// A host in the one spelling it is compared by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// A name: lower-case ASCII, without a trailing dot, every label non-empty.
    Name(String),
    /// An IPv4 address, whatever its spelling was.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
}

impl Host {
    /// Reads the host part of a URL as the WHATWG URL standard does (host parsing: percent-decoding, lower case, IPv4
    /// in every spelling, `[…]` for IPv6), and one trailing dot less. `xn--` labels are kept as they stand.
    ///
    /// # Errors
    /// What is wrong, to be put after the host: `is empty`.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        plain::host(text).map_or_else(|| Self::parse_any(text), Ok)
    }

    /// Reads any host.
    pub(super) fn parse_any(text: &str) -> Result<Self, &'static str> {
        if !is_ascii_decoded(text) {
            return Err("is not ASCII; write it in `xn--` form");
        }
        let (shielded, marker) = shield_punycode(text)?;
        match url::Host::parse(&shielded) {
            Ok(url::Host::Ipv4(address)) => Ok(Self::V4(address)),
            Ok(url::Host::Ipv6(address)) => Ok(Self::V6(address)),
            Ok(url::Host::Domain(name)) => Self::name(&marker.restore(&name)),
            Err(url::ParseError::EmptyHost) => Err("is empty"),
            Err(url::ParseError::InvalidIpv4Address) => Err("is no IPv4 address"),
            Err(url::ParseError::InvalidIpv6Address) => Err("is no IPv6 address"),
            Err(_) => Err("holds a character that no host name has"),
        }
    }

    /// An IPv6 address without brackets.
    pub(super) fn bare_v6(text: &str) -> Option<Self> {
        // Nothing else can be one, and most hosts end here.
        let may_be = text.contains(':') && text.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'));
        match url::Host::parse(&may_be.then(|| format!("[{text}]"))?) {
            Ok(url::Host::Ipv6(address)) => Some(Self::V6(address)),
            _ => None,
        }
    }

    fn name(name: &str) -> Result<Self, &'static str> {
        let name = name.strip_suffix('.').unwrap_or(name);
        if name.is_empty() {
            return Err("is empty");
        }
        if name.len() > MAX_NAME_BYTES {
            return Err("is longer than any host name");
        }
        if name.split('.').any(str::is_empty) {
            return Err("has an empty label");
        }
        // The URL standard lets more pass, but no resolver knows such names, and to curl `{a,b}` is two of them.
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
            return Err("holds a character that no host name has");
        }
        Ok(Self::Name(name.to_ascii_lowercase()))
    }

    /// The IPv4 address that traffic to this IPv6 address ends up at: IPv4-mapped `::ffff:0:0/96`, IPv4-compatible
    /// `::/96` (RFC 4291, section 2.5.5; without `::` and `::1`), NAT64 `64:ff9b::/96` (RFC 6052).
    pub(super) fn embedded_v4(&self) -> Option<Self> {
        let Self::V6(address) = self else { return None };
        let v4 = match address.segments() {
            [0, 0, 0, 0, 0, 0, 0, 0 | 1] => return None,
            [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
                Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))
            }
            _ => return None,
        };
        Some(Self::V4(v4))
    }
}

impl core::fmt::Display for Host {
    /// As in a URL: IPv6 in brackets.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::V4(address) => write!(f, "{address}"),
            Self::V6(address) => write!(f, "[{address}]"),
        }
    }
}

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// The host.
    pub host: Host,
    /// The port, given or by the scheme's default; `None` where neither is known.
    pub port: Option<u16>,
}

impl core::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.host),
            None => write!(f, "{}", self.host),
        }
    }
}

/// Whether a host is ASCII once its percent-encoding is undone.
///
/// Checked before the `url` crate sees it: to the adapter without Unicode tables such hosts are a broken promise.
pub(super) fn is_ascii_decoded(host: &str) -> bool {
    let encodes_other = |part: &str| matches!(part.as_bytes(), [b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', low, ..] if low.is_ascii_hexdigit());
    host.is_ascii() && !host.split('%').skip(1).any(encodes_other)
}

/// What stands for `xn--` while the `url` crate reads a text.
///
/// That crate would decode `xn--` labels to check them, for which this build lacks the Unicode tables, and refuse every
/// one. Names are compared as ASCII text here, so the labels only have to come through unharmed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marker(bool);

const PUNYCODE: &str = "xn--";
const SHIELD: &str = "xn-_";

impl Marker {
    /// Puts `xn--` back into a host name.
    pub(super) fn restore(self, name: &str) -> Cow<'_, str> {
        if self.0 { Cow::Owned(name.to_ascii_lowercase().replace(SHIELD, PUNYCODE)) } else { Cow::Borrowed(name) }
    }
}

/// `text` with every `xn--` replaced; the result has the same length.
///
/// # Errors
/// A text that holds the replacement as well: it could not be told apart afterwards.
pub(super) fn shield_punycode(text: &str) -> Result<(Cow<'_, str>, Marker), &'static str> {
    let lower = text.to_ascii_lowercase();
    if !lower.contains(PUNYCODE) {
        return Ok((Cow::Borrowed(text), Marker(false)));
    }
    if lower.contains(SHIELD) {
        return Err("mixes `xn--` and `xn-_`");
    }
    let mut shielded = String::with_capacity(text.len());
    let mut rest = text;
    for piece in lower.split(PUNYCODE) {
        // Lower-casing ASCII keeps every offset.
        let (kept, after) = rest.split_at_checked(piece.len()).unwrap_or((rest, ""));
        shielded.push_str(kept);
        if let Some((_, after)) = after.split_at_checked(PUNYCODE.len()) {
            shielded.push_str(SHIELD);
            rest = after;
        }
    }
    Ok((Cow::Owned(shielded), Marker(true)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_bare_address_is_what_the_standard_library_takes_for_one(
            parts in prop::collection::vec(prop_oneof!["[0-9a-fA-F]{0,5}", "[0-9]{1,3}(\\.[0-9]{1,3}){0,4}", "[.%\\[\\]g ]"], 1..10),
            separator in prop_oneof![Just(":"), Just("::"), Just(".")],
        ) {
            for text in [parts.join(":"), parts.join(separator), format!("::{}", parts.concat()), parts.join(":").replacen(':', "::", 1)] {
                prop_assert_eq!(Host::bare_v6(&text), text.parse().ok().map(Host::V6), "{}", text);
            }
        }

        #[test]
        fn every_address_is_one(segments: [u16; 8], kept: u8) {
            let segment = |at: usize| if kept >> at & 1 == 1 { segments[at] } else { 0 };
            let address = Ipv6Addr::from(std::array::from_fn::<u16, 8, _>(segment));
            prop_assert_eq!(Host::bare_v6(&address.to_string()), Some(Host::V6(address)));
        }
    }

    macro_rules! hosts {
        ($($name:ident: $text:expr => $expected:expr;)*) => {$(
            #[test]
            fn $name() {
                assert_eq!(Host::parse($text).map(|host| host.to_string()), $expected.map(str::to_owned));
            }
        )*};
    }

    hosts! {
        upper_case: "EXAMPLE.com" => Ok::<_, &str>("example.com");
        trailing_dot: "example.com." => Ok::<_, &str>("example.com");
        two_trailing_dots: "example.com.." => Err::<&str, _>("has an empty label");
        only_a_dot: "." => Err::<&str, _>("is empty");
        empty: "" => Err::<&str, _>("is empty");
        percent_encoded: "%65xample.com" => Ok::<_, &str>("example.com");
        percent_encoded_slash: "a%2fb" => Err::<&str, _>("holds a character that no host name has");
        braces: "{a,b}.example.com" => Err::<&str, _>("holds a character that no host name has");
        underscore: "_dmarc.example.com" => Ok::<_, &str>("_dmarc.example.com");
        hex_v4: "0x7f.1" => Ok::<_, &str>("127.0.0.1");
        decimal_v4: "2130706433" => Ok::<_, &str>("127.0.0.1");
        octal_v4: "0177.0.0.01" => Ok::<_, &str>("127.0.0.1");
        v4_with_dot: "127.0.0.1." => Ok::<_, &str>("127.0.0.1");
        v4_overflow: "256.1.1.1" => Err::<&str, _>("is no IPv4 address");
        number_at_the_end: "a.b.1" => Err::<&str, _>("is no IPv4 address");
        v6: "[0:0::1]" => Ok::<_, &str>("[::1]");
        zone: "[fe80::1%25eth0]" => Err::<&str, _>("is no IPv6 address");
        punycode: "XN--Mnchen-3ya.de" => Ok::<_, &str>("xn--mnchen-3ya.de");
        two_punycode_labels: "xn--a.b.xn--c" => Ok::<_, &str>("xn--a.b.xn--c");
        punycode_before_a_number: "xn--a.1" => Err::<&str, _>("is no IPv4 address");
        shield: "xn-_a.xn--b" => Err::<&str, _>("mixes `xn--` and `xn-_`");
        shield_alone: "xn-_a.b" => Ok::<_, &str>("xn-_a.b");
        not_ascii: "münchen.de" => Err::<&str, _>("is not ASCII; write it in `xn--` form");
    }

    #[test]
    fn an_ipv6_address_may_hold_an_ipv4_address() {
        let embedded = |text: &str| Host::parse(text).unwrap().embedded_v4().map(|host| host.to_string());
        assert_eq!(embedded("[::ffff:10.0.0.1]").as_deref(), Some("10.0.0.1"));
        assert_eq!(embedded("[::10.0.0.1]").as_deref(), Some("10.0.0.1"));
        assert_eq!(embedded("[64:ff9b::a9fe:a9fe]").as_deref(), Some("169.254.169.254"));
        for none in ["[::]", "[::1]", "[2001:db8::1]", "[64:ff9b:1::a9fe:a9fe]", "[fd00:ec2::254]"] {
            assert_eq!(embedded(none), None, "{none}");
        }
    }
}
