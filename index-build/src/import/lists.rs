//! The plain lists that datasets are published as: one row in each line.

use super::{
    lane::{Parsed, Reject},
    photo::{self, Named},
    text::Lines,
};
use crate::{
    account::AccountNumber,
    row::{OwnerNames, Row},
};

/// DiveFace (`github.com/BiDAlab/DiveFace`): `NSID_identity_K/PHOTOID_F.jpg`, a face crop in each line.
pub(super) const DIVEFACE: Lines = Lines { row_has: None, dropped: &[], row: |line| crop_row(line, false) };

/// MegaFace: as DiveFace, or `FlickrFinal2/DDD/NSID/PHOTOID_F.jpg` in the list of distractors.
pub(super) const MEGAFACE: Lines = Lines { row_has: None, dropped: &[], row: |line| crop_row(line, true) };

/// PIPA (`github.com/coallaoh/PIPA_dataset`), `all_data.txt`: eight numbers a line, of which the second is the
/// photo. The face's box and the person's number are left where they are.
pub(super) const PIPA: Lines = Lines {
    row_has: None,
    dropped: &["photoset_id", "x", "y", "w", "h", "identity_id", "subset"],
    row: pipa_row,
};

/// VGG Face: `id url left top right bottom pose score curation`, images from all over the web, of which those on
/// Flickr count.
pub(super) const VGG_FACE: Lines = Lines {
    row_has: None,
    dropped: &["id", "left", "top", "right", "bottom", "pose", "score", "curation"],
    row: vgg_face_row,
};

fn crop_row(line: &str, is_bare_folder_owner: bool) -> Parsed<Row<'_>> {
    let (folder, file) = line.trim().rsplit_once('/').ok_or("there is no folder before the file name")?;
    let folder = folder.rsplit('/').next().unwrap_or_default();
    let owner = match folder.split_once("_identity_") {
        Some((owner, _)) => owner,
        None if is_bare_folder_owner => folder,
        None => return Err("its folder is not NSID_identity_K".into()),
    };
    let nsid = AccountNumber::parse(owner).ok_or("its folder does not start with an account number")?;
    let (id, _) = file.split_once('_').ok_or("its file is not PHOTOID_F.jpg")?;
    let owner = OwnerNames { nsid: Some(nsid), ..OwnerNames::default() };
    Ok(Row { owner, ..photo::row(photo::id(id)?) })
}

fn pipa_row(line: &str) -> Parsed<Row<'_>> {
    let mut fields = line.split_ascii_whitespace();
    let id = fields.nth(1).ok_or("it has no second field")?;
    match fields.count() {
        6 => Ok(photo::row(photo::id(id)?)),
        others => Err(format!("it has {} fields where 8 are expected", others + 2).into()),
    }
}

fn vgg_face_row(line: &str) -> Parsed<Row<'_>> {
    let mut fields = line.split_ascii_whitespace();
    let address = fields.nth(1).ok_or("it has no second field")?;
    match fields.count() {
        7 => addressed(address),
        others => Err(format!("it has {} fields where 9 are expected", others + 2).into()),
    }
}

/// The row of an address that may well be one on another site.
fn addressed(address: &str) -> Parsed<Row<'_>> {
    if !address.contains("://") {
        return Err(Reject::from("there is no address where it should be"));
    }
    let Named { photo, owner, image } = photo::named(address)?;
    Ok(Row { owner, image, ..photo::row(photo) })
}

/// IBM's Diversity in Faces, and other lists of addresses: the first address in the line, wherever it stands.
pub(super) const IBM_DIF: Lines =
    Lines { row_has: Some("://"), dropped: &["all but the first address of each line"], row: ibm_dif_row };

fn ibm_dif_row(line: &str) -> Parsed<Row<'_>> {
    let is_address = |cell: &&str| cell.starts_with("http://") || cell.starts_with("https://");
    let mut cells = line.split([',', ';', '\t', ' ', '"']).map(str::trim);
    addressed(cells.find(is_address).ok_or("there is no address in it")?)
}
