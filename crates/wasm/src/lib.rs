//! The lookup of `hushset-core` in a browser: fetches the files that its machines ask for, and hands strings and
//! plain objects in and out. What it decides is where bytes come from; what they mean is decided in the core.
//!
//! Nothing here panics: a trap would poison the whole instance.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod fetch;
mod files;
mod json;
#[cfg(target_arch = "wasm32")]
mod runtime;
mod unicode;

use alloc::{boxed::Box, rc::Rc, string::String, sync::Arc, vec::Vec};
use core::{cell::RefCell, pin::Pin};
use files::Files;
use hushset_core::{
    file::BuildId,
    identifier::{Page, Scheme, Scope},
    index::Index as CoreIndex,
    leak::Leak,
    lookup::{Check, Conclusion, Details, Machine, Opened, Opening, Reply, RequestMade, Step},
    manifest::{Dataset, DetailsPolicy, Manifest, ScopeFiles},
    scheme::{Question, Refused, Understood},
};
use js_sys::{Object, Promise, Reflect};
use serde::Serialize;
use unicode::BrowserUnicode;
use wasm_bindgen::prelude::*;

/// Understands what a person typed: `{reading, question, alternatives}`, or `{refusal, alternatives}`. Nothing is requested.
#[wasm_bindgen]
pub fn understand(text: &str) -> JsValue {
    match Scheme::Flickr.parse(&BrowserUnicode, text) {
        Ok(understood) => object(&understood),
        Err(refused) => object(&refused),
    }
}

/// The spelling under which a name has its key. The tests compare it with the builder's.
#[wasm_bindgen]
pub fn fold(text: &str) -> String {
    hushset_core::text::fold(&BrowserUnicode, text)
}

/// The question that a text asks: the first that [`understand`] gives for it, or one of its alternatives,
/// counted from 1.
fn question(text: &str, which: usize) -> Option<Question> {
    match (Scheme::Flickr.parse(&BrowserUnicode, text), which.checked_sub(1)) {
        (Ok(understood), None) => Some(understood.question),
        (Err(_), None) => None,
        (Ok(Understood { alternatives, .. }) | Err(Refused { alternatives, .. }), Some(at)) => {
            alternatives.into_iter().nth(at)
        }
    }
}

/// An index that can be asked.
#[wasm_bindgen]
pub struct Index {
    index: Arc<CoreIndex>,
    site: Rc<Site>,
}

/// Where the files of an index come from, and what is known of them.
struct Site {
    base: String,
    files: RefCell<Files>,
}

#[wasm_bindgen]
impl Index {
    /// Opens the index of the site at `base`; with `pinned`, that build and no other. Comes to
    /// `{index, requests}` or `{unavailable, requests}`.
    pub fn open(base: String, pinned: Option<String>) -> Promise {
        let site = Rc::new(Site { base, files: RefCell::default() });
        promise(async move {
            let Some(pin) =
                pinned.map(|pinned| BuildId::from_hex(&pinned)).map_or(Some(None), |pin| pin.map(Some))
            else {
                return JsValue::UNDEFINED;
            };
            let Opened { index, requests } = site.run(Opening::start(pin)).await;
            match index {
                Ok(index) => opened("index", &Self { index: Arc::new(index), site }.into(), &requests),
                Err(unavailable) => opened("unavailable", &object(&unavailable), &requests),
            }
        })
    }

    /// Checks the question that `text` asks (`which`: 0 for the first, or the number of an alternative): one filter
    /// shard. Comes to `{question, outcome, requests}`, or nothing if the text asks no such question.
    pub fn check(&self, text: &str, which: usize) -> Promise {
        let (index, site) = (Arc::clone(&self.index), Rc::clone(&self.site));
        let question = question(text, which);
        promise(async move {
            match question {
                Some(question) => object(&site.run(Check::start(index, question)).await),
                None => JsValue::UNDEFINED,
            }
        })
    }

    /// Fetches a page of details on a question: one exact shard. Pages count from 1.
    pub fn details(&self, text: &str, which: usize, page: u32) -> Promise {
        let (index, site) = (Arc::clone(&self.index), Rc::clone(&self.site));
        let asked = question(text, which).zip(Page::new(page));
        promise(async move {
            match asked {
                Some((question, page)) => object(&site.run(Details::start(index, question, page)).await),
                None => JsValue::UNDEFINED,
            }
        })
    }

    /// What the page shows of the index: its datasets, and what each request would tell.
    pub fn summary(&self) -> JsValue {
        let manifest = &self.index.manifest;
        object(&Summary {
            build: self.index.build,
            sequence: self.index.sequence,
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

impl Site {
    /// Runs a machine to its end.
    async fn run<M: Machine>(&self, mut step: Step<M>) -> M::Output {
        let mut fetched = Vec::new();
        loop {
            let pending = match step {
                Step::Fetch(pending) => pending,
                Step::Done(output) => {
                    self.files.borrow_mut().learn(fetched, output.unavailable().is_none());
                    return output;
                }
            };
            let request = pending.request().clone();
            let held = self.files.borrow().held(&request.path);
            step = match held {
                Some(bytes) => pending.supply(Reply::Held(&bytes)),
                None => {
                    let distrust = self.files.borrow().is_suspect(&request.path);
                    let answer = fetch::fetch(&self.base, &request, distrust).await;
                    let step = pending.supply(match &answer {
                        Ok(bytes) => Reply::Fetched(bytes),
                        Err(failure) => Reply::Failed(*failure),
                    });
                    fetched.push((request, answer.ok()));
                    step
                }
            };
        }
    }
}

#[derive(Serialize)]
struct Summary<'a> {
    build: BuildId,
    sequence: Option<u64>,
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

fn opened(name: &str, value: &JsValue, requests: &[RequestMade]) -> JsValue {
    let result = Object::new();
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(&result, &JsValue::from_str(name), value);
    let _ = Reflect::set(&result, &JsValue::from_str("requests"), &object(&requests));
    result.into()
}

/// A promise of what a future comes to. Boxed, so that the machinery behind it is in the module once.
fn promise(future: impl Future<Output = JsValue> + 'static) -> Promise {
    let boxed: Pin<Box<dyn Future<Output = JsValue>>> = Box::pin(future);
    wasm_bindgen_futures::future_to_promise(async move { Ok(boxed.await) })
}

/// A plain JavaScript object of a value; `undefined` if it cannot be one, which none of these types is.
fn object(value: &impl Serialize) -> JsValue {
    js_sys::JSON::parse(&json::to_json(value)).unwrap_or(JsValue::UNDEFINED)
}
