//! Promises 1 and 2: nothing is requested while a person types, and nobody but the site is ever contacted.

use hushset_tests::browser::{Browser, Engine, Setup, TAB};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use std::time::Duration;

/// Longer than a search box waits before it sends.
const PAUSE: Duration = Duration::from_millis(700);

/// The Control key, held until the end of what is typed.
const CONTROL: &str = "\u{E009}";

in_every_engine!(
    nothing_is_requested_while_a_person_types,
    nothing_is_requested_by_focus_blur_or_paste,
    only_the_own_origin_is_contacted,
    requests_come_at_load_on_submit_and_on_a_labelled_click,
);

async fn nothing_is_requested_while_a_person_types(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.variant(Variant::Small).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let (log, members) = (witness.log(), &site.names.members);
    log.settled().await;

    let typing = log.mark();
    for (at, letter) in members.nsid.chars().enumerate() {
        page.type_text("#text", &letter.to_string()).await;
        if at % 4 == 3 {
            tokio::time::sleep(PAUSE).await;
        }
    }
    assert_eq!(page.typed().await, members.nsid, "it was really typed");
    page.wait_for_text("#reading", "This is the account with the number").await;
    for text in [
        &*members.alias,
        &members.display,
        &members.arabic,
        &members.photo,
        &members.photo_page,
        "https://flic.kr/p/2abcde",
        "https://www.flickr.com/groups/central/",
        "https://example.org/somebody",
        "#birthday",
        "12345678901_0123456789_b.jpg",
        "🦊 zoë",
    ] {
        page.write(text).await;
        assert_eq!(page.typed().await, text, "it was really typed");
        tokio::time::sleep(PAUSE).await;
    }
    log.settled().await;
    log.since(typing).assert_none("while names, addresses and hashtags were typed");
    assert_eq!(log.connections_since(typing), 0, "connections opened ahead of a request");

    // With an answer on the page, a second name is as silent as the first.
    page.check(&members.nsid).await;
    log.settled().await;
    let again = log.mark();
    page.write(&site.names.strangers.nsid).await;
    log.settled().await;
    log.since(again).assert_none("while a second name was typed");
}

async fn nothing_is_requested_by_focus_blur_or_paste(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.variant(Variant::Small).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let log = witness.log();
    log.settled().await;

    let mark = log.mark();
    page.click("#text").await;
    let field = page.field().await;
    for keys in [&*site.names.members.nsid, TAB, TAB] {
        field.send_keys(keys).await.expect("keys");
    }
    page.click("h1").await;
    page.execute("dispatchEvent(new Event('blur')); dispatchEvent(new Event('focus'))", vec![]).await;
    for key in ["a", "x"] {
        field.send_keys(&format!("{CONTROL}{key}")).await.expect("keys");
    }
    assert_eq!(page.typed().await, "", "it was cut");
    field.send_keys(&format!("{CONTROL}v")).await.expect("keys");
    assert_eq!(page.typed().await, site.names.members.nsid, "it was pasted");
    page.wait_for_text("#reading", "This is the account with the number").await;

    // Several lines would become one name in the field, so the page steps in.
    let paste = "const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', 'one\\ntwo');
        // Firefox does not take the first.
        const pasted = { clipboardData, dataType: 'text/plain', data: 'one\\ntwo' };
        const event = new ClipboardEvent('paste', { ...pasted, bubbles: true, cancelable: true });
        return !document.querySelector('#text').dispatchEvent(event)";
    assert_eq!(page.execute(paste, vec![]).await, true, "the page steps in");
    page.wait_for_text("#reading", "These are several lines").await;
    log.settled().await;
    log.since(mark).assert_none("while the field was entered, left, and pasted into");
}

/// Fails if the browser had anything to do with anybody else since the log settled.
async fn assert_alone(browser: &Browser, mark: hushset_tests::witness::Mark) {
    browser.elsewhere().settled().await;
    browser.elsewhere().since(mark).assert_none("while the page was used");
    assert_eq!(browser.elsewhere().connections_since(mark), 0, "connections to somebody else");
}

async fn only_the_own_origin_is_contacted(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::blank(engine, Setup::default()).await else { return };
    page.elsewhere().settled().await;
    let mark = page.elsewhere().mark();

    page.visit(&witness.url("/")).await;
    let answer = page.check(&site.names.members.nsid).await;
    assert_eq!(answer.kind, "hit", "{answer:?}");
    page.ask_details().await;
    assert!(
        page.count(".photos li a[href^='https://www.flickr.com/']").await > 0,
        "links to Flickr are there"
    );
    let answer = page.check(&site.names.members.photo).await;
    assert_eq!(answer.kind, "hit", "{answer:?}");
    page.ask_details().await;
    page.check(&site.names.strangers.alias).await;
    page.check("#birthday").await;
    assert_alone(&page, mark).await;

    let hosts = [witness.address().to_string(), format!("localhost:{}", witness.address().port())];
    for exchange in witness.log().all().iter() {
        let host = exchange.request_header("host").expect("a host");
        assert!(hosts.contains(&host) && exchange.target.starts_with('/'), "{exchange}");
    }
}

async fn requests_come_at_load_on_submit_and_on_a_labelled_click(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let log = witness.log();
    log.settled().await;
    let (current, manifest) = ("/hushset/current.bin", "/manifest.bin");
    let loaded = log.all().only("/hushset/");
    assert_eq!(loaded.len(), 2, "the page opens the index, and no more:\n{loaded}");
    assert!(loaded[0].target == current && loaded[1].target.ends_with(manifest), "{loaded}");

    let mark = log.mark();
    page.check(&site.names.members.nsid).await;
    log.settled().await;
    let checked = log.since(mark);
    assert!(checked.len() == 1 && checked[0].target.contains("/owners/f/"), "one filter shard:\n{checked}");

    let mark = log.mark();
    page.ask_details().await;
    log.settled().await;
    let detailed = log.since(mark);
    assert!(detailed.len() == 1 && detailed[0].target.contains("/owners/x/"), "one exact shard:\n{detailed}");
}
