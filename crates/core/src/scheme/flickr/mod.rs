//! Flickr: account numbers, the two names of an account, photos by many addresses, hashtags.
//!
//! People confuse four names: the *NSID* (`12345678@N00`, given by Flickr), the *alias* (in the address of the
//! photos page, chosen once), the *display name* (beside every photo, changeable, any characters) and their own
//! name. The first three share one family of keys, so whichever is typed is one look-up.
//!
//! Addresses are read as they are: none is ever fetched.

mod address;
mod base58;
mod image;

use super::{Question, Reading, Refusal, Refused, Understood};
use crate::{
    identifier::{Identifier, ItemId, Nsid, Scope},
    text::{Platform, concat, decimal, fold, is_digits, read_decimal},
};
use alloc::{string::String, vec, vec::Vec};

/// The fewest digits that are taken for a photo id when nothing else says so. Photo ids have 6 to 11 digits so
/// far; shorter numbers are taken for names.
const MIN_BARE_ID_LEN: usize = 6;

/// Understands a text without white space around it.
pub(super) fn parse(platform: &impl Platform, text: &str) -> Result<Understood, Refused> {
    understand(platform, text).map_err(|refusal| {
        // Anybody may call themselves "^_^" or "www.example.org" on Flickr.
        let may_be_name = matches!(refusal, Refusal::Nonsense | Refusal::OtherSite { .. });
        Refused { refusal, alternatives: may_be_name.then(|| ask_name(platform, text)).into_iter().collect() }
    })
}

fn understand(platform: &impl Platform, text: &str) -> Result<Understood, Refusal> {
    if let Some(tag) = text.strip_prefix('#') {
        return match fold_tag(platform, tag) {
            tag if tag.is_empty() => Err(Refusal::Nonsense),
            tag => Ok(Understood { alternatives: vec![ask_name(platform, text)], ..about_tag(tag) }),
        };
    }
    if let Some(address) = address::Address::read(text) {
        return address.understand(platform);
    }
    if let Some(nsid) = Nsid::parse(text) {
        return Ok(about_account(nsid));
    }
    if text.len() >= MIN_BARE_ID_LEN && is_digits(text) {
        let mut understood = about_photo(photo_id(text)?, None);
        understood.alternatives.push(ask_name(platform, text));
        return Ok(understood);
    }
    if let Some(id) = image::id_in_file_name(text) {
        return Ok(about_photo(id, None));
    }
    if text.chars().all(|c| c.is_ascii_punctuation() || c == ' ') {
        return Err(Refusal::Nonsense);
    }
    let question = ask_name(platform, text);
    let reading = match &question.nsid {
        Some(nsid) => Reading::Account { nsid: nsid.clone() },
        None => Reading::Name { name: question.identifier.text().into() },
    };
    Ok(Understood { reading, question, alternatives: Vec::new() })
}

/// The identifier of an account under one of its names, as the builder needs it. Empty after folding: none.
pub fn owner_identifier(platform: &impl Platform, name: &str) -> Option<Identifier> {
    let folded = fold(platform, name);
    // A number in full-width digits folds to a number; it must not become a second identifier for it.
    let text = Nsid::parse(&folded).map_or(folded, |nsid| nsid.as_str().into());
    (!text.is_empty()).then(|| Identifier::new(Scope::Owners, text))
}

/// The identifier of a photo.
pub fn photo_identifier(id: u64) -> Identifier {
    Identifier::new(Scope::Items, decimal(id, 1))
}

/// The identifier of a hashtag, written with or without `#`. Empty after folding: none.
pub fn tag_identifier(platform: &impl Platform, tag: &str) -> Option<Identifier> {
    let tag = fold_tag(platform, tag);
    (!tag.is_empty()).then(|| Identifier::new(Scope::Tags, tag))
}

/// The address of a photo's page. With the account it always works; the id alone is redirected by Flickr.
pub fn photo_url(owner: Option<&str>, id: &ItemId) -> String {
    match owner {
        Some(owner) => concat(&["https://www.flickr.com/photos/", owner, "/", &id.text()]),
        None => concat(&["https://www.flickr.com/photo.gne?id=", &id.text()]),
    }
}

/// Flickr drops spaces and punctuation from tags and ignores case: "New York!" and "newyork" are one tag.
fn fold_tag(platform: &impl Platform, tag: &str) -> String {
    let mut letters = String::new();
    for c in fold(platform, tag).chars() {
        if !c.is_ascii_punctuation() && c != ' ' {
            letters.push(c);
        }
    }
    // Without what stood between them, a letter and an accent may be one character.
    fold(platform, &letters)
}

/// Reads a photo id: ASCII digits only, and not zero.
fn photo_id(digits: &str) -> Result<u64, Refusal> {
    read_decimal(digits).filter(|&id| id > 0).ok_or(Refusal::NoSuchPhoto)
}

fn ask_nsid(nsid: &Nsid) -> Question {
    Question::about(Identifier::new(Scope::Owners, nsid.as_str().into()))
}

fn ask_name(platform: &impl Platform, text: &str) -> Question {
    // A name that folds to nothing has no key in any index, and asking for it finds nothing.
    let identifier =
        owner_identifier(platform, text).unwrap_or_else(|| Identifier::new(Scope::Owners, String::new()));
    Question::about(identifier)
}

fn ask_photo(id: u64) -> Question {
    Question { mark: Some(ItemId::Number(id)), ..Question::about(photo_identifier(id)) }
}

fn about_account(nsid: Nsid) -> Understood {
    Understood { question: ask_nsid(&nsid), reading: Reading::Account { nsid }, alternatives: Vec::new() }
}

fn about_tag(tag: String) -> Understood {
    Understood {
        reading: Reading::Tag { tag: tag.clone() },
        question: Question::about(Identifier::new(Scope::Tags, tag)),
        alternatives: Vec::new(),
    }
}

/// A photo whose address names its owner asks about the owner and then points the photo out: one key either
/// way, and the answer says more. The photo itself stays an alternative, for lists that do not know owners.
fn about_photo(id: u64, owner: Option<Question>) -> Understood {
    let item = ItemId::Number(id);
    match owner {
        None => Understood {
            reading: Reading::Photo { id: item, owner: None },
            question: ask_photo(id),
            alternatives: Vec::new(),
        },
        Some(owner) => Understood {
            reading: Reading::Photo { id: item.clone(), owner: Some(owner.identifier.text().into()) },
            question: Question { mark: Some(item), ..owner },
            alternatives: vec![ask_photo(id)],
        },
    }
}

#[cfg(test)]
mod tests;
