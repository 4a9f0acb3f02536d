//! Domains: which one somebody has registered, by the [public suffix list](https://publicsuffix.org/).
//!
//! Only a build needs the list. Pages are listed under the registered domain and under every narrower one, so a reader
//! asks about whatever domain was typed (docs/DECISIONS.md).

use hushset_core::scheme::web::wider_domain;
use std::iter::successors;

/// The registered domain that a host is at or below: the one below the public suffix. What is a public suffix itself,
/// or the number of a machine, is its own.
pub(crate) fn registered(host: &str) -> &str {
    // Nothing shorter could be asked about.
    if wider_domain(host).is_none() {
        return host;
    }
    psl::domain_str(host).unwrap_or(host)
}

/// A host and the wider domains that it is below, down to the registered one.
pub(crate) fn of_host(host: &str) -> impl Iterator<Item = &str> {
    let registered = registered(host);
    successors(Some(host), move |domain| (*domain != registered).then(|| wider_domain(domain)).flatten())
}

/// The domains that many share, such as `co.uk`, above a registered one.
pub(crate) fn above(registered: &str) -> impl Iterator<Item = &str> {
    successors(wider_domain(registered), |domain| wider_domain(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_of_hosts() {
        for (host, domains, shared) in [
            ("example.org", &["example.org"][..], &[][..]),
            ("a.b.example.org", &["a.b.example.org", "b.example.org", "example.org"], &[]),
            ("a.example.co.uk", &["a.example.co.uk", "example.co.uk"], &["co.uk"]),
            ("jane.github.io", &["jane.github.io"], &["github.io"]),
            ("github.io", &["github.io"], &[]),
            ("co.uk", &["co.uk"], &[]),
            // Wildcards, and exceptions from them.
            ("a.b.ck", &["a.b.ck"], &["b.ck"]),
            ("a.www.ck", &["a.www.ck", "www.ck"], &[]),
            ("a.example.unknown", &["a.example.unknown", "example.unknown"], &[]),
            ("a.xn--55qx5d.cn", &["a.xn--55qx5d.cn"], &["xn--55qx5d.cn"]),
            ("192.0.2.7", &["192.0.2.7"], &[]),
            ("[2001:db8::1]", &["[2001:db8::1]"], &[]),
        ] {
            assert_eq!(of_host(host).collect::<Vec<_>>(), domains, "{host}");
            assert_eq!(above(registered(host)).collect::<Vec<_>>(), shared, "{host}");
        }
    }
}
