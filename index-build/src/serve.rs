//! `hushset serve`: a preview with the headers that a production host should send.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use hushset_core::file::{BuildId, INDEX_DIR};
use std::path::Path;
use tower_http::services::ServeDir;

/// What the page may do: run its own scripts and Wasm, and fetch from its own origin. Pictures of Flickr's are allowed
/// here for the sites that know where those are; the pages of others forbid them by a policy of their own.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; connect-src 'self'; img-src 'self' data: https://live.staticflickr.com; base-uri 'none'; form-action 'none'; \
    frame-ancestors *; require-trusted-types-for 'script'";

/// For files whose path changes with their bytes.
const IMMUTABLE: &str = "public, max-age=31536000, immutable, no-transform";

/// For files that change in place: a cache asks before it answers.
const REVALIDATED: &str = "no-cache, no-transform";

/// Serves a published site.
pub fn router(site: &Path) -> Router {
    let files = ServeDir::new(site)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(axum::routing::any(|| async { (StatusCode::NOT_FOUND, "There is no such file.\n") }));
    Router::new().fallback_service(files).layer(from_fn(add_headers))
}

async fn add_headers(request: Request, next: Next) -> Response {
    if is_hidden(request.uri().path()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let lasting = is_immutable(request.uri().path());
    let mut response = next.run(request).await;
    let cache = if lasting && response.status().is_success() { IMMUTABLE } else { REVALIDATED };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, cache),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The frame inside an article has an opaque origin, to which even its own files are another's.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Builds in the making.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

fn is_immutable(path: &str) -> bool {
    let mut parts = path.trim_start_matches('/').split('/');
    match (parts.next(), parts.next()) {
        (Some(INDEX_DIR), Some(build)) => BuildId::from_hex(build).is_some(),
        (Some(folder), Some(_)) => folder.starts_with("app-"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_kept_for_ever() {
        let build = "0".repeat(64);
        for (path, lasting) in [
            ("/", false),
            ("/index.html", false),
            ("/app-0123/main.js", true),
            ("/hushset/current.bin", false),
            (&*format!("/hushset/{build}/manifest.bin"), true),
            ("/hushset/zzz/manifest.bin", false),
        ] {
            assert_eq!(is_immutable(path), lasting, "{path}");
        }
        assert!(is_hidden("/hushset/.building-x/a") && !is_hidden("/hushset/a.bin"));
    }
}
