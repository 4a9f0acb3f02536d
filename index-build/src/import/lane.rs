//! Reading on all cores. What there is to read comes in pieces in order (a block of lines, a document, a row
//! group); each thread takes the next piece as soon as it has read its last, and has a lane of its own: a sink for
//! rows, and a tally. So there are only as many pieces in memory as there are threads.

use super::{
    mapped::{self, Cells},
    report::{Counts, Tally},
    source::Source,
};
use crate::{
    config::{Config, Field},
    error::{Failure, Result},
    progress::Progress,
    row::{Intake, Row, RowItem, RowSink},
};
use hushset_core::{dataset::DatasetIndex, identifier::Scheme, manifest::is_slug};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    mem, panic,
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// What the rows of a table become.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// Rows of this dataset.
    Dataset(DatasetIndex),
    /// Rows of the datasets that they name.
    Shared(&'a Config),
    /// Accounts.
    Accounts,
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reject {
    /// It is about something that is not on Flickr.
    Other,
    /// It cannot be understood.
    Bad(Cow<'static, str>),
}

impl From<&'static str> for Reject {
    fn from(problem: &'static str) -> Self {
        Self::Bad(problem.into())
    }
}

impl From<String> for Reject {
    fn from(problem: String) -> Self {
        Self::Bad(problem.into())
    }
}

/// A row, or why there is none.
pub(super) type Parsed<T> = std::result::Result<T, Reject>;

/// One table to read, and how.
pub(super) struct Job<'a> {
    pub(super) sources: &'a [Source],
    pub(super) scheme: Scheme,
    pub(super) purpose: Purpose<'a>,
    pub(super) only: Option<&'a HashSet<u64>>,
    /// Whether images are taken over.
    pub(super) thumbnails: bool,
    pub(super) strict: bool,
    pub(super) progress: &'a Progress,
    pub(super) intake: &'a dyn Intake,
    pub(super) pace: Pace,
    /// Hashes of the files that are read.
    pub(super) hashes: Mutex<BTreeMap<PathBuf, String>>,
}

/// How many threads read, and how much at a time. The rows do not depend on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) threads: usize,
    pub(super) block: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { threads: rayon::current_num_threads(), block: 2 << 20 }
    }
}

impl Job<'_> {
    /// Notes the hash of a file that is read to its end.
    pub(super) fn note_hash(&self, file: usize, hash: String) {
        if let Some(source) = self.sources.get(file) {
            let mut hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
            hashes.insert(source.shown.clone(), hash);
        }
    }

    /// A failure of a file as a whole.
    pub(super) fn failure(&self, file: usize, problem: impl Into<String>) -> Failure {
        match self.sources.get(file) {
            Some(source) => Failure::table(&source.shown, problem),
            None => Failure::Plan(problem.into()),
        }
    }
}

/// Where pieces come from, in order.
pub(super) trait Feed: Send {
    /// Something that can be read on its own. The same value is filled again and again.
    type Piece: Default;

    /// Fills `piece` with the next one; `false` if there is none. Columns that are not taken over are noted in
    /// `tally`.
    fn next(&mut self, piece: &mut Self::Piece, tally: &mut Tally) -> Result<bool>;

    /// Hands the rows of a piece to a lane.
    fn read(piece: &mut Self::Piece, lane: &mut Lane<'_>) -> Result<()>;
}

/// Reads all pieces. Of several failures the first in order is the one that is returned, whichever thread was
/// faster: all pieces before it were taken before, and are read to their end.
pub(super) fn run<F: Feed>(job: &Job<'_>, feed: F) -> Result<Tally> {
    let queue = Queue { feed: Mutex::new((0, feed)), is_stopped: AtomicBool::new(false) };
    let ended: Vec<_> = thread::scope(|scope| {
        let work = || queue.work(job);
        let threads: Vec<_> = (0..job.pace.threads.max(1)).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked)))
            .collect()
    });
    let mut all = Tally::default();
    let mut failures = BTreeMap::new();
    for one in ended {
        match one {
            Ok(tally) => all.add(tally),
            Err((number, failure)) => {
                failures.insert(number, failure);
            }
        }
    }
    failures.pop_first().map_or(Ok(all), |(_, failure)| Err(failure))
}

/// The pieces that nobody has taken yet, and how many were taken.
struct Queue<F> {
    feed: Mutex<(u64, F)>,
    is_stopped: AtomicBool,
}

impl<F: Feed> Queue<F> {
    /// Reads one piece after the other. A failure comes with the number of its piece.
    fn work(&self, job: &Job<'_>) -> std::result::Result<Tally, (u64, Failure)> {
        let mut lane = Lane::of(job);
        let mut piece = F::Piece::default();
        while let Some(number) = self.take(&mut piece, &mut lane)? {
            F::read(&mut piece, &mut lane).map_err(|failure| self.stop(number, failure))?;
        }
        lane.finish().map_err(|failure| (u64::MAX, failure))
    }

