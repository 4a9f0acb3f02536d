//! A file's bytes: plain, gzip or zstd, hashed as they lie on the disk.

use super::source::Source;
use crate::{
    error::{Failure, Result},
    progress::{Bar, Progress},
};
use flate2::bufread::MultiGzDecoder;
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Cursor, Read},
    path::{Path, PathBuf},
};

/// An open file.
pub(super) struct Stream {
    shown: PathBuf,
    /// The first bytes, which were looked at to see what the file is.
    head: Cursor<Vec<u8>>,
    body: Body,
}

type Raw = BufReader<Tracked>;

enum Body {
    Plain(Raw),
    Gzip(MultiGzDecoder<Raw>),
    Zstd(zstd::Decoder<'static, Raw>),
}

/// The bytes that are looked at.
const HEAD: u64 = 512;

/// How much is asked of the disk at once.
const READ: usize = 1 << 18;

impl Stream {
    /// Opens a text file, and refuses what is none.
    pub(super) fn open(source: &Source, progress: &Progress) -> Result<Self> {
        let shown = &source.shown;
        let reading = |error: io::Error| Failure::reading(shown, &error);
        let (file, len) = open_regular(&source.path, shown)?;
        let bar = progress.bytes(&format!("reading {}", shown.display()), len);
        let mut raw = BufReader::with_capacity(READ, Tracked::new(file, bar));
        let magic = raw.fill_buf().map_err(reading)?;
        let body = match magic {
            [0x1f, 0x8b, ..] => Body::Gzip(MultiGzDecoder::new(raw)),
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
                Body::Zstd(zstd::Decoder::with_buffer(raw).map_err(reading)?)
            }
            _ => Body::Plain(raw),
        };
        let mut stream = Self { shown: shown.clone(), head: Cursor::default(), body };
        let mut head = Vec::new();
        (&mut stream.body).take(HEAD).read_to_end(&mut head).map_err(|error| stream.failure(&error))?;
        if let Some(problem) = no_table(&head) {
            return Err(Failure::table(shown, problem));
        }
        stream.head = Cursor::new(head);
        if stream.head.get_ref().starts_with(b"\xef\xbb\xbf") {
            stream.head.set_position(3);
        }
        Ok(stream)
    }

    /// What messages call the file.
    pub(super) fn shown(&self) -> &Path {
        &self.shown
    }

    /// Why reading failed, for the person who has to get a better file.
    pub(super) fn failure(&self, error: &io::Error) -> Failure {
        let packed = match self.body {
            Body::Plain(_) => return Failure::reading(&self.shown, error),
            Body::Gzip(_) => "gzip",
            Body::Zstd(_) => "zstd",
        };
        let problem = if error.kind() == io::ErrorKind::UnexpectedEof {
            format!("the file ends in the middle of its {packed} data: it was not copied whole")
        } else {
            format!("its {packed} data is damaged: {error}")
        };
        Failure::table(&self.shown, problem)
    }

    /// The hash of the whole file, of which all that mattered is read.
    pub(super) fn finish(self) -> Result<String> {
        let mut raw = match self.body {
            Body::Plain(raw) => raw,
            Body::Gzip(gzip) => gzip.into_inner(),
            Body::Zstd(zstd) => zstd.finish(),
        };
        // What an importer leaves unread (white space at the end) belongs to the hash too.
        io::copy(&mut raw, &mut io::sink()).map_err(|error| Failure::reading(&self.shown, &error))?;
        Ok(raw.into_inner().digest())
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.head.read(buffer)? {
            0 => self.body.read(buffer),
            len => Ok(len),
        }
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(raw) => raw.read(buffer),
            Self::Gzip(gzip) => gzip.read(buffer),
            Self::Zstd(zstd) => zstd.read(buffer),
        }
    }
}

/// Opens a file if it is one. What else there is, is not even opened: opening a pipe waits for its other end.
pub(super) fn open_regular(path: &Path, shown: &Path) -> Result<(File, u64)> {
    let reading = |error: io::Error| Failure::reading(shown, &error);
    let meta = fs::metadata(path).map_err(reading)?;
    if meta.is_dir() {
        return Err(Failure::table(shown, "is a folder where a file should be"));
    }
    if !meta.is_file() {
        return Err(Failure::table(shown, "is not a regular file but a pipe, a socket or a device"));
    }
    Ok((File::open(path).map_err(reading)?, meta.len()))
}

/// The hash of a whole file.
pub(super) fn hash(source: &Source, progress: &Progress) -> Result<String> {
    let (file, len) = open_regular(&source.path, &source.shown)?;
    let bar = progress.bytes(&format!("hashing {}", source.shown.display()), len);
    let mut raw = BufReader::with_capacity(READ, Tracked::new(file, bar));
    io::copy(&mut raw, &mut io::sink()).map_err(|error| Failure::reading(&source.shown, &error))?;
    Ok(raw.into_inner().digest())
}

/// Why a file that begins like this is no table.
fn no_table(head: &[u8]) -> Option<&'static str> {
    let starts = |with: &[u8]| head.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    match head {
        [0xff, 0xfe, ..]
        | [0xfe, 0xff, ..]
        | [0, b'\t'..=b'~', 0, b'\t'..=b'~', ..]
        | [b'\t'..=b'~', 0, b'\t'..=b'~', 0, ..] => Some("is text in UTF-16: save it as UTF-8"),
        [b'P', b'K', 3, 4, ..] => Some("is a zip archive (or a spreadsheet): unpack it, or save it as CSV"),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => {
            Some("is packed with bzip2: unpack it, or repack it with zstd")
        }
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some("is packed with xz: unpack it, or repack it with zstd"),
        [b'P', b'A', b'R', b'1', ..] => Some("is a Parquet file: say layout = \"parquet\""),
        _ if starts(b"<!doctype") || starts(b"<html") => Some("is a web page where a table should be"),
        _ => None,
    }
}

/// A file whose bytes are hashed, and shown to the progress bar, as they are read.
struct Tracked {
    file: File,
    hasher: sha2::Sha256,
    bar: Bar,
}

impl Tracked {
    fn new(file: File, bar: Bar) -> Self {
        Self { file, hasher: sha2::Digest::new(), bar }
    }

    fn digest(self) -> String {
        self.bar.finish();
        let hash: [u8; 32] = sha2::Digest::finalize(self.hasher).into();
        hushset_core::key::Hex(&hash).to_string()
    }
}

impl Read for Tracked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.file.read(buffer)?;
        sha2::Digest::update(&mut self.hasher, buffer.get(..len).unwrap_or_default());
        self.bar.advance(len as u64);
        Ok(len)
    }
}
