//! `hushset sample`: invented tables that look like real ones, to try everything with.
//!
//! [`tables`](mod@tables) are small and varied: names in many scripts, several layouts, owners that only one table knows.
//! [`one_file`] is for size: one table of any length, written in constant memory.
//!
//! Nothing in them exists. Account numbers end in `@N99` and photo ids start at ninety thousand million, where
//! Flickr has given out neither. Equal settings give equal tables.

pub mod one_file;
pub mod tables;

use crate::error::{Failure, Result};
use hushset_core::{
    identifier::Scheme,
    key::{Key, PrefixBits},
    scheme::flickr,
    text::NativePlatform,
};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

pub use one_file::sample_rows;
pub use tables::{Members, sample};

/// The first photo id: no real photo has it or one above it.
const FIRST_PHOTO: u64 = 90_000_000_000;

/// The settings file and the names to try, beside every sample.
const SETTINGS_FILE: &str = "hushset.toml";
const NAMES_FILE: &str = "names.json";

/// The names to try, which the command prints and tests read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Names<M = Members> {
    /// In the datasets.
    pub members: M,
    /// Not in them.
    pub strangers: Strangers,
}

/// Names that are in no table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Strangers {
    /// An account number.
    pub nsid: String,
    /// An alias.
    pub alias: String,
    /// An account number whose key begins with the same 20 bits as the member's: no host can tell the two apart.
    pub same_prefix_as_nsid: String,
    /// A photo.
    pub photo: String,
}

impl Strangers {
    /// Strangers beside the member with the account number `nsid`.
    fn beside(nsid: &str) -> Self {
        Self {
            nsid: "1234567@N98".into(),
            alias: "nobody-of-this-name".into(),
            same_prefix_as_nsid: twin(nsid),
            photo: (FIRST_PHOTO - 1).to_string(),
        }
    }
}

impl<M: Serialize> Names<M> {
    /// Writes the names and the settings beside the tables in `folder`.
    fn write(&self, folder: &Path, settings: &str) -> Result<()> {
        write(&folder.join(NAMES_FILE), &serde_json::to_vec_pretty(self).unwrap_or_default())?;
        write(&folder.join(SETTINGS_FILE), settings.as_bytes())
    }
}

/// The account numbers of the sample: far apart, as real ones are.
fn nsid_number(rank: u64) -> u64 {
    10_000_000 + rank * 7919
}

/// An account number that no table has and whose key begins with the same bits as that of `nsid`.
fn twin(nsid: &str) -> String {
    let key = |nsid: &str| {
        flickr::owner_identifier(&NativePlatform, nsid)
            .map(|identifier| Key::of_name(Scheme::Flickr, identifier.scope(), identifier.text()))
    };
    let bits = PrefixBits::new(hushset_core::key::MAX_PREFIX_BITS).unwrap_or(PrefixBits::NONE);
    let prefix = key(nsid).map(|key| key.prefix(bits));
    (10_000_000_u64..99_999_999_999)
        .map(|number| format!("{number}@N98"))
        .find(|nsid| key(nsid).map(|k| k.prefix(bits)) == prefix)
        .unwrap_or_default()
}

/// A table that is being written.
struct Table {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Table {
    fn create(path: PathBuf) -> Result<Self> {
        let file = File::create(&path).map_err(|error| Failure::writing(&path, &error))?;
        Ok(Self { path, out: BufWriter::new(file) })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(|error| Failure::writing(&self.path, &error))
    }

    fn finish(mut self) -> Result<()> {
        self.out.flush().map_err(|error| Failure::writing(&self.path, &error))
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut table = Table::create(path.into())?;
    table.write(bytes)?;
    table.finish()
}
