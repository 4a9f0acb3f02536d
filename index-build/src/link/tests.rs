use super::*;
use crate::{
    account::AccountNumber,
    entries::{Context, EntryPiece},
    progress::Progress,
    row::{AccountRow, Intake, OwnerNames, Row, RowItem},
    spill::PARTITIONS,
    suppress::Suppressed,
    workspace::Workspace,
};
use hushset_core::{
    dataset::{DatasetIndex, Family},
    filter::FingerprintBits,
    identifier::{Nsid, Scheme, Scope},
    record::{ItemRecord, ListPage},
    text::NativePlatform,
};

type TestRow = (usize, u64, &'static str, &'static str, &'static str);

fn names(nsid: &str, alias: &'static str, display: &'static str) -> OwnerNames<'static> {
    let name = |text: &'static str| (!text.is_empty()).then(|| text.into());
    OwnerNames { nsid: AccountNumber::parse(nsid), alias: name(alias), display: name(display) }
}

fn suppressed(names: &[&str]) -> Suppressed {
    let mut suppressed = Suppressed::default();
    for name in names {
        let understood = Scheme::Flickr.parse(&NativePlatform, name).unwrap();
        suppressed.add(&understood).unwrap();
    }
    suppressed
}

/// What came of linking: each photo with its owner, each name with its photos.
#[derive(Debug, PartialEq)]
struct Gist {
    owners: Vec<String>,
    names: Vec<String>,
}

struct Case<'a> {
    rows: &'a [TestRow],
    accounts: &'a [(&'static str, &'static str, &'static str, &'static str)],
    suppressed: &'a [&'a str],
}

impl Case<'_> {
    /// Links the rows in their order and in the reverse, with much memory and with little.
    fn link(&self) -> (Gist, Linked) {
        let (gist, linked) = self.link_once(1 << 30, false);
        for (memory, reverse) in [(1 << 30, true), (1 << 10, false)] {
            let (other, also) = self.link_once(memory, reverse);
            assert_eq!(gist, other, "neither the order of rows nor the memory matters");
            assert_eq!(linked.digests.known(), also.digests.known());
            assert_eq!(format!("{:?}", linked.tables), format!("{:?}", also.tables));
        }
        (gist, linked)
    }

    fn link_once(&self, memory: u64, reverse: bool) -> (Gist, Linked) {
        let temp = tempfile::tempdir().unwrap();
        let workspace = Workspace { memory, ..Workspace::new(temp.path().into(), Progress::silent()) };
        let context = Context {
            scheme: Scheme::Flickr,
            slugs: ["a", "b", "c"].map(Into::into).into(),
            family: Family::new(&[("a", vec![]), ("b", vec![]), ("c", vec![])]).unwrap(),
            width: FingerprintBits::Sixteen,
            tags: false,
            suppressed: suppressed(self.suppressed),
            page_cap: None,
        };
        let linking = Linking::new(&workspace, Scheme::Flickr, false).unwrap();
        let mut sink = linking.sink();
        let mut rows = self.rows.to_vec();
        if reverse {
            rows.reverse();
        }
        for (dataset, photo, nsid, alias, display) in rows {
            let row = Row {
                item: RowItem::Number(photo),
                owner: names(nsid, alias, display),
                month: None,
                licence: None,
                image: None,
                tags: Vec::new(),
            };
            sink.row(DatasetIndex::new(dataset).unwrap(), &row).unwrap();
        }
        for (nsid, alias, display, former) in self.accounts {
            let former = if former.is_empty() { Vec::new() } else { vec![(*former).into()] };
            sink.account(AccountRow { owner: names(nsid, alias, display), former }).unwrap();
        }
        sink.finish().unwrap();
        let entries = Entries::new(&workspace, &context).unwrap();
        let linked = link(linking, &entries).unwrap();
        entries.gather().unwrap();
        entries.cut(1000).unwrap();
        (Gist { owners: owners(&entries), names: listed(&entries) }, linked)
    }
}

/// Every entry of a scope, as `read` makes it out.
fn entries_of(entries: &Entries<'_>, scope: Scope, read: impl Fn(&EntryPiece<'_>) -> String) -> Vec<String> {
    let store = entries.stores().find(|store| store.scope == scope).unwrap();
    let mut all = Vec::new();
    for partition in 0..PARTITIONS {
        let mut each = |group: crate::spill::Group<'_>| {
            group.records().try_for_each(|entry| {
                all.push(read(&entry?));
                Ok(())
            })
        };
        store.entries.groups(partition, &mut each).unwrap();
    }
    all.sort();
    all
}

