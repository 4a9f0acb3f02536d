//! Addresses at Flickr: pages, people, short links, image files.

use super::{about_account, about_photo, base58, image, owner_identifier, photo_id};
use crate::{
    identifier::Nsid,
    key::byte_from_hex,
    scheme::{AskedBy, Question, Reading, Refusal, Understood},
    text::{Platform, before_any, cut, cut_protocol, is_digits, split},
};
use alloc::{string::String, vec::Vec};

/// Words that stand where an account would, and are none.
const NOT_ACCOUNTS: [&str; 6] = ["tags", "me", "upload", "organize", "friends", "search"];

/// An address, cut into its parts.
pub(super) struct Address {
    host: String,
    /// The path's parts, decoded, empty ones (doubled slashes) left out.
    path: Vec<String>,
    query: Vec<(String, String)>,
}

impl Address {
    /// Cuts an address up, or `None` if the text is not one. Without `http://` a text is an address if it starts
    /// with a host and a slash, or is a host of Flickr's.
    pub(super) fn read(text: &str) -> Option<Self> {
        let Some((protocol, rest)) = cut_protocol(text) else {
            return Self::read_without_scheme(text);
        };
        let is_protocol = match protocol.as_str() {
            "" | "http:" | "https:" => true,
            other => other.ends_with(':') && before_any(other, b"/ .") == other,
        };
        // Or else a doubled slash further on: "flickr.com//photos".
        if is_protocol { Self::cut_up(rest) } else { Self::read_without_scheme(text) }
    }

    fn read_without_scheme(text: &str) -> Option<Self> {
        let host = before_any(text, b"/?#");
        let labels = split(host, b'.');
        let is_label =
            |label: &&str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let like_host = match labels.as_slice() {
            [_, .., last] => last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic()),
            _ => false,
        };
        if !like_host || !labels.iter().all(is_label) {
            return None;
        }
        let address = Self::cut_up(text)?;
        (text.len() > host.len() || address.is_flickr()).then_some(address)
    }

    /// Cuts `host[:port][/path][?query][#fragment]`.
    fn cut_up(text: &str) -> Option<Self> {
        let text = before_any(text, b"#");
        let (place, query) = cut(text, b'?').unwrap_or((text, ""));
        let (authority, path) = cut(place, b'/').unwrap_or((place, ""));
        let host = before_any(authority, b":").trim_end_matches('.').to_ascii_lowercase();
        if host.is_empty() {
            return None;
        }
        let mut address = Self { host, path: Vec::new(), query: Vec::new() };
        for part in split(path, b'/') {
            let part = percent_decode(part);
            let part = part.trim();
            if !part.is_empty() {
                address.path.push(part.into());
            }
        }
        for pair in split(query, b'&') {
            let (name, value) = cut(pair, b'=').unwrap_or((pair, ""));
            // Addresses copied out of HTML source keep its "&amp;".
            let name = name.strip_prefix("amp;").unwrap_or(name);
            address.query.push((name.to_ascii_lowercase(), percent_decode(value)));
        }
        Some(address)
    }

    fn is_flickr(&self) -> bool {
        is_page_host(&self.host) || is_image_host(&self.host) || self.host == "flic.kr"
    }

    pub(super) fn understand(&self, platform: &impl Platform) -> Result<Understood, Refusal> {
        if self.host == "flic.kr" {
            self.short_link()
        } else if is_image_host(&self.host) {
            self.image()
        } else if is_page_host(&self.host) {
            self.page(platform)
        } else {
            Err(Refusal::OtherSite { host: self.host.clone() })
        }
    }

    fn part(&self, at: usize) -> Option<&str> {
        self.path.get(at).map(String::as_str)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// `flic.kr/p/<base 58>` is a photo; every other short link is known to Flickr alone.
    fn short_link(&self) -> Result<Understood, Refusal> {
        match self.part(0) {
            Some("p") => short_photo(self.part(1).unwrap_or_default()),
            _ => Err(Refusal::NeedsFlickr),
        }
    }

    /// Image servers: the file's name starts with the photo's id, whatever servers and farms stand before it;
    /// videos have the id as a part of its own; account pictures have the account's number.
    fn image(&self) -> Result<Understood, Refusal> {
        let file = self.path.last().map(String::as_str).unwrap_or_default();
        if self.path.iter().any(|part| part == "buddyicons") {
            return Nsid::parse(before_any(file, b"._")).map(about_account).ok_or(Refusal::NobodysPage);
        }
        if let Some(at) = self.path.iter().position(|part| part == "video") {
            return Ok(about_photo(photo_id(self.part(at + 1).unwrap_or_default())?, None));
        }
        image::id_at_start(file).map(|id| about_photo(id, None)).ok_or(Refusal::NoSuchPhoto)
    }

    fn page(&self, platform: &impl Platform) -> Result<Understood, Refusal> {
        let Some(first) = self.part(0) else { return Err(Refusal::NobodysPage) };
        match first.to_ascii_lowercase().as_str() {
            "photos" | "photo" => self.photos(platform),
            "people" => Ok(about_owner(self.owner(platform)?)),
            "groups" => Err(Refusal::Group),
            "gp" => Err(Refusal::NeedsFlickr),
            "photo.gne" | "photo_zoom.gne" | "photo_exif.gne" => {
                if let Some(short) = self.value("short") {
                    return short_photo(short);
                }
                Ok(about_photo(photo_id(self.value("id").unwrap_or_default())?, None))
            }
            _ => Err(Refusal::NobodysPage),
        }
    }

    /// `/photos/<owner>`, `/photos/<owner>/<id>` and everything below; `/photos/<owner>/albums/<id>` and the
    /// like are about the owner.
    fn photos(&self, platform: &impl Platform) -> Result<Understood, Refusal> {
        let owner = self.owner(platform)?;
        match self.part(2) {
            Some(id) if is_digits(id) => Ok(about_photo(photo_id(id)?, Some(owner))),
            _ => Ok(about_owner(owner)),
        }
    }

    fn owner(&self, platform: &impl Platform) -> Result<Question, Refusal> {
        let owner = self.part(1).ok_or(Refusal::NobodysPage)?;
        let question = Question::about(owner_identifier(platform, owner).ok_or(Refusal::NobodysPage)?);
        match question.identifier.text() {
            "tags" => Err(Refusal::TagsPage),
            word if NOT_ACCOUNTS.contains(&word) => Err(Refusal::NobodysPage),
            _ if question.nsid.is_some() => Ok(question),
            _ => Ok(Question { asked_by: AskedBy::Alias, ..question }),
        }
    }
}

