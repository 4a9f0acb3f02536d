//! What the browser does for the module, in `www/app/core/browser.js`: fetching, `JSON.parse`, and Unicode, whose tables it has
//! already. A `fetch` written in Rust would need a runtime for futures, and make the module a quarter larger.

use crate::{Index, Shard, lookup::Lookup};
use alloc::string::String;
use hushset_core::text::Unicode;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

// The glue is laid beside that file.
#[wasm_bindgen(raw_module = "./browser.js")]
extern "C" {
    /// Fetches what the lookup asks for; a promise of its result, of nothing without a lookup.
    pub(crate) fn run(lookup: Option<Lookup>) -> JsValue;
    /// `JSON.parse`.
    pub(crate) fn parse(json: &str) -> JsValue;
    /// `{index, requests}`.
    pub(crate) fn opened(index: Index, requests: &str) -> JsValue;
    /// `{shard, requests}`.
    pub(crate) fn fetched(shard: Shard, requests: &str) -> JsValue;
    fn nfkc(text: &str) -> String;
    fn lowercase(text: &str) -> String;
}

/// Unicode's operations by `String.prototype.normalize` and `toLowerCase`.
pub(crate) struct BrowserUnicode;

impl Unicode for BrowserUnicode {
    fn nfkc(&self, text: &str) -> String {
        nfkc(text)
    }

    fn lowercase(&self, text: &str) -> String {
        lowercase(text)
    }
}
