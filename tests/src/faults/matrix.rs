//! Every kind of file of an index, and everything that can become of one on its way.

use super::{Fault, PathMatch, Rule};
use crate::variant::{Built, files_below};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A kind of file that an answer needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Victim {
    /// `current.bin`.
    Current,
    /// `manifest.bin`.
    Manifest,
    /// A shard of verdicts about accounts.
    Filter,
    /// A shard of accounts' photos.
    Exact,
    /// A shard of verdicts about photos.
    ItemFilter,
    /// A shard of what is known of photos.
    ItemExact,
    /// A shard of verdicts about hashtags. Only [`Variant::Tags`](crate::variant::Variant::Tags) has any.
    TagFilter,
    /// A shard of hashtags' photos.
    TagExact,
}

/// What a fault leaves of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// None, and that is said.
    Nothing,
    /// The right one.
    Everything,
    /// It depends on the client whether it notices; if it answers, then rightly.
    EitherOne,
}

/// A fault, by a name for messages.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// What happens to the answer.
    pub fault: Fault,
    /// What that leaves.
    pub leaves: Leaves,
}

impl Victim {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Current,
        Self::Manifest,
        Self::Filter,
        Self::Exact,
        Self::ItemFilter,
        Self::ItemExact,
        Self::TagFilter,
        Self::TagExact,
    ];

    /// What is in the path of such a file, and of no other.
    pub fn pattern(self) -> &'static str {
        match self {
            Self::Current => "/hushset/current.bin",
            Self::Manifest => "/manifest.bin",
            Self::Filter => "/owners/f/",
            Self::Exact => "/owners/x/",
            Self::ItemFilter => "/items/f/",
            Self::ItemExact => "/items/x/",
            Self::TagFilter => "/tags/f/",
            Self::TagExact => "/tags/x/",
        }
    }

    /// Whether only details need it: verdicts stand without.
    pub fn is_for_details(self) -> bool {
        matches!(self, Self::Exact | Self::ItemExact | Self::TagExact)
    }

    /// A fault that befalls all such files.
    pub fn struck_by(self, fault: Fault) -> Rule {
        Rule::new(PathMatch::contains(self.pattern()), fault)
    }

    /// The files of this kind of a site.
    ///
    /// # Panics
    /// If the site's folder cannot be read.
    pub fn files(self, site: &Built) -> Vec<PathBuf> {
        let is_it = |file: &PathBuf| {
            let path = file.strip_prefix(&site.folder).expect("a file of the site");
            format!("/{}", path.display()).contains(self.pattern())
        };
        files_below(&site.folder.join("hushset")).into_iter().filter(is_it).collect()
    }

    /// A file of another family and of another kind.
    fn stranger(self) -> Self {
        match self {
            Self::ItemFilter => Self::Filter,
            Self::ItemExact => Self::Exact,
            Self::Exact | Self::TagExact => Self::ItemExact,
            Self::Filter | Self::TagFilter | Self::Manifest | Self::Current => Self::ItemFilter,
        }
    }

    /// What can happen to the file that is `asked` for and leaves no answer. `other` is a build with files of the same
    /// names and lengths.
    ///
    /// # Panics
    /// If the site has no such file.
    pub fn faults(self, site: &Built, other: &Built, asked: &str) -> Vec<Case> {
        let same_name = |file: &&PathBuf| file.file_name() == Path::new(asked).file_name();
        let of_other_build =
            self.files(other).iter().find(same_name).map(read).expect("the other build has it, too");
        let own = self.files(site).iter().find(same_name).map(read).expect("the file");
        assert_ne!(own, of_other_build, "the builds differ");
        let another = match self {
            Self::Manifest | Self::Current => Self::Filter.files(site).first().map(read),
            _ => self.files(site).iter().find(|file| !same_name(file)).map(read),
        };
        let of_other_scope = self.stranger().files(site).first().map(read);
        if !matches!(self, Self::Manifest | Self::Current) {
            assert_eq!(own.len(), of_other_build.len(), "not to be told apart by their lengths");
        }
        let case =
            |(name, fault): (&str, Fault)| Case { name: name.to_owned(), fault, leaves: Leaves::Nothing };
        let bits = own.len() * 8;
        [
            ("404", Fault::Status(404)),
            ("403", Fault::Status(403)),
            ("500", Fault::Status(500)),
            ("HTML with status 200", Fault::HtmlWith200),
            ("truncated", Fault::Truncate(1)),
            ("half of it", Fault::Truncate(own.len() / 2)),
            ("empty", Fault::Empty),
            ("too long", Fault::Oversize(1)),
            ("far too long", Fault::Oversize(10 << 20)),
            ("a bit of the head flipped", Fault::FlipBit(7)),
            ("a bit in the middle flipped", Fault::FlipBit(bits / 2)),
            ("the last bit flipped", Fault::FlipBit(bits - 1)),
            ("reset midway", Fault::ResetMidway),
            ("that of another build", Fault::Replace(of_other_build)),
            ("another file of the same build", Fault::Replace(another.expect("another file"))),
            ("a file of another family", Fault::Replace(of_other_scope.expect("a file of another family"))),
            ("packed, and not said", Fault::UnsaidGzip),
            ("announced longer than it is", Fault::Misannounce(100)),
            ("announced shorter than it is", Fault::Misannounce(-1)),
        ]
        .map(case)
        .into()
    }

    /// More of them: bits flipped all over the file, and faults that leave an answer.
    ///
    /// # Panics
    /// If the site has no such file.
    pub fn more_faults(self, site: &Built, asked: &str) -> Vec<Case> {
        let same_name = |file: &&PathBuf| file.file_name() == Path::new(asked).file_name();
        let bits = self.files(site).iter().find(same_name).map(read).expect("the file").len() * 8;
        let flips = (0..FLIPS).map(|number| {
            // Steps of the golden ratio fall everywhere, and never twice on the same place.
            let bit = (number * bits * 618 / 1000) % bits;
            // `current.bin` is vouched for by nobody: another sequence number is one that could have been published.
            let is_vouched = self != Self::Current || !SEQUENCE.contains(&bit);
            let leaves = if is_vouched { Leaves::Nothing } else { Leaves::EitherOne };
            Case { name: format!("bit {bit} flipped"), fault: Fault::FlipBit(bit), leaves }
        });
        let slow = Case {
            name: "slow".to_owned(),
            fault: Fault::Slow(Duration::from_millis(1)),
            leaves: Leaves::Everything,
        };
        let claimed =
            Case { name: "said to be packed".to_owned(), fault: Fault::ClaimGzip, leaves: Leaves::EitherOne };
        flips.chain([slow, claimed]).collect()
    }
}

/// How many single bits are flipped in each file.
const FLIPS: usize = 8;

/// The bits of `current.bin` that hold the sequence number.
const SEQUENCE: std::ops::Range<usize> = 40 * 8..48 * 8;

fn read(file: &PathBuf) -> Vec<u8> {
    fs::read(file).expect("a file of the site")
}
