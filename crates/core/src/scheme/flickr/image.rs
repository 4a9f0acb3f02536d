//! Names of image files, which carry the photo's id: `<id>_<secret>[_<size>].jpg` on Flickr's servers,
//! `<title>_<id>_<size>.jpg` as Flickr names downloads, `<id>[_<face>].jpg` in datasets.

use super::MIN_BARE_ID_LEN;
use crate::text::{before_any, is_digits, read_decimal, split};

const IMAGE_ENDINGS: [&str; 7] = ["jpg", "jpeg", "png", "gif", "webp", "mp4", "mov"];

/// The photo id in a bare file name.
pub(super) fn id_in_file_name(name: &str) -> Option<u64> {
    let parts = split(name, b'.');
    let ending = parts.last().filter(|_| parts.len() > 1)?;
    let is_image = IMAGE_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
    if !is_image || name.contains('/') {
        return None;
    }
    let parts = split(name.get(..name.len() - ending.len() - 1)?, b'_');
    let (first, after_id) = parts.split_first()?;
    let is_whole = match after_id {
        [] => true,
        [part] => is_secret(part) || is_face_number(part) || is_size(part),
        [secret, size] => is_secret(secret) && is_size(size),
        _ => false,
    };
    if let Some(id) = bare_id(first).filter(|_| is_whole) {
        return Some(id);
    }
    // A download: the id stands before the size, after a title that may hold anything.
    match parts.as_slice() {
        [.., id, secret, size] if is_size(size) && is_secret(secret) => {
            bare_id(id).or_else(|| bare_id(secret))
        }
        [.., id, size] if is_size(size) => bare_id(id),
        _ => None,
    }
}

/// The photo id at the start of a file on Flickr's image servers, where shorter ids occur and what follows
/// does not matter.
pub(super) fn id_at_start(file: &str) -> Option<u64> {
    let digits = before_any(file, b"_.");
    if digits == file { None } else { read_id(digits) }
}

fn read_id(digits: &str) -> Option<u64> {
    read_decimal(digits).filter(|&id| id > 0)
}

fn bare_id(part: &str) -> Option<u64> {
    (part.len() >= MIN_BARE_ID_LEN && !part.starts_with('0')).then(|| read_id(part))?
}

/// The hexadecimal word that lets whoever has it fetch the image.
fn is_secret(part: &str) -> bool {
    (6..=16).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Size suffixes: `o`, `b`, `k`, `3k`, `6k`, `sq`, `n`, `z` …
fn is_size(part: &str) -> bool {
    (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_face_number(part: &str) -> bool {
    part.len() <= 3 && is_digits(part)
}
