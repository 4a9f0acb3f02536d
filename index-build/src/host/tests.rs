//! The recipes as they are, so that whoever changes a header sees what changes with it.

use super::*;
use crate::config::SiteAddress;
use std::{collections::BTreeSet, fs, path::Path};

/// What lies in the site beside its index.
const PAGES: [&str; 17] = [
    ".nojekyll",
    "404.html",
    "404.html.br",
    "app-0123456789abcdef/main.js",
    "datasets/index.html",
    "datasets/megaface/index.html",
    "de/embed/configure/index.html",
    "de/embed/index.html",
    "de/embed/oembed.json",
    "de/how/index.html",
    "de/index.html",
    "embed/configure/index.html",
    "embed/hush-check-0123456789abcdef.js",
    "embed/hush-check.js",
    "embed/index.html",
    "embed/oembed.json",
    "index.html",
];

fn pages() -> Vec<PathBuf> {
    PAGES.iter().map(PathBuf::from).collect()
}

/// Compares with what the recipe was, or writes that down anew if `HUSHSET_GOLDEN` is set.
fn assert_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/host/golden").join(name);
    if std::env::var_os("HUSHSET_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    assert_eq!(
        text,
        fs::read_to_string(&path).unwrap_or_default(),
        "{name}; HUSHSET_GOLDEN=1 writes it anew"
    );
}

#[test]
fn recipes_are_these() {
    let address = SiteAddress::try_from("https://example.org/faces/".to_owned()).unwrap();
    let place =
        Place::new(Path::new("/srv/site"), Some(&address), &[Host::Nginx, Host::Caddy, Host::S3]).unwrap();
    for host in Host::ALL {
        for Recipe { path, text } in host.beside(&place) {
            assert_golden(path.to_str().unwrap(), &text);
        }
    }
    let root = SiteAddress::try_from("https://example.org/".to_owned()).unwrap();
    let place = Place::new(Path::new("/srv/site"), Some(&root), &Host::ALL).unwrap();
    for Recipe { path, text } in Host::Caddy.beside(&place) {
        assert_golden(&format!("root/{}", path.display()), &text);
    }
    assert_golden("_headers", &Host::Netlify.in_site(&pages()).unwrap().text);
}

#[test]
fn hosts_with_one_file_agree_on_it() {
    assert_eq!(Host::Netlify.in_site(&pages()), Host::Cloudflare.in_site(&pages()));
    assert_eq!(Host::Github.in_site(&pages()).unwrap().path, Path::new(".nojekyll"));
}

#[test]
fn a_headers_file_is_within_what_cloudflare_reads() {
    let text = Host::Cloudflare.in_site(&pages()).unwrap().text;
    let rules: Vec<&str> = text.lines().filter(|line| line.starts_with('/')).collect();
    assert!(rules.len() <= 100 && rules.iter().collect::<BTreeSet<_>>().len() == rules.len(), "{rules:?}");
    assert!(rules.iter().all(|rule| rule.matches('*').count() <= 1), "{rules:?}");
    assert!(text.lines().all(|line| line.len() <= 2000));
}
