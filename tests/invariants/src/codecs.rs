//! Codecs: what the core writes it reads, and what it reads is what it would have written.

use arbitrary::{Arbitrary, Unstructured};
use hushset_core::{
    cipher::{Salt, seal},
    current::{Current, SIGNATURE_LEN},
    dataset::{DatasetSet, Family, MAX_DATASETS},
    exact::{ExactShard, tag_len, write_exact},
    file::{BuildId, ShardAddress, ShardKind},
    filter::{FilterShard, FingerprintBits, write_filter},
    identifier::{Identifier, ItemId, Nsid, Page, Scheme, Scope},
    index::{Index, frame_shard, leaf},
    key::{Key, Prefix, PrefixBits},
    lookup::{find, read_record},
    manifest::{
        Dataset, DetailsPolicy, FileSet, Findable, MAX_SHARD_LEN, Manifest, ScopeFiles, Table, family_of,
    },
    proof::Tree,
    record::{Account, Image, Item, ItemRecord, Licence, List, ListPage, Month, NamedBy, OwnerId},
    scheme::Question,
};
use std::collections::BTreeMap;

/// What is read as `current.bin` is written as the same bytes; what is written reads the same.
pub fn current(bytes: &[u8]) {
    if let Ok((build, sequence, signature)) =
        <([u8; 32], u64, Option<[u8; SIGNATURE_LEN]>)>::arbitrary(&mut Unstructured::new(bytes))
    {
        let current = Current { build: BuildId(build), sequence, signature };
        assert_eq!(Current::read(&current.write()), Ok(current));
    }
    if let Ok(current) = Current::read(bytes) {
        assert_eq!(current.write(), bytes);
    }
}

/// With a signature and without.
pub fn current_seeds() -> Vec<Vec<u8>> {
    let current = |signature| Current { build: BuildId([9; 32]), sequence: 3, signature }.write();
    vec![current(None), current(Some([7; SIGNATURE_LEN]))]
}

/// What is read as a manifest is written as the same bytes; what is written reads the same.
pub fn manifest(bytes: &[u8]) {
    if let Ok(described) = Described::arbitrary(&mut Unstructured::new(bytes)) {
        let manifest = described.manifest();
        let read = Manifest::read(&manifest.write()).expect("a manifest as the writer makes it");
        assert_eq!(format!("{read:?}"), format!("{manifest:?}"));
    }
    if let Ok(manifest) = Manifest::read(bytes) {
        assert_eq!(manifest.write(), bytes);
        for (at, _) in manifest.datasets() {
            assert!(manifest.family.implied_by(at).is_within(manifest.datasets.len()));
        }
    }
}

/// Name, whether it is derived from the first, what its table has, facts.
type AnyDataset = (String, bool, Option<([u64; 6], [u8; 32])>, Vec<(String, String)>);

/// Keys, and of both kinds prefix bits, length, entries and root.
type AnyFiles = (u64, [(u8, u32, u64, [u8; 32]); 2]);

/// What a manifest may say.
#[derive(Debug, Arbitrary)]
struct Described {
    texts: [String; 2],
    salt: [u8; 32],
    width: u8,
    always: bool,
    page_cap: u32,
    datasets: BTreeMap<u16, AnyDataset>,
    scopes: [Option<AnyFiles>; 3],
}

