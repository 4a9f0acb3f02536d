//! One file, many, patterns, folders; plain and packed.

use super::super::testing::{Folder, gzip, zstd};

const LINES: [&str; 3] =
    ["1 90000000001 1 2 3 4 5 1\n", "1 90000000002 1 2 3 4 5 1\n", "1 90000000003 1 2 3 4 5 1\n"];
const ALL: [u64; 3] = [90_000_000_001, 90_000_000_002, 90_000_000_003];

fn import(folder: &Folder, files: &str) -> crate::error::Result<super::super::testing::Imported> {
    folder.import(&format!("files = [{files}]\nlayout = \"pipa\""))
}

#[test]
fn plain_and_packed_and_split_files_give_the_same_rows() {
    let folder = Folder::new();
    let whole = LINES.concat();
    folder.write("plain", &whole);
    // What a file is packed with shows in its bytes, not in its name.
    folder.write("packed.txt", gzip(whole.as_bytes()));
    folder.write("packed.csv", zstd(whole.as_bytes()));
    folder.write("members.gz", LINES.map(|line| gzip(line.as_bytes())).concat());
    folder.write("frames.zst", LINES.map(|line| zstd(line.as_bytes())).concat());
    folder.write("parts/b.txt", LINES[0]);
    folder.write("parts/a.txt", gzip(LINES[1].as_bytes()));
    folder.write("parts/c.txt", LINES[2]);
    folder.write("parts/.hidden", "nonsense");
    folder.write("parts/_SUCCESS", "");
    for files in [
        "\"plain\"",
        "\"packed.txt\"",
        "\"packed.csv\"",
        "\"members.gz\"",
        "\"frames.zst\"",
        "\"parts\"",
        "\"parts/?.txt\"",
        "\"parts/a.txt\", \"parts/[bc].txt\"",
        "\"plain\", \"plain\"",
    ] {
        let read = import(&folder, files).unwrap();
        assert_eq!((read.photos().as_slice(), read.report.bad), (&ALL[..], 0), "{files}");
    }
    let files = import(&folder, "\"parts\"").unwrap().report.files;
    let names: Vec<_> = files.keys().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(names, ["parts/a.txt", "parts/b.txt", "parts/c.txt"]);
}

#[test]
fn a_file_is_hashed_as_it_lies_on_the_disk() {
    let folder = Folder::new();
    let packed = gzip(LINES.concat().as_bytes());
    folder.write("packed", &packed);
    let read = import(&folder, "\"packed\"").unwrap();
    let hash = hushset_core::key::sha256(&[&packed]);
    let hash = hushset_core::key::Hex(hash.as_ref()).to_string();
    assert_eq!(read.report.files.values().collect::<Vec<_>>(), [&hash]);
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = Folder::new();
    folder.write("empty-folder/.hidden", "");
    folder.write("ids/x", "");
    folder.write("plain", LINES[0]);
    let pipe = folder.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (files, part) in [
        ("\"pipe\"", "pipe"),
        ("\"/dev/zero\"", "device"),
        ("\"empty-folder\"", "no file in this folder"),
        ("\"none/*.csv\"", "no file matches"),
        ("\"[\"", "no pattern"),
        ("\"absent\"", "no such file"),
    ] {
        let error = import(&folder, files).unwrap_err().to_string();
        assert!(error.contains(part), "{files} → {error}");
    }
    let error =
        folder.import("files = [\"plain\"]\nlayout = \"pipa\"\nonly = \"ids\"").unwrap_err().to_string();
    assert!(error.contains("is a folder where a file should be"), "{error}");
}

#[test]
fn truncated_and_damaged_files_are_refused() {
    let folder = Folder::new();
    let whole = LINES.concat().repeat(2000);
    for (name, packed) in [("gzip", gzip(whole.as_bytes())), ("zstd", zstd(whole.as_bytes()))] {
        folder.write("cut", &packed[..packed.len() - 9]);
        let error = import(&folder, "\"cut\"").unwrap_err().to_string();
        assert!(error.contains(name) && error.contains("not copied whole"), "{error}");
        let mut broken = packed.clone();
        let middle = packed.len() / 2;
        broken[middle..middle + 8].fill(0xff);
        folder.write("broken", broken);
        let error = import(&folder, "\"broken\"").unwrap_err().to_string();
        assert!(error.contains("broken"), "{error}");
    }
}
