//! From the cells of a table whose columns the settings name, to a row.

use super::{licence, lists::photo_id};
use crate::{config::Field, row::Row};
use hushset_core::{
    identifier::{ItemId, Nsid, Scheme},
    record::Month,
    scheme::Reading,
    text::{NativeUnicode, strip},
};

/// A row made from cells: `cell` gives the text of a field, if the table has it and it is not empty.
pub(super) fn row<'c>(cell: impl Fn(Field) -> Option<&'c str>) -> Result<Row, String> {
    let text = |field| cell(field).map(str::trim).filter(|text| !text.is_empty());
    let mut row = photo(text(Field::Photo).ok_or("it has no photo")?)?;
    if let Some(nsid) = text(Field::Nsid) {
        row.owner.nsid = Some(Nsid::parse(nsid).ok_or("its account number is not one (12345678@N00)")?);
    }
    if let Some(alias) = text(Field::Alias) {
        row.owner.alias = Some(alias.into());
    }
    if let Some(display) = text(Field::DisplayName).map(strip).filter(|name| !name.is_empty()) {
        row.owner.display = Some(display);
    }
    if let Some(date) = text(Field::Date) {
        row.month = Some(Month::parse(date).ok_or("its date is not YYYY-MM-DD")?);
    }
    if let Some(text) = text(Field::Licence) {
        row.licence = Some(licence::parse(text).ok_or("its licence is none of Flickr's")?);
    }
    if let Some(tags) = text(Field::Tags) {
        let separator = if tags.contains(',') { ',' } else { ' ' };
        row.tags =
            tags.split(separator).map(str::trim).filter(|tag| !tag.is_empty()).map(Into::into).collect();
    }
    Ok(row)
}

/// The photo of a cell: its id, or an address or file name as a reader might paste it.
fn photo(text: &str) -> Result<Row, String> {
    if let Ok(photo) = photo_id(text) {
        return Ok(Row { photo, ..Row::default() });
    }
    let understood =
        Scheme::Flickr.parse(&NativeUnicode, text).map_err(|_| "its photo is not an id or an address")?;
    let Reading::Photo { id: ItemId::Number(photo), owner } = understood.reading else {
        return Err("its photo is not an id or an address".into());
    };
    let mut row = Row { photo, ..Row::default() };
    if let Some(owner) = owner {
        row.owner.nsid = Nsid::parse(&owner);
        row.owner.alias = row.owner.nsid.is_none().then_some(owner);
    }
    Ok(row)
}
