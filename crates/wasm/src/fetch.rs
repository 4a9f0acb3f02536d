//! One request: no cookies, no credentials, no referrer, no redirect, and an end to waiting.

use alloc::vec::Vec;
use hushset_core::lookup::{FetchFailure, Request};
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode,
    RequestRedirect, Response,
};

/// No file of an index takes longer, in milliseconds: the largest on the slowest phone connection.
const TIMEOUT_MS: i32 = 60_000;

// Windows and workers both have these; web-sys has them only as methods of each.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn start_fetch(url: &str, init: &RequestInit) -> Promise;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(call: &Function, milliseconds: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// Fetches a file. With `distrust`, no cache may answer, since what it holds was broken.
pub(crate) async fn fetch(base: &str, request: &Request, distrust: bool) -> Result<Vec<u8>, FetchFailure> {
    let controller = AbortController::new().map_err(|_| FetchFailure::Network)?;
    let timer = abort_later(&controller);
    let answer = answer(base, request, distrust, &controller).await;
    clear_timeout(&timer);
    answer.map_err(|failure| if controller.signal().aborted() { FetchFailure::TimedOut } else { failure })
}

fn abort_later(controller: &AbortController) -> JsValue {
    let abort = Reflect::get(controller, &JsValue::from_str("abort"))
        .ok()
        .and_then(|f| f.dyn_into::<Function>().ok());
    let bound = abort.map(|abort| abort.bind0(controller));
    bound.map_or(JsValue::UNDEFINED, |abort| set_timeout(&abort, TIMEOUT_MS))
}

async fn answer(
    base: &str,
    request: &Request,
    distrust: bool,
    controller: &AbortController,
) -> Result<Vec<u8>, FetchFailure> {
    let init = RequestInit::new();
    init.set_method("GET");
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(match (distrust, request.is_mutable()) {
        (true, _) => RequestCache::Reload,
        (false, true) => RequestCache::NoCache,
        (false, false) => RequestCache::Default,
    });
    init.set_signal(Some(&controller.signal()));
    let network = |_| FetchFailure::Network;
    let url = [base, &request.path].concat();
    let response: Response =
        JsFuture::from(start_fetch(&url, &init)).await.map_err(network)?.dyn_into().map_err(network)?;
    if response.status() != 200 {
        return Err(FetchFailure::Status { status: response.status() });
    }
    let body = JsFuture::from(response.array_buffer().map_err(network)?).await.map_err(network)?;
    let bytes = Uint8Array::new(&body);
    // More than the file can be is not copied into the module's memory.
    if bytes.length() as usize > request.max_len {
        return Err(FetchFailure::TooLong);
    }
    Ok(bytes.to_vec())
}