    fn take(
        &self,
        piece: &mut F::Piece,
        lane: &mut Lane<'_>,
    ) -> std::result::Result<Option<u64>, (u64, Failure)> {
        let mut queue = self.feed.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_stopped.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let (taken, feed) = &mut *queue;
        *taken += 1;
        match feed.next(piece, &mut lane.tally) {
            Ok(more) => Ok(more.then_some(*taken)),
            Err(failure) => Err(self.stop(*taken, failure)),
        }
    }

    fn stop(&self, number: u64, failure: Failure) -> (u64, Failure) {
        self.is_stopped.store(true, Ordering::Relaxed);
        (number, failure)
    }
}

/// One thread's way from pieces to rows.
pub(super) struct Lane<'a> {
    pub(super) job: &'a Job<'a>,
    sink: Box<dyn RowSink + 'a>,
    pub(super) tally: Tally,
    file: usize,
    /// What was counted in this file since it was entered.
    here: Counts,
}

impl<'a> Lane<'a> {
    fn of(job: &'a Job<'a>) -> Self {
        Self { job, sink: job.intake.sink(), tally: Tally::default(), file: 0, here: Counts::default() }
    }

    /// The file that the next rows are from.
    pub(super) fn enter(&mut self, file: usize) {
        self.tally.note_counts(self.file, mem::take(&mut self.here));
        self.file = file;
    }

    fn finish(mut self) -> Result<Tally> {
        self.enter(self.file);
        self.sink.finish().map(|()| self.tally)
    }

    /// Takes the record at `line` of a table with mapped columns.
    pub(super) fn record(&mut self, line: u64, cells: &impl Cells) -> Result<()> {
        match self.job.purpose {
            Purpose::Dataset(dataset) => self.put(line, dataset, mapped::row(self.job.scheme, cells)),
            Purpose::Shared(config) => {
                let slug = cells.text(Field::Dataset).map(str::trim).filter(|slug| !slug.is_empty());
                let Some(slug) = slug else { return self.reject(line, "it names no dataset".into()) };
                match config.dataset(slug) {
                    Some(dataset) => self.put(line, dataset, mapped::row(self.job.scheme, cells)),
                    None => Err(self.failure(line, &unknown_dataset(slug))),
                }
            }
            Purpose::Accounts => match mapped::account(cells) {
                Ok(account) => {
                    self.here.rows += 1;
                    self.sink.account(account)
                }
                Err(reject) => self.reject(line, reject),
            },
        }
    }

    /// Takes the row at `line` of a layout that is of one dataset, or why there is none.
    pub(super) fn row(&mut self, line: u64, row: Parsed<Row<'_>>) -> Result<()> {
        match self.job.purpose {
            Purpose::Dataset(dataset) => self.put(line, dataset, row),
            Purpose::Shared(_) | Purpose::Accounts => {
                Err(self.failure(line, "this layout is of one dataset's photos"))
            }
        }
    }

    fn put(&mut self, line: u64, dataset: DatasetIndex, row: Parsed<Row<'_>>) -> Result<()> {
        match row {
            Ok(mut row) => {
                self.here.rows += 1;
                row.image = row.image.filter(|_| self.job.thumbnails);
                let is_left_out = |only: &HashSet<u64>| match row.item {
                    RowItem::Number(photo) => !only.contains(&photo),
                    RowItem::Text(_) => false,
                };
                if self.job.only.is_some_and(is_left_out) {
                    self.here.left_out += 1;
                    return Ok(());
                }
                *self.tally.of_dataset.entry(dataset.get()).or_default() += 1;
                self.sink.row(dataset, &row)
            }
            Err(reject) => self.reject(line, reject),
        }
    }

    /// Counts a row that is not taken.
    pub(super) fn reject(&mut self, line: u64, reject: Reject) -> Result<()> {
        self.here.rows += 1;
        match reject {
            Reject::Other => self.here.other += 1,
            Reject::Bad(problem) if self.job.strict => {
                return Err(self.failure(line, &format!("{problem} (stopped because of --strict)")));
            }
            Reject::Bad(problem) => {
                self.here.bad += 1;
                self.tally.note_bad(self.file, line, problem);
            }
        }
        Ok(())
    }

    /// A failure at a line.
    pub(super) fn failure(&self, line: u64, problem: &str) -> Failure {
        self.job.failure(self.file, format!("line {line}: {problem}"))
    }
}

fn unknown_dataset(slug: &str) -> String {
    if is_slug(slug) {
        format!("it belongs to \"{slug}\", and the settings have no [[dataset]] of this slug")
    } else {
        "what stands in the column for the dataset is no slug (lower-case letters, digits, - and _)".into()
    }
}
