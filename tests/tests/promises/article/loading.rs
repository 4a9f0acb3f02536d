//! An article is not slower for readers who do not come to the box: until it comes into view there is nothing, or its shell.

use super::{SANDBOX, own_host, project_host};
use hushset_tests::article::{Article, Reading};
use hushset_tests::browser::Engine;
use hushset_tests::in_every_engine;
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use hushset_tests::witness::Requests;
use serde_json::json;
use std::path::Path;

in_every_engine!(
    a_box_below_the_fold_loads_nothing_and_then_asks_its_site_alone,
    a_box_that_is_nearly_in_view_loads_its_shell_alone,
    the_tag_below_the_fold_loads_nothing,
);

/// Fails if anything but the page, its styles and a few small modules was asked for.
#[track_caller]
fn assert_shell(seen: &Requests) {
    let is_of_shell = |target: &str| {
        target.ends_with("/embed/")
            || Path::new(target).extension().is_some_and(|ending| ending == "css")
            || target.ends_with("/head.js")
            || ["fallback", "frame", "colour", "links", "messages", "settings"]
                .iter()
                .any(|module| target.ends_with(&format!("/embed/{module}.js")))
    };
    assert!(seen.iter().all(|exchange| is_of_shell(&exchange.target)), "{seen}");
}

async fn a_box_below_the_fold_loads_nothing_and_then_asks_its_site_alone(engine: Engine) {
    let host = project_host(&Site::sample().variant(Variant::Small).folder).await;
    let article = Article::publish(&host.frame("embed/", SANDBOX, 560, 640)).await;
    let log = host.witness.log();
    let Some(reading) = Reading::open(engine, &article).await else { return };
    log.settled().await;
    log.all().assert_none("while the box was far below the fold");

    reading.come_to_box().await;
    log.settled().await;
    let loaded = log.all();
    assert!(
        !loaded.clone().only("/hushset/").is_empty() && !loaded.clone().only(".wasm").is_empty(),
        "{loaded}"
    );

    // No header of ours helps at this host. The policy is the page's own, with its origin by name: to some engines 'self' is nothing
    // in a sandboxed frame.
    let ask = "return fetch(arguments[0]).then(({ status }) => status, () => 'refused')";
    let current = format!("{}hushset/current.bin", host.address);
    assert_eq!(reading.execute(ask, vec![json!(current)]).await, 200);
    let mark = article.log().mark();
    // Whoever sends the article allows everybody to have it.
    assert_eq!(reading.execute(ask, vec![json!(article.url())]).await, "refused");
    article.log().since(mark).assert_none("while the box asked the article");
}

/// In a frame that is loaded at once, since engines differ in how far they look ahead.
async fn a_box_that_is_nearly_in_view_loads_its_shell_alone(engine: Engine) {
    let host = own_host(&Site::sample().variant(Variant::Small).folder).await;
    let mut layout = host.frame("embed/", SANDBOX, 560, 640);
    layout.snippet = layout.snippet.replace(r#"loading="lazy""#, r#"loading="eager""#);
    let article = Article::publish(&layout).await;
    let log = host.witness.log();
    let Some(reading) = Reading::open(engine, &article).await else { return };
    log.settled().await;
    let shell = log.all();
    assert!(!shell.is_empty(), "the frame was loaded");
    assert_shell(&shell);

    let mark = log.mark();
    reading
        .execute("scrollTo(0, scrollY + replay.box().getBoundingClientRect().top - innerHeight - 20)", vec![])
        .await;
    log.settled().await;
    log.since(mark).assert_none("while the box was just below the window");

    // A reader who goes there by keyboard need not see it first.
    reading.execute("replay.box().focus({ preventScroll: true })", vec![]).await;
    log.settled().await;
    log.since(mark).assert_none("while the frame had the focus, and nothing in it");
    reading.come_to_box().await;
    assert!(!log.since(mark).only("/hushset/").is_empty(), "{}", log.since(mark));
}

async fn the_tag_below_the_fold_loads_nothing(engine: Engine) {
    let host = own_host(&Site::sample().variant(Variant::Small).folder).await;
    let article = Article::publish(&host.tag("", 320).strict()).await;
    let log = host.witness.log();
    let Some(_reading) = Reading::open(engine, &article).await else { return };
    log.settled().await;
    log.all().assert_gets(&["/embed/hush-check.js"]);
}