fn owners(entries: &Entries<'_>) -> Vec<String> {
    entries_of(entries, Scope::Items, |entry| {
        let record = ItemRecord::read(entry.record, 3).unwrap();
        let owner = record.owner.map(|owner| owner.to_string()).unwrap_or_default();
        format!("{}:{owner}", entry.text)
    })
}

fn listed(entries: &Entries<'_>) -> Vec<String> {
    entries_of(entries, Scope::Owners, |entry| {
        let page = ListPage::read(entry.record, Nsid::parse(entry.text).as_ref(), 3).unwrap();
        let lists = page.lists.iter().map(|list| {
            let photos: Vec<_> = list.items.iter().map(|item| item.id.to_string()).collect();
            format!("{} has {}", list.account.as_ref().unwrap().0.id, photos.join(" "))
        });
        format!("{}: {}", entry.text, lists.collect::<Vec<_>>().join(", "))
    })
}

fn link_rows(rows: &[TestRow]) -> (Gist, Linked) {
    Case { rows, accounts: &[], suppressed: &[] }.link()
}

#[test]
fn owners_are_found_across_tables() {
    let (gist, linked) = link_rows(&[
        (0, 1, "12345@N00", "", ""),
        (1, 1, "", "", ""),
        (1, 2, "", "Jane", ""),
        (2, 3, "12345@N00", "jane", "Jane D"),
        (2, 4, "", "", "Joan  X"),
        (0, 1, "12345@N00", "", ""),
    ]);
    assert_eq!(gist.owners, ["1:12345@N00", "2:12345@N00", "3:12345@N00", "4:joan x"]);
    assert_eq!(
        gist.names,
        [
            "12345@N00: 12345@N00 has 1 2 3",
            "jane d: 12345@N00 has 1 2 3",
            "jane: 12345@N00 has 1 2 3",
            "joan x: joan x has 4"
        ]
    );
    let report = &linked.report;
    assert_eq!((report.items, report.items_in_several, report.owners_linked, report.owners), (4, 1, 1, 2));
    let first = &linked.tables[0];
    assert_eq!((first.items, first.duplicates, first.owners, first.findable.by_alias), (1, 1, 1, 1));
    assert_eq!(linked.tables[2].findable.by_nsid, 1);
}

#[test]
fn a_photo_under_a_number_here_and_an_alias_there_joins_the_two() {
    let (gist, linked) = link_rows(&[
        (0, 1, "", "jane", ""),
        (1, 1, "12345@N00", "", ""),
        (0, 2, "", "jane", "Jane"),
        (0, 3, "", "12345@n00", ""),
    ]);
    assert_eq!(gist.owners, ["1:12345@N00", "2:12345@N00", "3:12345@N00"]);
    assert_eq!((linked.report.owners, linked.report.owner_conflicts), (1, 0));
}

#[test]
fn tables_that_disagree_leave_a_photo_with_both() {
    let (gist, linked) = link_rows(&[(0, 1, "99999@N00", "", ""), (1, 1, "11111@N00", "", "Jane")]);
    assert_eq!(gist.owners, ["1:11111@N00"]);
    assert_eq!(
        gist.names,
        ["11111@N00: 11111@N00 has 1", "99999@N00: 99999@N00 has 1", "jane: 11111@N00 has 1"]
    );
    assert_eq!((linked.report.owner_conflicts, linked.report.owners), (1, 2));
    // By display name the photo is found under one of its owners only, which is not "found" for both.
    let findable = linked.tables[1].findable;
    assert_eq!((findable.by_nsid, findable.by_display), (1, 0));
}

#[test]
fn an_alias_that_tables_give_to_two_accounts_is_the_smaller_number() {
    let (gist, _) = link_rows(&[
        (0, 1, "99999@N00", "jane", ""),
        (1, 2, "11111@N00", "jane", ""),
        (2, 3, "", "jane", ""),
    ]);
    assert_eq!(gist.owners, ["1:99999@N00", "2:11111@N00", "3:11111@N00"]);
    assert!(gist.names.contains(&"jane: 11111@N00 has 2 3, 99999@N00 has 1".to_owned()), "{:?}", gist.names);
}

