//! Everything that a reader can do, watched from the server's side: what is requested is what the receipt says, what needs no
//! request makes none, and nothing of it is left behind.

use crate::saved::{hooked_site, saved_by};
use crate::traces::left_behind;
use hushset_tests::browser::{Engine, Setup};
use hushset_tests::faults::{Fault, PathMatch, Rule};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, bytes, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::{SHARED_NAME, Variant};
use hushset_tests::witness::{Ending, Exchange, Log, Requests, Witness};
use serde_json::json;
use std::collections::BTreeSet;

in_every_engine!(
    the_receipt_is_the_log_of_every_flow,
    letters_and_files_make_no_request,
    pictures_are_asked_of_flickr_by_a_click_alone,
    every_language_makes_the_same_requests,
    the_rest_of_the_page_is_loaded_once_by_everybody,
);

/// What the receipt should say of requests: the path, and how long the file is that came.
pub(crate) fn expected(seen: &Requests) -> Vec<(String, String)> {
    let is_whole = |exchange: &&Exchange| exchange.status == Some(200) && exchange.ending == Ending::Complete;
    let line = |exchange: &Exchange| {
        // The browser may have the file already, and be told that it is the same.
        let source = match exchange.status {
            Some(304) => seen.iter().filter(is_whole).find(|earlier| earlier.target == exchange.target),
            _ => Some(exchange).filter(is_whole),
        };
        let length = source.map(|source| bytes(u64::try_from(source.response_body_len).expect("a length")));
        (exchange.target.clone(), length.unwrap_or_else(|| "no answer".to_owned()))
    };
    seen.iter().map(line).collect()
}

/// What the receipt says.
pub(crate) async fn lines(page: &Page) -> Vec<(String, String)> {
    page.receipt().await.into_iter().map(|line| (format!("/{}", line.path), line.size)).collect()
}

/// Fails unless the receipt is the log, line by line.
async fn assert_receipt(page: &Page, log: &Log, after: &str) {
    log.settled().await;
    let logged = expected(&log.all().only("/hushset/"));
    let told = lines(page).await;
    let difference = told.iter().zip(&logged).find(|(told, logged)| told != logged);
    assert!(
        difference.is_none() && told.len() == logged.len(),
        "after {after}: {difference:?}\n{told:?}\n{logged:?}"
    );
}

