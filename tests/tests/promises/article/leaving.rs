//! Links in the box lead away from the article without a trace: the page that opens knows nobody who sent the reader, and the article
//! learns that its window has lost the focus.

use super::{SANDBOX, own_host};
use fantoccini::wd::WindowHandle;
use hushset_tests::PATIENCE;
use hushset_tests::article::{Article, Reading};
use hushset_tests::browser::Engine;
use hushset_tests::in_every_engine;
use hushset_tests::page::DETAILS;
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use hushset_tests::witness::Log;
use serde_json::{Value, json};
use tokio::time::Instant;

in_every_engine!(nobody_is_told_where_a_link_was_followed);

/// A photo's page in the details, and the site's own page below them.
const PHOTO: &str = ".photos li a";
const FULL_PAGE: &str = "footer a[data-say='embed.full']";

/// What an article notices when a reader turns to another window.
const TURNED_AWAY: [&str; 6] = [
    "event blur",
    "event focus",
    "event visibilitychange",
    "look focus",
    "entry visibility-state",
    "look style",
];

async fn nobody_is_told_where_a_link_was_followed(engine: Engine) {
    let host = own_host(&Site::sample().variant(Variant::Small).folder).await;
    let article = Article::publish(&host.frame("embed/", SANDBOX, 640, 640)).await;
    let Some(reading) = Reading::open(engine, &article).await else { return };
    reading.come_to_box().await;
    reading.check(&Site::sample().names.members.nsid).await;
    reading.show_in_box(DETAILS).await;
    reading.ask_details().await;

    // Flickr is out of reach here, so the link leads to a page of ours.
    let landing = host.witness.url("/how/");
    let script = "const link = document.querySelector(arguments[0]);
        const before = link.href;
        link.href = arguments[1];
        return before";
    let before = reading.execute(script, vec![json!(PHOTO), json!(landing)]).await;
    assert!(before.as_str().is_some_and(|href| href.starts_with("https://www.flickr.com/")), "{before}");
    for link in [PHOTO, FULL_PAGE] {
        follow(&reading, host.witness.log(), link).await;
    }
}

async fn follow(reading: &Reading, log: &Log, link: &str) {
    let client = reading.client();
    let window = client.window().await.expect("the article's window");
    reading.turn_to_article().await;
    reading.chapter(link).await;
    reading.turn_to_box().await;
    reading.show_in_box(link).await;
    let mark = log.mark();
    reading.click(link).await;
    let opened = other_window(reading, &window).await;
    client.switch_to_window(opened.clone()).await.expect("the window that opened");
    reading.wait_until("return location.protocol === 'http:' && document.readyState === 'complete'").await;
    let known = reading.execute("return [window.opener, document.referrer, history.length]", vec![]).await;
    assert_eq!(known, json!([Value::Null, "", 1]), "{link}");
    for exchange in log.since(mark).iter().filter(|exchange| !exchange.target.contains("/app-")) {
        assert_eq!(exchange.request_header("referer"), None, "{exchange:#}");
    }
    client.switch_to_window(window.clone()).await.expect("the article's window");
    let noticed = reading.recording().await.only(|note| note.chapter == link);
    // The display under WebKit has a pointer of its own, in the middle of the window, which has come to the front again.
    let is_pointer = |kind: &str| {
        reading.engine() == Engine::WebKit && (kind.contains("pointer") || kind.contains("mouse"))
    };
    let more = noticed.only(|note| !TURNED_AWAY.contains(&&*note.kind) && !is_pointer(&note.kind));
    assert!(more.notes().is_empty(), "{link}: {more:?}");
    client.switch_to_window(opened).await.expect("the window that opened");
    client.close_window().await.expect("the window closes");
    client.switch_to_window(window).await.expect("the article's window");
    reading.turn_to_box().await;
}

/// The window that opens beside this one.
async fn other_window(reading: &Reading, window: &WindowHandle) -> WindowHandle {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let windows = reading.client().windows().await.expect("the windows");
        if let Some(other) = windows.into_iter().find(|other| other != window) {
            return other;
        }
        assert!(Instant::now() < deadline, "nothing opens");
        tokio::time::sleep(PATIENCE / 600).await;
    }
}
