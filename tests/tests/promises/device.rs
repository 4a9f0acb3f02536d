//! Everything on the device: however the download goes, it ends with an index that is asked without a server.

use crate::flows::{expected, lines};
use crate::saved::{hooked_site, saved_by};
use crate::states::{DOWNLOAD, LATE, check_lines, complete_download, write_lines};
use crate::traces::left_behind;
use hushset_tests::browser::Engine;
use hushset_tests::faults::{Fault, PathMatch, Rule};
use hushset_tests::in_every_engine;
use hushset_tests::page::{DETAILS, Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::{SHARED_NAME, Variant};
use hushset_tests::witness::{Exchange, Log};
use serde_json::Value;
use std::collections::BTreeSet;

in_every_engine!(
    with_everything_on_the_device_no_server_is_needed,
    a_download_that_was_stopped_goes_on,
    a_download_that_broke_off_goes_on,
);

/// Fails unless receipt and log name the same files. Where connections break, engines ask again by themselves, and tell
/// nobody.
async fn assert_same_files(page: &Page, log: &Log) {
    log.settled().await;
    let seen = log.all().only("/hushset/");
    let logged: BTreeSet<_> = seen.iter().map(|exchange| exchange.target.clone()).collect();
    let told: BTreeSet<_> = lines(page).await.into_iter().map(|(path, _)| path).collect();
    assert_eq!(told, logged);
}

async fn with_everything_on_the_device_no_server_is_needed(engine: Engine) {
    let (_folder, site) = hooked_site();
    let names = &Site::sample().names;
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    page.wait_until("return document.documentElement.dataset.hooked").await;
    let before = left_behind(&page).await;
    let log = witness.log().clone();
    log.settled().await;
    let mark = log.mark();
    complete_download(&page).await;
    log.settled().await;
    let fetched = log.since(mark);
    let plan = site.plan();
    let families = [("owners", "filter"), ("owners", "exact"), ("items", "filter"), ("items", "exact")];
    let files: u64 = families.iter().map(|(scope, kind)| plan.shards(scope, kind).number).sum();
    let targets: BTreeSet<_> = fetched.targets().into_iter().collect();
    assert_eq!((targets.len() as u64, fetched.len() as u64), (files, files), "each file once:\n{fetched}");
    let mut told = lines(&page).await;
    let mut logged = expected(&log.all().only("/hushset/"));
    told.sort();
    logged.sort();
    assert_eq!(told, logged);

    // From here on there is no server.
    let mark = log.mark();
    drop(witness);
    for name in [&names.members.nsid, &names.members.photo, &names.members.heavy] {
        assert_eq!(page.check(name).await.kind, "hit", "{name}");
        page.ask_details().await;
        assert!(page.count(".photos li").await > 0, "{name}");
    }
    page.ask_details().await;
    assert_eq!(page.count("#page-2").await, 1, "the second page");
    assert_eq!(page.check(&names.strangers.photo).await.kind, "miss");

    write_lines(
        &page,
        &[&names.members.nsid, &names.strangers.nsid, "https://flic.kr/s/aHsk1234", SHARED_NAME],
    )
    .await;
    check_lines(&page).await;
    let kinds = page.texts(".kind").await;
    assert_eq!(kinds, ["Found: 2", "Not found: 1", "No answer: 1"]);
    assert_bulk_files(&page).await;

    log.since(mark).assert_none("after everything was downloaded");
    assert_eq!(log.connections_since(mark), 0);
    assert_eq!(lines(&page).await.len(), told.len(), "the receipt has not grown");
    assert_eq!(left_behind(&page).await, before, "nothing is left behind");
}

/// The files of a check of many: of four lines, as the test above writes them.
async fn assert_bulk_files(page: &Page) {
    let names = &Site::sample().names;
    let (name, csv) = saved_by(page, ".bulk .files .offer", 0).await;
    assert_eq!(name, "hushset-results.csv");
    let rows: Vec<Vec<&str>> =
        csv.trim_start_matches('\u{feff}').lines().map(|row| row.split(',').collect()).collect();
    let head = ["sample-albums", "sample-closed", "sample-crawl", "sample-faces", "sample-pictures"];
    assert_eq!(
        rows[0],
        [&["line", "text", "read_as", "kind"], &head[..], &["items", "owners", "problem"]].concat()
    );
    let told = |row: usize, at: usize| rows[row][at];
    assert_eq!((rows.len(), told(1, 1), told(1, 3)), (5, &*names.members.nsid, "account"), "{csv}");
    assert_eq!(
        (told(1, 6), told(2, 6), told(4, 8)),
        ("almost-certainly", "not-found", "almost-certainly"),
        "{csv}"
    );
    assert_eq!((told(3, 11), told(4, 9), told(4, 10)), ("needs-flickr", "3", "2"), "{csv}");

    let (name, json) = saved_by(page, ".bulk .files .offer", 1).await;
    assert_eq!(name, "hushset-results.json");
    let results: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(results["list"]["title"], "Is your photo in these datasets?", "{json}");
    assert_eq!(results["results"].as_array().map(Vec::len), Some(4), "{json}");
    assert_eq!(results["results"][0]["answers"]["sample-crawl"], "almost-certainly", "{json}");
    assert_eq!(results["results"][3]["items"], 3, "{json}");
}

async fn a_download_that_was_stopped_goes_on(engine: Engine) {
    let (faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let log = witness.log();
    faults.set([Rule::new(PathMatch::contains(LATE), Fault::Stall)]);
    let mark = log.mark();
    page.click(DOWNLOAD).await;
    let stalls =
        |seen: &[Exchange]| seen.iter().filter(|exchange| exchange.target.contains(LATE)).count() == 4;
    let before = log.wait_for(mark, "all that comes, and four files that do not", stalls).await;
    page.click(DOWNLOAD).await;
    page.wait_for_text(".offline .costs", "Fetches only what is missing").await;
    log.settled().await;
    assert_eq!(log.since(mark).len(), before.len(), "nothing is asked for any more");

    faults.clear();
    let rest = log.mark();
    complete_download(&page).await;
    assert_same_files(&page, log).await;
    let came: BTreeSet<_> = before.targets().into_iter().filter(|target| !target.contains(LATE)).collect();
    let again: Vec<_> = log
        .since(rest)
        .targets()
        .into_iter()
        .filter(|target| came.contains(target))
        .map(str::to_owned)
        .collect();
    assert_eq!(again, Vec::<String>::new(), "what had come is not asked for again");
}

async fn a_download_that_broke_off_goes_on(engine: Engine) {
    let (faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    faults.set([Rule::new(PathMatch::contains(LATE), Fault::ResetMidway)]);
    page.click(DOWNLOAD).await;
    let notice =
        page.wait_for_text(".offline .notice", "The download broke off. What has come is kept.").await;
    assert!(notice.contains("There is no connection, or it broke."), "{notice}");
    assert!(faults.hits() > 0);
    assert_same_files(&page, witness.log()).await;
    faults.clear();
    complete_download(&page).await;
    assert_same_files(&page, witness.log()).await;
    assert_no_requests_for_checks(&page, witness.log()).await;
}

/// With everything on the device the server is still there, and is not asked.
async fn assert_no_requests_for_checks(page: &Page, log: &Log) {
    let names = &Site::sample().names;
    let mark = log.mark();
    for name in [&names.members.nsid, &names.members.photo] {
        assert_eq!(page.check(name).await.kind, "hit");
        page.press(DETAILS).await;
    }
    log.settled().await;
    log.since(mark).assert_none("after everything was downloaded");
}
