//! Archives whose bytes follow from the files alone: no times, no owners, no order but that of names.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

/// The time that all files have, the beginning of the year 2000: some programs dislike files of 1970.
pub(super) const TIME: u64 = 946_684_800;

/// A file for an archive.
pub(super) struct File {
    path: PathBuf,
    content: Vec<u8>,
    mode: u32,
}

impl File {
    /// A file as it is, under a name.
    pub(super) fn read(file: &Path, name: &str) -> Result<Self> {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(Self::from((name.into(), content)))
    }

    /// A program.
    pub(super) fn program(name: &str, file: &Path) -> Result<Self> {
        Ok(Self { mode: 0o755, ..Self::read(file, name)? })
    }
}

impl From<(PathBuf, Vec<u8>)> for File {
    fn from((path, content): (PathBuf, Vec<u8>)) -> Self {
        Self { path, content, mode: 0o644 }
    }
}

/// A `.tar.gz` of the files, all of them in one folder of this name.
pub(super) fn pack(folder: &str, mut files: Vec<File>) -> Result<Vec<u8>> {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    // 255: the operating system is not known.
    let packer = GzBuilder::new().operating_system(255).write(Vec::new(), Compression::best());
    let mut archive = Builder::new(packer);
    for File { path, content, mode } in files {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_size(content.len() as u64);
        header.set_mode(mode);
        header.set_mtime(TIME);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, Path::new(folder).join(path), content.as_slice())?;
    }
    Ok(archive.into_inner()?.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::{File, TIME, pack};

    fn file(path: &str, content: &str) -> File {
        File::from((path.into(), content.as_bytes().to_vec()))
    }

    #[test]
    fn order_does_not_matter_and_everything_comes_out_again() {
        let one = pack("all", vec![file("b/c", "2"), file("a", "1")]).unwrap();
        assert_eq!(one, pack("all", vec![file("a", "1"), file("b/c", "2")]).unwrap());
        let mut archive = tar::Archive::new(GzDecoder::new(one.as_slice()));
        let found = archive.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let header = entry.header();
            assert_eq!(
                (header.mtime().unwrap(), header.uid().unwrap(), header.mode().unwrap()),
                (TIME, 0, 0o644)
            );
            (entry.path().unwrap().display().to_string(), text)
        });
        let expected =
            [("all/a", "1"), ("all/b/c", "2")].map(|(path, text)| (path.to_owned(), text.to_owned()));
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }
}
