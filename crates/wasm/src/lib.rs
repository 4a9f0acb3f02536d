//! The lookup of `hushset-core` in a browser: hands its requests out and bytes in, and makes plain objects of its
//! results. `www/app/core/browser.js` fetches; what the bytes mean is decided in the core.
//!
//! Nothing here panics: a trap would poison the whole instance.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod browser;
mod json;
mod lookup;
#[cfg(target_arch = "wasm32")]
mod runtime;

use alloc::{string::String, sync::Arc, vec::Vec};
use browser::BrowserPlatform;
use hushset_core::{
    file::{BuildId, ShardAddress, ShardKind},
    identifier::{Page, Scheme, Scope},
    index::Index as CoreIndex,
    leak::Leak,
    lookup::{Check, Details, Fetching, Opening, Shard as CoreShard},
    manifest::{Dataset, DetailsPolicy, Manifest, ScopeFiles},
    scheme::{Question, Refused, Understood},
};
use lookup::Lookup;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Understands what a person typed, by the rules of the index's scheme: `{reading, question, alternatives}`, or
/// `{refusal, alternatives}`; nothing if there is no such scheme. Nothing is requested.
#[wasm_bindgen]
pub fn understand(scheme: &str, text: &str) -> JsValue {
    match Scheme::from_name(scheme).map(|scheme| scheme.parse(&BrowserPlatform, text)) {
        Some(Ok(understood)) => object(&understood),
        Some(Err(refused)) => object(&refused),
        None => JsValue::UNDEFINED,
    }
}

/// The spelling under which a name has its key. The tests compare it with the builder's.
#[wasm_bindgen]
pub fn fold(text: &str) -> String {
    hushset_core::text::fold(&BrowserPlatform, text)
}

/// The question that a text asks: the first that [`understand`] gives for it, or one of its alternatives,
/// counted from 1.
fn question(index: &CoreIndex, text: &str, which: usize) -> Option<Question> {
    match (index.manifest.scheme.parse(&BrowserPlatform, text), which.checked_sub(1)) {
        (Ok(understood), None) => Some(understood.question),
        (Err(_), None) => None,
        (Ok(Understood { alternatives, .. }) | Err(Refused { alternatives, .. }), Some(at)) => {
            alternatives.into_iter().nth(at)
        }
    }
}

fn kind(details: bool) -> ShardKind {
    if details { ShardKind::Exact } else { ShardKind::Filter }
}

/// An index that can be asked.
#[wasm_bindgen]
pub struct Index {
    index: Arc<CoreIndex>,
    /// The address of the site.
    base: String,
}

#[wasm_bindgen]
impl Index {
    /// Opens the index of the site at `base`; with `pinned`, that build and no other. Comes to `{index, requests}` or
    /// `{unavailable, requests}`, or nothing if `pinned` is no build id.
    #[wasm_bindgen(unchecked_return_type = "Promise<any>")]
    pub fn open(base: String, pinned: Option<String>) -> JsValue {
        let start = match pinned.map(|pinned| BuildId::from_hex(&pinned)) {
            Some(None) => return browser::run(None),
            Some(pin) => Opening::start(pin),
            None => Opening::start(None),
        };
        browser::run(Some(Lookup::open(base, start)))
    }

    /// Checks the question that `text` asks (`which`: 0 for the first, or the number of an alternative): one filter
    /// shard. Comes to `{question, outcome, requests}`, or nothing if the text asks no such question.
    #[wasm_bindgen(unchecked_return_type = "Promise<any>")]
    pub fn check(&self, text: &str, which: usize) -> JsValue {
        browser::run(question(&self.index, text, which).map(|question| {
            Lookup::check(self.base.clone(), Check::start(Arc::clone(&self.index), question))
        }))
    }