impl Described {
    /// The manifest that a writer could make of it: sorted, and within the format's limits.
    fn manifest(self) -> Manifest {
        let [title, publisher] = self.texts;
        let mut datasets: Vec<Dataset> = Vec::new();
        for (number, (name, is_derived, table, facts)) in self.datasets.into_iter().take(MAX_DATASETS) {
            // Five digits each, so that they sort as the numbers do.
            let slug = format!("d{number:05}");
            let parent = datasets.first().filter(|_| is_derived).map(|parent| parent.slug.clone());
            let table = table.map(|([items, owners, by_nsid, by_alias, by_display, by_tag], digest)| Table {
                items,
                owners,
                findable: Findable { by_nsid, by_alias, by_display, by_tag },
                digest,
            });
            datasets.push(Dataset { slug, name, derived_from: parent.into_iter().collect(), table, facts });
        }
        let set = |(bits, body_len, entries, root)| FileSet {
            prefix_bits: PrefixBits::new(bits % 21).expect("at most 20 bits"),
            body_len: body_len % (MAX_SHARD_LEN + 1),
            entries,
            root,
        };
        let files = |(scope, files): (Scope, Option<(u64, [_; 2])>)| {
            files.map(|(keys, [filter, exact])| ScopeFiles {
                scope,
                keys,
                filter: set(filter),
                exact: set(exact),
            })
        };
        Manifest {
            scheme: Scheme::Web,
            title,
            publisher,
            salt: Salt(self.salt),
            fingerprint_bits: WIDTHS[usize::from(self.width % 3)],
            details: if self.always { DetailsPolicy::Always } else { DetailsPolicy::OnClick },
            page_cap: self.page_cap.max(1),
            family: family_of(&datasets).expect("children of one parent"),
            datasets,
            scopes: Scope::ALL.into_iter().zip(self.scopes).filter_map(files).collect(),
        }
    }
}

/// Of an index with everything, and of an empty one.
pub fn manifest_seeds() -> Vec<Vec<u8>> {
    let table = Table {
        items: 300,
        owners: 7,
        findable: Findable { by_nsid: 300, by_alias: 200, by_display: 100, by_tag: 0 },
        digest: [5; 32],
    };
    let mut full = small_manifest();
    full.datasets[0].table = Some(table);
    full.datasets[0].facts = vec![("year".into(), "2015".into())];
    full.datasets[1].derived_from = vec!["a".into()];
    full.scopes = Scope::ALL.map(|scope| scope_files(scope, PrefixBits::NONE, 1 << 10, [1; 32])).into();
    let empty = Manifest { datasets: Vec::new(), family: Family::default(), ..small_manifest() };
    vec![full.write(), small_manifest().write(), empty.write()]
}

/// Two datasets, no files.
fn small_manifest() -> Manifest {
    let dataset = |slug: &str| Dataset {
        slug: slug.into(),
        name: slug.to_uppercase(),
        derived_from: Vec::new(),
        table: None,
        facts: Vec::new(),
    };
    let datasets = vec![dataset("a"), dataset("b")];
    Manifest {
        scheme: Scheme::Flickr,
        title: "Invented".into(),
        publisher: "Nobody".into(),
        salt: Salt([3; 32]),
        fingerprint_bits: FingerprintBits::Sixteen,
        details: DetailsPolicy::OnClick,
        page_cap: 9,
        family: family_of(&datasets).expect("they are not related"),
        datasets,
        scopes: Vec::new(),
    }
}

fn scope_files(scope: Scope, prefix_bits: PrefixBits, body_len: u32, root: [u8; 32]) -> ScopeFiles {
    let set = FileSet { prefix_bits, body_len, entries: 1, root };
    ScopeFiles { scope, keys: 1, filter: set, exact: set }
}

fn name(text: &str) -> Identifier {
    Identifier::from_normalised(Scope::Owners, text.into())
}

fn key(text: &str) -> Key {
    Key::of(&name(text).key_string(Scheme::Flickr, Page::FIRST))
}

const WIDTHS: [FingerprintBits; 3] =
    [FingerprintBits::Eight, FingerprintBits::Sixteen, FingerprintBits::ThirtyTwo];

/// Whatever a filter shard holds, it can be asked; an empty one has nobody.
pub fn filter(bytes: &[u8]) {
    for width in WIDTHS {
        let Ok(shard) = FilterShard::read(bytes, width) else { continue };
        let is_empty = bytes[4..8] == [0; 4];
        for text in ["jane", "12345678@N99", ""] {
            let contains = shard.contains(&key(text), "a");
            assert!(!(is_empty && contains), "nobody is in an empty filter");
        }
    }
}

