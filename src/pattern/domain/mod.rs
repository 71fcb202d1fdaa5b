//! Domain patterns and the network targets they are matched against (policy.md, "Domains").
//!
//! One text can name several hosts, depending on who reads it: `http://a.com\@b.com` is `a.com` by the WHATWG URL
//! standard, as browsers and Node read it, and `b.com` by RFC 3986, as curl reads it; `[::ffff:10.0.0.1]` is also
//! `10.0.0.1`. A [`NetworkTarget`] holds every reading; a permission must hold for each, a denial for any.
//!
//! | pattern | matches |
//! |---|---|
//! | `example.com`, `example.com:*` | that host on every port |
//! | `*.example.com` | every host below it, not itself |
//! | `*` | every host, addresses as well |
//! | `example.com:443`, `*.example.com:443`, `*:443` | the same on that port |
//! | `10.0.0.1`, `::1`, `[::1]:80` | that address |

mod authority;
mod host;
mod pattern;
mod plain;
mod set;
mod target;
#[cfg(test)]
mod tests;

pub use host::{Endpoint, Host};
pub use pattern::DomainPattern;
pub use set::DomainSet;
pub use target::NetworkTarget;
