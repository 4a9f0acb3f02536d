//! The page that reads the index: embedded in the command, so that each command writes the runtime that can read
//! exactly what it writes.

use crate::error::{Failure, Result};
use flate2::{Compression, write::GzEncoder};
use hushset_core::{
    key::{Hex, sha256},
    manifest::Manifest,
};
use include_dir::{Dir, include_dir};
use minijinja::{Environment, context};
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// What `cargo xtask runtime` puts together from `www/` and the Wasm module.
static RUNTIME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/runtime");

/// What the page says that the manifest does not hold.
#[derive(Debug, Clone, Copy)]
pub struct PageText<'a> {
    /// A sentence or two under the heading.
    pub description: &'a str,
}

/// The files of the page with their paths in the site: everything but the index.
///
/// Scripts, styles and the Wasm module lie in a folder named by their hash and never change there; HTML points to
/// it. Text and Wasm come with `.br` and `.gz` beside them for hosts that send those; shards never do, since a
/// compressed length would tell one from another.
pub fn page(manifest: &Manifest, text: PageText<'_>) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let app = RUNTIME.get_dir("app").map(files_of).unwrap_or_default();
    let listing: Vec<u8> = app
        .iter()
        .flat_map(|(path, bytes)| [path.as_os_str().as_encoded_bytes(), b"\0", &sha256(&[bytes])].concat())
        .collect();
    let hash = sha256(&[&listing]);
    let folder = format!("app-{}", Hex(hash.get(..8).unwrap_or_default()));
    let mut files = vec![(PathBuf::from("index.html"), render(manifest, text, &folder)?.into_bytes())];
    files.extend(app.into_iter().map(|(path, bytes)| (Path::new(&folder).join(path), bytes.to_vec())));
    let compressed: Vec<_> =
        files.iter().filter(|(path, _)| is_compressible(path)).flat_map(compress).collect();
    files.extend(compressed);
    Ok(files)
}

fn render(manifest: &Manifest, text: PageText<'_>, app: &str) -> Result<String> {
    let template =
        RUNTIME.get_file("templates/index.html").and_then(|file| file.contents_utf8()).unwrap_or_default();
    let mut templates = Environment::new();
    let broken = |error: minijinja::Error| Failure::Site(format!("the page's template is broken: {error:#}"));
    // The name's ending turns escaping on: titles come from settings and may hold anything.
    templates.add_template("index.html", template).map_err(broken)?;
    let page = templates.get_template("index.html").map_err(broken)?;
    page.render(context! {
        app,
        title => &manifest.title,
        publisher => &manifest.publisher,
        description => text.description,
        version => env!("CARGO_PKG_VERSION"),
    })
    .map_err(broken)
}

/// All files below a folder of the runtime, with paths relative to it, sorted.
fn files_of(dir: &'static Dir<'static>) -> Vec<(PathBuf, &'static [u8])> {
    fn collect(dir: &'static Dir<'static>, root: &Path, files: &mut Vec<(PathBuf, &'static [u8])>) {
        for file in dir.files() {
            let path = file.path().strip_prefix(root).unwrap_or(file.path());
            files.push((path.into(), file.contents()));
        }
        dir.dirs().for_each(|dir| collect(dir, root, files));
    }
    let mut files = Vec::new();
    collect(dir, dir.path(), &mut files);
    files.sort();
    files
}

fn is_compressible(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("html" | "js" | "css" | "wasm" | "svg" | "json"))
}

fn compress((path, bytes): &(PathBuf, Vec<u8>)) -> [(PathBuf, Vec<u8>); 2] {
    let with = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let mut br = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let brotli = brotli::BrotliCompress(&mut bytes.as_slice(), &mut br, &params);
    debug_assert!(brotli.is_ok(), "writing to memory");
    let mut gz = GzEncoder::new(Vec::new(), Compression::best());
    let gzip = gz.write_all(bytes).and_then(|()| gz.finish());
    debug_assert!(gzip.is_ok(), "writing to memory");
    [(with(".br"), br), (with(".gz"), gzip.unwrap_or_default())]
}
