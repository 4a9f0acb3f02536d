//! YFCC100M: 23 columns separated by tabs, or 25 with line number and hash in front; no header. Names and tags are
//! encoded as in a form (`+` for a space, `%C3%A9` for é).

use super::{lane::Parsed, licence, mapped, photo, text::Lines};
use crate::{
    account::AccountNumber,
    row::{Image, OwnerNames, Row},
};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The layout.
pub(super) const YFCC100M: Lines = Lines {
    row_has: None,
    dropped: &[
        "date taken",
        "capture device",
        "title",
        "description",
        "machine tags",
        "longitude",
        "latitude",
        "accuracy",
        "page address",
        "download address",
        "farm",
        "secret of the original",
        "extension",
        "photo or video",
    ],
    row,
};

/// The columns that are read, as they are counted without line number and hash, from 0.
mod column {
    pub(super) const PHOTO: usize = 0;
    pub(super) const NSID: usize = 1;
    pub(super) const NAME: usize = 2;
    pub(super) const UPLOADED: usize = 4;
    pub(super) const TAGS: usize = 8;
    pub(super) const LICENCE: usize = 16;
    pub(super) const SERVER: usize = 17;
    pub(super) const SECRET: usize = 19;
    pub(super) const COUNT: usize = 23;
}

fn row(line: &str) -> Parsed<Row<'_>> {
    let mut cells = [""; column::COUNT + 2];
    let mut count = 0;
    for cell in line.split('\t') {
        if let Some(slot) = cells.get_mut(count) {
            *slot = cell;
        }
        count += 1;
    }
    let before = match count {
        column::COUNT => 0,
        25 => 2,
        _ => return Err(format!("it has {count} columns where 23 or 25 are expected").into()),
    };
    let cell = |at: usize| cells.get(before + at).copied().unwrap_or_default().trim();
    let given = |at: usize| Some(cell(at)).filter(|text| !text.is_empty());
    let nsid =
        AccountNumber::parse(cell(column::NSID)).ok_or("its account number is not one (12345678@N00)")?;
    let month = given(column::UPLOADED).map(|date| mapped::month(date).ok_or("its upload date is no date"));
    let licence =
        given(column::LICENCE).map(|text| licence::parse(text).ok_or("its licence is none of Flickr's"));
    let image = photo::server(cell(column::SERVER)).zip(photo::secret(cell(column::SECRET)));
    Ok(Row {
        owner: OwnerNames { nsid: Some(nsid), alias: None, display: given(column::NAME).map(decoded) },
        month: month.transpose()?,
        licence: licence.transpose()?,
        image: image.map(|(server, secret)| Image { server, secret }),
        tags: cell(column::TAGS).split(',').filter(|tag| !tag.is_empty()).map(decoded).collect(),
        ..photo::row(photo::id(cell(column::PHOTO))?)
    })
}

/// A text as it was before it was encoded, or as it is if it was not encoded.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('+') {
        return percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text));
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().map(Cow::into_owned);
    Cow::Owned(decoded.unwrap_or(spaced))
}
