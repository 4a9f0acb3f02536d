//! How rows, and items on their way to their owners, lie in spills. There are as many of them as of rows, so they are written by
//! hand; see [`Spilled`].

use super::shapes::{Facts, ItemRef, Names, OfOwner, OwnerRef, OwnerWord, Record, SettledItem, SpilledRow};
use crate::{
    account::AccountNumber,
    spill::{Fields, Spilled, push_bytes, push_number, read_by_serde, write_by_serde},
};

/// What follows in a row, beside its item and its dataset.
const HAS_NSID: u8 = 1;
const HAS_ALIAS: u8 = 2;
const HAS_DISPLAY: u8 = 4;

impl<'a> Spilled<'a> for SpilledRow<'a> {
    // The item comes first: sorted by their bytes, the rows of one item stand together.
    fn write(&self, out: &mut Vec<u8>) {
        let Names { nsid, alias, display } = self.names;
        let has = |flag: u8, has: bool| if has { flag } else { 0 };
        self.item.write(out);
        let flags = has(HAS_NSID, nsid.is_some())
            | has(HAS_ALIAS, alias.is_some())
            | has(HAS_DISPLAY, display.is_some());
        out.extend_from_slice(&[self.dataset, flags]);
        if let Some(nsid) = nsid {
            nsid.write_bytes(out);
        }
        [alias, display].into_iter().flatten().for_each(|name| push_bytes(out, name.as_bytes()));
        self.facts.write(out);
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let item = ItemRef::read(&mut fields)?;
        let [dataset, flags] = fields.array()?;
        let has = |flag: u8| flags & flag != 0;
        let nsid = if has(HAS_NSID) { Some(AccountNumber::read_bytes(&mut fields)?) } else { None };
        let alias = if has(HAS_ALIAS) { Some(fields.text()?) } else { None };
        let display = if has(HAS_DISPLAY) { Some(fields.text()?) } else { None };
        let facts = Facts::read(&fields)?;
        Some(Self { item, dataset, names: Names { nsid, alias, display }, facts })
    }
}

/// They come last, and where nothing is known of an item nothing is written.
impl<'a> Facts<'a> {
    fn write(&self, out: &mut Vec<u8>) {
        if *self != Self::default() {
            write_by_serde(self, out);
        }
    }

    fn read(rest: &Fields<'a>) -> Option<Self> {
        if rest.0.is_empty() { Some(Self::default()) } else { read_by_serde(rest.0) }
    }
}

impl<'a> ItemRef<'a> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Number(number) => {
                out.push(0);
                out.extend_from_slice(&number.to_le_bytes());
            }
            Self::Text(text) => {
                out.push(1);
                push_bytes(out, text.as_bytes());
            }
        }
    }

    fn read(fields: &mut Fields<'a>) -> Option<Self> {
        match fields.byte()? {
            0 => fields.u64().map(Self::Number),
            _ => fields.text().map(Self::Text),
        }
    }
}

impl<'a> OwnerRef<'a> {
    fn write(self, out: &mut Vec<u8>) {
        let (kind, name) = match self {
            Self::Nsid(nsid) => {
                out.push(0);
                return nsid.write_bytes(out);
            }
            Self::Alias(name) => (1, name),
            Self::Display(name) => (2, name),
        };
        out.push(kind);
        push_bytes(out, name.as_bytes());
    }

    fn read(fields: &mut Fields<'a>) -> Option<Self> {
        match fields.byte()? {
            0 => AccountNumber::read_bytes(fields).map(Self::Nsid),
            1 => fields.text().map(Self::Alias),
            _ => fields.text().map(Self::Display),
        }
    }
}

/// What is said of an owner; or what has become of the record of an item that it has.
const NAMED: u8 = 0;
const WRITTEN: u8 = 1;
const WITH_OWNER: u8 = 2;
const SHARED: u8 = 3;

