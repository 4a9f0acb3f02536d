//! What somebody would try who wants to show that a promise is false: odd and huge texts, and going back to a page that
//! was left.

use crate::traces::left_behind;
use hushset_tests::article::{Article, Layout, Reading, SANDBOX};
use hushset_tests::browser::Engine;
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use serde_json::json;

in_every_engine!(
    whatever_is_typed_is_read_as_text_and_asks_for_nothing,
    a_page_that_was_left_is_empty_when_somebody_comes_back,
    a_box_that_was_left_is_empty_when_somebody_comes_back,
);

/// Texts as JavaScript writes them: some are none in Rust.
const TEXTS: [&str; 16] = [
    r"'a\ud800b'",
    r"'\udfff'.repeat(1000)",
    r"'\ufdfa'.repeat(50_000)",
    r"'a\u0300'.repeat(200_000)",
    r"'\u202egpj.exe\u202c'",
    r"'\u200b\u2060\ufeff'",
    r"'\0\x01\x1b[2J\x7f\x9b31m'",
    r"'x'.repeat(2_000_000)",
    r"'%'.repeat(100_000)",
    r"'https://www.flickr.com/photos/' + '%E0%A4%A'.repeat(1000)",
    r"'https://www.flickr.com/photos/' + '../'.repeat(10_000)",
    r"'https://user:secret@www.flickr.com:99999/photos/x/1?y#z'",
    r"'javascript:fetch(`/leak`)'",
    r"'data:text/html,<script>fetch(`/leak`)</script>'",
    r"'<img src=/leak onerror=fetch(`/leak`)>'",
    r"'__proto__'",
];

async fn whatever_is_typed_is_read_as_text_and_asks_for_nothing(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let before = left_behind(&page).await;
    let mark = witness.log().mark();
    for text in TEXTS {
        let type_it = format!(
            "const field = document.querySelector('#text'); field.value = {text};
            field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));"
        );
        page.execute(&type_it, vec![]).await;
    }
    witness.log().settled().await;
    let requests = witness.log().since(mark);
    assert!(requests.is_empty(), "typing asks for nothing:\n{requests}");
    for text in TEXTS {
        let type_it = format!(
            "const field = document.querySelector('#text'); field.value = {text};
            field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
            const reads = document.querySelector('.submit').getAttribute('aria-disabled') === 'false';
            document.querySelector('.submit').click();
            return reads"
        );
        page.execute(&type_it, vec![]).await;
        page.wait_until("return !document.querySelector('.result [aria-disabled=true]')").await;
        assert_eq!(page.count(".answer.hit").await, 0, "{text} is nobody's name");
    }
    let asked = witness.log().since(mark);
    assert_eq!(asked.len(), asked.clone().only("/hushset/").len(), "the index and nothing else:\n{asked}");
    assert_eq!(left_behind(&page).await, before);
    if let Some(console) = page.console().await {
        assert_eq!(console, Vec::<String>::new(), "the console stays empty");
    }
    let member = &Site::sample().names.members.nsid;
    assert_eq!(page.check(member).await.kind, "hit", "and the page answers as before");
}

async fn a_page_that_was_left_is_empty_when_somebody_comes_back(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let member = &Site::sample().names.members.nsid;
    assert_eq!(page.check(member).await.kind, "hit");
    for elsewhere in [witness.url("/how/"), "about:blank".to_owned()] {
        page.write(member).await;
        page.goto(&elsewhere).await;
        page.client().back().await.expect("the page before");
        page.ready().await;
        assert_eq!(page.typed().await, "", "the field is empty, after {elsewhere}");
        assert!(!page.says().await.contains(member.as_str()), "nothing tells who was asked about");
        assert_eq!(page.execute("return history.state", vec![]).await, json!(null));
    }
}

async fn a_box_that_was_left_is_empty_when_somebody_comes_back(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let article = Article::publish(&Layout::frame(&witness.url("/embed/"), SANDBOX, 640, 320)).await;
    let Some(reading) = Reading::open(engine, &article).await else { return };
    reading.come_to_box().await;
    let member = &Site::sample().names.members.nsid;
    assert_eq!(reading.check(member).await.kind, "hit");
    reading.turn_to_article().await;
    reading.goto("about:blank").await;
    reading.client().back().await.expect("the article");
    reading.wait_until("return typeof replay === 'object' && replay.box() !== null").await;
    reading.scroll_to_box().await;
    reading.turn_to_box().await;
    reading.ready().await;
    assert_eq!(reading.typed().await, "", "the field is empty");
    assert!(!reading.says().await.contains(member.as_str()), "nothing tells who was asked about");
}
