//! Asking a built index through the lookup machines, with sound files and with broken ones.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use common::Workshop;
use hushset::transport::Transport;
use hushset_core::{
    file::{BuildId, ShardAddress, ShardKind},
    identifier::Page,
    index::Index,
    lookup::{
        Answer, Check, Checked, Conclusion, Details, DetailsOutcome, FetchFailure, Fetching, Found, Machine,
        Opening, Outcome, Reply, Request, Shard, Step, Subject, Unavailable, miss,
    },
    scheme::Question,
    text::NativePlatform,
};
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc, sync::LazyLock};

struct Built {
    workshop: Workshop,
    site: Transport,
    index: Arc<Index>,
}

impl Built {
    fn new(settings: &str) -> Self {
        let workshop = Workshop::with_photos(4000);
        let written = workshop.read("tables/hushset.toml");
        workshop.write("tables/hushset.toml", format!("{written}\n{settings}"));
        workshop.build("site", &[]).ended(0);
        let site = Transport::of(&workshop.text("site"));
        let index = hushset::verify::open(&site, None).unwrap();
        Self { workshop, site, index }
    }

    fn question(&self, text: &str) -> Question {
        self.index.manifest.scheme.parse(&NativePlatform, text).unwrap().question
    }

    fn check(&self, text: &str) -> Checked {
        self.site.run(Check::start(Arc::clone(&self.index), self.question(text)))
    }

    /// The verdicts in short: `+` almost certainly, `i` by implication, `-` not found, `?` not covered.
    fn verdicts(&self, text: &str) -> String {
        let Outcome::Verdicts { verdicts, .. } = self.check(text).outcome else {
            panic!("no verdicts on {text}")
        };
        let sign = |answer: &Answer| match answer {
            Answer::AlmostCertainly { implied_by } if implied_by.is_empty() => '+',
            Answer::AlmostCertainly { .. } => 'i',
            Answer::NotFound => '-',
            Answer::NotCovered { .. } => '?',
        };
        verdicts.iter().flat_map(|v| [sign(&v.answer).to_string(), v.dataset.clone(), " ".into()]).collect()
    }

    fn details(&self, text: &str, page: u32) -> DetailsOutcome {
        let page = Page::new(page).unwrap();
        self.site.run(Details::start(Arc::clone(&self.index), self.question(text), page)).outcome
    }

    fn name(&self, group: &str, which: &str) -> String {
        self.workshop.names()[group][which].as_str().unwrap().to_owned()
    }
}

static WHOLE: LazyLock<Built> = LazyLock::new(|| Built::new(""));
static CUT: LazyLock<Built> = LazyLock::new(|| {
    Built::new("[index]\nverdict_budget = \"4 KiB\"\ndetails_budget = \"12 KiB\"\npage_cap = 20\n")
});

#[test]
fn every_kind_of_name_comes_to_its_datasets() {
    for built in [&*WHOLE, &*CUT] {
        for which in ["nsid", "alias", "display"] {
            let verdicts = built.verdicts(&built.name("members", which));
            let expected = "?sample-closed isample-crawl +sample-faces ";
            assert!(verdicts.ends_with(expected), "{which}: {verdicts}");
        }
        let photo = built.verdicts(&built.name("members", "photo"));
        assert_eq!(photo, "-sample-albums ?sample-closed isample-crawl +sample-faces ");
        let linked = built.verdicts(&built.name("members", "linked_photo"));
        assert!(linked.starts_with("+sample-albums ?sample-closed +sample-crawl "), "{linked}");
        assert!(built.verdicts(&built.name("members", "arabic")).contains("sample-crawl"));
        let stranger = built.verdicts(&built.name("strangers", "nsid"));
        assert_eq!(stranger, "?sample-albums ?sample-closed -sample-crawl -sample-faces ");
        let photo = built.verdicts(&built.name("strangers", "photo"));
        assert_eq!(photo, "-sample-albums ?sample-closed -sample-crawl -sample-faces ");
    }
}

