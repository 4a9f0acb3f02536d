//! Schemes: from what a person typed to the identifiers to look up.

pub mod flickr;
mod plain;
mod question;
pub mod web;

pub use question::{AskedBy, Question, Reading, Refusal, Refused, Understood};

#[cfg(feature = "build")]
use crate::identifier::Identifier;
use crate::{
    identifier::{ItemId, Scheme},
    record::OwnerId,
    text::{Platform, concat, read_decimal, strip, trim},
};
use alloc::string::String;

/// The longest text that is read, in bytes. Addresses come to a few hundred; more is a paste gone wrong.
pub const MAX_INPUT_LEN: usize = 2048;

#[cfg(feature = "build")]
impl Scheme {
    /// The identifier of an owner under one of its names, as tables have it. Empty after folding: none.
    pub fn owner_identifier(self, platform: &impl Platform, name: &str) -> Option<Identifier> {
        match self {
            Self::Flickr => flickr::owner_identifier(platform, name),
            Self::Web => web::domain_identifier(platform, name),
            Self::Plain => plain::name_identifier(platform, name),
        }
    }

    /// The item that a table means by a text: its id in one spelling.
    pub fn item(self, platform: &impl Platform, text: &str) -> Option<ItemId> {
        match self {
            Self::Flickr => read_decimal(text).map(ItemId::Number),
            Self::Web => web::page(platform, text),
            Self::Plain => plain::item(platform, text),
        }
    }

    /// The identifier of an item.
    pub fn item_identifier(self, item: &ItemId) -> Identifier {
        Identifier::new(crate::identifier::Scope::Items, item.text())
    }

    /// The identifier of a hashtag, written with or without `#`. Empty after folding, or only Flickr has any: none.
    pub fn tag_identifier(self, platform: &impl Platform, tag: &str) -> Option<Identifier> {
        match self {
            Self::Flickr => flickr::tag_identifier(platform, tag),
            Self::Web | Self::Plain => None,
        }
    }
}

impl Scheme {
    /// Understands what a person typed, or says why it cannot be looked up. Nothing is requested.
    pub fn parse(self, platform: &impl Platform, typed: &str) -> Result<Understood, Refused> {
        if typed.len() > MAX_INPUT_LEN {
            return Err(Refusal::TooLong.into());
        }
        let text = match self {
            Self::Flickr | Self::Plain => strip(typed),
            Self::Web => trim(typed),
        };
        if text.is_empty() {
            return Err(Refusal::Empty.into());
        }
        if text.contains(['\n', '\r']) {
            return Err(Refusal::SeveralLines.into());
        }
        match self {
            Self::Flickr => flickr::parse(platform, &text),
            Self::Web => web::parse(platform, &text),
            Self::Plain => plain::parse(platform, &text),
        }
    }

    /// The id of the item that an identifier's text names.
    pub(crate) fn item_id(self, text: &str) -> ItemId {
        let number = if self == Self::Flickr { read_decimal(text) } else { None };
        number.map_or_else(|| ItemId::Text(text.into()), ItemId::Number)
    }

    /// The address at which a person can see an item, if there is one.
    pub(crate) fn item_url(self, owner: Option<&OwnerId>, id: &ItemId) -> Option<String> {
        match (self, owner) {
            // A name that is no account number may be a display name, which no address has.
            (Self::Flickr, Some(OwnerId::Nsid(nsid))) => Some(flickr::photo_url(Some(nsid.as_str()), id)),
            (Self::Flickr, _) => Some(flickr::photo_url(None, id)),
            (Self::Web, _) => Some(concat(&["https://", &id.text()])),
            (Self::Plain, _) => None,
        }
    }
}
