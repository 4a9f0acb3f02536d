//! What was understood: a reading to show, and the questions it leads to.

use crate::identifier::{Identifier, ItemId, Nsid, Scope};
use alloc::{string::String, vec::Vec};
use core::fmt;
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// What a text was understood to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Reading {
    /// An account, by its number.
    Account {
        /// The number.
        nsid: Nsid,
    },
    /// An account, by the name in its addresses: the text was an address.
    Alias {
        /// The folded name.
        alias: String,
    },
    /// A name. At Flickr: the one in an account's addresses or the one it shows, which text alone does not tell.
    Name {
        /// The folded name.
        name: String,
    },
    /// A photo.
    Photo {
        /// Its id.
        id: ItemId,
        /// The account number or name in its address, if the text was an address that has one.
        owner: Option<String>,
    },
    /// A hashtag.
    Tag {
        /// The tag as Flickr normalises it.
        tag: String,
    },
    /// A domain, with everything at it and below it.
    Domain {
        /// The domain in its one spelling.
        domain: String,
    },
    /// A page on the web.
    Page {
        /// Its address in its one spelling, without `https://`.
        address: String,
        /// The domain that it is at.
        domain: String,
    },
}

/// Which kind of name is asked about. A table that lacks a kind cannot be searched by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskedBy {
    /// An account number.
    Nsid,
    /// A name known to stand in an account's addresses; where owners have one kind of name only, that.
    Alias,
    /// A name that may be either of an account's two.
    Name,
    /// An item itself.
    Item,
    /// A hashtag.
    Tag,
}

/// One look-up: an identifier, and what is known about why it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub(crate) identifier: Identifier,
    pub(crate) asked_by: AskedBy,
    pub(crate) nsid: Option<Nsid>,
    pub(crate) mark: Option<ItemId>,
}

impl Question {
    /// The question about an identifier that is known, rather than typed: an owner that an answer named, say.
    pub fn about(identifier: Identifier) -> Self {
        let nsid = Nsid::parse(identifier.text()).filter(|_| identifier.scope() == Scope::Owners);
        let asked_by = match identifier.scope() {
            Scope::Owners if nsid.is_some() => AskedBy::Nsid,
            Scope::Owners => AskedBy::Name,
            Scope::Items => AskedBy::Item,
            Scope::Tags => AskedBy::Tag,
        };
        Self { identifier, asked_by, nsid, mark: None }
    }

    /// The question about an item, or about an owner where owners have one kind of name only.
    pub(crate) fn named(identifier: Identifier) -> Self {
        let (asked_by, mark) = match identifier.scope() {
            Scope::Items => (AskedBy::Item, Some(ItemId::Text(identifier.text().into()))),
            Scope::Owners | Scope::Tags => (AskedBy::Alias, None),
        };
        Self { identifier, asked_by, nsid: None, mark }
    }

    /// What is looked up.
    pub fn identifier(&self) -> &Identifier {
        &self.identifier
    }

    /// The family of keys that is asked.
    pub fn scope(&self) -> Scope {
        self.identifier.scope()
    }

    /// The kind of name that is asked about.
    pub fn asked_by(&self) -> AskedBy {
        self.asked_by
    }

    /// The item to point out among the details: the photo of an address that also names its owner.
    pub fn mark(&self) -> Option<&ItemId> {
        self.mark.as_ref()
    }
}

impl Serialize for Question {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Question", 4)?;
        fields.serialize_field("scope", &self.scope())?;
        fields.serialize_field("identifier", self.identifier.text())?;
        fields.serialize_field("asked_by", &self.asked_by)?;
        fields.serialize_field("mark", &self.mark)?;
        fields.end()
    }
}

/// A text that can be looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// What it was understood to be.
    pub reading: Reading,
    /// What is asked first.
    pub question: Question,
    /// What else the same text can ask: the photo of an address that was read as its owner's, the name that
    /// looks like a number.
    pub alternatives: Vec<Question>,
}

/// A text that cannot be looked up as it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Why.
    pub refusal: Refusal,
    /// What the same text can ask all the same: an account may show any name.
    pub alternatives: Vec<Question>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, alternatives: Vec::new() }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.fmt(f)
    }
}

/// Why a text cannot be looked up. The sentences of [`fmt::Display`] are for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing was typed.
    Empty,
    /// More than [`MAX_INPUT_LEN`](super::MAX_INPUT_LEN) bytes.
    TooLong,
    /// Several lines: one name at a time.
    SeveralLines,
    /// Only Flickr's server knows what the address stands for: short links of albums and people, guest passes.
    NeedsFlickr,
    /// A group, which is not an account.
    Group,
    /// A page of a hashtag; to ask about a hashtag, type it.
    TagsPage,
    /// A page of Flickr's that belongs to nobody in particular.
    NobodysPage,
    /// An address of another site.
    OtherSite {
        /// The site's host.
        host: String,
    },
    /// Looks like the id or short link of a photo, but there can be no such photo.
    NoSuchPhoto,
    /// Neither a domain nor the address of a page.
    NotAnAddress,
    /// Punctuation only.
    Nonsense,
}

impl Refusal {
    /// Its name in results.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::SeveralLines => "several-lines",
            Self::NeedsFlickr => "needs-flickr",
            Self::Group => "group",
            Self::TagsPage => "tags-page",
            Self::NobodysPage => "nobodys-page",
            Self::OtherSite { .. } => "other-site",
            Self::NoSuchPhoto => "no-such-photo",
            Self::NotAnAddress => "not-an-address",
            Self::Nonsense => "nonsense",
        }
    }
}

// `{refusal, host?}`, as serde would derive it in ten times the room.
impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Refusal", 2)?;
        fields.serialize_field("refusal", self.name())?;
        if let Self::OtherSite { host } = self {
            fields.serialize_field("host", host)?;
        }
        fields.end()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Type what to ask about.",
            Self::TooLong => "This is too long for a name or an address.",
            Self::SeveralLines => "These are several lines. Ask about one name at a time.",
            Self::NeedsFlickr => {
                "Only Flickr's own server knows what this link leads to, and asking it would tell Flickr about \
                 you. Open the link yourself and paste the address of the page it leads to."
            }
            Self::Group => {
                "This is a Flickr group. The lists name accounts and photos: paste the address of either."
            }
            Self::TagsPage => "This is the page of a hashtag. To ask about a hashtag, type it with its #.",
            Self::NobodysPage => {
                "This page of Flickr's belongs to no account in particular. Paste the address of your own \
                 photos page, or of a photo."
            }
            Self::OtherSite { host } => {
                return write!(f, "This is an address at {host}. The lists hold Flickr photos: paste an address at flickr.com.");
            }
            Self::NoSuchPhoto => "There can be no photo with this id. Check that the address was copied whole.",
            Self::NotAnAddress => {
                "This is neither a domain (example.org) nor the address of a page (https://example.org/page)."
            }
            Self::Nonsense => "This is not a name, a number or an address.",
        })
    }
}

impl core::error::Error for Refusal {}
