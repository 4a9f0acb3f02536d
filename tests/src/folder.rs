//! A folder served the way the static hosts serve it that the site is made for.

use crate::BoxError;
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, LOCATION,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_service::Service;

/// `Cache-Control` of files whose name changes with their content. One year, the longest that means anything.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Serves the files below `root`: `GET` and `HEAD`, `index.html` for a folder, `404.html` with 404 for what is
/// missing, the `.br` file beside a file to whoever accepts Brotli, CORS for everybody, no validators, and no
/// ranges (asked for one, it answers 200 with the whole file, as some production hosts do).
pub fn static_folder(root: impl AsRef<Path>) -> StaticFolder {
    StaticFolder(Arc::new(Site { root: root.as_ref().to_owned(), headers: Vec::new() }))
}

/// The service that [`static_folder`] makes.
#[derive(Clone, Debug)]
pub struct StaticFolder(Arc<Site>);

#[derive(Clone, Debug)]
struct Site {
    root: PathBuf,
    /// Path prefix, name, value.
    headers: Vec<(String, HeaderName, HeaderValue)>,
}

impl StaticFolder {
    /// Adds a header to every answer, a `Content-Security-Policy` for one.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        self.header_below("/", name, value)
    }

    /// Adds a header to every answer for a path that begins with `prefix`.
    #[must_use]
    pub fn header_below(mut self, prefix: &str, name: &str, value: &str) -> Self {
        let name = name.parse().expect("a header name");
        let value = value.parse().expect("a header value");
        Arc::make_mut(&mut self.0).headers.push((prefix.to_owned(), name, value));
        self
    }
}

impl<B> Service<Request<B>> for StaticFolder {
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let site = Arc::clone(&self.0);
        let (request, _) = request.into_parts();
        Box::pin(async move {
            let accepts = request.headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
            let brotli = accepts
                .is_some_and(|codings| codings.split(',').any(|coding| coding.trim().starts_with("br")));
            let path = request.uri.path();
            let mut response = match request.method {
                // The head of an answer to HEAD is that of GET; hyper leaves the body out.
                Method::GET | Method::HEAD => site.get(path, brotli).await,
                _ => plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n"),
            };
            for (prefix, name, value) in &site.headers {
                if path.starts_with(prefix.as_str()) {
                    response.headers_mut().append(name.clone(), value.clone());
                }
            }
            Ok(response)
        })
    }
}

impl Site {
    async fn get(&self, path: &str, brotli: bool) -> Response<Full<Bytes>> {
        let Some(mut file) = self.locate(path) else {
            return plain(StatusCode::BAD_REQUEST, "not a path of this site\n");
        };
        if path.ends_with('/') {
            file.push("index.html");
        } else if file.is_dir() {
            let mut response = plain(StatusCode::MOVED_PERMANENTLY, "a folder\n");
            if let Ok(value) = format!("{path}/").parse() {
                response.headers_mut().insert(LOCATION, value);
            }
            return response;
        }
        let (status, file) = if file.is_file() {
            (StatusCode::OK, file)
        } else {
            (StatusCode::NOT_FOUND, self.root.join("404.html"))
        };
        let Ok(whole) = tokio::fs::read(&file).await else { return plain(status, "not found\n") };
        let mut sibling = file.clone().into_os_string();
        sibling.push(".br");
        let compressed = tokio::fs::read(sibling).await.ok();
        let varies = compressed.is_some();
        let (body, encoding) = match compressed.filter(|_| brotli) {
            Some(body) => (body, Some("br")),
            None => (whole, None),
        };
        let mut response = answer(status, media_type(&file), body);
        let headers = response.headers_mut();
        if varies {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if status == StatusCode::OK && is_immutable(path) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static(IMMUTABLE));
        }
        response
    }

    /// The file a path names; `None` for what could lead out of the folder. The site's own names need no
    /// percent-encoding, so none is decoded.
    fn locate(&self, path: &str) -> Option<PathBuf> {
        let mut file = self.root.clone();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if part.starts_with('.') && part != ".well-known" || part.contains(['\\', '%', '\0']) {
                return None;
            }
            file.push(part);
        }
        Some(file)
    }
}

/// Whether what stands at this path can never change: `/app-<hash>/…` and `/hushset/<64 hex digits>/…`.
fn is_immutable(path: &str) -> bool {
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some("hushset"), Some(build), Some(_)) => {
            build.len() == 64 && build.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        (Some(app), Some(_), _) => app.starts_with("app-"),
        _ => false,
    }
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    answer(status, "text/plain; charset=utf-8", text.into())
}

fn answer(status: StatusCode, media_type: &'static str, body: Vec<u8>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_immutable() {
        let build = "0123456789abcdef".repeat(4);
        for (path, expected) in [
            ("/app-3f9/main.js".to_owned(), true),
            ("/app-3f9".to_owned(), false),
            ("/index.html".to_owned(), false),
            ("/hushset/current.bin".to_owned(), false),
            (format!("/hushset/{build}"), false),
            (format!("/hushset/{build}/manifest.bin"), true),
            (format!("/hushset/{}x/manifest.bin", &build[1..]), false),
        ] {
            assert_eq!(is_immutable(&path), expected, "{path}");
        }
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let site = Site { root: "/site".into(), headers: Vec::new() };
        assert_eq!(site.locate("/a//b.bin"), Some("/site/a/b.bin".into()));
        for path in ["/../x", "/a/../../x", "/a/%2e%2e/x", "/.git/config", "/a\\b"] {
            assert_eq!(site.locate(path), None, "{path}");
        }
    }
}
