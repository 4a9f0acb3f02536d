//! Opening an index: `current.bin`, then the manifest that it names; or a pinned build's manifest at once.

use super::{Conclusion, Machine, Request, RequestMade, Step, Unavailable};
use crate::{current::Current, file::BuildId, index::Index};
use alloc::vec::Vec;

/// An index that is being opened.
#[derive(Debug)]
pub struct Opening {
    state: State,
    requests: Vec<RequestMade>,
}

#[derive(Debug)]
enum State {
    Current,
    Manifest { build: BuildId, sequence: Option<u64> },
}

/// The result of opening.
#[derive(Debug)]
pub struct Opened {
    /// The index, or why it cannot be asked.
    pub index: Result<Index, Unavailable>,
    /// The requests made.
    pub requests: Vec<RequestMade>,
}

impl Conclusion for Opened {
    fn unavailable(&self) -> Option<Unavailable> {
        self.index.as_ref().err().copied()
    }
}

impl Opening {
    /// Starts with the build that the page is pinned to, or else with the current one.
    pub fn start(pinned: Option<BuildId>) -> Step<Self> {
        match pinned {
            None => Step::Fetch(super::Pending {
                request: Request::current(),
                machine: Self { state: State::Current, requests: Vec::new() },
            }),
            Some(build) => Self { state: State::Current, requests: Vec::new() }.fetch_manifest(build, None),
        }
    }

    fn fetch_manifest(self, build: BuildId, sequence: Option<u64>) -> Step<Self> {
        Step::Fetch(super::Pending {
            request: Request::manifest(build),
            machine: Self { state: State::Manifest { build, sequence }, ..self },
        })
    }

    fn done(self, index: Result<Index, Unavailable>) -> Step<Self> {
        Step::Done(Opened { index, requests: self.requests })
    }
}

impl Machine for Opening {
    type Output = Opened;

    fn resume(self, file: Result<&[u8], Unavailable>) -> Step<Self> {
        let file = match file {
            Ok(file) => file,
            Err(unavailable) => return self.done(Err(unavailable)),
        };
        match self.state {
            State::Current => match Current::read(file) {
                Ok(current) => self.fetch_manifest(current.build, Some(current.sequence)),
                Err(malformed) => self.done(Err(malformed.into())),
            },
            State::Manifest { build, sequence } => {
                self.done(Index::open(build, sequence, file).map_err(Unavailable::from))
            }
        }
    }

    fn receipt(&mut self) -> &mut Vec<RequestMade> {
        &mut self.requests
    }
}
