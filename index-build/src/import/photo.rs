//! A photo by its id, its page, or its image.

use super::lane::{Parsed, Reject};
use crate::{
    account::AccountNumber,
    row::{Image, OwnerNames, Row, RowItem},
};
use hushset_core::{
    identifier::{ItemId, Scheme},
    scheme::{Reading, Refusal},
    text::NativePlatform,
};

/// What the address of a photo says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) photo: u64,
    pub(super) owner: OwnerNames<'static>,
    pub(super) image: Option<Image>,
}

/// A row that knows no more than its photo.
pub(super) fn row<'a>(photo: u64) -> Row<'a> {
    let item = RowItem::Number(photo);
    Row { item, owner: OwnerNames::default(), month: None, licence: None, image: None, tags: Vec::new() }
}

/// A photo id: ASCII digits, not zero.
pub(super) fn id(text: &str) -> Parsed<u64> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .filter(|&id| id > 0)
        .ok_or_else(|| "its photo id is not a number".into())
}

/// The photo of a cell: its id, or an address or file name as a reader might paste it.
pub(super) fn named(text: &str) -> Parsed<Named> {
    if let Ok(photo) = id(text) {
        return Ok(Named { photo, owner: OwnerNames::default(), image: None });
    }
    if let Some(named) = usual_page(text) {
        return Ok(named);
    }
    match read(text)? {
        Reading::Photo { id: ItemId::Number(photo), owner } => {
            let owner = owner.map(names).unwrap_or_default();
            Ok(Named { photo, owner, image: image(text) })
        }
        _ => Err("its photo is not an id or an address".into()),
    }
}

/// A photo page as tables write nearly all of them, read without the care that what people type needs.
fn usual_page(text: &str) -> Option<Named> {
    let (owner, rest) = text.strip_prefix("https://www.flickr.com/photos/")?.split_once('/')?;
    let photo = id(rest.strip_suffix('/').unwrap_or(rest)).ok()?;
    let owner = OwnerNames { nsid: Some(AccountNumber::parse(owner)?), ..OwnerNames::default() };
    Some(Named { photo, owner, image: None })
}

/// The owner of a cell: an account number, or an address of an account or of one of its photos.
pub(super) fn owner(text: &str) -> Parsed<OwnerNames<'static>> {
    match read(text)? {
        Reading::Account { nsid } => {
            Ok(OwnerNames { nsid: AccountNumber::parse(nsid.as_str()), ..OwnerNames::default() })
        }
        Reading::Alias { alias } => Ok(names(alias)),
        Reading::Photo { owner: Some(owner), .. } => Ok(names(owner)),
        _ => Err("its owner is neither an account number nor an address of an account".into()),
    }
}

fn read(text: &str) -> Parsed<Reading> {
    match Scheme::Flickr.parse(&NativePlatform, text) {
        Ok(understood) => Ok(understood.reading),
        Err(refused) if matches!(refused.refusal, Refusal::OtherSite { .. }) => Err(Reject::Other),
        Err(_) => Err("an address in it leads to no photo and no account".into()),
    }
}

/// What an address calls an account: by number or by alias.
fn names(owner: String) -> OwnerNames<'static> {
    match AccountNumber::parse(&owner) {
        Some(nsid) => OwnerNames { nsid: Some(nsid), ..OwnerNames::default() },
        None => OwnerNames { alias: Some(owner.into()), ..OwnerNames::default() },
    }
}

/// Server and secret of an image's address, `…/<server>/<id>_<secret>[_<size>].<ext>`.
pub(super) fn image(address: &str) -> Option<Image> {
    let (folder, file) = address.rsplit_once('/')?;
    let server = server(folder.rsplit('/').next()?)?;
    Some(Image { server, secret: secret_of_file(file)? })
}

/// The number of an image server.
pub(super) fn server(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The secret in the name of an image file. Originals have a secret of their own, which opens no other size.
pub(super) fn secret_of_file(file: &str) -> Option<u64> {
    let (stem, _) = file.split_once('.')?;
    let mut parts = stem.split('_');
    id(parts.next()?).ok()?;
    let secret = secret(parts.next()?)?;
    match (parts.next(), parts.next()) {
        (Some("o"), _) | (_, Some(_)) => None,
        _ => Some(secret),
    }
}

/// A secret: ten hexadecimal digits.
pub(super) fn secret(text: &str) -> Option<u64> {
    let is_hex = text.len() == 10 && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_hex.then(|| u64::from_str_radix(text, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_page_is_read_as_any_other() {
        for (rest, is_usual) in [
            ("12345678@N99/90000000001", true),
            ("12345678@n99/90000000001/", true),
            ("12345678@N99/90000000001/in/photostream", false),
            ("12345678%40N99/90000000001", false),
            ("janedoe/90000000001", false),
        ] {
            let address = format!("https://www.flickr.com/photos/{rest}");
            let usual = usual_page(&address);
            assert_eq!(usual.is_some(), is_usual, "{address}");
            let Reading::Photo { id: ItemId::Number(photo), owner } = read(&address).unwrap() else {
                panic!()
            };
            let careful = Named { photo, owner: owner.map(names).unwrap_or_default(), image: None };
            assert_eq!(usual.unwrap_or_else(|| careful.clone()), careful);
        }
        assert_eq!(usual_page("https://www.flickr.com/photos/12345678@N99/0"), None);
    }

    #[test]
    fn server_and_secret_of_images() {
        let found = |address| image(address).map(|image| (image.server, image.secret));
        let secret = 0x01_2345_6789;
        for (address, expected) in [
            ("https://live.staticflickr.com/65535/90000000001_0123456789_b.jpg", Some((65535, secret))),
            ("http://farm5.static.flickr.com/4072/90000000001_0123456789.jpg", Some((4072, secret))),
            ("https://c4.staticflickr.com/4/3927/90000000001_0123456789_z.jpg", Some((3927, secret))),
            ("https://farm4.staticflickr.com/3927/90000000001_0123456789_o.jpg", None),
            ("http://photos12.flickr.com/90000000001_0123456789_b.jpg", None),
            ("https://live.staticflickr.com/65535/90000000001_01234_b.jpg", None),
            ("90000000001_0123456789_b.jpg", None),
        ] {
            assert_eq!(found(address), expected, "{address}");
        }
        assert_eq!(secret_of_file("90000000001_0123456789_b.jpg"), Some(secret));
    }
}