#[test]
fn equal_display_names_do_not_join_accounts() {
    let (gist, linked) = link_rows(&[
        (0, 1, "", "jane", "Jane"),
        (0, 2, "", "", "Jane"),
        (0, 3, "12345@N00", "", "Jane"),
        (0, 4, "", "\u{200b}", "\u{200b}"),
    ]);
    assert_eq!(gist.owners, ["1:jane", "2:jane", "3:12345@N00", "4:"]);
    assert_eq!(linked.report.owners, 3);
    assert_eq!(linked.report.items_with_owner, 3);
}

#[test]
fn nobody_is_found_under_another_accounts_number() {
    let (gist, _) = link_rows(&[(0, 1, "12345@N00", "", "99999@N00"), (0, 2, "99999@N00", "", "")]);
    assert_eq!(gist.names, ["12345@N00: 12345@N00 has 1", "99999@N00: 99999@N00 has 2"]);
}

#[test]
fn accounts_tables_add_names() {
    let case = Case {
        rows: &[(0, 1, "12345@N00", "", ""), (0, 2, "", "joan", "")],
        accounts: &[
            ("12345@N00", "jane", "Jane D", "Janie"),
            ("", "joan", "Joan", ""),
            ("", "", "Nobody", ""),
            ("77777@N00", "absent", "", ""),
        ],
        suppressed: &[],
    };
    let (gist, linked) = case.link();
    assert_eq!(gist.owners, ["1:12345@N00", "2:joan"]);
    assert_eq!(
        gist.names,
        [
            "12345@N00: 12345@N00 has 1",
            "jane d: 12345@N00 has 1",
            "jane: 12345@N00 has 1",
            "janie: 12345@N00 has 1",
            "joan: joan has 2"
        ]
    );
    assert_eq!(linked.report.owners, 2, "people without photos are not in the index");
}

#[test]
fn who_asked_to_be_left_out_is_left_out_under_every_name() {
    let rows: &[TestRow] = &[
        (0, 1, "12345@N00", "jane", "Jane D"),
        (1, 1, "", "", ""),
        (1, 2, "", "jane", ""),
        (0, 3, "99999@N00", "", ""),
        (0, 900_000, "99999@N00", "", ""),
        (2, 4, "", "", ""),
    ];
    for who in ["12345@N00", "jane", "JANE D", "https://www.flickr.com/people/jane/"] {
        let case = Case { rows, accounts: &[], suppressed: &[who, "900000"] };
        let (gist, linked) = case.link();
        assert_eq!(gist.owners, ["3:99999@N00", "4:"], "{who}");
        assert_eq!(gist.names, ["99999@N00: 99999@N00 has 3"], "{who}");
        let report = &linked.report;
        assert_eq!((report.items, report.items_suppressed, report.owners_suppressed), (2, 3, 1));
        assert_eq!(linked.tables[1].items, 0);
    }
    // A list with nobody in it who is there: items' records then wait for their owners, and are the same.
    let (with_nobody, with_list) = Case { rows, accounts: &[], suppressed: &["nobody"] }.link();
    let (with_everybody, without) = link_rows(rows);
    assert_eq!(with_nobody, with_everybody);
    assert_eq!(format!("{:?}", with_list.tables), format!("{:?}", without.tables));
    assert_eq!(format!("{:?}", with_list.report), format!("{:?}", without.report));
}

#[test]
fn digests_tell_rows_apart_and_nothing_else() {
    let digest = |rows: &[TestRow]| link_rows(rows).1.digests.of(DatasetIndex::new(0).unwrap());
    let rows = [(0, 1, "12345@N00", "Jane", ""), (0, 2, "", "", "")];
    let same = [(0, 2, "", "", ""), (1, 7, "", "", ""), (0, 1, "12345@N00", "jane", ""), (0, 2, "", "", "")];
    assert_eq!(digest(&rows), digest(&same));
    assert_ne!(digest(&rows), digest(&[(0, 1, "12345@N00", "Joan", ""), (0, 2, "", "", "")]));
    assert_ne!(digest(&rows), digest(&rows[..1]));
}
