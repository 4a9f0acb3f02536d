//! The look-up: files may be changed, swapped, or kept back in any way; an answer is the right one, or none.

use crate::{
    havoc::Havoc,
    site::{SITE, Site, open, run},
};
use arbitrary::{Arbitrary, Unstructured};
use hushset_core::{
    file::{ShardAddress, ShardKind},
    identifier::Page,
    index::Index,
    lookup::{
        Check, Details, DetailsOutcome, FetchFailure, Fetching, Machine, Opening, Outcome, Reply, Request,
        Shard, Step,
    },
    scheme::Question,
};
use std::{cell::RefCell, sync::Arc};

/// A visit with things that go wrong.
#[derive(Debug, Arbitrary)]
struct Visit {
    question: u8,
    /// Whether the page is pinned to a build, and to which.
    pinned: Option<bool>,
    /// What befalls the answers, one after the other; those behind the last are sound.
    bends: Vec<Option<Bend>>,
}

/// What can become of a file on its way.
#[derive(Debug, Arbitrary)]
enum Bend {
    /// These bits are flipped, counted from the front and wrapped around.
    Flip(Vec<u32>),
    /// It ends after so many bytes.
    Truncate(u32),
    /// More bytes follow.
    Extend(Vec<u8>),
    /// So many bytes are missing at the front.
    Behead(u16),
    /// From here on it is another file of the site.
    Splice(u16, u32),
    /// It is another file of the site.
    Swap(u16),
    /// It is `current.bin` of yesterday.
    OldCurrent,
    /// It is turned by so many bytes.
    Rotate(u32),
    /// These bytes stand there from here on.
    Overwrite(u32, Vec<u8>),
    /// It is these bytes.
    Replace(Vec<u8>),
    /// It is these bytes behind the head of a file of its kind.
    Framed(Vec<u8>),
    /// It does not come.
    Fail(u8),
}

/// What came of a visit.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Files that did not come as they are.
    pub bent: usize,
    /// Answers, all of them right.
    pub answered: usize,
    /// Times that there was none, said plainly.
    pub unavailable: usize,
}

/// Visits the site as the bytes say.
pub fn lookup(bytes: &[u8]) {
    visit(bytes);
}

/// Visits the site as the bytes say, and panics if an answer is wrong, or if a second try with sound files does not come to
/// the right one.
pub fn visit(bytes: &[u8]) -> Tally {
    let Ok(visit) = Visit::arbitrary(&mut Unstructured::new(bytes)) else { return Tally::default() };
    let site = &*SITE;
    let which = usize::from(visit.question) % site.questions.len();
    let pinned = visit.pinned.map(|second| &site.builds[usize::from(second)]);
    let road = Road { site, bends: RefCell::new(visit.bends.into_iter()), tally: RefCell::default() };

    match road.drive(Opening::start(pinned.map(|index| index.build))).index {
        Err(_) => road.unavailable(),
        Ok(index) => {
            let build = site.which(index.build).expect("one of the published builds");
            assert!(pinned.is_none_or(|pinned| pinned.build == index.build), "the page is pinned to another");
            assert_eq!(index.manifest.write(), site.builds[build].manifest.write());
            road.answered();
            ask(&road, &Arc::new(index), &site.questions[which], &site.truth[build][which]);
        }
    }
    // Nothing that went wrong is left behind.
    let again =
        open(pinned.map(|index| index.build), |request| site.files.get(&request.path).map(Vec::as_slice));
    assert!(again.index.is_ok());
    road.tally.into_inner()
}

/// Asks for verdicts and details in each of the ways, all of which must say the same or nothing.
fn ask(
    road: &Road<'_>,
    index: &Arc<Index>,
    question: &Question,
    (verdicts, details): &(Outcome, DetailsOutcome),
) {
    let check = || Check::start(Arc::clone(index), question.clone());
    let look = || Details::start(Arc::clone(index), question.clone(), Page::FIRST);
    road.compare(&road.drive(check()).outcome, verdicts);
    road.compare_details(&road.drive(look()).outcome, details);
    for kind in ShardKind::ALL {
        let address = Shard::address_for(index, question, kind).expect("the index has such names");
        road.compare_shard(index, address, question, verdicts, details);
    }
    let sound = |request: &Request| road.site.files.get(&request.path).map(Vec::as_slice);
    assert_eq!(run(check(), sound).outcome, *verdicts, "a second try helps");
    assert_eq!(run(look(), sound).outcome, *details, "a second try helps");
}

