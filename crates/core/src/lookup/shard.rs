//! A shard by itself: fetched for no question in particular, and then asked any number of them.
//!
//! Whoever has fetched all shards has told the host nothing of what they are about to ask.

use super::{
    Checked, Conclusion, Detailed, Machine, Outcome, Pending, Request, RequestMade, Step, Unavailable, check,
    details, shard_of,
};
use crate::{
    exact::ExactShard,
    file::{ShardAddress, ShardKind},
    filter::FilterShard,
    identifier::Page,
    index::Index,
    scheme::Question,
};
use alloc::{sync::Arc, vec::Vec};

/// A shard that is being fetched.
#[derive(Debug)]
pub struct Fetching {
    index: Arc<Index>,
    address: ShardAddress,
    requests: Vec<RequestMade>,
}

/// The result of fetching a shard.
#[derive(Debug)]
pub struct Fetched {
    /// The shard, or why there is none.
    pub shard: Result<Shard, Unavailable>,
    /// The requests made.
    pub requests: Vec<RequestMade>,
}

/// A shard that its index vouches for.
#[derive(Debug)]
pub struct Shard {
    index: Arc<Index>,
    kind: ShardKind,
    body: Vec<u8>,
}

impl Fetching {
    /// Starts fetching a shard, if the index has its family.
    pub fn start(index: Arc<Index>, address: ShardAddress) -> Option<Step<Self>> {
        let request = Request::shard(&index, &address)?;
        let machine = Self { index, address, requests: Vec::new() };
        Some(Step::Fetch(Pending { request, machine }))
    }
}

impl Machine for Fetching {
    type Output = Fetched;

    fn resume(self, file: Result<&[u8], Unavailable>) -> Step<Self> {
        let Self { index, address, requests } = self;
        let body = file.and_then(|file| Ok(index.shard_body(&address, file)?));
        let shard = body.map(|body| Shard { index, kind: address.kind, body });
        Step::Done(Fetched { shard, requests })
    }

    fn receipt(&mut self) -> &mut Vec<RequestMade> {
        &mut self.requests
    }
}

impl Conclusion for Fetched {
    fn unavailable(&self) -> Option<Unavailable> {
        self.shard.as_ref().err().copied()
    }
}

impl Shard {
    /// Where the answer to a question stands, if the index has such names.
    pub fn address_for(index: &Index, question: &Question, kind: ShardKind) -> Option<ShardAddress> {
        shard_of(index, question, Page::FIRST, kind)
    }

    /// The index that it is of.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Which of the two this is.
    pub fn kind(&self) -> ShardKind {
        self.kind
    }

    /// What a [`Check`](super::Check) comes to when its answer stands in this filter shard.
    pub fn check(&self, question: Question) -> Checked {
        let manifest = &self.index.manifest;
        let outcome = match FilterShard::read(&self.body, manifest.fingerprint_bits) {
            Ok(filter) => {
                Outcome::Verdicts { verdicts: check::answer(manifest, &question, &filter), details: None }
            }
            Err(malformed) => Outcome::Unavailable { reason: malformed.into() },
        };
        Checked { question, outcome, requests: Vec::new() }
    }

    /// What [`Details`](super::Details) come to when their first page stands in this exact shard.
    pub fn details(&self, question: Question) -> Detailed {
        let find = |shard| details::find(&self.index.manifest, &question, Page::FIRST, &shard);
        let outcome = details::outcome(ExactShard::read(&self.body).and_then(find));
        Detailed { question, outcome, requests: Vec::new() }
    }
}
