//! What `hushset build --host` writes, where, and when it refuses.

mod common;

use common::{Workshop, files};
use hushset::{
    host::headers::{Kind, content_type},
    site::is_lasting,
};
use std::{collections::BTreeMap, fs, path::Path};

/// Sample tables, and a site with an address.
fn workshop(address: &str) -> Workshop {
    let workshop = Workshop::with_photos(2500);
    let settings = workshop.read("tables/hushset.toml");
    let settings = settings.replacen("[site]\n", &format!("[site]\naddress = \"{address}\"\n"), 1);
    workshop.write("tables/hushset.toml", settings);
    workshop
}

#[test]
fn recipes_lie_where_each_host_looks_and_go_with_it() {
    let workshop = workshop("https://check.example.org/");
    let all = ["nginx", "caddy", "netlify", "cloudflare", "github", "s3"];
    let arguments: Vec<&str> = all.iter().flat_map(|host| ["--host", host]).collect();
    let said = workshop.build("site", &arguments).ended(0);
    for part in ["nginx: include nginx.conf", "site.recipes", "GitHub Pages: it sends none of our headers"] {
        assert!(said.contains(part), "{said}");
    }
    let names = |folder: &str| -> Vec<String> {
        files(&workshop.path(folder)).into_iter().map(|(path, _)| path.display().to_string()).collect()
    };
    let recipes = names("site.recipes");
    let expected = ["Caddyfile", "nginx.conf", "s3/cors.json", "s3/folders.js", "s3/headers-frame.json"];
    assert_eq!(recipes[..5], expected, "{recipes:?}");
    let site = names("site");
    assert!(site.contains(&"_headers".into()) && site.contains(&".nojekyll".into()), "{site:?}");
    assert!(!site.iter().any(|path| recipes.contains(path)), "recipes are not for readers");

    // A host from the settings; the others' files go.
    let settings =
        workshop.read("tables/hushset.toml").replacen("[site]\n", "[site]\nhost = \"github\"\n", 1);
    workshop.write("tables/hushset.toml", settings);
    workshop.build("site", &[]).ended(0);
    assert!(!workshop.path("site/_headers").exists() && workshop.path("site/.nojekyll").exists());
}

#[test]
fn what_cannot_be_hosted_is_refused_with_a_sentence() {
    let workshop = workshop("https://example.org/faces/");
    for (host, part) in [
        ("cloudflare", "the address in [site] ends in /faces/"),
        ("netlify", "a domain of its own"),
        ("ftp", "nginx"),
    ] {
        let ran = workshop.build("site", &["--host", host]);
        let said = ran.ended(if host == "ftp" { 2 } else { 3 });
        assert!(said.contains(part), "{said}");
    }
    workshop.write(
        "tables/hushset.toml",
        workshop.read("tables/hushset.toml").replacen("[site]\n", "[site]\nhost = [\"ftp\"]\n", 1),
    );
    let said = workshop.build("site", &[]).ended(3);
    assert!(said.contains("ftp") && said.contains("nginx"), "{said}");
    assert!(!workshop.path("site").exists(), "nothing is begun");
}

/// The directives of a policy: by name, what each allows.
fn directives(policy: &str) -> BTreeMap<&str, Vec<&str>> {
    let parts = policy.split(';').map(str::split_whitespace);
    parts.filter_map(|mut words| Some((words.next()?, words.collect()))).collect()
}

/// Both the header and what the page says about itself are in force: what a page needs, the header must allow.
#[test]
fn the_headers_allow_what_pages_allow_themselves() {
    let workshop = workshop("https://example.org/faces/");
    workshop.build("site", &["--host", "nginx"]).ended(0);
    let mut seen = 0;
    for (path, bytes) in files(&workshop.path("site")) {
        if path.extension().is_none_or(|ending| ending != "html") {
            continue;
        }
        let html = String::from_utf8_lossy(&bytes).replace("&#x27;", "'");
        let header = Kind::of(&path.display().to_string())
            .headers()
            .find(|(name, _)| *name == "Content-Security-Policy");
        let (_, header) = header.expect("pages have a policy");
        let header = directives(header);
        for said in html.split("Content-Security-Policy\" content=\"").skip(1) {
            let own = directives(said.split('"').next().unwrap_or_default());
            for (name, allowed) in own {
                let by_header =
                    header.get(name).or_else(|| header.get("default-src").filter(|_| name.ends_with("-src")));
                let forbidden = allowed.iter().find(|source| {
                    **source != "'none'" && by_header.is_some_and(|by_header| !by_header.contains(source))
                });
                assert_eq!(forbidden, None, "{}: {name}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn what_may_be_compressed_has_copies_and_the_index_has_none() {
    let workshop = workshop("https://example.org/faces/");
    for site in ["site", "again"] {
        workshop.build(site, &["--host", "nginx"]).ended(0);
    }
    let all: BTreeMap<_, _> = files(&workshop.path("site")).into_iter().collect();
    let again: BTreeMap<_, _> = files(&workshop.path("again")).into_iter().collect();
    assert!(all == again, "the same bytes, compressed ones too");
    for path in all.keys().filter(|path| !has_ending(path, &["br", "gz"])) {
        let name = path.display().to_string();
        let copies = ["br", "gz"].map(|ending| all.contains_key(Path::new(&format!("{name}.{ending}"))));
        let text = content_type(&name) != hushset::host::headers::BYTES;
        assert_eq!(copies, [text, text], "{name}");
        assert!(!name.starts_with("hushset/") || !text, "{name}");
        assert!(!is_lasting(path) || Kind::of(&name) == Kind::Program, "{name}");
    }
    assert!(fs::read(workshop.path("site/404.html")).is_ok());
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending))
}
