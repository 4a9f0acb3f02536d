//! Sets of datasets, and which datasets follow from which.

use alloc::{string::String, vec::Vec};
use core::fmt;

/// The largest number of datasets in one index: a set of them is one 64-bit word.
pub const MAX_DATASETS: usize = 64;

/// A dataset's place in the manifest's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DatasetIndex(u8);

impl DatasetIndex {
    /// The dataset at this place, below [`MAX_DATASETS`].
    pub fn new(place: usize) -> Option<Self> {
        (place < MAX_DATASETS).then_some(Self(place as u8))
    }

    /// The place.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

/// A set of datasets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DatasetSet(pub u64);

impl DatasetSet {
    /// No dataset.
    pub const EMPTY: Self = Self(0);

    /// The set of this one dataset.
    pub fn of(dataset: DatasetIndex) -> Self {
        Self(1 << dataset.0)
    }

    /// Whether it has no member.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the dataset is a member.
    pub fn contains(self, dataset: DatasetIndex) -> bool {
        self.0 & Self::of(dataset).0 != 0
    }

    /// Members of either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Members of this set and not of the other.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The members in order.
    pub fn iter(self) -> impl Iterator<Item = DatasetIndex> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let first = (rest != 0).then_some(DatasetIndex(rest.trailing_zeros() as u8));
            rest &= rest.wrapping_sub(1);
            first
        })
    }

    /// Whether all members lie below `count`.
    pub fn is_within(self, count: usize) -> bool {
        self.iter().all(|dataset| dataset.get() < count)
    }
}

impl FromIterator<DatasetIndex> for DatasetSet {
    fn from_iter<I: IntoIterator<Item = DatasetIndex>>(datasets: I) -> Self {
        datasets.into_iter().fold(Self::EMPTY, |set, dataset| set.union(Self::of(dataset)))
    }
}

/// Why datasets form no family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoFamily {
    /// This slug is named by a dataset and is none here.
    Unknown(String),
    /// The dataset of this slug descends from itself.
    Circle(String),
}

impl fmt::Display for NoFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(slug) => write!(f, "\"{slug}\" is named in derived_from but is not a dataset here"),
            Self::Circle(slug) => write!(f, "\"{slug}\" descends from itself through derived_from"),
        }
    }
}

impl core::error::Error for NoFamily {}

/// Which datasets a photo must also be in because of the one it was found in.
///
/// A photo in a dataset is in the dataset that it was taken from, so the parent is implied and not stored. A
/// dataset taken from several others implies none of them: the photo is in one, and nobody knows which.
#[derive(Debug, Clone, Default)]
pub struct Family {
    /// For each dataset, all that follow from it, itself left out.
    ancestors: Vec<DatasetSet>,
}

impl Family {
    /// The family of datasets given as (slug, slugs of those it was taken from).
    pub fn new<'a>(datasets: &[(&'a str, Vec<&'a str>)]) -> Result<Self, NoFamily> {
        let mut parents = Vec::new();
        for (_, from) in datasets {
            let mut first = None;
            for slug in from {
                let place = datasets.iter().position(|(other, _)| other == slug).and_then(DatasetIndex::new);
                if place.is_none() {
                    return Err(NoFamily::Unknown((*slug).into()));
                }
                first = first.or(place);
            }
            parents.push(if from.len() == 1 { first } else { None });
        }
        let mut ancestors = Vec::new();
        for (&first, (slug, _)) in parents.iter().zip(datasets) {
            let mut set = DatasetSet::EMPTY;
            let mut next = first;
            while let Some(parent) = next {
                if set.contains(parent) {
                    return Err(NoFamily::Circle((*slug).into()));
                }
                set = set.union(DatasetSet::of(parent));
                next = parents.get(parent.get()).copied().flatten();
            }
            ancestors.push(set);
        }
        Ok(Self { ancestors })
    }

    /// The datasets that follow from this one, itself left out.
    pub fn implied_by(&self, dataset: DatasetIndex) -> DatasetSet {
        self.ancestors.get(dataset.get()).copied().unwrap_or_default()
    }

    /// The set without those members that follow from others of it: what is stored.
    #[must_use]
    pub fn stored(&self, set: DatasetSet) -> DatasetSet {
        set.iter().fold(set, |rest, dataset| rest.minus(self.implied_by(dataset)))
    }

    /// The set with all that follows from its members: what is shown.
    #[must_use]
    pub fn expanded(&self, set: DatasetSet) -> DatasetSet {
        set.iter().fold(set, |all, dataset| all.union(self.implied_by(dataset)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn set(places: &[usize]) -> DatasetSet {
        places.iter().filter_map(|&place| DatasetIndex::new(place)).collect()
    }

    #[test]
    fn a_child_implies_its_line_and_two_parents_imply_nothing() {
        let family = Family::new(&[
            ("diveface", vec!["megaface"]),
            ("megaface", vec!["yfcc100m"]),
            ("tinyface", vec!["megaface", "pipa"]),
            ("pipa", vec![]),
            ("yfcc100m", vec![]),
        ])
        .unwrap();
        assert_eq!(family.expanded(set(&[0])), set(&[0, 1, 4]));
        assert_eq!(family.expanded(set(&[2])), set(&[2]));
        assert_eq!(family.stored(set(&[0, 1, 3])), set(&[0, 3]));
        assert_eq!(family.expanded(family.stored(set(&[0, 1, 4]))), set(&[0, 1, 4]));
    }

    #[test]
    fn unknown_parents_and_circles_are_refused() {
        assert!(Family::new(&[("a", vec!["b"])]).unwrap_err() == NoFamily::Unknown("b".into()));
        let circle = [("a", vec!["b"]), ("b", vec!["c"]), ("c", vec!["b"])];
        assert!(matches!(Family::new(&circle), Err(NoFamily::Circle(_))));
        assert!(Family::new(&[("a", vec!["a"])]).is_err());
    }
}
