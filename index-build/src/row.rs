//! Rows: what every importer makes of its table, and nothing more than a checker needs.

use hushset_core::{
    identifier::Nsid,
    record::{Licence, Month},
};

/// One row of a dataset's table: a photo, and what the table knows of its owner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The photo's id.
    pub photo: u64,
    /// The owner, by whichever names the table has.
    pub owner: OwnerNames,
    /// When it was uploaded.
    pub month: Option<Month>,
    /// Its licence.
    pub licence: Option<Licence>,
    /// Its hashtags.
    pub tags: Vec<String>,
}

/// The names that a row gives its photo's owner, as they are written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct OwnerNames {
    /// The account number.
    pub nsid: Option<Nsid>,
    /// The name in the account's addresses.
    pub alias: Option<String>,
    /// The name the account shows.
    pub display: Option<String>,
}
