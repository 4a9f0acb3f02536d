//! The lookup as a state machine that asks for files and is given bytes.
//!
//! A machine never touches a network, a disk or a clock. It hands out one [`Request`] at a time inside a
//! [`Pending`], which can only be answered or dropped; when it knows, it is [`Step::Done`]. The browser and the
//! command line drive the same machines:
//!
//! ```text
//! Opening ── current.bin, manifest.bin ──▶ Index
//! Check   ── filter shard ───────────────▶ Checked: a verdict per dataset
//! Details ── exact shard ────────────────▶ Detailed: which items
//! Fetching ─ any one shard ──────────────▶ Fetched: a shard to ask without further requests
//! ```
//!
//! Which requests a machine makes depends on the question's scope and prefix alone, never on an answer.

mod check;
mod details;
mod open;
mod shard;

pub use check::{Answer, Check, Checked, Outcome, Verdict, answer, miss};
pub use details::{AccountItems, Detailed, Details, DetailsOutcome, Found, FoundItem, find, read_record};
pub use open::{Opened, Opening};
pub use shard::{Fetched, Fetching, Shard};

use crate::{
    file::{BuildId, CURRENT_PATH, ShardAddress, ShardKind},
    frame::Malformed,
    identifier::{Page, Scope},
    index::Index,
    key::Key,
    scheme::Question,
};
use alloc::{string::String, vec::Vec};
use core::fmt;
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// What a machine does next.
#[derive(Debug)]
pub enum Step<M: Machine> {
    /// It needs a file.
    Fetch(Pending<M>),
    /// It has come to its result.
    Done(M::Output),
}

/// A machine that waits for a file.
#[derive(Debug)]
pub struct Pending<M> {
    request: Request,
    machine: M,
}

impl<M: Machine> Pending<M> {
    /// The file it waits for.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Gives it the file, or says why there is none.
    pub fn supply(mut self, reply: Reply<'_>) -> Step<M> {
        if let Some(made) = RequestMade::of(&self.request, &reply) {
            self.machine.receipt().push(made);
        }
        self.machine.resume(reply.bytes(&self.request))
    }
}

/// A conversation about files that comes to a result.
pub trait Machine: Sized {
    /// The result.
    type Output: Conclusion;

    /// Goes on with the file that was asked for.
    fn resume(self, file: Result<&[u8], Unavailable>) -> Step<Self>;

    /// Where the requests made are kept.
    fn receipt(&mut self) -> &mut Vec<RequestMade>;
}

/// A result that may be the lack of one.
pub trait Conclusion {
    /// Why there is no result, if there is none: then the files that came cannot be relied on, and trying again
    /// must fetch them anew.
    fn unavailable(&self) -> Option<Unavailable>;
}

/// A file of the site that a machine needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The path below the site's root.
    pub path: String,
    /// What is asked for, for receipts.
    pub subject: Subject,
    /// No answer of more bytes than this is wanted: whoever fetches may stop there.
    pub max_len: usize,
}

impl Request {
    fn current() -> Self {
        Self {
            path: CURRENT_PATH.into(),
            subject: Subject::Current,
            max_len: crate::current::MAX_CURRENT_LEN,
        }
    }

    fn manifest(build: BuildId) -> Self {
        Self {
            path: build.manifest_path(),
            subject: Subject::Manifest,
            max_len: crate::manifest::MAX_MANIFEST_LEN,
        }
    }

    /// The request for a shard, if the index has its scope.
    pub fn shard(index: &Index, shard: &ShardAddress) -> Option<Self> {
        let set = index.file_set(shard)?;
        Some(Self {
            path: index.build.shard_path(shard),
            subject: Subject::Shard {
                scope: shard.scope,
                kind: shard.kind,
                number: shard.prefix.index(),
                of: set.prefix_bits.shards(),
            },
            max_len: set.file_len(),
        })
    }

    /// Whether the file's bytes may change while its path stays: then no cache may answer.
    pub fn is_mutable(&self) -> bool {
        self.subject == Subject::Current
    }
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "subject")]
pub enum Subject {
    /// Which build is current.
    Current,
    /// The manifest of a build.
    Manifest,
    /// A shard.
    Shard {
        /// Its family of keys.
        scope: Scope,
        /// Filter or exact.
        kind: ShardKind,
        /// Its number: the visible bits of the key.
        number: u32,
        /// The number of shards of its kind.
        of: u32,
    },
}

