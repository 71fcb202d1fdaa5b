//! What an operation on the network names: a URL, a host, or a host and a port.

use url::Url;

use super::authority::{Authority, authorities, split_port, split_scheme};
use super::host::{Endpoint, Host, is_ascii_decoded, shield_punycode};
use super::plain;
use super::set::DomainSet;
use crate::list::AddAll;
use crate::pattern::{MAX_TARGET_BYTES, quoted};
use crate::pattern::{Reading, TargetError};
use crate::prelude::*;

/// Every host that readers of one text may connect to, or the path of a `file:` URL.
///
/// ```
/// use mlld_policy::pattern::domain::NetworkTarget;
/// let target = NetworkTarget::parse(r"http://good.example\@evil.example/").unwrap();
/// let hosts: Vec<_> = target.endpoints().iter().map(|endpoint| endpoint.to_string()).collect();
/// assert_eq!(hosts, ["good.example:80", "evil.example:80"]);
///
/// assert_eq!(NetworkTarget::parse("file:///etc/passwd").unwrap().file_path(), Some("/etc/passwd"));
/// assert!(NetworkTarget::parse("javascript:alert(1)").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkTarget {
    named: Named,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    One([Endpoint; 1]),
    /// At least two.
    Endpoints(Vec<Endpoint>),
    File(String),
}

impl NetworkTarget {
    /// Reads a URL (`https://user@example.com:8443/x`), a host (`example.com`, `::1`), or a host with a user or a port
    /// (`me@example.com`, `localhost:3000`).
    ///
    /// The first endpoint is the reading of the WHATWG URL standard; others follow where RFC 3986 finds another host
    /// or port, and where an IPv6 address holds an IPv4 address. Without a scheme, or with one that has no default
    /// port, a port that is not written is unknown.
    ///
    /// # Errors
    /// Text that is empty, longer than 64 KiB or no URL; a scheme without a host (`data:`, `mailto:`); a host that is
    /// not ASCII, holds an empty label or cannot exist; a path where a host is expected.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        match plain::endpoint(text) {
            Some(endpoint) => Ok(Self { named: Named::One([endpoint]) }),
            None => Self::parse_any(text),
        }
    }

    /// Reads any target.
    pub(super) fn parse_any(text: &str) -> Result<Self, TargetError> {
        let refused = |why: &str| TargetError::new(format!("the network target {} {why}", quoted(text)));
        if text.len() > MAX_TARGET_BYTES {
            return Err(TargetError::new(format!("the network target is longer than {MAX_TARGET_BYTES} bytes")));
        }
        // The URL standard removes both before it reads anything.
        let cleaned: String =
            text.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        if cleaned.is_empty() {
            return Err(TargetError::new("the network target is empty"));
        }
        if let Some(host) = Host::bare_v6(&cleaned) {
            return Ok(Self::endpoints_of([Endpoint { host, port: None }]));
        }
        let form = Form::of(&cleaned).map_err(refused)?;
        let written = form.written();
        if !is_ascii_decoded(written.host) {
            return Err(refused("names a host that is not ASCII; write it in `xn--` form"));
        }
        let (shielded, marker) = shield_punycode(&form.url).map_err(refused)?;
        let url = Url::parse(&shielded).map_err(|error| refused(why(error)))?;
        if url.scheme() == "file" {
            return file_path(&url, &form.url).map(|path| Self { named: Named::File(path) }).map_err(refused);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| refused("names no host"))?;
        // Also for schemes the standard knows nothing of: whoever connects resolves the same odd spellings.
        let host = Host::parse(&marker.restore(host)).map_err(|why| refused(&format!("names a host that {why}")))?;
        let default_port = if form.has_scheme { url.port_or_known_default() } else { None };
        // Not `url.port()`, which leaves out the default port of the `http` that may be ours.
        let port = written.port.and_then(|port| port.parse().ok()).or(default_port);
        let standard = Endpoint { host, port };

        let mut found = vec![standard];
        for authority in form.other_readings(text) {
            match other_endpoint(authority, default_port) {
                Ok(endpoint) => found.add_all(endpoint),
                Err(why) => return Err(refused(&format!("can also be read to name a host that {why}"))),
            }
        }
        Ok(Self::endpoints_of(found))
    }

    /// `found`, each once, and the IPv4 addresses inside.
    fn endpoints_of(found: impl IntoIterator<Item = Endpoint>) -> Self {
        let mut endpoints: Vec<Endpoint> = Vec::new();
        for endpoint in found {
            let embedded = endpoint.host.embedded_v4().map(|host| Endpoint { host, port: endpoint.port });
            for endpoint in [Some(endpoint), embedded].into_iter().flatten() {
                if !endpoints.contains(&endpoint) {
                    endpoints.push(endpoint);
                }
            }
        }
        let named = <[Endpoint; 1]>::try_from(endpoints).map_or_else(Named::Endpoints, Named::One);
        Self { named }
    }

    /// Every reading, the WHATWG one first; none for a `file:` URL, which is judged as a path.
    #[must_use]
    pub fn endpoints(&self) -> &[Endpoint] {
        match &self.named {
            Named::One(endpoint) => endpoint,
            Named::Endpoints(endpoints) => endpoints,
            Named::File(_) => &[],
        }
    }

    /// The host as a denial shows it: that of the first reading.
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        self.endpoints().first().map(|endpoint| endpoint.host.to_string())
    }

    /// The decoded path of a `file:` URL.
    #[must_use]
    pub fn file_path(&self) -> Option<&str> {
        match &self.named {
            Named::One(_) | Named::Endpoints(_) => None,
            Named::File(path) => Some(path),
        }
    }

    /// Whether a permission holds: every reading matches some pattern. The index of the pattern that matches the first
    /// reading, or the reading nothing permits. A `file:` URL is never permitted by domains.
    ///
    /// # Errors
    /// The first reading without a matching pattern, `None` for a `file:` URL.
    pub fn permitted_by(&self, permitted: &DomainSet) -> Result<usize, Option<&Endpoint>> {
        let mut first = None;
        for endpoint in self.endpoints() {
            match permitted.first(endpoint, Reading::Permission) {
                Some(index) => first = first.or(Some(index)),
                None => return Err(Some(endpoint)),
            }
        }
        first.ok_or(None)
    }

    /// Whether a denial holds: any reading matches. The pattern's index and the reading it matches.
    #[must_use]
    pub fn denied_by(&self, denied: &DomainSet) -> Option<(usize, &Endpoint)> {
        self.endpoints()
            .iter()
            .filter_map(|endpoint| denied.first(endpoint, Reading::Denial).map(|index| (index, endpoint)))
            .min_by_key(|(index, _)| *index)
    }
}