#[test]
fn details_name_the_photos_and_point_out_the_one_that_was_asked() {
    let built = &*CUT;
    let DetailsOutcome::Found(Found::Lists { accounts, .. }) =
        built.details(&built.name("members", "photo_page"), 1)
    else {
        panic!("no list");
    };
    let asked: Vec<_> = accounts.iter().flat_map(|a| &a.items).filter(|item| item.asked).collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].id.to_string(), built.name("members", "photo"));
    assert_eq!(
        (&*asked[0].datasets, &*asked[0].implied),
        (&["sample-faces".into()][..], &["sample-crawl".into()][..])
    );
    assert!(asked[0].month.is_some() && asked[0].licence.is_some());
    let DetailsOutcome::Found(Found::Item { owner: Some(owner), .. }) =
        built.details(&built.name("members", "linked_photo"), 1)
    else {
        panic!("no owner, though another table knows it");
    };
    assert!(owner.to_string().ends_with("@N99"));
    assert_eq!(built.details(&built.name("strangers", "nsid"), 1), DetailsOutcome::NotFound);
}

#[test]
fn long_lists_come_in_pages_that_make_a_whole() {
    let built = &*CUT;
    let heavy = built.name("members", "heavy");
    let DetailsOutcome::Found(Found::Lists { pages, accounts, .. }) = built.details(&heavy, 1) else {
        panic!("no list");
    };
    assert!(pages > 1, "the sample's heaviest account must not fit a page");
    let total = accounts[0].total as usize;
    let mut photos = BTreeMap::new();
    for page in 1..=pages {
        let DetailsOutcome::Found(Found::Lists { accounts, .. }) = built.details(&heavy, page) else {
            panic!("page {page} is missing");
        };
        assert!(accounts[0].items.len() <= built.index.manifest.page_cap as usize);
        photos.extend(accounts[0].items.iter().map(|item| (item.id.clone(), page)));
    }
    assert_eq!(photos.len(), total, "no photo is missing or on two pages");
    assert_eq!(built.details(&heavy, pages + 1), DetailsOutcome::NotFound);
}

#[test]
fn requests_depend_on_the_first_bits_alone() {
    let built = &*CUT;
    let requests = |text: &str| built.check(text).requests;
    let (member, twin) = (built.name("members", "nsid"), built.name("strangers", "same_prefix_as_nsid"));
    assert_eq!(requests(&member), requests(&twin), "a member and a stranger with the same first bits");
    assert_eq!(requests(&member).len(), 1);
    let mut paths: Vec<String> =
        (0..200).map(|n| requests(&format!("{}@N98", 20_000_000 + n))[0].path.clone()).collect();
    let lengths: Vec<usize> = paths.iter().map(String::len).collect();
    assert!(lengths.iter().all(|&len| len == lengths[0]));
    paths.sort_unstable();
    paths.dedup();
    let of = built.index.manifest.scopes[0].filter.prefix_bits.shards() as usize;
    assert!(of > 1 && paths.len() == of, "all {of} shards are asked for by somebody");
}

#[test]
fn details_with_every_check_are_asked_for_by_everyone() {
    let built = Built::new("[index]\nverdict_budget = \"4 KiB\"\ndetails = \"always\"\n");
    let (member, twin) = (built.name("members", "nsid"), built.name("strangers", "same_prefix_as_nsid"));
    let (found, missed) = (built.check(&member), built.check(&twin));
    assert_eq!(found.requests, missed.requests);
    assert_eq!(found.requests.len(), 2);
    let details = |checked: &Checked| match &checked.outcome {
        Outcome::Verdicts { details, .. } => details.clone(),
        outcome => panic!("{outcome:?}"),
    };
    assert!(matches!(details(&found), Some(DetailsOutcome::Found(_))));
    assert_eq!(details(&missed), Some(DetailsOutcome::NotFound));
}

#[test]
fn an_index_without_hashtags_says_so_and_asks_for_nothing() {
    let checked = WHOLE.check("#birthday");
    assert_eq!((checked.outcome, checked.requests.len()), (Outcome::NotCovered, 0));
}

