//! What a reader knows of a site before asking it, and what is refused for that reason.
//!
//! The core reads files; whether they are believed is for whoever fetches them to say, here as in the page
//! (`www/app/core/browser.js`).

use crate::{
    error::{Failure, Result},
    keys::PublicKey,
    transport::Transport,
};
use hushset_core::{
    current::Current,
    file::BuildId,
    index::Index,
    lookup::{FetchFailure, Opening, Request, Unavailable},
};
use std::{fmt, sync::Arc};

/// What is known.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The publisher's key: what is not signed with it is not believed.
    pub key: Option<PublicKey>,
    /// A number of the site that was seen: a lower one is an old build.
    pub at_least: u64,
    /// A build: it and no other. Its id vouches for every byte, so that nobody is asked which build is current.
    pub pinned: Option<BuildId>,
}

/// An index that is believed.
#[derive(Debug)]
pub struct Believed {
    /// The index.
    pub index: Arc<Index>,
    /// The `current.bin` by which it was found; a pinned build needs none.
    pub current: Option<Current>,
}

/// Why an index is not believed, although it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The publisher's key is known, and there is no signature.
    Unsigned,
    /// The signature is another key's.
    OtherKey,
    /// The signature is not one of these bytes.
    Forged,
    /// Its number is lower than one that was seen.
    Older {
        /// Its number.
        number: u64,
        /// The number that was seen.
        seen: u64,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned => f.write_str("it is not signed"),
            Self::OtherKey => f.write_str("it is signed with another key"),
            Self::Forged => {
                f.write_str("its signature is not its own: something was changed after it was signed")
            }
            Self::Older { number, seen } => {
                write!(f, "it is number {number} of the site, older than number {seen}")
            }
        }
    }
}

impl Trust {
    /// Opens a site's index, if it can be believed.
    pub fn open(&self, site: &Transport) -> Result<Believed> {
        let mut current = None;
        let opened = site.run_vouched(Opening::start(self.pinned), |request: &Request, file| {
            // What cannot be read at all is for the core to complain of.
            let Some(read) = request.is_mutable().then(|| Current::read(file).ok()).flatten() else {
                return Ok(());
            };
            self.check(&read)?;
            current = Some(read);
            Ok(())
        });
        let opened = opened.map_err(|refusal: Refusal| {
            Failure::Untrusted(format!("the site's index is not believed: {refusal}"))
        })?;
        let index = opened.index.map_err(|unavailable| {
            let asked = opened.requests.last().map(|request| request.path.clone()).unwrap_or_default();
            self.failure(unavailable, &asked)
        })?;
        Ok(Believed { index: Arc::new(index), current })
    }

    fn check(&self, current: &Current) -> std::result::Result<(), Refusal> {
        self.key.as_ref().map_or(Ok(()), |key| key.verify(current))?;
        let (number, seen) = (current.sequence, self.at_least);
        if number < seen { Err(Refusal::Older { number, seen }) } else { Ok(()) }
    }

    fn failure(&self, unavailable: Unavailable, asked: &str) -> Failure {
        let missing = Unavailable::Failed(FetchFailure::Status { status: 404 });
        if self.pinned.is_some() && unavailable == missing {
            return Failure::Unavailable(format!(
                "the site does not have the build that was asked for ({asked}): old builds are kept for a while only"
            ));
        }
        Failure::Unavailable(format!("could not open the index: {unavailable} ({asked})"))
    }
}