/// Filters of each width over none, one and many, with padding.
pub fn filter_seeds() -> Vec<Vec<u8>> {
    let of = |width, count: usize| {
        let mut values: Vec<u64> = (0..count).map(|n| key(&n.to_string()).in_dataset("a")).collect();
        values.sort_unstable();
        let mut body = write_filter(width, &values).expect("a filter");
        body.extend([0; 3]);
        body
    };
    WIDTHS.into_iter().flat_map(|width| [0, 1, 40].map(|count| of(width, count))).collect()
}

/// Whatever an exact shard holds, it can be asked, and gives no more than it has.
pub fn exact(bytes: &[u8]) {
    if let Ok(shard) = ExactShard::read(bytes) {
        for text in ["0", "jane", ""] {
            let found: Vec<_> = shard.find(&key(text)).collect();
            assert!(found.len() <= shard.len());
            assert!(found.iter().map(|record| record.len()).sum::<usize>() <= bytes.len());
        }
    }
}

/// Shards of none, one and several, with padding.
pub fn exact_seeds() -> Vec<Vec<u8>> {
    let of = |count: u8| {
        let mut entries: Vec<_> =
            (0..count).map(|n| (key(&n.to_string()).full_tag(), vec![n; usize::from(n) * 40])).collect();
        let mut body = write_exact(4, &mut entries);
        body.extend([0; 5]);
        body
    };
    vec![of(0), of(1), of(9)]
}

/// Records of each kind: what is read is written so that it reads the same, and a look-up that opens the sealed
/// bytes comes to just that, or says that the shard is damaged; never that there is nothing.
pub fn record(bytes: &[u8]) {
    let Some((which, record)) = bytes.split_first() else { return };
    let asked = Nsid::parse("12345678@N99").expect("an account number");
    let identifier = match which % 4 {
        0 => name(asked.as_str()),
        1 => name("jane"),
        2 => Identifier::from_normalised(Scope::Tags, "birthday".into()),
        _ => Identifier::from_normalised(Scope::Items, "90000000001".into()),
    };
    let manifest = small_manifest();
    let question = Question::about(identifier.clone());
    let reads = read_record(&manifest, &question, Page::FIRST, record);
    if identifier.scope() == Scope::Items {
        if let Some(read) = ItemRecord::read(record, manifest.datasets.len()) {
            assert_eq!(ItemRecord::read(&read.write(), manifest.datasets.len()), Some(read));
        }
    } else {
        let asked = (which % 4 == 0).then_some(&asked);
        let read = |bytes: &[u8]| ListPage::read(bytes, asked, manifest.datasets.len());
        if let Some(page) = read(record).filter(|page| is_ever_written(page, asked)) {
            assert_eq!(read(&page.write()), Some(page));
        }
    }
    let key_string = identifier.key_string(Scheme::Flickr, Page::FIRST);
    let mut sealed = record.to_vec();
    seal(&manifest.salt, &key_string, &mut sealed);
    let tag = Key::of(&key_string).full_tag();
    let body = write_exact(tag_len(1, 2, manifest.fingerprint_bits), &mut [(tag, sealed)]);
    let shard = ExactShard::read(&body).expect("a sound shard");
    assert_eq!(find(&manifest, &question, Page::FIRST, &shard).ok(), reads.map(Some));
}

/// Whether a writer makes such a page: it lists no item twice, and leaves the number out of the account that was asked
/// about only. A reader does not look at either: the manifest vouches for the bytes.
fn is_ever_written(page: &ListPage, asked: Option<&Nsid>) -> bool {
    page.lists.iter().all(|list| {
        let bare = match &list.account {
            Some((Account { id: OwnerId::Nsid(nsid), alias: None, display: None }, by)) => {
                Some(nsid).filter(|_| by.nsid && !by.alias && !by.display)
            }
            _ => None,
        };
        list.items.is_sorted_by(|a, b| a.id < b.id) && (bare.is_none() || bare == asked)
    })
}

