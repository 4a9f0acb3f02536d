//! The manifest: everything a reader knows about one build before it asks anything.
//!
//! The body is one postcard value; the SHA-256 of the whole file is the build's id.

use crate::{
    cipher::Salt,
    dataset::{DatasetIndex, Family, MAX_DATASETS, NoFamily},
    file::ShardKind,
    filter::FingerprintBits,
    frame::{Cursor, HEADER_LEN, Kind, Malformed, Unreadable, body_of},
    identifier::{Scheme, Scope},
    key::{Hash, PrefixBits},
    proof::NODE_LEN,
    scheme::AskedBy,
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// The longest manifest that a reader accepts, in bytes.
pub const MAX_MANIFEST_LEN: usize = 4 << 20;

/// The longest body of a shard that a reader accepts, in bytes.
pub const MAX_SHARD_LEN: u32 = 64 << 20;

/// What is known about a build.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The rules that read what people type.
    pub scheme: Scheme,
    /// What the publisher calls this checker.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The salt of this build's seals and masks.
    pub salt: Salt,
    /// The width of the filters' fingerprints.
    pub fingerprint_bits: FingerprintBits,
    /// When details are fetched.
    pub details: DetailsPolicy,
    /// The largest number of items on one page of a list.
    pub page_cap: u32,
    /// The datasets by ascending slug.
    pub datasets: Vec<Dataset>,
    /// The families of keys that this index has, in the order of [`Scope::ALL`].
    pub scopes: Vec<ScopeFiles>,
    /// Which datasets follow from which.
    pub family: Family,
}

/// When details are fetched. Never because the filter said yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetailsPolicy {
    /// On a click whose label says what the host will learn.
    #[default]
    OnClick,
    /// With every check alike, whatever its verdict.
    Always,
}

/// A dataset and what its table can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dataset {
    /// Its short name: lower-case letters, digits, `-` and `_`. Part of what the filters hold.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The slugs of the datasets it was taken from.
    pub derived_from: Vec<String>,
    /// What was read from its tables, or nothing: it is described here, but no list of it is in this index.
    pub table: Option<Table>,
    /// Facts for the page, as (key, text): `year`, `makers`, `purpose`, `licence`, `contact`, `removal`, `url`,
    /// `citation`. Keys that a reader does not know are left out of the page.
    pub facts: Vec<(String, String)>,
}

/// What was read from a dataset's tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The number of its items.
    pub items: u64,
    /// The number of its owners that are known.
    pub owners: u64,
    /// How many of the items can be found by each kind of their owners' names.
    pub findable: Findable,
    /// SHA-256 over the dataset's distinct rows in the order of their photos' keys: which data this is, whatever
    /// the order and the number of the files it came in, and whatever other datasets say.
    pub digest: Hash,
}

/// How many items of a dataset are found when somebody asks by an account number, alias, or display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Findable {
    /// Items whose owner's number is known.
    pub by_nsid: u64,
    /// Items whose owner's alias is known.
    pub by_alias: u64,
    /// Items whose owner's display name is known.
    pub by_display: u64,
    /// Items whose hashtags are known.
    pub by_tag: u64,
}

impl Table {
    /// How many of the items a question of this kind can find. A name may be an alias or a display name; a
    /// miss is certain only for items of which both are known.
    pub fn findable_by(&self, asked_by: AskedBy) -> u64 {
        match asked_by {
            AskedBy::Nsid => self.findable.by_nsid,
            AskedBy::Alias => self.findable.by_alias,
            AskedBy::Name => self.findable.by_alias.min(self.findable.by_display),
            AskedBy::Tag => self.findable.by_tag,
            AskedBy::Item => self.items,
        }
    }
}

/// The two kinds of shards of a family of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ScopeFiles {
    /// The family.
    pub scope: Scope,
    /// The number of distinct keys, pages of lists counted once.
    pub keys: u64,
    /// The filter shards.
    pub filter: FileSet,
    /// The exact shards.
    pub exact: FileSet,
}

impl ScopeFiles {
    /// The shards of a kind.
    pub fn set(&self, kind: ShardKind) -> &FileSet {
        match kind {
            ShardKind::Filter => &self.filter,
            ShardKind::Exact => &self.exact,
        }
    }
}

/// All shards of one kind: they have one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FileSet {
    /// How many leading bits of the key choose the shard.
    pub prefix_bits: PrefixBits,
    /// The length of a body, padding included, in bytes.
    pub body_len: u32,
    /// (key, dataset) pairs in all filters, or entries in all exact shards.
    pub entries: u64,
    /// The root of the Merkle tree over the shards.
    pub root: Hash,
}

impl FileSet {
    /// The length of every file of this kind, in bytes: header, body, proof.
    pub fn file_len(&self) -> usize {
        HEADER_LEN + self.body_len as usize + self.proof_len()
    }

    /// The length of every proof of this kind, in bytes.
    pub fn proof_len(&self) -> usize {
        usize::from(self.prefix_bits.get()) * NODE_LEN
    }

    /// The length of all files of this kind, in bytes.
    pub fn total_len(&self) -> u64 {
        self.file_len() as u64 * u64::from(self.prefix_bits.shards())
    }
}

impl Serialize for PrefixBits {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.get())
    }
}

