//! Counts of what a dataset's tables say about its photos, for the charts on its page.

use serde::Serialize;
use std::collections::BTreeMap;

/// How a dataset's photos are spread.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TableStats {
    /// Photos by the year of their upload, where the tables have it.
    pub years: BTreeMap<u16, u64>,
    /// Photos by the number of their licence in Flickr's API, where the tables have it.
    pub licences: BTreeMap<u8, u64>,
}
