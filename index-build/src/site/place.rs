//! Where pages are, and how one leads to another.
//!
//! A page is a folder with an `index.html`, and links name the folder with its slash (`datasets/megaface/`): every static
//! host serves that as it is, while hosts differ in what they make of `megaface` and of `megaface.html` (GitHub Pages
//! serves both, Cloudflare Pages redirects one to the other, a plain nginx knows only the file's own name). All links
//! are relative, so that a site may lie anywhere.

use std::path::PathBuf;

/// A page in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The folder of its language: nothing, or `de/`.
    pub(super) folder: &'a str,
    /// Its folder in there: nothing, `datasets/`, `datasets/megaface/` …
    pub(super) path: &'a str,
}

impl Place<'_> {
    /// The file that it is.
    pub(super) fn file(self) -> PathBuf {
        PathBuf::from(format!("{}{}index.html", self.folder, self.path))
    }

    /// The way from here to the root of the site.
    pub(super) fn root(self) -> String {
        up(self.folder.matches('/').count() + self.path.matches('/').count())
    }

    /// The way from here to the first page in the same language.
    pub(super) fn home(self) -> String {
        up(self.path.matches('/').count())
    }

    /// The way from here to another page, which may be in another language.
    pub(super) fn to(self, other: Place<'_>) -> String {
        let way = format!("{}{}{}", self.root(), other.folder, other.path);
        way.strip_prefix("./").filter(|way| !way.is_empty()).map(str::to_owned).unwrap_or(way)
    }
}

fn up(levels: usize) -> String {
    if levels == 0 { "./".into() } else { "../".repeat(levels) }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn ways_are_relative() {
        let home = Place { folder: "", path: "" };
        let german = Place { folder: "de/", path: "datasets/megaface/" };
        assert_eq!((home.root(), home.home()), ("./".into(), "./".into()));
        assert_eq!((german.root(), german.home()), ("../../../".into(), "../../".into()));
        assert_eq!(home.to(german), "de/datasets/megaface/");
        assert_eq!(home.to(home), "./");
        assert_eq!(german.to(home), "../../../");
        assert_eq!(german.file().to_str(), Some("de/datasets/megaface/index.html"));
    }
}
