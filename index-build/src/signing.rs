//! What a site says is current, and who vouches for it.

use crate::{
    error::{Failure, Result},
    keys::{PublicKey, SecretKey},
    publish::{Publication, read_current},
};
use hushset_core::current::Current;
use std::path::Path;

/// Whether a build is to be signed.
#[derive(Debug)]
pub enum Signing {
    /// With this key.
    With(SecretKey),
    /// Nothing was said: as long as the site is not a signed one, it is not.
    Unsaid,
    /// It is not, even if the site was signed before. Readers who know the key will refuse it.
    Without,
}

impl Signing {
    /// Checks, before a build begins, that it will not take away what readers rely on: a site that was signed stays
    /// signed, and a page that knows a key gets an index that is signed with it.
    pub fn check(&self, previous: Option<&Current>, pinned: Option<&PublicKey>) -> Result<()> {
        let refused = |problem: &str| Err(Failure::Untrusted(format!("{problem}. Nothing was changed")));
        match (self, pinned) {
            (Self::With(key), Some(pinned)) if key.public()? != *pinned => {
                refused("--sign-key is not the key whose public half the settings name ([site] public_key)")
            }
            (Self::Unsaid, Some(_)) => refused(
                "the settings name a public_key, so that the page refuses an index without a signature: give \
                 --sign-key, or --unsigned to sign it elsewhere before it is uploaded",
            ),
            (Self::Unsaid, None) if previous.is_some_and(|current| current.signature.is_some()) => refused(
                "the site is signed, and readers who know its key would refuse it without a signature: give \
                 --sign-key, or --unsigned if it is to be so",
            ),
            _ => Ok(()),
        }
    }

    /// The key, if there is one.
    pub fn key(&self) -> Option<&SecretKey> {
        match self {
            Self::With(key) => Some(key),
            Self::Unsaid | Self::Without => None,
        }
    }
}

/// The two files that say which build is current.
#[derive(Debug)]
pub(crate) struct Announcement {
    pub(crate) current: Current,
    /// The signature to lie beside it.
    pub(crate) beside: Option<String>,
}

impl Announcement {
    /// Says this, signed if there is a key. `there`, the signature that lies beside the file already, stays if it is as
    /// good: minisign's are not the same twice.
    pub(crate) fn new(mut current: Current, key: Option<&SecretKey>, there: Option<String>) -> Result<Self> {
        let Some(key) = key else { return Ok(Self { current, beside: None }) };
        key.sign(&mut current)?;
        let public = key.public()?;
        let beside = match there.filter(|there| public.verify_beside(&current, there).is_ok()) {
            Some(there) => there,
            None => key.sign_beside(&current)?,
        };
        Ok(Self { current, beside: Some(beside) })
    }
}

/// Signs what a site says is current, in place.
pub fn sign(site: &Path, key: &SecretKey) -> Result<Current> {
    if read_current(site)?.is_none() {
        return Err(Failure::Site(format!(
            "{} is not a site: it has no hushset/current.bin",
            site.display()
        )));
    }
    Publication::begin(site)?.sign(key)
}
