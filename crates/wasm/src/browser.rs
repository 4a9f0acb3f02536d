//! What the browser does for the module, in `www/app/core/browser.js`: fetching, `JSON.parse`, and Unicode and addresses, for which
//! it has tables and code already. A `fetch` written in Rust would need a runtime for futures, and make the module a quarter larger.

use crate::{Index, Shard, lookup::Lookup};
use alloc::string::String;
use hushset_core::text::Platform;
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
    #[wasm_bindgen(js_name = parseUrl)]
    fn parse_url(url: &str) -> Option<String>;
}

/// Unicode's operations by `String.prototype.normalize` and `toLowerCase`, addresses by `URL`.
pub(crate) struct BrowserPlatform;

impl Platform for BrowserPlatform {
    fn nfkc(&self, text: &str) -> String {
        nfkc(text)
    }

    fn lowercase(&self, text: &str) -> String {
        lowercase(text)
    }

    fn parse_url(&self, url: &str) -> Option<String> {
        parse_url(url)
    }
}