/// A record of each kind that the writer makes.
pub fn record_seeds() -> Vec<Vec<u8>> {
    let nsid = || OwnerId::Nsid(Nsid::parse("12345678@N99").expect("an account number"));
    let item = |id| Item {
        id,
        datasets: DatasetSet(2),
        month: Month::new(2010, 5),
        licence: Licence::new(4),
        image: Some(Image { server: 65535, secret: 0x1a_2b3c_4d5e }),
    };
    let items = vec![
        item(ItemId::Number(90_000_000_001)),
        Item { datasets: DatasetSet(3), month: None, ..item(ItemId::Number(90_000_000_007)) },
        Item { licence: None, image: None, ..item(ItemId::Text("title".into())) },
    ];
    let by_number = NamedBy { nsid: true, ..NamedBy::default() };
    let by_name = NamedBy { alias: true, display: true, ..NamedBy::default() };
    let account = |id, alias: Option<&str>| Account { id, alias: alias.map(Into::into), display: None };
    let list = |account, items: &[Item]| List { account, total: 3, items: items.to_vec() };
    let page = |which: u8, lists| {
        let mut bytes = vec![which];
        bytes.extend(ListPage { pages: 2, lists }.write());
        bytes
    };
    let mut photo = vec![3];
    let Item { datasets, month, licence, image, .. } = item(ItemId::Number(1));
    photo.extend(ItemRecord { datasets, owner: Some(nsid()), month, licence, image }.write());
    vec![
        page(0, vec![list(Some((account(nsid(), None), by_number)), &items)]),
        page(
            1,
            vec![
                list(Some((account(nsid(), Some("jane")), by_name)), &items),
                list(Some((account(OwnerId::Display("jane".into()), None), by_name)), &items[..1]),
            ],
        ),
        page(2, vec![list(None, &items)]),
        photo,
    ]
}

/// Shards of one scope, and what happens to one of them on its way.
#[derive(Debug, Arbitrary)]
struct Shards {
    bits: u8,
    number: u32,
    asked: u32,
    salt: u8,
    exact: bool,
    bodies: Vec<u8>,
    damage: Option<(u16, u8)>,
    cut: u8,
    more: Vec<u8>,
}

/// A shard's file is taken if and only if it is the one that was published at this place.
pub fn shard(bytes: &[u8]) {
    let Ok(shards) = Shards::arbitrary(&mut Unstructured::new(bytes)) else { return };
    let bits = PrefixBits::new(shards.bits % 5).expect("a few bits");
    let place = |number: u32| bits.prefix(number % bits.shards()).expect("a shard's number");
    let (number, asked) = (place(shards.number), place(shards.asked));
    let kind = if shards.exact { ShardKind::Exact } else { ShardKind::Filter };
    let address = |prefix| ShardAddress { scope: Scope::Owners, kind, prefix };
    let salt = Salt([shards.salt; 32]);
    let body_len = shards.bodies.len() as u32 + 4;
    let body = |prefix: Prefix| [&prefix.index().to_le_bytes(), &shards.bodies[..]].concat();
    let framed = |prefix| frame_shard(&salt, &address(prefix), body(prefix), body_len);
    let tree = Tree::of(bits.prefixes().map(|prefix| leaf(&framed(prefix))));
    let manifest = Manifest {
        salt,
        scopes: vec![scope_files(Scope::Owners, bits, body_len, tree.root())],
        ..small_manifest()
    };
    let index = Index { build: BuildId([0; 32]), sequence: None, manifest };

    let file = |prefix| [framed(prefix), tree.proof(prefix)].concat();
    let mut sent = file(number);
    if let Some((at, flip)) = shards.damage {
        let len = sent.len();
        sent[usize::from(at) % len] ^= flip;
    }
    sent.truncate(sent.len() - usize::from(shards.cut).min(sent.len()));
    sent.extend(shards.more);
    let expected = (sent == file(asked)).then(|| body(asked));
    assert_eq!(index.shard_body(&address(asked), &sent).ok(), expected);
}

/// Untouched and damaged ones.
pub fn shard_seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![vec![0; 40]];
    seeds.extend((0..8_u8).map(|n| (0..64).map(|at: u8| at.wrapping_mul(n).wrapping_add(n)).collect()));
    seeds
}
