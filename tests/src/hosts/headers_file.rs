//! `_headers`, read by the rules that its two hosts document and, where that leaves something open, by those of the programs that they
//! publish for trying it at home.

/// Whose rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Cloudflare Pages: the pattern is the whole path, `*` is anything, and may stand once.
    Cloudflare,
    /// Netlify: by parts of the path, in any case of letters; a last `/*` is nothing, too.
    Netlify,
}

/// What there may be in a file, by Cloudflare's documentation. Netlify names no limits.
const MAX_RULES: usize = 100;
const MAX_LINE: usize = 2000;

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// One part of a path.
    Part,
    /// Anything, slashes and nothing included.
    Anything,
    /// A slash or none.
    MaybeSlash,
    /// Nothing, or a slash and anything.
    Below,
}

/// A pattern, and the headers for what fits it.
type Rule = (Vec<Piece>, Vec<(String, String)>);

/// A file that was read.
#[derive(Clone, Debug)]
pub(super) struct HeadersFile {
    rules: Vec<Rule>,
    dialect: Dialect,
}

impl HeadersFile {
    /// Reads a file.
    ///
    /// # Panics
    /// If the host would leave out a part of it.
    pub(super) fn read(text: &str, dialect: Dialect) -> Self {
        let mut rules: Vec<Rule> = Vec::new();
        for line in text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()) {
            assert!(line.len() <= MAX_LINE, "a line of {} characters", line.len());
            if line.starts_with('#') {
                continue;
            }
            if line.starts_with('/') {
                assert!(line.matches('*').count() <= 1, "{line}: * stands once");
                rules.push((dialect.pieces(line), Vec::new()));
            } else {
                let (name, value) = line.trim().split_once(':').expect("a name and a value");
                let (_, headers) = rules.last_mut().expect("a pattern first");
                headers.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        assert!(rules.len() <= MAX_RULES, "{} rules", rules.len());
        Self { rules, dialect }
    }

    /// The headers for a path. What several rules set is joined.
    pub(super) fn headers(&self, path: &str) -> Vec<(String, String)> {
        let path = if self.dialect == Dialect::Netlify { path.to_lowercase() } else { path.to_owned() };
        let fitting = self.rules.iter().filter(|(pieces, _)| fits(pieces, &path));
        let mut all: Vec<(String, String)> = Vec::new();
        for (name, value) in fitting.flat_map(|(_, headers)| headers.clone()) {
            match all.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(&name)) {
                Some((_, values)) => *values = format!("{values}, {value}"),
                None => all.push((name, value)),
            }
        }
        all
    }
}

impl Dialect {
    fn pieces(self, pattern: &str) -> Vec<Piece> {
        match self {
            Self::Cloudflare => {
                let part = |part: &str| if part.starts_with(':') { vec![Piece::Part] } else { text(part) };
                let parts: Vec<_> = pattern.split('/').map(part).collect();
                parts.join(&Piece::Text("/".into()))
            }
            Self::Netlify => {
                let mut pieces = Vec::new();
                let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
                for part in &parts {
                    match *part {
                        "*" if pieces.is_empty() => pieces.extend([Piece::MaybeSlash, Piece::Anything]),
                        "*" => {
                            pieces.pop_if(|last| *last == Piece::MaybeSlash);
                            pieces.push(Piece::Below);
                        }
                        _ if part.starts_with(':') => {
                            pieces.extend([Piece::Text("/".into()), Piece::Part, Piece::MaybeSlash]);
                        }
                        _ => {
                            pieces.push(Piece::Text("/".into()));
                            pieces.extend(text(&part.to_lowercase()));
                            if !part.contains('*') {
                                pieces.push(Piece::MaybeSlash);
                            }
                        }
                    }
                }
                if parts.is_empty() { text("/") } else { pieces }
            }
        }
    }
}

/// A text in which `*` is anything.
fn text(text: &str) -> Vec<Piece> {
    let pieces: Vec<_> = text.split('*').map(|text| vec![Piece::Text(text.to_owned())]).collect();
    pieces.join(&Piece::Anything)
}

/// Whether a path is what the pieces say, from its beginning to its end.
fn fits(pieces: &[Piece], path: &str) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return path.is_empty() };
    let after = |at: usize| path.get(at..).is_some_and(|path| fits(rest, path));
    match first {
        Piece::Text(text) => path.strip_prefix(text.as_str()).is_some_and(|path| fits(rest, path)),
        Piece::Part => (1..=path.find('/').unwrap_or(path.len())).any(after),
        Piece::Anything => (0..=path.len()).any(after),
        Piece::MaybeSlash => fits(rest, path) || path.strip_prefix('/').is_some_and(|path| fits(rest, path)),
        Piece::Below => (path.is_empty() || path.starts_with('/')) && (0..=path.len()).any(after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_each_host_says() {
        use Dialect::{Cloudflare, Netlify};
        for (pattern, path, cloudflare, netlify) in [
            ("/*", "/", true, true),
            ("/*", "/a/b", true, true),
            ("/", "/", true, true),
            ("/", "/a", false, false),
            ("/de/*", "/de", false, true),
            ("/de/*", "/de/a/b.html", true, true),
            ("/de/*", "/den", false, false),
            ("/app-*", "/app-1/a/b.js", true, true),
            ("/app-*", "/x/app-1/a", false, false),
            ("/embed/", "/embed/", true, true),
            ("/embed/", "/embed", false, true),
            ("/embed/", "/embed/a", false, false),
            ("/h/:build/:file", "/h/current", false, false),
            ("/h/:build/:file", "/h/b/f.bin", true, true),
            ("/h/:build/:file", "/h/b/o/f.bin", false, false),
            // Why the project does not write this.
            ("/h/:build/*", "/h/current", false, true),
            ("/A", "/a", false, true),
        ] {
            for (dialect, expected) in [(Cloudflare, cloudflare), (Netlify, netlify)] {
                let file = HeadersFile::read(&format!("# x\n{pattern}\n  A: b:c\n"), dialect);
                assert_eq!(
                    file.headers(path) == [("A".into(), "b:c".into())],
                    expected,
                    "{dialect:?} {pattern} {path}"
                );
            }
        }
    }

    #[test]
    fn what_two_rules_set_is_joined() {
        let file = HeadersFile::read("/*\n  A: 1\n/x\n  a: 2\n  B: 3\n", Dialect::Cloudflare);
        assert_eq!(file.headers("/x"), [("A".into(), "1, 2".into()), ("B".into(), "3".into())]);
    }
}
