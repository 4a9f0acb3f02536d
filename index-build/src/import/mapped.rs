//! From the cells of a table whose columns are mapped, to a row.

use super::{
    generic,
    lane::Parsed,
    licence,
    photo::{self, Named},
};
use crate::{
    account::AccountNumber,
    config::{Column, Columns, Field},
    row::{AccountRow, Image, OwnerNames, Row},
};
use hushset_core::{identifier::Scheme, record::Month, text::strip};
use std::borrow::Cow;

/// The cells of a record.
pub(super) trait Cells {
    /// The text of a field, if the table has it.
    fn text(&self, field: Field) -> Option<&str>;

    /// The texts of a field that is a list.
    fn list(&self, _field: Field) -> Option<&[Cow<'_, str>]> {
        None
    }
}

/// An item's row.
pub(super) fn row(scheme: Scheme, cells: &impl Cells) -> Parsed<Row<'_>> {
    match scheme {
        Scheme::Flickr => photo_row(cells),
        Scheme::Web | Scheme::Plain => generic::row(scheme, cells),
    }
}

fn photo_row(cells: &impl Cells) -> Parsed<Row<'_>> {
    let Named { photo, owner, .. } = photo::named(text(cells, Field::Photo).ok_or("it has no photo")?)?;
    let owner = owner_of(cells, owner)?;
    let licence =
        text(cells, Field::Licence).map(|text| licence::parse(text).ok_or("its licence is none of Flickr's"));
    Ok(Row {
        owner,
        month: date_of(cells)?,
        licence: licence.transpose()?,
        image: image_of(cells),
        tags: several(cells, Field::Tags, |tags| if tags.contains(',') { ',' } else { ' ' }),
        ..photo::row(photo)
    })
}

/// An account's row.
pub(super) fn account(cells: &impl Cells) -> Parsed<AccountRow<'_>> {
    let owner = owner_of(cells, OwnerNames::default())?;
    let former = several(cells, Field::Former, |_| ',');
    let names = [owner.nsid.is_some(), owner.alias.is_some(), owner.display.is_some()];
    if names == [false; 3] {
        return Err("it names no account".into());
    }
    Ok(AccountRow { owner, former })
}

/// The month of the column with the date.
pub(super) fn date_of(cells: &impl Cells) -> Parsed<Option<Month>> {
    let month = text(cells, Field::Date).map(|date| month(date).ok_or("its date is not YYYY-MM-DD"));
    Ok(month.transpose()?)
}

/// The text of a field, unless it is blank.
pub(super) fn text(cells: &impl Cells, field: Field) -> Option<&str> {
    let text = cells.text(field)?;
    // Nearly all cells begin and end with a character that is visibly none of Unicode's white space.
    let is_bare = matches!(text.as_bytes(), [b'!'..=b'~', .., b'!'..=b'~']);
    let text = if is_bare { text } else { text.trim() };
    (!text.is_empty()).then_some(text)
}

/// The owner by all columns that say something of it. What a column says outright goes before what follows from an
/// address.
fn owner_of<'c>(cells: &'c impl Cells, of_photo: OwnerNames<'static>) -> Parsed<OwnerNames<'c>> {
    let mut names = of_photo;
    for field in [Field::Owner, Field::Page] {
        if let Some(address) = text(cells, field) {
            let OwnerNames { nsid, alias, .. } = photo::owner(address)?;
            names.nsid = names.nsid.or(nsid);
            names.alias = names.alias.or(alias);
        }
    }
    if let Some(nsid) = text(cells, Field::Nsid) {
        names.nsid = Some(AccountNumber::parse(nsid).ok_or("its account number is not one (12345678@N00)")?);
    }
    let mut names: OwnerNames<'c> = names;
    if let Some(alias) = text(cells, Field::Alias) {
        names.alias = Some(alias.into());
    }
    names.display = text(cells, Field::DisplayName).and_then(visible);
    Ok(names)
}

/// A name without what cannot be seen.
fn visible(name: &str) -> Option<Cow<'_, str>> {
    let name = if name.is_ascii() { Cow::Borrowed(name) } else { strip(name).into() };
    (!name.is_empty()).then_some(name)
}

/// The texts of a field: a list, or one text that is cut up.
fn several(cells: &impl Cells, field: Field, separator: fn(&str) -> char) -> Vec<Cow<'_, str>> {
    let whole = |text: &&str| !text.is_empty();
    if let Some(list) = cells.list(field) {
        return list.iter().map(|text| text.trim()).filter(whole).map(Cow::Borrowed).collect();
    }
    let Some(text) = text(cells, field) else { return Vec::new() };
    text.split(separator(text)).map(str::trim).filter(whole).map(Cow::Borrowed).collect()
}

/// Server and secret, from columns of their own or from the image's address or file name.
fn image_of(cells: &impl Cells) -> Option<Image> {
    let address = text(cells, Field::Image);
    let whole = address.and_then(photo::image);
    let server = text(cells, Field::Server).and_then(photo::server).or(whole.map(|image| image.server));
    let secret = text(cells, Field::Secret).and_then(photo::secret);
    let secret = secret.or_else(|| photo::secret_of_file(address?.rsplit('/').next()?));
    Some(Image { server: server?, secret: secret? })
}

/// The month of a date, or of a number of seconds since 1970 as Flickr's API gives it.
pub(super) fn month(date: &str) -> Option<Month> {
    /// Nine digits are 1973 at the earliest, and eleven 2286.
    const SECONDS: std::ops::RangeInclusive<usize> = 9..=10;
    let is_seconds = SECONDS.contains(&date.len()) && date.bytes().all(|b| b.is_ascii_digit());
    if !is_seconds {
        return Month::parse(date);
    }
    let mut days = date.parse::<u32>().ok()? / 86_400;
    let mut year = 1970;
    let february = loop {
        let is_leap = u16::is_multiple_of(year, 4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        match days.checked_sub(365 + u32::from(is_leap)) {
            Some(rest) => (days, year) = (rest, year + 1),
            None => break 28 + u32::from(is_leap),
        }
    };
    let mut month = 1;
    for len in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        let Some(rest) = days.checked_sub(len) else { break };
        (days, month) = (rest, month + 1);
    }
    Month::new(year, month)
}

/// The columns that are read, and what is to be said of those that are not: server and secret of an image are
/// taken over only if the settings ask for thumbnails.
pub(super) fn wanted(columns: &Columns, thumbnails: bool) -> (Columns, Vec<String>) {
    let (mut kept, mut dropped) = (columns.clone(), Vec::new());
    if !thumbnails {
        kept.retain(|field, _| !field.is_of_image());
        for (_, column) in columns.iter().filter(|(field, _)| field.is_of_image()) {
            let is_kept = kept.values().any(|other| other == column);
            let within = if is_kept { "server and secret within " } else { "" };
            dropped.push(match column {
                Column::Name(name) => format!("{within}{name}"),
                Column::Number(number) => format!("{within}column {number}"),
            });
        }
    }
    (kept, dropped)
}
