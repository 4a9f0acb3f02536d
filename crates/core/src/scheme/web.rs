//! The web: pages by their addresses, and the domains that they are at.
//!
//! Whoever asks "is my site in it?" types a domain or the address of any page. Either asks about the domain: about all
//! pages at it and below it. A writer lists a page under its host and under every wider domain down to the one that
//! somebody has registered, so no reader needs to know which one that is (docs/DECISIONS.md).
//!
//! An address is brought to one spelling, without what the same page is commonly reached with and without: the
//! protocol, `www.`, a slash at the end. docs/FORMAT.md §19 has the steps.

use super::{Question, Reading, Refusal, Refused, Understood};
use crate::{
    identifier::{Identifier, Scope},
    key::byte_from_hex,
    text::{Platform, before_any, concat, cut, cut_protocol, split},
};
use alloc::{string::String, vec::Vec};

/// The longest host that the domain name system can have, in bytes.
const MAX_HOST_LEN: usize = 253;

const HEX_DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// Understands a text without white space around it.
pub(super) fn parse(platform: &impl Platform, text: &str) -> Result<Understood, Refused> {
    let address = read(platform, text).ok_or(Refusal::NotAnAddress)?;
    let domain = host(&address);
    let is_page = domain.len() < address.len();
    let mut question = ask(Scope::Owners, domain);
    let mut alternatives = Vec::new();
    if is_page {
        let page = ask(Scope::Items, &address);
        question.mark.clone_from(&page.mark);
        alternatives.push(page);
    }
    let mut wider = wider_domain(domain);
    while let Some(domain) = wider {
        alternatives.push(ask(Scope::Owners, domain));
        wider = wider_domain(domain);
    }
    let domain = domain.into();
    let reading = if is_page { Reading::Page { address, domain } } else { Reading::Domain { domain } };
    Ok(Understood { reading, question, alternatives })
}

fn ask(scope: Scope, text: &str) -> Question {
    Question::named(Identifier::new(scope, text.into()))
}

/// The page of an address as tables have it. Nothing if the text is no address.
#[cfg(feature = "build")]
pub(super) fn page(platform: &impl Platform, text: &str) -> Option<crate::identifier::ItemId> {
    read(platform, &crate::text::trim(text)).map(crate::identifier::ItemId::Text)
}

/// The identifier of the domain of an address. Nothing if the text is no address.
#[cfg(feature = "build")]
pub(super) fn domain_identifier(platform: &impl Platform, text: &str) -> Option<Identifier> {
    let address = read(platform, text)?;
    Some(Identifier::new(Scope::Owners, host(&address).into()))
}

/// The host at the start of an address in its one spelling: a domain, or the number of a machine.
pub fn host(address: &str) -> &str {
    let end = if address.starts_with('[') {
        before_any(address, b"]").len() + 1
    } else {
        before_any(address, b":/?").len()
    };
    address.get(..end).unwrap_or_default()
}

/// The domain that a domain is directly below, unless that is a single word.
pub fn wider_domain(domain: &str) -> Option<&str> {
    let (_, wider) = cut(domain, b'.')?;
    // The numbers of machines are below nothing.
    let is_number = domain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (cut(wider, b'.').is_some() && !is_number).then_some(wider)
}

/// The one spelling of an address.
fn read(platform: &impl Platform, text: &str) -> Option<String> {
    let parsed = platform.parse_url(&concat(&["https://", without_protocol(text)]))?;
    let (host, rest) = parsed.split_at_checked(host(&parsed).len())?;
    // The port of `http://`; the parser leaves out that of `https://`.
    let is_whole = |rest: &&str| !rest.starts_with(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix(":80").filter(is_whole).unwrap_or(rest);
    let (path, query) = cut(rest, b'?').unwrap_or((rest, ""));
    let mut address = Vec::from(own_host(host)?);
    push_encoded(&mut address, path.trim_end_matches('/'));
    if !query.is_empty() {
        address.push(b'?');
        push_encoded(&mut address, query);
    }
    String::from_utf8(address).ok()
}

fn without_protocol(text: &str) -> &str {
    match cut_protocol(text) {
        Some((protocol, rest)) if matches!(protocol.as_str(), "" | "http:" | "https:") => rest,
        _ => text,
    }
}

/// A host without `www.` and without the dot that stands for the root, if it is one that can be on the web.
fn own_host(host: &str) -> Option<&str> {
    if host.starts_with('[') {
        return Some(host);
    }
    let mut host = host.strip_suffix('.').unwrap_or(host);
    while let Some(rest) = host.strip_prefix("www.").filter(|rest| cut(rest, b'.').is_some()) {
        host = rest;
    }
    let in_label = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let is_label = |label: &&str| !label.is_empty() && label.bytes().all(in_label);
    let labels = split(host, b'.');
    (labels.len() > 1 && host.len() <= MAX_HOST_LEN && labels.iter().all(is_label)).then_some(host)
}

/// Path or query with one spelling for each character: letters, digits and `-._~` as they are, what else may mean
/// something in an address either way, everything else as `%XX`. Browsers differ in what they encode.
fn push_encoded(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        let decoded = match rest {
            [b'%', high, low, tail @ ..] => byte_from_hex(*high, *low).map(|byte| (byte, tail)),
            _ => None,
        };
        let may_mean = decoded.is_none() && b":/?[]@!$&'()*+,;=".contains(byte);
        let (byte, tail) = decoded.unwrap_or((*byte, tail));
        let is_plain = may_mean || is_unreserved(byte);
        rest = tail;
        if is_plain {
            out.push(byte);
        } else {
            let digit = |nibble: u8| HEX_DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
            out.extend([b'%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
mod tests;
