//! Unicode by the browser: its tables are there already.

use alloc::string::String;
use hushset_core::text::Unicode;
use js_sys::JsString;
use wasm_bindgen::JsValue;

/// `String.prototype.normalize` and `toLowerCase` of ECMAScript, which follow Unicode's default algorithms
/// whatever the reader's language.
pub(crate) struct BrowserUnicode;

impl Unicode for BrowserUnicode {
    fn nfkc(&self, text: &str) -> String {
        String::from(JsString::from(JsValue::from_str(text)).normalize("NFKC"))
    }

    fn lowercase(&self, text: &str) -> String {
        String::from(JsString::from(JsValue::from_str(text)).to_lower_case())
    }
}
