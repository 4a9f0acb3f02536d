//! `_headers`, as Netlify and Cloudflare Pages read it.
//!
//! Both apply every rule whose pattern fits, and join values that several of them give for one header. So no two rules that fit one
//! path name the same header: what all files share is said once, and the patterns of the rest do not overlap. `*` takes slashes
//! along; on Netlify it takes nothing, too, so that `/hushset/:build/*` would fit `/hushset/current.bin`. `:name` takes one part of a path.

use super::headers::{COMMON, Header, Kind, is_hidden};
use hushset_core::file::{CURRENT_PATH, INDEX_DIR};
use std::{collections::BTreeMap, path::PathBuf};

/// Patterns of files that are named by a hash.
const LASTING: [&str; 2] = ["/app-*", "/embed/hush-check-*"];

/// The file for a site with these files beside its index.
pub(super) fn render(pages: &[PathBuf]) -> String {
    let index = |rest: &str| (format!("/{INDEX_DIR}/{rest}"), Kind::Index);
    let mut rules: Vec<(String, Kind)> = LASTING.map(|pattern| (pattern.to_owned(), Kind::Program)).into();
    rules.push((format!("/{CURRENT_PATH}"), Kind::Current));
    rules.extend([index(":build/:file"), index(":build/:scope/:kind/:shard")]);
    let paths: Vec<&str> =
        pages.iter().filter_map(|path| path.to_str()).filter(|path| is_served(path)).collect();
    rules.extend(patterns("", &paths));
    let rules: String = rules.iter().map(|(pattern, kind)| rule(pattern, kind.own_headers())).collect();
    format!(
        "# What Netlify or Cloudflare Pages send with this site. Written by `hushset build`.\n{}{rules}",
        rule("/*", &COMMON)
    )
}

fn rule(pattern: &str, headers: &[Header]) -> String {
    let line = |(name, value): &Header| format!("  {name}: {value}\n");
    let lines: String = headers.iter().map(line).collect();
    format!("{pattern}\n{lines}")
}

/// Whether a file is asked for under its name and can change: not a compressed copy, which these hosts make themselves.
fn is_served(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    !matches!(ending, "br" | "gz") && !is_hidden(path) && Kind::of(path) != Kind::Program
}

/// The fewest patterns for these paths below a folder: one for a folder whose files are all alike.
fn patterns(folder: &str, paths: &[&str]) -> Vec<(String, Kind)> {
    let mut rules = Vec::new();
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in paths {
        match path.split_once('/') {
            Some((name, rest)) => folders.entry(name).or_default().push(rest),
            None => {
                let whole = format!("{folder}/{path}");
                let kind = Kind::of(whole.trim_start_matches('/'));
                let asked = whole.strip_suffix("index.html").map(str::to_owned);
                rules.extend(asked.map(|folder| (folder, kind)));
                rules.push((whole, kind));
            }
        }
    }
    for (name, paths) in folders {
        let folder = format!("{folder}/{name}");
        // A pattern for the whole folder would fit what is lasting in it, and frames, too.
        let is_frame =
            |path: &&str| Kind::of(&format!("{}/{path}", folder.trim_start_matches('/'))) == Kind::Frame;
        let is_mixed = paths.iter().any(is_frame)
            || LASTING.iter().any(|pattern| pattern.starts_with(&format!("{folder}/")));
        if is_mixed {
            rules.extend(patterns(&folder, &paths));
        } else {
            rules.push((format!("{folder}/*"), Kind::Page));
        }
    }
    rules
}
