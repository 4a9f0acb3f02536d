//! Names of image files, which carry the photo's id: `<id>_<secret>[_<size>].jpg` on Flickr's servers,
//! `<title>_<id>_<size>.jpg` as Flickr names downloads, `<id>[_<face>].jpg` in datasets.

use super::MIN_BARE_ID_LEN;

const IMAGE_ENDINGS: [&str; 7] = ["jpg", "jpeg", "png", "gif", "webp", "mp4", "mov"];

/// The photo id in a bare file name.
pub(super) fn id_in_file_name(name: &str) -> Option<u64> {
    let (stem, ending) = name.rsplit_once('.')?;
    let is_image = IMAGE_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
    if !is_image || name.contains('/') {
        return None;
    }
    let parts = || stem.split('_');
    let mut after_id = parts().skip(1);
    let is_whole = match (after_id.next(), after_id.next(), after_id.next()) {
        (None, ..) => true,
        (Some(part), None, _) => is_secret(part) || is_face_number(part) || is_size(part),
        (Some(secret), Some(size), None) => is_secret(secret) && is_size(size),
        _ => false,
    };
    if let Some(id) = parts().next().and_then(bare_id).filter(|_| is_whole) {
        return Some(id);
    }
    // A download: the id stands before the size, after a title that may hold anything.
    let mut from_end = parts().rev();
    let size = from_end.next().filter(|part| is_size(part))?;
    let before = from_end.next()?;
    let before_that = from_end.next().and_then(bare_id);
    debug_assert!(!size.is_empty());
    before_that.filter(|_| is_secret(before)).or_else(|| bare_id(before))
}

/// The photo id at the start of a file on Flickr's image servers, where shorter ids occur and what follows
/// does not matter.
pub(super) fn id_at_start(file: &str) -> Option<u64> {
    let (digits, _) = file.split_once(['_', '.'])?;
    read_id(digits)
}

fn read_id(digits: &str) -> Option<u64> {
    let is_id = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_id.then(|| digits.parse().ok())?.filter(|&id| id > 0)
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
    (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
}