    /// Fetches a page of details on a question: one exact shard. Pages count from 1.
    #[wasm_bindgen(unchecked_return_type = "Promise<any>")]
    pub fn details(&self, text: &str, which: usize, page: u32) -> JsValue {
        browser::run(question(&self.index, text, which).zip(Page::new(page)).map(|(question, page)| {
            Lookup::details(self.base.clone(), Details::start(Arc::clone(&self.index), question, page))
        }))
    }

    /// Fetches one shard for no question in particular: of a family of [`Index::summary`], verdicts or `details`, by
    /// its number. Whoever drives it gets `{shard, requests}` or `{unavailable, requests}`; there is nothing to
    /// drive if there is no such shard.
    pub fn shard(&self, family: usize, details: bool, number: u32) -> Option<Lookup> {
        let files = self.index.manifest.scopes.get(family)?;
        let kind = kind(details);
        let prefix = files.set(kind).prefix_bits.prefix(number)?;
        let address = ShardAddress { scope: files.scope, kind, prefix };
        let step = Fetching::start(Arc::clone(&self.index), address)?;
        Some(Lookup::fetch(self.base.clone(), step))
    }

    /// The number of the shard that the answer to a question stands in: verdicts, or `details`.
    pub fn place(&self, text: &str, which: usize, details: bool) -> Option<u32> {
        let address =
            CoreShard::address_for(&self.index, &question(&self.index, text, which)?, kind(details))?;
        Some(address.prefix.index())
    }

    /// The verdicts on a name of this kind that no list has; nothing if the text asks no such question.
    pub fn miss(&self, text: &str, which: usize) -> JsValue {
        question(&self.index, text, which).map_or(JsValue::UNDEFINED, |question| {
            object(&hushset_core::lookup::miss(&self.index.manifest, &question))
        })
    }

    /// What the page shows of the index: its datasets, and what each request would tell.
    pub fn summary(&self) -> JsValue {
        let manifest = &self.index.manifest;
        object(&Summary {
            build: self.index.build,
            sequence: self.index.sequence,
            scheme: manifest.scheme,
            title: &manifest.title,
            publisher: &manifest.publisher,
            fingerprint_bits: manifest.fingerprint_bits.get(),
            details: manifest.details,
            page_cap: manifest.page_cap,
            datasets: &manifest.datasets,
            scopes: scopes(manifest),
        })
    }
}

/// A shard that can be asked without a request.
#[wasm_bindgen]
pub struct Shard {
    shard: CoreShard,
}

#[wasm_bindgen]
impl Shard {
    /// What [`Index::check`], or [`Index::details`] for the first page, would come to for a question whose place this
    /// is; nothing if the text asks no such question.
    pub fn ask(&self, text: &str, which: usize) -> JsValue {
        match (question(self.shard.index(), text, which), self.shard.kind()) {
            (None, _) => JsValue::UNDEFINED,
            (Some(question), ShardKind::Filter) => object(&self.shard.check(question)),
            (Some(question), ShardKind::Exact) => object(&self.shard.details(question)),
        }
    }
}

#[derive(Serialize)]
struct Summary<'a> {
    build: BuildId,
    sequence: Option<u64>,
    scheme: Scheme,
    title: &'a str,
    publisher: &'a str,
    fingerprint_bits: u8,
    details: DetailsPolicy,
    page_cap: u32,
    datasets: &'a [Dataset],
    scopes: Vec<ScopeSummary>,
}

#[derive(Serialize)]
struct ScopeSummary {
    scope: Scope,
    keys: u64,
    verdict: Leak,
    details: Leak,
    total_bytes: u64,
}

fn scopes(manifest: &Manifest) -> Vec<ScopeSummary> {
    let summary = |files: &ScopeFiles| ScopeSummary {
        scope: files.scope,
        keys: files.keys,
        verdict: Leak::of_verdict(files),
        details: Leak::of_details(files),
        total_bytes: files.filter.total_len() + files.exact.total_len(),
    };
    manifest.scopes.iter().map(summary).collect()
}

/// A plain JavaScript object of a value.
fn object(value: &impl Serialize) -> JsValue {
    browser::parse(&json::to_json(value))
}
