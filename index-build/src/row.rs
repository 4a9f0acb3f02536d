//! Rows: what every importer makes of its table, and nothing more than a checker needs.

use crate::{account::AccountNumber, error::Result};
use hushset_core::{
    dataset::DatasetIndex,
    record::{Licence, Month},
};
use std::borrow::Cow;

pub use hushset_core::record::Image;

/// What a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowItem<'a> {
    /// A photo, by its id.
    Number(u64),
    /// Anything else, by a text.
    Text(Cow<'a, str>),
}

/// One row of a dataset's table: an item, and what the table knows of its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// The item.
    pub item: RowItem<'a>,
    /// The owner, by whichever names the table has.
    pub owner: OwnerNames<'a>,
    /// When it was uploaded.
    pub month: Option<Month>,
    /// Its licence.
    pub licence: Option<Licence>,
    /// Where its image lies.
    pub image: Option<Image>,
    /// Its hashtags.
    pub tags: Vec<Cow<'a, str>>,
}

/// The names that a row gives its item's owner, as they are written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct OwnerNames<'a> {
    /// The account number.
    pub nsid: Option<AccountNumber>,
    /// The name in the account's addresses.
    pub alias: Option<Cow<'a, str>>,
    /// The name the account shows.
    pub display: Option<Cow<'a, str>>,
}

/// A row of an accounts table: names of one account, without an item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountRow<'a> {
    /// The names it has.
    pub owner: OwnerNames<'a>,
    /// Names that it showed before.
    pub former: Vec<Cow<'a, str>>,
}

/// Where rows go. Importers parse on several threads, each with a sink of its own.
pub trait Intake: Sync {
    /// A sink for one thread.
    fn sink(&self) -> Box<dyn RowSink + '_>;
}

/// Where one thread's rows go.
pub trait RowSink {
    /// Takes a row of a dataset.
    fn row(&mut self, dataset: DatasetIndex, row: &Row<'_>) -> Result<()>;
    /// Takes a row of an accounts table.
    fn account(&mut self, account: AccountRow<'_>) -> Result<()>;
    /// Called once when the thread has no more rows.
    fn finish(self: Box<Self>) -> Result<()>;
}