async fn the_receipt_is_the_log_of_every_flow(engine: Engine) {
    let site = Site::sample().variant(Variant::Pictures);
    let members = &Site::sample().names.members;
    let (faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let log = witness.log();
    assert_receipt(&page, log, "opening").await;
    for name in [&*members.nsid, &members.alias, &members.photo_page, SHARED_NAME] {
        page.check(name).await;
        assert_receipt(&page, log, "a check").await;
        page.ask_details().await;
        assert_receipt(&page, log, "details").await;
    }
    page.check(&members.heavy).await;
    for number in 1..=3 {
        page.ask_details().await;
        assert_receipt(&page, log, &format!("page {number}")).await;
    }

    page.check(&members.photo).await;
    page.ask_details().await;
    page.press(".owner .offer").await;
    assert_eq!(page.answer().await.kind, "hit");
    assert_receipt(&page, log, "the owner of a photo").await;

    for status in [503, 404] {
        faults.set([Rule::new(PathMatch::contains("/owners/f/"), Fault::Status(status))]);
        let mut strangers = (0..).map(|number| format!("nobody-{status}-{number}"));
        // Parts that were fetched before are not asked for.
        while page.check(&strangers.next().expect("another one")).await.kind != "unavailable" {}
        assert_receipt(&page, log, "a failure").await;
        page.press(".answer .offer").await;
        assert_receipt(&page, log, "another failure").await;
        faults.clear();
        page.press(".answer .offer").await;
        assert_eq!(page.answer().await.kind, "miss");
        assert_receipt(&page, log, "a try that succeeded").await;
    }
}

async fn letters_and_files_make_no_request(engine: Engine) {
    let (_folder, site) = hooked_site();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    page.wait_until("return document.documentElement.dataset.hooked").await;
    page.check(&Site::sample().names.members.nsid).await;
    page.ask_details().await;
    let before = left_behind(&page).await;
    let log = witness.log();
    log.settled().await;
    page.elsewhere().settled().await;
    let (here, elsewhere) = (log.mark(), page.elsewhere().mark());

    let choices = page.count(".letter-maker input[type=radio]").await;
    assert!(choices >= 3 + 5, "who writes, and on which basis: {choices}");
    for choice in 0..choices {
        let press = "document.querySelectorAll('.letter-maker input[type=radio]')[arguments[0]]?.click()";
        page.execute(press, vec![json!(choice)]).await;
        page.wait_for("article.letter").await;
    }
    page.type_text("#letter-name", "A Name").await;
    page.type_text("#letter-note", "Reasons of my own").await;
    let letter = page.text("article.letter").await;
    assert!(
        letter.contains("https://www.flickr.com/photos/") && letter.contains("Reasons of my own"),
        "{letter}"
    );
    let (name, text) = saved_by(&page, ".letter-maker .deliver button", 1).await;
    assert!(name == "letter.txt" && text.contains("A Name"), "{name}: {text}");
    let (name, mail) = saved_by(&page, ".letter-maker .deliver button", 2).await;
    assert!(name == "letter.eml" && mail.contains("Subject:"), "{name}: {mail}");
    page.execute("document.querySelectorAll('.letter-maker .deliver button')[3].click()", vec![]).await;
    page.wait_until("return document.documentElement.dataset.printed").await;
    page.click(".letter-maker .deliver button").await;
    page.wait_until("return document.querySelector('.letter-maker .status').textContent").await;
    for (number, (name, part)) in
        [("results.csv", "question,"), ("results.json", "\"complete\": true")].into_iter().enumerate()
    {
        let (saved_as, text) = saved_by(&page, ".export button", number).await;
        assert!(saved_as == name && text.contains(part), "{saved_as}: {text}");
    }

    log.settled().await;
    log.since(here).assert_none("while letters and files were written");
    page.elsewhere().since(elsewhere).assert_none("while letters and files were written");
    assert_eq!(left_behind(&page).await, before, "nothing is left behind");
}

async fn pictures_are_asked_of_flickr_by_a_click_alone(engine: Engine) {
    const FLICKR: &str = "live.staticflickr.com:443";
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let Some(page) = Page::blank(engine, Setup::default()).await else { return };
    let elsewhere = page.elsewhere();
    elsewhere.settled().await;
    let mark = elsewhere.mark();
    page.visit(&witness.url("/")).await;
    page.check(SHARED_NAME).await;
    page.ask_details().await;
    let note = page.text(".pictures").await;
    assert!(note.contains("Loading one tells Flickr your internet address"), "{note}");
    assert_eq!(page.count("button.picture").await, 3);
    witness.log().settled().await;
    elsewhere.settled().await;
    elsewhere.since(mark).assert_none("before a click on a picture");
    assert_eq!(elsewhere.connections_since(mark), 0, "connections ahead of a click");

    let here = witness.log().mark();
    for (button, left) in [("button.picture", 2), (".pictures .offer", 0)] {
        let mark = elsewhere.mark();
        page.click(button).await;
        let asked = elsewhere.wait_for(mark, "a picture", |seen| !seen.is_empty()).await;
        assert!(
            asked.iter().all(|exchange| exchange.method == "CONNECT" && exchange.target == FLICKR),
            "{asked}"
        );
        assert_eq!(page.count("button.picture").await, left);
        elsewhere.settled().await;
    }
    let all = elsewhere.since(mark);
    assert!(all.iter().all(|exchange| exchange.target == FLICKR), "{all}");
    witness.log().since(here).assert_none("while pictures were loaded");
}

/// What a fresh browser asks for, page by page: while it loads, and for a check and its details.
async fn visit(engine: Engine, witness: &Witness, path: &str, name: &str) -> Option<(Page, Requests)> {
    let page = Page::blank(engine, Setup::default()).await?;
    let mark = witness.log().mark();
    page.visit(&witness.url(path)).await;
    if page.check(name).await.kind == "hit" {
        page.ask_details().await;
    }
    witness.log().settled().await;
    Some((page, witness.log().since(mark)))
}

async fn every_language_makes_the_same_requests(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let name = &Site::sample().names.members.nsid;
    let Some((page, english)) = visit(engine, &witness, "/", name).await else { return };
    let headline = page.answer().await.headline;
    drop(page);
    for (language, direction) in [("ar", "rtl"), ("de", "ltr"), ("es", "ltr"), ("fr", "ltr")] {
        let home = format!("/{language}/");
        let Some((page, requests)) = visit(engine, &witness, &home, name).await else { return };
        let script = "const { lang, dir } = document.documentElement; return [lang, dir]";
        assert_eq!(page.execute(script, vec![]).await, json!([language, direction]));
        assert_ne!(page.answer().await.headline, headline, "{language} is spoken");
        requests.clone().only("/hushset/").assert_alike(&english.clone().only("/hushset/"));
        let in_english = |exchange: &Exchange| {
            let target = exchange.target.replace(&format!("/locales/{language}."), "/locales/en.");
            if target == home { "/".to_owned() } else { target }
        };
        // Letters can be written in English, too, so that everybody has that language.
        let targets: BTreeSet<_> = requests.iter().map(in_english).collect();
        let in_english: BTreeSet<_> = english.targets().into_iter().map(str::to_owned).collect();
        assert_eq!(targets, in_english, "{language}");
        assert_eq!(requests.len(), english.len() + 1, "{language}:\n{requests}");
    }
}

async fn the_rest_of_the_page_is_loaded_once_by_everybody(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let names = &Site::sample().names;
    let Some((_, member)) = visit(engine, &witness, "/", &names.members.nsid).await else { return };
    let Some((_, stranger)) = visit(engine, &witness, "/", &names.strangers.same_prefix_as_nsid).await else {
        return;
    };
    // WebKit asks for the module twice: it sends an Origin with a preload, and none with the fetch that the preload is for,
    // and so does not take the one for the other.
    let program = if engine == Engine::WebKit { ".js" } else { "/app-" };
    let [member, stranger] = [member, stranger].map(|requests| requests.only(program).by_target());
    let files: BTreeSet<_> = member.targets().into_iter().collect();
    assert_eq!(files.len(), member.len(), "each file once:\n{member}");
    assert_eq!(member.clone().only("/later.js").len(), 1, "{member}");
    member.assert_alike(&stranger);
}