/// The text in the form of a URL.
struct Form {
    url: String,
    /// Whether the scheme is the author's.
    has_scheme: bool,
}

/// Schemes whose URLs name no host, where a host could be read into them by mistake (`mailto:me@example.com`).
const HOSTLESS: [&str; 10] =
    ["about", "blob", "cid", "data", "javascript", "mailto", "sms", "tel", "urn", "view-source"];
/// Schemes whose slashes the URL standard adds where they are missing.
const SPECIAL: [&str; 6] = ["file", "ftp", "http", "https", "ws", "wss"];

impl Form {
    fn of(cleaned: &str) -> Result<Self, &'static str> {
        if let Some((scheme, rest)) = split_scheme(cleaned) {
            let scheme = scheme.to_ascii_lowercase();
            if HOSTLESS.contains(&scheme.as_str()) {
                return Err("has a scheme without a host");
            }
            let special = SPECIAL.contains(&scheme.as_str());
            // The standard ends such an authority at `/` only, the `url` crate at times at `\` too.
            if let Some(rest) = rest.strip_prefix("//").filter(|_| !special)
                && rest.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('\\'))
            {
                return Err("holds a backslash where its host is written");
            }
            if rest.starts_with("//") || special {
                return Ok(Self { url: cleaned.to_owned(), has_scheme: true });
            }
            if rest.starts_with(['/', '\\']) {
                return Err("names no host");
            }
        }
        let authority = cleaned.trim_start_matches(['/', '\\']).split(['/', '?', '#', '\\']).next().unwrap_or_default();
        // A scheme that is none: what would be read as a host with an empty port, or as a user, others may skip.
        let skippable = authority.contains(|c: char| c <= ' ' || c == '\u{7f}');
        if skippable || authority.ends_with(':') && cleaned.contains("://") {
            return Err("is no URL and no host");
        }
        match cleaned.trim_start_matches(['/', '\\']) {
            rest if rest.len().saturating_add(1) == cleaned.len() => Err("is a path, not a host"),
            "" => Err("names no host"),
            // Whatever is read as `http` brings the standard's reading of backslashes and addresses with it.
            rest => Ok(Self { url: format!("http://{rest}"), has_scheme: false }),
        }
    }

    /// The host and port as written where the URL standard finds them.
    fn written(&self) -> Authority<'_> {
        let (scheme, rest) = split_scheme(&self.url).unwrap_or_default();
        let scheme = scheme.to_ascii_lowercase();
        let is_slash = |c: char| matches!(c, '/' | '\\');
        let (rest, special) = match scheme.as_str() {
            "file" => (rest.strip_prefix(is_slash).and_then(|rest| rest.strip_prefix(is_slash)), true),
            scheme if SPECIAL.contains(&scheme) => (Some(rest.trim_start_matches(is_slash)), true),
            _ => (rest.strip_prefix("//"), false),
        };
        let ends = |c: char| matches!(c, '/' | '?' | '#') || special && c == '\\';
        let authority = rest.unwrap_or_default().split(ends).next().unwrap_or_default();
        split_port(authority.rsplit_once('@').map_or(authority, |(_, host)| host))
    }

    /// The authorities that others read in `text`, as given.
    fn other_readings<'a>(&'a self, text: &'a str) -> Vec<Authority<'a>> {
        let after_scheme = |text: &'a str| split_scheme(text).map(|(_, rest)| rest);
        if !self.has_scheme {
            // Here our own `//` stands in front; what others add there is the same.
            let rest = after_scheme(&self.url).and_then(|rest| rest.strip_prefix("//"));
            return rest.map_or_else(Vec::new, authorities);
        }
        let mut found = Vec::new();
        // With and without the characters that the URL standard removes: most readers keep them.
        for text in [text.trim(), self.url.as_str()] {
            match after_scheme(text).map(|rest| rest.strip_prefix("//").ok_or(rest)) {
                Some(Ok(rest)) => found.add_all(authorities(rest)),
                // `http:80` is also the host `http` with a port, to those who need no scheme.
                Some(Err(rest)) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
                    found.add_all(authorities(text).into_iter().filter(|authority| is_port(authority.port)));
                }
                _ => {}
            }
        }
        found
    }
}

