//! Identifiers: the normalised names that have keys.

use crate::text::{concat, cut, decimal, is_digits};
use alloc::string::String;
use core::fmt;
use serde::{Deserialize, Serialize};

/// Rules that read what a person typed (DESIGN: scheme). The name stands in every key string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Flickr accounts, photos and hashtags.
    Flickr,
    /// Pages on the web and the domains that they are at.
    Web,
    /// Any texts: names, and what bears a name.
    Plain,
}

impl Scheme {
    /// Every scheme this version knows.
    pub const ALL: [Self; 3] = [Self::Flickr, Self::Web, Self::Plain];

    /// The scheme's name in key strings, manifests and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flickr => "flickr",
            Self::Web => "web",
            Self::Plain => "plain",
        }
    }

    /// The scheme of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }
}

/// One family of keys with its own shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Who would ask: accounts, under each of their names.
    Owners,
    /// The things in the datasets: photos.
    Items,
    /// Hashtags. Built only on request: it lets a stranger list other people's photos.
    Tags,
}

impl Scope {
    /// Every scope, in the order in which a manifest lists them.
    pub const ALL: [Self; 3] = [Self::Owners, Self::Items, Self::Tags];

    /// The scope's name in key strings and paths.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owners => "owners",
            Self::Items => "items",
            Self::Tags => "tags",
        }
    }

    /// The scope of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// A normalised name within a scheme and a scope. Two texts that mean the same have equal identifiers.
///
/// Only the schemes' own parsers make identifiers, so that the text inside is always normalised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    scope: Scope,
    text: String,
}

impl Identifier {
    pub(crate) fn new(scope: Scope, text: String) -> Self {
        Self { scope, text }
    }

    /// The identifier whose text was taken from one: what a writer has kept on the disk.
    #[cfg(feature = "build")]
    pub fn from_normalised(scope: Scope, text: String) -> Self {
        Self { scope, text }
    }

    /// The family of keys this identifier belongs to.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The normalised text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The key string of a page of this identifier's record: `scheme:scope:identifier` for the first page,
    /// `scheme:scope#N:identifier` for page N ≥ 2.
    ///
    /// The page number stands with the scope, not behind the identifier, because an identifier may itself
    /// end in `#2`: scope names never contain `#`, so no two key strings can be mistaken for each other.
    pub fn key_string(&self, scheme: Scheme, page: Page) -> KeyString {
        KeyString::of_name(scheme, self.scope, &self.text, page)
    }
}

/// The number of a page of a long record, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Page(u32);

impl Page {
    /// The page under the identifier's own key.
    pub const FIRST: Self = Self(1);

    /// The page of this number; pages count from 1.
    pub fn new(number: u32) -> Option<Self> {
        (number >= 1).then_some(Self(number))
    }

    /// The number, at least 1.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The text whose SHA-256 is the key, and which alone opens the sealed record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyString(String);

/// The parts of the key string of the first page under a normalised name.
#[cfg(feature = "build")]
pub(crate) fn key_parts(scheme: Scheme, scope: Scope, text: &str) -> [&[u8]; 5] {
    [scheme.name(), ":", scope.name(), ":", text].map(str::as_bytes)
}

impl KeyString {
    /// The key string of a page under a normalised name; see [`Identifier::key_string`].
    pub fn of_name(scheme: Scheme, scope: Scope, text: &str, page: Page) -> Self {
        let (scheme, scope) = (scheme.name(), scope.name());
        Self(if page == Page::FIRST {
            concat(&[scheme, ":", scope, ":", text])
        } else {
            concat(&[scheme, ":", scope, "#", &decimal(page.0.into(), 1), ":", text])
        })
    }

    /// The UTF-8 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// A Flickr account's number, such as `12345678@N00`: five to eleven digits, `@N`, two digits.
///
/// Source: the pattern Flickr's own pages and API use; a lower-case `n` is accepted and made upper case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Nsid(String);

impl Nsid {
    /// Reads an account number; only ASCII digits count.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, cohort) = Self::digits(text)?;
        Some(Self(concat(&[number, "@N", cohort])))
    }

    /// The digits of an account number: those before the `@`, and the last two.
    pub fn digits(text: &str) -> Option<(&str, &str)> {
        let (number, suffix) = cut(text, b'@')?;
        let cohort = suffix.strip_prefix('N').or_else(|| suffix.strip_prefix('n'))?;
        let valid =
            (5..=11).contains(&number.len()) && cohort.len() == 2 && is_digits(number) && is_digits(cohort);
        valid.then_some((number, cohort))
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `number × 100 + cohort`, or nothing where the number has leading zeros and would not come back.
    #[cfg(feature = "build")]
    pub fn pack(&self) -> Option<u64> {
        let (number, cohort) = self.0.split_once('@')?;
        let cohort = cohort.strip_prefix('N')?;
        let packed = number.parse::<u64>().ok()?.checked_mul(100)?.checked_add(cohort.parse().ok()?)?;
        (!number.starts_with('0')).then_some(packed)
    }

    pub(crate) fn unpack(packed: u64) -> Option<Self> {
        Self::parse(&concat(&[&decimal(packed / 100, 1), "@N", &decimal(packed % 100, 2)]))
    }
}

impl fmt::Display for Nsid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One thing in a dataset, as records name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum ItemId {
    /// A Flickr photo id. Serialised as text: JavaScript's numbers end at 2^53.
    #[serde(serialize_with = "number_as_text")]
    Number(u64),
    /// A thing that is named by text.
    Text(String),
}

// serde hands fields over by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn number_as_text<S: serde::Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&decimal(*number, 1))
}

impl ItemId {
    /// The id as text.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Number(number) => decimal(*number, 1),
            Self::Text(text) => text.clone(),
        }
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_and_names_cannot_be_confused() {
        let key = |text: &str, page| {
            Identifier::new(Scope::Owners, text.into()).key_string(Scheme::Flickr, Page::new(page).unwrap())
        };
        assert_eq!(key("jane", 1).as_bytes(), b"flickr:owners:jane");
        assert_eq!(key("jane", 2).as_bytes(), b"flickr:owners#2:jane");
        assert_ne!(key("jane#2", 1), key("jane", 2));
        assert_eq!(Page::new(0), None);
    }

    #[test]
    fn account_numbers() {
        for (text, canonical) in [
            ("12345678@N00", Some("12345678@N00")),
            ("12345678@n07", Some("12345678@N07")),
            ("12345@N00", Some("12345@N00")),
            ("12345678901@N99", Some("12345678901@N99")),
            ("1234@N00", None),
            ("123456789012@N00", None),
            ("12345678@N0", None),
            ("12345678@N000", None),
            ("12345678@X00", None),
            ("١٢٣٤٥٦٧٨@N00", None),
            ("①②③④⑤@N00", None),
            ("12345678", None),
            ("@N00", None),
        ] {
            assert_eq!(Nsid::parse(text).as_ref().map(Nsid::as_str), canonical, "{text}");
        }
    }

    #[test]
    fn packed_account_numbers_come_back() {
        for text in ["12345678@N00", "12345@N99", "99999999999@N08"] {
            let nsid = Nsid::parse(text).unwrap();
            assert_eq!(nsid.pack().and_then(Nsid::unpack), Some(nsid), "{text}");
        }
        assert_eq!(Nsid::parse("00012345@N00").unwrap().pack(), None, "leading zeros do not survive packing");
        assert_eq!(Nsid::unpack(3), None);
        assert_eq!(Nsid::unpack(u64::MAX), None);
    }
}
