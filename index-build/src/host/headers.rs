//! What must be sent with each kind of file: the one table that `hushset serve` and every recipe follow.

use crate::site::is_lasting;
use hushset_core::file::{BuildId, CURRENT_PATH, INDEX_DIR};
use std::path::Path;

/// A header.
pub type Header = (&'static str, &'static str);

/// What a file of a site is to whoever sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A page, and whatever else changes in place. What is missing is answered like a page, too.
    Page,
    /// The page that other people's articles show in a frame.
    Frame,
    /// A script, a style, a module: named by its hash, itself or its folder.
    Program,
    /// A file of a build of the index.
    Index,
    /// The small file that names the build of today.
    Current,
}

/// Nothing here changes for as long as anybody can remember it.
const LASTING: Header = ("Cache-Control", "public, max-age=31536000, immutable");

/// The same, and nobody on the way may compress it: a compressed length would tell one shard from another.
const LASTING_AS_IT_IS: Header = ("Cache-Control", "public, max-age=31536000, immutable, no-transform");

/// A cache asks before it answers, and nobody on the way rewrites a page.
const REVALIDATED: Header = ("Cache-Control", "no-cache, no-transform");

/// What pages may do: run the site's own scripts and Wasm, and fetch from where they came from. Pictures of Flickr's are allowed for
/// the sites that know where those are; the pages of others forbid them by a policy of their own. A page is shown in no frame but the
/// site's own; it may show the box.
pub(crate) const PAGE_POLICY: Header = (
    "Content-Security-Policy",
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data: https://live.staticflickr.com; base-uri 'none'; form-action 'none'; \
     require-trusted-types-for 'script'; frame-src 'self'; frame-ancestors 'self'",
);

/// The box may stand in anybody's article. What it may load it says itself, with its origin by name (`www/app/embed/frame.js`):
/// to some versions of `WebKit`, 'self' is nothing in a sandboxed frame.
const FRAME_POLICY: Header = (
    "Content-Security-Policy",
    "object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
);

/// What every file is sent with.
pub const COMMON: [Header; 5] = [
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    // The frame inside an article has an opaque origin, to which even its own files are another's.
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// What a file's ending says that it is. A browser runs no module and no Wasm that is called something else.
pub const TYPES: [(&str, &str); 6] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("svg", "image/svg+xml"),
    ("wasm", "application/wasm"),
];

/// What everything else is: bytes, which hosts do not compress unasked.
pub const BYTES: &str = "application/octet-stream";

impl Kind {
    /// The kind of the file at a path below the site, without a slash in front. A path that ends in a slash is the folder's page.
    pub fn of(path: &str) -> Self {
        if is_lasting(Path::new(path)) {
            return Self::Program;
        }
        match path {
            CURRENT_PATH => Self::Current,
            _ if is_frame(path) => Self::Frame,
            _ if is_of_a_build(path) => Self::Index,
            _ => Self::Page,
        }
    }

    /// The headers that tell this kind from others.
    pub fn own_headers(self) -> &'static [Header] {
        match self {
            Self::Page => &[REVALIDATED, PAGE_POLICY],
            Self::Frame => &[REVALIDATED, FRAME_POLICY],
            Self::Program => &[LASTING],
            Self::Index => &[LASTING_AS_IT_IS],
            Self::Current => &[REVALIDATED],
        }
    }

    /// All headers of this kind but the type.
    pub fn headers(self) -> impl Iterator<Item = Header> {
        self.own_headers().iter().chain(&COMMON).copied()
    }
}

/// The patterns of the frame's page in regular expressions, from the site's root: in the site's own language and in others.
pub(super) const FRAME_PATTERN: &str = r"(?:[a-z][a-z]/)?embed/(?:index\.html)?$";

fn is_frame(path: &str) -> bool {
    let page = match path.split_once('/') {
        Some((language, page)) if language.len() == 2 && language.bytes().all(|b| b.is_ascii_lowercase()) => {
            page
        }
        _ => path,
    };
    matches!(page, "embed/" | "embed/index.html")
}

fn is_of_a_build(path: &str) -> bool {
    let build = path
        .strip_prefix(INDEX_DIR)
        .and_then(|rest| rest.strip_prefix('/'))
        .and_then(|rest| rest.split_once('/'));
    build.is_some_and(|(build, _)| BuildId::from_hex(build).is_some())
}

/// The type of the file at a path below the site.
pub fn content_type(path: &str) -> &'static str {
    let file = if path.is_empty() || path.ends_with('/') { "index.html" } else { path };
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    TYPES.into_iter().find(|(of, _)| *of == ending).map_or(BYTES, |(_, kind)| kind)
}

/// Whether a path names something that no reader needs: builds in the making, lists of what was published.
pub fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_the_kind() {
        let build = "0".repeat(64);
        for (path, kind) in [
            ("", Kind::Page),
            ("index.html", Kind::Page),
            ("de/datasets/megaface/", Kind::Page),
            ("embed/", Kind::Frame),
            ("embed/index.html", Kind::Frame),
            ("de/embed/", Kind::Frame),
            ("how/embed/", Kind::Page),
            ("embed/configure/", Kind::Page),
            ("de/embed/oembed.json", Kind::Page),
            ("embed/hush-check.js", Kind::Page),
            ("embed/hush-check-0123456789abcdef.js", Kind::Program),
            ("app-0123/main.js", Kind::Program),
            ("hushset/current.bin", Kind::Current),
            (&*format!("hushset/{build}/manifest.bin"), Kind::Index),
            (&*format!("hushset/{build}/owners/f/33333.bin"), Kind::Index),
            ("hushset/zzz/manifest.bin", Kind::Page),
        ] {
            assert_eq!(Kind::of(path), kind, "{path}");
        }
        assert!(is_hidden("hushset/.building-x/a") && !is_hidden("hushset/a.bin"));
    }

    #[test]
    fn an_ending_tells_the_type() {
        for (path, kind) in [
            ("", "text/html; charset=utf-8"),
            ("de/", "text/html; charset=utf-8"),
            ("a.b/main.js", "text/javascript; charset=utf-8"),
            ("a/hushset.wasm", "application/wasm"),
            ("hushset/current.bin", BYTES),
            ("_headers", BYTES),
        ] {
            assert_eq!(content_type(path), kind, "{path}");
        }
    }

    #[test]
    fn nothing_needs_quoting_and_no_header_comes_twice() {
        for kind in [Kind::Page, Kind::Frame, Kind::Program, Kind::Index, Kind::Current] {
            let mut names: Vec<&str> = kind.headers().map(|(name, _)| name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
            // Recipes write values between double quotes; some hosts replace `:name` and `$name` in them.
            assert!(kind.headers().all(|(_, value)| !value.contains(['"', '\\', '$', '\n'])), "{kind:?}");
        }
    }
}
