//! The files of a published index and their paths.
//!
//! ```text
//! hushset/current.bin                                    changes with every build
//! hushset/<build id>/manifest.bin                        never change
//! hushset/<build id>/<scope>/<f|x>/<shard name>.bin
//! ```

use crate::{
    frame::Kind,
    identifier::Scope,
    key::{Hash, Hex, Prefix, hash_from_hex},
    text::concat,
};
use alloc::string::String;
use core::fmt;
use serde::{Serialize, Serializer};

/// The folder of a site that holds its index.
pub const INDEX_DIR: &str = "hushset";

/// The path of the one file that changes in place.
pub const CURRENT_PATH: &str = "hushset/current.bin";

/// The name of a build: the SHA-256 of its manifest file. A page that names a build can be shown only that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuildId(pub Hash);

impl BuildId {
    /// Reads the 64 hexadecimal characters of a build's folder or of a pin.
    pub fn from_hex(text: &str) -> Option<Self> {
        hash_from_hex(text).map(Self)
    }

    /// The folder of this build.
    pub fn dir(&self) -> String {
        concat(&[INDEX_DIR, "/", &Hex(&self.0).text()])
    }

    /// The path of this build's manifest.
    pub fn manifest_path(&self) -> String {
        self.dir() + "/manifest.bin"
    }

    /// The path of a shard of this build.
    pub fn shard_path(&self, shard: &ShardAddress) -> String {
        concat(&[&self.dir(), "/", &shard.label(), ".bin"])
    }
}

impl fmt::Display for BuildId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Hex(&self.0).text())
    }
}

impl Serialize for BuildId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Hex(&self.0).text())
    }
}

/// The two kinds of shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShardKind {
    /// Answers verdicts.
    Filter,
    /// Answers details.
    Exact,
}

impl ShardKind {
    /// Both, in the order in which a lookup asks for them.
    pub const ALL: [Self; 2] = [Self::Filter, Self::Exact];
}

impl From<ShardKind> for Kind {
    fn from(kind: ShardKind) -> Self {
        match kind {
            ShardKind::Filter => Self::Filter,
            ShardKind::Exact => Self::Exact,
        }
    }
}

/// Which shard of an index: its scope, whether it answers verdicts or details, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardAddress {
    /// The family of keys.
    pub scope: Scope,
    /// Whether it answers verdicts or details.
    pub kind: ShardKind,
    /// The number.
    pub prefix: Prefix,
}

impl ShardAddress {
    /// `<scope>/<f|x>/<shard name>`: the path inside the build's folder without its ending, which also labels
    /// the shard's mask.
    pub fn label(&self) -> String {
        let letter = match self.kind {
            ShardKind::Filter => "/f/",
            ShardKind::Exact => "/x/",
        };
        concat(&[self.scope.name(), letter, &self.prefix.shard_name().text()])
    }
}
