use super::{wire, *};
use alloc::{string::ToString, vec};
use proptest::prelude::*;

fn an_item(id: ItemId) -> impl Strategy<Value = Item> {
    let image = (any::<u32>(), 1..1_u64 << 40).prop_map(|(server, secret)| Image { server, secret });
    let facts =
        (proptest::option::of(1_u16..4000), proptest::option::of(0_u8..255), proptest::option::of(image));
    (1_u64..16, facts).prop_map(move |(datasets, (month, licence, image))| Item {
        id: id.clone(),
        datasets: DatasetSet(datasets),
        month: month.map(Month),
        licence: licence.map(Licence),
        image,
    })
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let ids = proptest::collection::btree_set(
        prop_oneof![(1..u64::MAX).prop_map(ItemId::Number), "[a-z]{1,9}".prop_map(ItemId::Text)],
        0..30,
    );
    ids.prop_flat_map(|ids| ids.into_iter().map(an_item).collect::<Vec<_>>())
}

fn account() -> impl Strategy<Value = Option<(Account, NamedBy)>> {
    let owner = prop_oneof![
        "[0-9]{5,11}@N[0-9]{2}".prop_map(|text| OwnerId::Nsid(Nsid::parse(&text).unwrap())),
        "[a-z ]{1,9}".prop_map(OwnerId::Alias),
        "[a-z ]{1,9}".prop_map(OwnerId::Display),
    ];
    let name = || proptest::option::of("\\PC{1,12}");
    let by = (1_u8..8).prop_map(|byte| NamedBy::read(byte).unwrap());
    proptest::option::of((owner, name(), name(), by))
        .prop_map(|parts| parts.map(|(id, alias, display, by)| (Account { id, alias, display }, by)))
}

proptest! {
    #[test]
    fn list_pages_come_back(account in account(), items in items(), pages in 1_u32..9) {
        let asked = match &account {
            Some((Account { id: OwnerId::Nsid(nsid), .. }, _)) => Some(nsid.clone()),
            _ => None,
        };
        let page = ListPage { pages, lists: vec![List { account, total: items.len() as u32 + 7, items }] };
        prop_assert_eq!(page.write(), postcard::to_allocvec(&wire::wire_page(&page)).unwrap());
        prop_assert_eq!(ListPage::read(&page.write(), asked.as_ref(), 4), Some(page));
    }

    #[test]
    fn items_come_back_and_are_as_long_as_was_said(items in items()) {
        let written = write_items(&items);
        prop_assert_eq!(items_len(&items), written.len());
        prop_assert_eq!(read_items(&written), Some(items));
    }

    #[test]
    fn item_records_come_back(account in account(), item in an_item(ItemId::Number(1))) {
        let owner = account.map(|(account, _)| account.id);
        let mut written = Vec::new();
        write_item_record(&mut written, &item, owner.as_ref().into());
        if let Some(OwnerId::Nsid(nsid)) = &owner
            && let Some(packed) = nsid.pack()
        {
            let mut by_number = Vec::new();
            write_item_record(&mut by_number, &item, ItemOwner::Packed(packed));
            prop_assert_eq!(&by_number, &written);
        }
        prop_assert_eq!(&written, &wire::wire_record(&item, owner.as_ref()));
        let Item { datasets, month, licence, image, .. } = item;
        let record = ItemRecord { datasets, owner, month, licence, image };
        prop_assert_eq!(&written, &record.write());
        prop_assert_eq!(ItemRecord::read(&written, 4), Some(record));
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        let nsid = Nsid::parse("12345@N00").unwrap();
        let _ = ListPage::read(&bytes, Some(&nsid), 64);
        let _ = ItemRecord::read(&bytes, 64);
    }
}

#[test]
fn a_photo_costs_what_the_format_promises() {
    let item = |id| Item {
        id: ItemId::Number(id),
        datasets: DatasetSet(1),
        month: None,
        licence: None,
        image: None,
    };
    let nsid = Nsid::parse("123456789@N00").unwrap();
    let account = Account { id: OwnerId::Nsid(nsid.clone()), alias: None, display: None };
    let by = NamedBy { nsid: true, ..NamedBy::default() };
    let list = List { account: Some((account, by)), total: 1, items: vec![item(5_283_094_951)] };
    let one = ListPage { pages: 1, lists: vec![list] }.write();
    assert_eq!(one.len(), 16, "eleven bytes around a list, five for a photo id of ten digits");
    let mut record = Vec::new();
    write_item_record(&mut record, &item(5_283_094_951), ItemOwner::Of(&OwnerId::Nsid(nsid)));
    assert_eq!(record.len(), 9);
}

#[test]
fn broken_lists_are_refused() {
    let page = |group: wire::Group, total| {
        let list = wire::WireList { owner: wire::ListOwner::Nobody, total, groups: vec![group] };
        let bytes = postcard::to_allocvec(&wire::WirePage { pages: 1, lists: vec![list] }).unwrap();
        ListPage::read(&bytes, None, 2)
    };
    let group = |datasets, steps: Vec<u64>, months: Vec<u16>| wire::Group {
        datasets,
        ids: wire::Ids::Numbers(steps),
        months,
        licences: vec![],
        images: vec![],
    };
    assert!(page(group(1, vec![5, 1], vec![]), 2).is_some());
    assert!(page(group(0, vec![5], vec![]), 2).is_none(), "in no dataset");
    assert!(page(group(4, vec![5], vec![]), 2).is_none(), "in a dataset that is not there");
    assert!(page(group(1, vec![5, 0], vec![]), 2).is_none(), "the same id twice");
    assert!(page(group(1, vec![5, u64::MAX], vec![]), 2).is_none(), "an id past the end");
    assert!(page(group(1, vec![5, 1], vec![3]), 2).is_none(), "a column too short");
    assert!(page(group(1, vec![5, 1], vec![]), 1).is_none(), "more than in all");
}

#[test]
fn thumbnails_have_flickrs_addresses() {
    let image = Image { server: 65535, secret: 0x00_12ab_cdef };
    assert_eq!(
        image.thumbnail("90000000001"),
        "https://live.staticflickr.com/65535/90000000001_0012abcdef_q.jpg"
    );
}

#[test]
fn months_come_back() {
    for (text, expected) in [
        ("2013-05-17", Some("2013-05")),
        ("2013-05", Some("2013-05")),
        ("1826-12-01 10:00:00", Some("1826-12")),
        ("2013-13-01", None),
        ("2013-00-01", None),
        ("1799-12", None),
        ("2013-5-1", None),
        ("2013-055", None),
        ("13-05-2013", None),
        ("", None),
        ("２０13", None),
    ] {
        assert_eq!(Month::parse(text).map(|m| m.to_string()).as_deref(), expected, "{text}");
    }
    assert_eq!(Month::new(3165, 3).unwrap().to_string(), "3165-03");
}