impl Manifest {
    /// Reads a manifest file.
    pub fn read(file: &[u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(body_of(Kind::Manifest, file)?);
        let rule = |holds: bool, rule| if holds { Ok(()) } else { Err(Malformed::Body { rule }) };
        let scheme = Scheme::from_name(&cursor.text()?)
            .ok_or(Malformed::Body { rule: "the scheme is a known one" })?;
        let title = cursor.text()?;
        let publisher = cursor.text()?;
        let salt = Salt(cursor.array()?);
        let fingerprint_bits =
            FingerprintBits::try_from(cursor.byte()?).map_err(|rule| Malformed::Body { rule })?;
        let details = DetailsPolicy::read(&mut cursor)?;
        let page_cap = cursor.small_number()?;
        let datasets = cursor.list(Dataset::read)?;
        let scopes = cursor.list(ScopeFiles::read)?;
        cursor.finish()?;
        rule(datasets.len() <= MAX_DATASETS, "there are at most 64 datasets")?;
        rule(datasets.iter().all(|d| is_slug(&d.slug)), "slugs are lower-case letters, digits, - and _")?;
        rule(datasets.is_sorted_by(|a, b| a.slug < b.slug), "datasets ascend by slug")?;
        rule(scopes.is_sorted_by(|a, b| a.scope < b.scope), "scopes ascend")?;
        rule(page_cap > 0, "a page has at least one item")?;
        let short = |set: &FileSet| set.body_len <= MAX_SHARD_LEN;
        rule(scopes.iter().all(|s| short(&s.filter) && short(&s.exact)), "a shard has at most 64 MiB")?;
        let family = family_of(&datasets)
            .map_err(|_| Malformed::Body { rule: "derived_from names datasets and has no circle" })?;
        Ok(Self {
            scheme,
            title,
            publisher,
            salt,
            fingerprint_bits,
            details,
            page_cap,
            datasets,
            scopes,
            family,
        })
    }

    /// The files of a scope, if this index has it.
    pub fn scope(&self, scope: Scope) -> Option<&ScopeFiles> {
        self.scopes.iter().find(|files| files.scope == scope)
    }

    /// The datasets with their places.
    pub fn datasets(&self) -> impl Iterator<Item = (DatasetIndex, &Dataset)> {
        self.datasets.iter().enumerate().filter_map(|(at, dataset)| Some((DatasetIndex::new(at)?, dataset)))
    }

    /// The bytes of the file.
    #[cfg(feature = "build")]
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::from(crate::frame::header(Kind::Manifest));
        // postcard fails only where a writer runs full or a length is not known; neither can be here.
        let body = postcard::to_allocvec(&wire::Manifest::from(self));
        debug_assert!(body.is_ok());
        out.extend(body.unwrap_or_default());
        out
    }
}

/// The family that these datasets form.
pub fn family_of(datasets: &[Dataset]) -> Result<Family, NoFamily> {
    let mut links = Vec::new();
    for dataset in datasets {
        links.push((dataset.slug.as_str(), dataset.derived_from.iter().map(String::as_str).collect()));
    }
    Family::new(&links)
}

/// Whether a slug is one: it stands in filters, addresses and settings.
pub fn is_slug(text: &str) -> bool {
    let valid = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(valid)
}

impl DetailsPolicy {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Unreadable> {
        match cursor.byte()? {
            0 => Ok(Self::OnClick),
            1 => Ok(Self::Always),
            _ => Err(Unreadable),
        }
    }
}

impl Dataset {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            slug: cursor.text()?,
            name: cursor.text()?,
            derived_from: cursor.list(Cursor::text)?,
            table: cursor.option(Table::read)?,
            facts: cursor.list(|cursor| Ok((cursor.text()?, cursor.text()?)))?,
        })
    }
}

impl Table {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            items: cursor.number()?,
            owners: cursor.number()?,
            findable: Findable {
                by_nsid: cursor.number()?,
                by_alias: cursor.number()?,
                by_display: cursor.number()?,
                by_tag: cursor.number()?,
            },
            digest: cursor.array()?,
        })
    }
}

impl ScopeFiles {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            scope: match cursor.byte()? {
                0 => Scope::Owners,
                1 => Scope::Items,
                2 => Scope::Tags,
                _ => return Err(Unreadable),
            },
            keys: cursor.number()?,
            filter: FileSet::read(cursor)?,
            exact: FileSet::read(cursor)?,
        })
    }
}

impl FileSet {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            prefix_bits: PrefixBits::new(cursor.byte()?).ok_or(Unreadable)?,
            body_len: cursor.small_number()?,
            entries: cursor.number()?,
            root: cursor.array()?,
        })
    }
}

/// The shape that postcard writes and [`Manifest::read`] reads. It changes only together with
/// [`FORMAT_VERSION`](crate::frame::FORMAT_VERSION).
#[cfg(feature = "build")]
mod wire {
    use super::{Dataset, DetailsPolicy, FingerprintBits, Hash, ScopeFiles, Serialize};

    #[derive(Serialize)]
    pub(super) struct Manifest<'a> {
        scheme: &'a str,
        title: &'a str,
        publisher: &'a str,
        salt: Hash,
        fingerprint_bits: FingerprintBits,
        details: DetailsPolicy,
        page_cap: u32,
        datasets: &'a [Dataset],
        scopes: &'a [ScopeFiles],
    }

    impl<'a> From<&'a super::Manifest> for Manifest<'a> {
        fn from(manifest: &'a super::Manifest) -> Self {
            Self {
                scheme: manifest.scheme.name(),
                title: &manifest.title,
                publisher: &manifest.publisher,
                salt: manifest.salt.0,
                fingerprint_bits: manifest.fingerprint_bits,
                details: manifest.details,
                page_cap: manifest.page_cap,
                datasets: &manifest.datasets,
                scopes: &manifest.scopes,
            }
        }
    }
}
