//! Compressed copies of pages and programs, for hosts that send those.

use flate2::{Compression, write::GzEncoder};
use rayon::prelude::*;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// A file of the site.
pub(super) type File = (PathBuf, Vec<u8>);

/// The files, and for each that is text or Wasm its `.br` and `.gz`.
pub(super) fn with_compressed(mut files: Vec<File>) -> Vec<File> {
    let compressible = files.par_iter().filter(|(path, _)| is_compressible(path));
    let compressed: Vec<_> = compressible.flat_map_iter(compress).collect();
    files.extend(compressed);
    files
}

fn is_compressible(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("html" | "js" | "css" | "wasm" | "svg" | "json"))
}

fn compress((path, bytes): &File) -> [File; 2] {
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
