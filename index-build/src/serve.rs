//! `hushset serve`: a preview with the headers that a production host should send.

use crate::host::headers::{Kind, content_type, is_hidden};
use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use std::path::Path;
use tower_http::services::{ServeDir, ServeFile};

/// Serves a published site.
pub fn router(site: &Path) -> Router {
    let missing = ServeFile::new(site.join("404.html"));
    let files = ServeDir::new(site).precompressed_br().precompressed_gzip().not_found_service(missing);
    Router::new().fallback_service(files).layer(from_fn(add_headers))
}

/// Adds what the table says to an answer. What is missing is answered with a page.
async fn add_headers(request: Request, next: Next) -> Response {
    // As the files are looked for: a dot may be written as %2e.
    let path =
        percent_decode_str(request.uri().path()).decode_utf8_lossy().trim_start_matches('/').to_owned();
    let (mut response, kind, content_type) = if is_hidden(&path) {
        (StatusCode::NOT_FOUND.into_response(), Kind::Page, None)
    } else {
        let response = next.run(request).await;
        match response.status() {
            status if status.is_success() => (response, Kind::of(&path), Some(content_type(&path))),
            StatusCode::NOT_MODIFIED => (response, Kind::of(&path), None),
            StatusCode::NOT_FOUND => (response, Kind::Page, Some(content_type("404.html"))),
            _ => (response, Kind::Page, None),
        }
    };
    let headers = response.headers_mut();
    for (name, value) in kind.headers() {
        if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if let Some(content_type) = content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    response
}
