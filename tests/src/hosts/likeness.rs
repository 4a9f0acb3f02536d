//! Likenesses of hosts that cannot be run here.

use super::bucket::Bucket;
use super::headers_file::{Dialect, HeadersFile};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use hushset::host::headers::is_hidden;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How a host behaves.
#[derive(Clone, Debug)]
pub enum Conduct {
    /// Files and their types, and no word more.
    Bare,
    /// GitHub Pages: the same headers for everything, ten minutes of caching, `.html` may be left out.
    Github,
    /// Cloudflare Pages: `_headers`, `.html` redirected away, no ranges, and the front page with status 200 for what is missing unless
    /// there is a 404.html.
    Cloudflare,
    /// Netlify: `_headers`, no CORS of its own.
    Netlify,
    /// S3 and `CloudFront`, with what `upload.sh` has put there.
    S3(Bucket),
}

/// What a host has to say.
pub(super) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

struct Likeness {
    site: PathBuf,
    base: String,
    conduct: Conduct,
    rules: Option<HeadersFile>,
}

/// Serves a site below `base` as a host of this conduct does.
///
/// # Panics
/// If its `_headers` cannot be read.
pub fn likeness(conduct: Conduct, site: &Path, base: &str) -> Router {
    let dialect = match conduct {
        Conduct::Cloudflare => Some(Dialect::Cloudflare),
        Conduct::Netlify => Some(Dialect::Netlify),
        Conduct::Bare | Conduct::Github | Conduct::S3(_) => None,
    };
    let rules = dialect.map(|dialect| {
        let text = fs::read_to_string(site.join("_headers")).expect("_headers");
        HeadersFile::read(&text, dialect)
    });
    let host = Arc::new(Likeness { site: site.to_owned(), base: base.to_owned(), conduct, rules });
    Router::new().fallback(move |request: Request| {
        let host = Arc::clone(&host);
        async move { host.answer(request.uri().path()).into_response() }
    })
}

impl Likeness {
    fn answer(&self, path: &str) -> Reply {
        let below = path.strip_prefix(&self.base);
        let mut reply =
            below.map_or_else(|| Reply::of(404, b"no such site\n".into()), |below| self.file(below));
        let own: &[(&str, &str)] = match &self.conduct {
            Conduct::Bare => &[],
            Conduct::Github => &[("Cache-Control", "max-age=600"), ("Access-Control-Allow-Origin", "*")],
            Conduct::Cloudflare => &[
                ("Cache-Control", "public, max-age=0, must-revalidate"),
                ("Access-Control-Allow-Origin", "*"),
                ("Referrer-Policy", "strict-origin-when-cross-origin"),
                ("X-Content-Type-Options", "nosniff"),
            ],
            Conduct::Netlify => &[("Cache-Control", "public,max-age=0,must-revalidate")],
            Conduct::S3(bucket) => {
                for (name, value) in bucket.policy(below.unwrap_or_default()) {
                    reply.set(&name, &value);
                }
                &[]
            }
        };
        own.iter().for_each(|(name, value)| reply.set(name, value));
        for (name, value) in self.rules.iter().flat_map(|rules| rules.headers(path)) {
            reply.set(&name, &value);
        }
        reply
    }

    /// The file that a path below the site leads to.
    fn file(&self, path: &str) -> Reply {
        if let Conduct::S3(bucket) = &self.conduct {
            return bucket.get(&self.site, path);
        }
        if !is_safe(path) {
            return self.missing();
        }
        let is_file = |path: &str| self.site.join(path).is_file() && path != "_headers";
        let folder = format!("{path}index.html");
        if path.is_empty() || path.ends_with('/') {
            return if is_file(&folder) { self.send(200, &folder) } else { self.missing() };
        }
        if is_file(path) {
            let shortened = match path.strip_suffix(".html") {
                Some(page) if matches!(self.conduct, Conduct::Cloudflare) => Some(page),
                _ => None,
            };
            return shortened.map_or_else(
                || self.send(200, path),
                |page| self.redirect(308, page.strip_suffix("index").unwrap_or(page)),
            );
        }
        if is_file(&format!("{path}.html")) && !matches!(self.conduct, Conduct::Bare) {
            return self.send(200, &format!("{path}.html"));
        }
        if is_file(&format!("{path}/index.html")) {
            let status = if matches!(self.conduct, Conduct::Cloudflare) { 308 } else { 301 };
            return self.redirect(status, &format!("{path}/"));
        }
        self.missing()
    }

    fn missing(&self) -> Reply {
        if self.site.join("404.html").is_file() && !matches!(self.conduct, Conduct::Bare) {
            return self.send(404, "404.html");
        }
        match self.conduct {
            Conduct::Cloudflare => self.send(200, "index.html"),
            _ => Reply::of(404, b"not found\n".into()),
        }
    }

    fn send(&self, status: u16, path: &str) -> Reply {
        let bytes = fs::read(self.site.join(path)).expect("a file of the site");
        let content_type = match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "html" => "text/html; charset=utf-8",
            "js" => "application/javascript",
            "css" => "text/css; charset=utf-8",
            "json" => "application/json",
            "wasm" => "application/wasm",
            "svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        let mut reply = Reply::of(status, bytes);
        reply.set("Content-Type", content_type);
        reply
    }

    fn redirect(&self, status: u16, path: &str) -> Reply {
        let mut reply = Reply::of(status, Vec::new());
        reply.set("Location", &format!("{}{path}", self.base));
        reply
    }
}

/// Whether a path stays in the site and names nothing hidden.
fn is_safe(path: &str) -> bool {
    !is_hidden(path) && !path.contains(['%', '\\'])
}

impl Reply {
    pub(super) fn of(status: u16, body: Vec<u8>) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    /// Sets a header, in place of what it was.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).expect("a status");
        for (name, value) in self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            response.headers_mut().append(name, HeaderValue::from_str(&value).expect("a value"));
        }
        response
    }
}