fn about_owner(question: Question) -> Understood {
    let reading = match &question.nsid {
        Some(nsid) => Reading::Account { nsid: nsid.clone() },
        None => Reading::Alias { alias: question.identifier.text().into() },
    };
    Understood { reading, question, alternatives: Vec::new() }
}

fn short_photo(base58: &str) -> Result<Understood, Refusal> {
    let id = base58::decode(base58).filter(|&id| id > 0).ok_or(Refusal::NoSuchPhoto)?;
    Ok(about_photo(id, None))
}

fn is_page_host(host: &str) -> bool {
    matches!(host, "flickr.com" | "www.flickr.com" | "m.flickr.com" | "secure.flickr.com")
}

/// `live.staticflickr.com`, `farm1.static.flickr.com`, `c1.staticflickr.com`, `static.flickr.com`,
/// `photos12.flickr.com` …
fn is_image_host(host: &str) -> bool {
    let numbered = |host: &str| {
        host.strip_prefix("photos").and_then(|rest| rest.strip_suffix(".flickr.com")).is_some_and(is_digits)
    };
    host == "staticflickr.com"
        || host.ends_with(".staticflickr.com")
        || host == "static.flickr.com"
        || host.ends_with(".static.flickr.com")
        || numbered(host)
}

/// Undoes `%40` and the like; text that is no UTF-8 afterwards is kept as it was.
fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        let decoded = match rest {
            [b'%', high, low, tail @ ..] => byte_from_hex(*high, *low).map(|byte| (byte, tail)),
            _ => None,
        };
        let (byte, tail) = decoded.unwrap_or((*byte, tail));
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.into())
}