/// The answer to a [`Request`].
#[derive(Debug, Clone, Copy)]
pub enum Reply<'a> {
    /// The site sent these bytes.
    Fetched(&'a [u8]),
    /// These bytes were at hand from before; nothing was requested.
    Held(&'a [u8]),
    /// The site did not send the file.
    Failed(FetchFailure),
}

impl<'a> Reply<'a> {
    fn bytes(self, request: &Request) -> Result<&'a [u8], Unavailable> {
        match self {
            Self::Fetched(bytes) | Self::Held(bytes) if bytes.len() > request.max_len => {
                Err(Unavailable::Failed(FetchFailure::TooLong))
            }
            Self::Fetched(bytes) | Self::Held(bytes) => Ok(bytes),
            Self::Failed(failure) => Err(Unavailable::Failed(failure)),
        }
    }
}

/// Why a file did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchFailure {
    /// No connection, or one that broke.
    Network,
    /// The answer took too long.
    TimedOut,
    /// The site answered with another status than 200.
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The answer is longer than the file can be.
    TooLong,
}

impl FetchFailure {
    /// Its name in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::TimedOut => "timed-out",
            Self::Status { .. } => "status",
            Self::TooLong => "too-long",
        }
    }
}

impl fmt::Display for FetchFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network => f.write_str("could not be fetched: there is no connection, or it broke"),
            Self::TimedOut => f.write_str("did not arrive in time"),
            Self::Status { status } => write!(f, "is not there: the site answered with status {status}"),
            Self::TooLong => f.write_str("is longer than it can be"),
        }
    }
}

/// Why a question could not be answered. It never means "not found".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// A file did not come.
    Failed(FetchFailure),
    /// A file came that is not what it should be.
    Damaged(Malformed),
}

// `{reason: "failed", failure, status?}` or `{reason: "damaged", damage, …}`, as serde would derive it for nested
// enums in several times the room.
impl Serialize for Unavailable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Unavailable", 4)?;
        match self {
            Self::Failed(failure) => {
                fields.serialize_field("reason", "failed")?;
                fields.serialize_field("failure", failure.name())?;
                if let FetchFailure::Status { status } = failure {
                    fields.serialize_field("status", status)?;
                }
            }
            Self::Damaged(malformed) => {
                fields.serialize_field("reason", "damaged")?;
                fields.serialize_field("damage", malformed.name())?;
                match malformed {
                    Malformed::NotAnIndexFile | Malformed::Hash => {}
                    Malformed::Version { found } => fields.serialize_field("found", found)?,
                    Malformed::Kind { expected } => fields.serialize_field("expected", expected)?,
                    Malformed::Length { expected, found } => {
                        fields.serialize_field("expected", expected)?;
                        fields.serialize_field("found", found)?;
                    }
                    Malformed::Body { rule } => fields.serialize_field("rule", rule)?,
                }
            }
        }
        fields.end()
    }
}

impl From<Malformed> for Unavailable {
    fn from(malformed: Malformed) -> Self {
        Self::Damaged(malformed)
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(failure) => write!(f, "a file of the index {failure}"),
            Self::Damaged(malformed) => write!(f, "a file of the index {malformed}"),
        }
    }
}

impl core::error::Error for Unavailable {}

/// A line of the receipt: a request that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestMade {
    /// The path below the site's root.
    pub path: String,
    /// What was asked for.
    #[serde(flatten)]
    pub subject: Subject,
    /// The length of the answer's body in bytes, if one came.
    pub bytes: Option<usize>,
}

impl RequestMade {
    fn of(request: &Request, reply: &Reply<'_>) -> Option<Self> {
        let bytes = match reply {
            Reply::Held(_) => return None,
            Reply::Fetched(bytes) => Some(bytes.len()),
            Reply::Failed(_) => None,
        };
        Some(Self { path: request.path.clone(), subject: request.subject, bytes })
    }
}

/// The shard of this kind that a page of a question's answer is in, if the index has such names.
fn shard_of(index: &Index, question: &Question, page: Page, kind: ShardKind) -> Option<ShardAddress> {
    let set = index.manifest.scope(question.scope())?.set(kind);
    let key = Key::of(&question.identifier().key_string(index.manifest.scheme, page));
    Some(ShardAddress { scope: question.scope(), kind, prefix: key.prefix(set.prefix_bits) })
}

/// The request for that shard.
fn request_for(index: &Index, question: &Question, page: Page, kind: ShardKind) -> Option<Request> {
    Request::shard(index, &shard_of(index, question, page, kind)?)
}

/// The body of that shard, from its file.
fn body_of(
    index: &Index,
    question: &Question,
    page: Page,
    kind: ShardKind,
    file: &[u8],
) -> Result<Vec<u8>, Malformed> {
    let shard = shard_of(index, question, page, kind)
        .ok_or(Malformed::Body { rule: "the manifest has the shard's scope" })?;
    index.shard_body(&shard, file)
}
