//! Compressed copies of a site's pages and programs, for hosts that send those: `.br` and `.gz` beside a file.
//!
//! Brotli at its strongest takes longer than most tables take to index, so the programs, which are the same on every site, are
//! compressed when the command is built, and the pages when a site is.

use flate2::{Compression, write::GzEncoder};
use rayon::prelude::*;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// A file of a site: its path there, and what is in it.
pub type File = (PathBuf, Vec<u8>);

/// A `.br` and a `.gz` for each of these files that is text or Wasm.
pub fn copies(files: &[File]) -> Vec<File> {
    let compressible = files.par_iter().filter(|(path, _)| is_compressible(path));
    compressible
        .flat_map_iter(|(path, bytes)| [named(path, ".br", brotli(bytes)), named(path, ".gz", gzip(bytes))])
        .collect()
}

fn is_compressible(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("html" | "js" | "css" | "wasm" | "svg" | "json"))
}

fn named(path: &Path, ending: &str, bytes: Vec<u8>) -> File {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    (name.into(), bytes)
}

/// With brotli ([RFC 7932](https://www.rfc-editor.org/rfc/rfc7932)), at its strongest and with the largest window that browsers
/// must accept.
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let params = ::brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut compressed = Vec::new();
    let written = ::brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params);
    debug_assert!(written.is_ok(), "writing to memory");
    compressed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    let written = writer.write_all(bytes).and_then(|()| writer.finish());
    debug_assert!(written.is_ok(), "writing to memory");
    written.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const TEXT: &[u8] = b"static files are compressed once and sent many times. ";

    #[test]
    fn copies_say_what_the_file_says() {
        let text = TEXT.repeat(100);
        let files = [("a/page.html".into(), text.clone()), ("a/shard.bin".into(), text.clone())];
        let [(br, brotli), (gz, gzip)] = &*copies(&files) else {
            panic!("two copies of the page, and none of the shard")
        };
        assert_eq!((br.to_str(), gz.to_str()), (Some("a/page.html.br"), Some("a/page.html.gz")));
        let mut read = Vec::new();
        ::brotli::BrotliDecompress(&mut &**brotli, &mut read).unwrap();
        assert_eq!(read, text);
        read.clear();
        flate2::read::GzDecoder::new(&**gzip).read_to_end(&mut read).unwrap();
        assert_eq!(read, text);
    }

    #[test]
    fn brotli_is_at_its_strongest() {
        assert!(brotli(&TEXT.repeat(100)).len() < 80);
    }
}