/// The way from the site to the reader.
struct Road<'s> {
    site: &'s Site,
    bends: RefCell<std::vec::IntoIter<Option<Bend>>>,
    tally: RefCell<Tally>,
}

impl Road<'_> {
    fn drive<M: Machine>(&self, mut step: Step<M>) -> M::Output {
        loop {
            step = match step {
                Step::Done(output) => return output,
                Step::Fetch(pending) => {
                    let file = self.fetch(pending.request());
                    pending.supply(match &file {
                        Ok(bytes) => Reply::Fetched(bytes),
                        Err(failure) => Reply::Failed(*failure),
                    })
                }
            };
        }
    }

    fn fetch(&self, request: &Request) -> Result<Vec<u8>, FetchFailure> {
        let file = self.site.files.get(&request.path).cloned();
        let file = file.ok_or(FetchFailure::Status { status: 404 });
        match self.bends.borrow_mut().next().flatten() {
            None => file,
            Some(bend) => {
                let bent = bend.apply(self.site, file.clone().unwrap_or_default());
                self.tally.borrow_mut().bent += usize::from(bent != file);
                bent
            }
        }
    }

    fn answered(&self) {
        self.tally.borrow_mut().answered += 1;
    }

    fn unavailable(&self) {
        self.tally.borrow_mut().unavailable += 1;
    }

    fn compare(&self, outcome: &Outcome, truth: &Outcome) {
        match outcome {
            Outcome::Unavailable { reason } => {
                assert!(reason.to_string().starts_with("a file of the index "));
                self.unavailable();
            }
            answer => {
                assert_eq!(answer, truth);
                self.answered();
            }
        }
    }

    fn compare_details(&self, outcome: &DetailsOutcome, truth: &DetailsOutcome) {
        match outcome {
            DetailsOutcome::Unavailable { .. } => self.unavailable(),
            answer => {
                assert_eq!(answer, truth);
                self.answered();
            }
        }
    }

    fn compare_shard(
        &self,
        index: &Arc<Index>,
        address: ShardAddress,
        question: &Question,
        verdicts: &Outcome,
        details: &DetailsOutcome,
    ) {
        let fetching = Fetching::start(Arc::clone(index), address).expect("the index has such shards");
        match self.drive(fetching).shard {
            Err(_) => self.unavailable(),
            Ok(shard) => match address.kind {
                ShardKind::Filter => self.compare(&shard.check(question.clone()).outcome, verdicts),
                ShardKind::Exact => self.compare_details(&shard.details(question.clone()).outcome, details),
            },
        }
    }
}

impl Bend {
    fn apply(self, site: &Site, mut file: Vec<u8>) -> Result<Vec<u8>, FetchFailure> {
        let len = file.len();
        let wrapped = |at: u32| (at as usize).checked_rem(len).unwrap_or(0);
        let other = |which: u16| {
            let which = usize::from(which) % site.files.len();
            site.files.values().nth(which).expect("a file")
        };
        match self {
            Self::Flip(bits) => bits.into_iter().filter(|_| len > 0).for_each(|bit| {
                let bit = bit as usize % (len * 8);
                file[bit / 8] ^= 1 << (bit % 8);
            }),
            Self::Truncate(at) => file.truncate(wrapped(at)),
            Self::Extend(more) => file.extend(more),
            Self::Behead(front) => drop(file.drain(..usize::from(front).min(len))),
            Self::Splice(which, at) => {
                let at = wrapped(at);
                file.truncate(at);
                file.extend(other(which).iter().skip(at));
            }
            Self::Swap(which) => file.clone_from(other(which)),
            Self::OldCurrent => file.clone_from(&site.old_current),
            Self::Rotate(by) => file.rotate_left(wrapped(by)),
            Self::Overwrite(at, bytes) => {
                file.iter_mut().skip(wrapped(at)).zip(bytes).for_each(|(old, new)| *old = new);
            }
            Self::Replace(bytes) => file = bytes,
            Self::Framed(bytes) => {
                file.truncate(8);
                file.extend(bytes);
            }
            Self::Fail(how) => {
                return Err(match how % 4 {
                    0 => FetchFailure::Network,
                    1 => FetchFailure::TimedOut,
                    2 => FetchFailure::TooLong,
                    _ => FetchFailure::Status { status: 400 + u16::from(how) },
                });
            }
        }
        Ok(file)
    }
}

/// Visits of all sorts.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut havoc = Havoc::new(7);
    (0..64).map(|_| havoc.bytes(200)).collect()
}