impl<'a> Spilled<'a> for OfOwner<'a> {
    fn write(&self, out: &mut Vec<u8>) {
        self.owner.write(out);
        match &self.what {
            OwnerWord::Named { alias, display } => {
                out.push(NAMED);
                write_by_serde(&(alias, display), out);
            }
            OwnerWord::Has { item: SettledItem { item, datasets, facts }, record } => {
                out.push(match record {
                    Record::Written => WRITTEN,
                    Record::WithOwner => WITH_OWNER,
                    Record::Shared => SHARED,
                });
                item.write(out);
                push_number(out, *datasets);
                facts.write(out);
            }
        }
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let owner = OwnerRef::read(&mut fields)?;
        let record = match fields.byte()? {
            WRITTEN => Record::Written,
            WITH_OWNER => Record::WithOwner,
            SHARED => Record::Shared,
            _ => {
                let (alias, display) = read_by_serde(fields.0)?;
                return Some(Self { owner, what: OwnerWord::Named { alias, display } });
            }
        };
        let (item, datasets) = (ItemRef::read(&mut fields)?, fields.number()?);
        let facts = Facts::read(&fields)?;
        Some(Self { owner, what: OwnerWord::Has { item: SettledItem { item, datasets, facts }, record } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hushset_core::record::{Image, Licence, Month};
    use proptest::{option, prelude::*};

    fn item(text: &str, number: u64) -> ItemRef<'_> {
        if text.is_empty() { ItemRef::Number(number) } else { ItemRef::Text(text) }
    }

    fn facts(month: Option<u16>, licence: Option<u8>, has_image: bool, tag: &str) -> Facts<'_> {
        let image = has_image.then_some(Image { server: 65_535, secret: 7 });
        let tags = if tag.is_empty() { Vec::new() } else { vec![tag] };
        Facts::new(month.and_then(Month::from_number), licence.and_then(Licence::new), image, tags)
    }

    fn comes_back<'a, T: Spilled<'a> + PartialEq>(spilled: &T, room: &'a mut Vec<u8>) -> bool {
        spilled.write(room);
        let bytes: &'a [u8] = room;
        // Cut off anywhere, it is refused or is something shorter; nothing panics.
        (0..bytes.len()).for_each(|len| drop(bytes.get(..len).and_then(T::read)));
        T::read(bytes).is_some_and(|read| read == *spilled)
    }

    proptest! {
        #[test]
        fn what_is_spilled_comes_back(
            (text, number, dataset) in ("\\PC{0,4}", 1_u64.., 0_u8..64),
            nsid in option::of("[0-9]{5,11}@N[0-9]{2}"),
            alias in option::of("\\PC{1,300}"),
            display in option::of("\\PC{1,8}"),
            (month, licence) in (option::of(1_u16..900), option::of(0_u8..9)),
            (has_image, tag) in (any::<bool>(), "[a-z]{0,3}"),
        ) {
            let nsid = nsid.and_then(|nsid| AccountNumber::parse(&nsid));
            let (alias, display) = (alias.as_deref(), display.as_deref());
            let (item, facts) = (item(&text, number), facts(month, licence, has_image, &tag));
            let row = SpilledRow { item, dataset, names: Names { nsid, alias, display }, facts: facts.clone() };
            prop_assert!(comes_back(&row, &mut Vec::new()));
            let owners =
                [nsid.map(OwnerRef::Nsid), alias.map(OwnerRef::Alias), display.map(OwnerRef::Display)];
            for owner in owners.into_iter().flatten() {
                let named = OfOwner { owner, what: OwnerWord::Named { alias, display } };
                prop_assert!(comes_back(&named, &mut Vec::new()));
                for record in [Record::Written, Record::WithOwner, Record::Shared] {
                    let item = SettledItem { item, datasets: number, facts: facts.clone() };
                    let has = OfOwner { owner, what: OwnerWord::Has { item, record } };
                    prop_assert!(comes_back(&has, &mut Vec::new()));
                }
            }
        }
    }
}
