//! Rows of the schemes `web` and `plain`: an item, and whose it is.

use super::{
    lane::Parsed,
    mapped::{Cells, date_of, text},
};
use crate::{
    config::Field,
    domains,
    row::{OwnerNames, Row, RowItem},
};
use hushset_core::{
    identifier::{ItemId, Scheme},
    scheme::web,
    text::{NativePlatform, strip},
};

/// An item's row. A page belongs to the domain that it is at; of anything else a column tells the owner.
pub(super) fn row(scheme: Scheme, cells: &impl Cells) -> Parsed<Row<'_>> {
    let item = text(cells, Field::Item).ok_or("it has no item")?;
    let item = match scheme.item(&NativePlatform, item) {
        Some(ItemId::Text(item)) => item,
        Some(ItemId::Number(_)) | None => return Err("its item is no address of a page and no title".into()),
    };
    let owner = if scheme == Scheme::Web {
        let domain = domains::registered(web::host(&item)).to_owned();
        OwnerNames { alias: Some(domain.into()), ..OwnerNames::default() }
    } else {
        named(text(cells, Field::Owner))
    };
    Ok(Row {
        item: RowItem::Text(item.into()),
        owner,
        month: date_of(cells)?,
        licence: None,
        image: None,
        tags: Vec::new(),
    })
}

/// An owner by a name, which is shown as it is written.
fn named(name: Option<&str>) -> OwnerNames<'_> {
    let shown = name.map(strip).filter(|name| !name.is_empty());
    OwnerNames { nsid: None, alias: name.map(Into::into), display: shown.map(Into::into) }
}