#[test]
fn a_pinned_build_is_the_only_one_that_opens() {
    let built = &*WHOLE;
    assert!(hushset::verify::open(&built.site, Some(built.index.build)).is_ok());
    assert!(hushset::verify::open(&built.site, Some(BuildId([7; 32]))).is_err());
}

/// Runs a machine with the files of a site, each bent on its way.
fn run_bent<M: Machine>(
    site: &Transport,
    mut step: Step<M>,
    bend: impl Fn(&Subject, Vec<u8>) -> Vec<u8>,
) -> M::Output {
    loop {
        step = match step {
            Step::Done(output) => return output,
            Step::Fetch(pending) => {
                let bytes = bend(&pending.request().subject, site.fetch(pending.request()).unwrap());
                pending.supply(Reply::Fetched(&bytes))
            }
        };
    }
}

fn damaged(unavailable: Option<Unavailable>) -> bool {
    matches!(unavailable, Some(Unavailable::Damaged(_) | Unavailable::Failed(FetchFailure::TooLong)))
}

/// Ways in which a file can be wrong.
fn damage() -> impl Strategy<Value = fn(Vec<u8>, usize) -> Vec<u8>> {
    prop_oneof![
        Just(
            (|mut bytes: Vec<u8>, at: usize| {
                let len = bytes.len();
                bytes[at % len] ^= 1 << (at % 8);
                bytes
            }) as fn(Vec<u8>, usize) -> Vec<u8>
        ),
        Just(
            (|mut bytes: Vec<u8>, at: usize| {
                bytes.truncate(at % bytes.len());
                bytes
            }) as fn(Vec<u8>, usize) -> Vec<u8>
        ),
        Just(
            (|mut bytes: Vec<u8>, at: usize| {
                bytes.extend(std::iter::repeat_n(0, 1 + at % 100));
                bytes
            }) as fn(Vec<u8>, usize) -> Vec<u8>
        ),
        Just((|_, _| b"<!doctype html><title>Not found</title>".to_vec()) as fn(Vec<u8>, usize) -> Vec<u8>),
        Just(
            (|mut bytes: Vec<u8>, at: usize| {
                let len = bytes.len();
                bytes.rotate_left(1 + at % (len - 1));
                bytes
            }) as fn(Vec<u8>, usize) -> Vec<u8>
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A broken file of whatever kind never becomes an answer.
    #[test]
    fn a_broken_file_is_never_an_answer(damage in damage(), at in any::<usize>(), member in any::<bool>()) {
        let built = &*CUT;
        let text = if member { built.name("members", "nsid") } else { built.name("strangers", "nsid") };
        let question = built.question(&text);
        let index = || Arc::clone(&built.index);
        let shards = |_: &Subject, bytes| damage(bytes, at);

        let checked = run_bent(&built.site, Check::start(index(), question.clone()), shards);
        prop_assert!(damaged(checked.unavailable()), "{:?}", checked.outcome);
        let detailed = run_bent(&built.site, Details::start(index(), question, Page::FIRST), shards);
        prop_assert!(damaged(detailed.unavailable()), "{:?}", detailed.outcome);

        let manifest = |subject: &Subject, bytes| if *subject == Subject::Manifest { damage(bytes, at) } else { bytes };
        prop_assert!(damaged(run_bent(&built.site, Opening::start(None), manifest).unavailable()));

        // current.bin is vouched for by nobody: a bent build id leads nowhere, a bent sequence number is only that.
        let current = |subject: &Subject, bytes| if *subject == Subject::Current { damage(bytes, at) } else { bytes };
        let mut step = Opening::start(None);
        let opened = loop {
            step = match step {
                Step::Done(opened) => break opened,
                Step::Fetch(pending) => match built.site.fetch(pending.request()) {
                    Ok(bytes) => {
                        let bytes = current(&pending.request().subject.clone(), bytes);
                        pending.supply(Reply::Fetched(&bytes))
                    }
                    Err(failure) => pending.supply(Reply::Failed(failure)),
                },
            };
        };
        if let Ok(index) = opened.index {
            prop_assert_eq!(index.build, built.index.build);
        }
    }
}

#[test]
fn another_shard_in_place_of_the_right_one_is_refused() {
    let built = &*CUT;
    let question = built.question(&built.name("members", "nsid"));
    let other = |text: &str| {
        let checked = built.check(text);
        std::fs::read(built.workshop.path("site").join(&checked.requests[0].path)).unwrap()
    };
    let own = other(&built.name("members", "nsid"));
    let wrong =
        (0..1000).map(|n| other(&format!("{}@N98", 30_000_000 + n))).find(|bytes| *bytes != own).unwrap();
    let checked =
        run_bent(&built.site, Check::start(Arc::clone(&built.index), question), |_, _| wrong.clone());
    assert!(damaged(checked.unavailable()));
}

#[test]
fn files_that_do_not_come_are_no_answer() {
    for failure in [FetchFailure::Network, FetchFailure::TimedOut, FetchFailure::Status { status: 404 }] {
        let question = WHOLE.question("jane");
        let Step::Fetch(pending) = Check::start(Arc::clone(&WHOLE.index), question) else {
            panic!("a file is asked for")
        };
        let Step::Done(checked) = pending.supply(Reply::Failed(failure)) else {
            panic!("there is no other file")
        };
        assert_eq!(checked.outcome, Outcome::Unavailable { reason: Unavailable::Failed(failure) });
        assert_eq!(checked.requests[0].bytes, None, "the request was made all the same");
    }
}

/// The shard that a question's answer stands in, fetched alone.
fn shard_for(built: &Built, text: &str, kind: ShardKind) -> Option<(Shard, Vec<String>)> {
    let address = Shard::address_for(&built.index, &built.question(text), kind)?;
    let fetched = built.site.run(Fetching::start(Arc::clone(&built.index), address)?);
    let paths = fetched.requests.into_iter().map(|request| request.path).collect();
    Some((fetched.shard.unwrap(), paths))
}

#[test]
fn a_shard_alone_answers_as_a_lookup_does() {
    for built in [&*WHOLE, &*CUT] {
        for (group, which) in
            [("members", "nsid"), ("members", "display"), ("members", "photo"), ("strangers", "nsid")]
        {
            let text = built.name(group, which);
            let checked = built.check(&text);
            let (filter, paths) = shard_for(built, &text, ShardKind::Filter).unwrap();
            assert_eq!(filter.check(built.question(&text)).outcome, checked.outcome, "{text}");
            assert_eq!(paths, [checked.requests[0].path.clone()], "{text}");
            let (exact, _) = shard_for(built, &text, ShardKind::Exact).unwrap();
            assert_eq!(exact.details(built.question(&text)).outcome, built.details(&text, 1), "{text}");
            if group == "strangers" {
                let verdicts = miss(&built.index.manifest, &built.question(&text));
                assert_eq!(checked.outcome, Outcome::Verdicts { verdicts, details: None });
            }
        }
        assert!(shard_for(built, "#sunset", ShardKind::Filter).is_none(), "no such names, no shard");
    }
}

#[test]
fn a_shard_that_is_not_the_published_one_is_not_kept() {
    let index = &CUT.index;
    let files = &index.manifest.scopes[0];
    let address = |number| ShardAddress {
        scope: files.scope,
        kind: ShardKind::Exact,
        prefix: files.exact.prefix_bits.prefix(number).unwrap(),
    };
    assert!(files.exact.prefix_bits.prefix(files.exact.prefix_bits.shards()).is_none());
    let reply = |of: ShardAddress, answer: ShardAddress| {
        let file = CUT.site.fetch(&Request::shard(index, &answer).unwrap()).unwrap();
        let Some(Step::Fetch(pending)) = Fetching::start(Arc::clone(index), of) else { panic!("no request") };
        let Step::Done(fetched) = pending.supply(Reply::Fetched(&file)) else { panic!("another request") };
        fetched
    };
    assert!(reply(address(0), address(0)).shard.is_ok());
    let other = reply(address(0), address(1));
    assert!(matches!(other.unavailable(), Some(Unavailable::Damaged(_))));
    assert_eq!(other.requests.len(), 1, "it was asked for all the same");
}
