//! Schemes: from what a person typed to the identifiers to look up.

pub mod flickr;
mod question;

pub use question::{AskedBy, Question, Reading, Refusal, Refused, Understood};

use crate::{identifier::Scheme, text::Unicode};

/// The longest text that is read, in bytes. Photo addresses come to a few hundred; more is a paste gone wrong.
pub const MAX_INPUT_LEN: usize = 2048;

impl Scheme {
    /// Understands what a person typed, or says why it cannot be looked up. Nothing is requested.
    pub fn parse(self, unicode: &impl Unicode, typed: &str) -> Result<Understood, Refused> {
        if typed.len() > MAX_INPUT_LEN {
            return Err(Refusal::TooLong.into());
        }
        let text = crate::text::strip(typed);
        if text.is_empty() {
            return Err(Refusal::Empty.into());
        }
        if text.contains(['\n', '\r']) {
            return Err(Refusal::SeveralLines.into());
        }
        match self {
            Self::Flickr => flickr::parse(unicode, &text),
        }
    }
}