fn is_port(port: Option<&str>) -> bool {
    port.is_some_and(|port| port.parse::<u16>().is_ok())
}

/// The endpoint of another reading, or nothing where nobody could connect to it.
fn other_endpoint(authority: Authority<'_>, default_port: Option<u16>) -> Result<Option<Endpoint>, &'static str> {
    let port = match authority.port.map(str::parse) {
        None => default_port,
        Some(Ok(port)) => Some(port),
        Some(Err(_)) => return Ok(None),
    };
    // Where the URL standard ends the host at a backslash, others look the whole name up, backslash included: a
    // wildcard in the name service of an attacker answers that.
    if authority.host.contains('\\') {
        return Err("holds a backslash");
    }
    // No resolver knows a name with such characters, so that reading leads nowhere.
    let unconnectable = |c: char| c.is_ascii_control() || " <>^`{|}\"".contains(c);
    if authority.host.is_empty() || authority.host.contains(unconnectable) {
        return Ok(None);
    }
    Host::parse(authority.host).map(|host| Some(Endpoint { host, port }))
}

/// The path of a `file:` URL on this machine.
fn file_path(url: &Url, text: &str) -> Result<String, &'static str> {
    // `file:////server/share` is a share to some readers and `/server/share` to others.
    let slashes = text.chars().skip_while(|c| *c != ':').skip(1).take_while(|c| matches!(c, '/' | '\\')).count();
    if slashes > 3 || url.path().starts_with("//") {
        return Err("starts its path with an empty folder");
    }
    if url.host_str().is_some_and(|host| !host.is_empty() && host != "localhost") {
        return Err("is a file on another machine");
    }
    let path = url.path();
    let lower = path.to_ascii_lowercase();
    if ["%2f", "%5c", "%00"].iter().any(|encoded| lower.contains(encoded)) {
        return Err("holds an encoded separator or NUL, which readers take for different paths");
    }
    // `C|` is an old spelling of `C:` that only some readers know.
    if matches!(path.as_bytes(), [b'/', letter, b'|', ..] if letter.is_ascii_alphabetic()) {
        return Err("spells a drive with `|`");
    }
    percent_decode(path).ok_or("is no UTF-8 text when decoded")
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = after;
                }
                _ => bytes.push(byte),
            },
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn why(error: url::ParseError) -> &'static str {
    match error {
        url::ParseError::EmptyHost => "names no host",
        url::ParseError::InvalidPort => "has an invalid port",
        url::ParseError::InvalidIpv4Address => "names a host that is no IPv4 address",
        url::ParseError::InvalidIpv6Address => "names a host that is no IPv6 address",
        url::ParseError::IdnaError | url::ParseError::InvalidDomainCharacter => {
            "names a host that holds a character that no host name has"
        }
        _ => "is no URL and no host",
    }
}
