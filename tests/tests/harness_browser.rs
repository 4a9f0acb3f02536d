//! The harness with real browsers: nothing they send escapes the witness, and they do as they are told.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "test code")]

use hushset_tests::PATIENCE;
use hushset_tests::browser::{Browser, ENTER, Engine, Setup};
use hushset_tests::faults::{Fault, Faults, PathMatch, Rule};
use hushset_tests::folder::static_folder;
use hushset_tests::in_every_engine;
use hushset_tests::witness::{Ending, Witness};
use serde_json::json;
use tempfile::TempDir;

/// A page as the site's are: an icon that needs no request, a field, a button that fetches.
const PAGE: &str = r#"<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Harness</title><link rel="icon" href="data:,">
<style>body { background: white } @media (prefers-color-scheme: dark) { body { background: black } }</style>
<noscript><p id="no">no scripts</p></noscript>
<form id="form"><label>Name <input id="name"></label><button id="check">Check</button></form>
<p id="out">nothing yet</p><p id="hidden" hidden>hidden</p>
<script type="module" src="/app-1/main.js"></script></html>
"#;

/// The page's script. It reads the answer as bytes, as the site does with a shard.
const SCRIPT: &str = r"
const out = document.querySelector('#out');
document.querySelector('#form').addEventListener('submit', async event => {
  event.preventDefault();
  try {
    const answer = await fetch('/data/shard.bin');
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    out.textContent = `got ${bytes.byteLength} bytes`;
  } catch (error) {
    out.textContent = `could not check: ${error.message}`;
  }
});
out.textContent = 'ready';
console.log('the page is ready');
";

/// A page that sends while the reader types, a moment late, as a careless one would.
const CARELESS: &str = r#"<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Careless</title><link rel="icon" href="data:,"><input id="name">
<script>
let timer;
document.querySelector('#name').addEventListener('input', event => {
  clearTimeout(timer);
  timer = setTimeout(() => fetch('/suggest?' + event.target.value), 400);
});
</script></html>
"#;

/// A page that talks to somebody else.
const CHATTY: &str = r#"<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Chatty</title><link rel="icon" href="data:,">
<img alt="" src="http://fonts.example/pixel.png"></html>
"#;

/// A page that asks for a script and forbids itself to run any.
const STRICT: &str = r#"<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Strict</title><link rel="icon" href="data:,">
<meta http-equiv="content-security-policy" content="script-src 'none'"><script src="/app-1/main.js"></script></html>
"#;

/// A page that embeds the first one.
const EMBEDDING: &str = r#"<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Embedding</title><link rel="icon" href="data:,">
<iframe id="box" sandbox="allow-scripts allow-forms" src="/index.html"></iframe></html>
"#;

async fn serve() -> (TempDir, Faults, Witness) {
    let site = TempDir::with_prefix("hushset-site-").expect("a temporary folder");
    std::fs::create_dir_all(site.path().join("app-1")).expect("a folder");
    std::fs::create_dir_all(site.path().join("data")).expect("a folder");
    for (path, bytes) in [
        ("index.html", PAGE.as_bytes()),
        ("careless.html", CARELESS.as_bytes()),
        ("chatty.html", CHATTY.as_bytes()),
        ("strict.html", STRICT.as_bytes()),
        ("embedding.html", EMBEDDING.as_bytes()),
        ("app-1/main.js", SCRIPT.as_bytes()),
        ("data/shard.bin", &[7; 5000][..]),
    ] {
        std::fs::write(site.path().join(path), bytes).expect("a file");
    }
    let faults = Faults::none();
    let witness = Witness::start(faults.over(static_folder(site.path()))).await;
    (site, faults, witness)
}

in_every_engine!(
    typing_is_silent_and_a_click_is_not,
    a_careless_page_is_caught,
    a_chatty_page_is_caught,
    faults_reach_the_page,
    a_frame_of_an_opaque_origin_can_be_used,
    a_browser_is_set_up_as_asked,
    a_browser_without_web_assembly,
    a_browser_without_scripts,
    what_breaks_the_policy_is_on_the_console,
    a_browser_changes_its_mind,
);

async fn typing_is_silent_and_a_click_is_not(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup::default()).await else { return };
    let (_site, _faults, witness) = serve().await;
    let log = witness.log();

    let load = log.mark();
    browser.goto(&witness.url("/")).await;
    browser.wait_for_text("#out", "ready").await;
    log.settled().await;
    log.since(load).assert_gets(&["/", "/app-1/main.js"]);

    let typing = log.mark();
    browser.type_text("#name", "Zoë 🦊 12345678@N00").await;
    log.settled().await;
    log.since(typing).assert_none("while a name was typed");
    let typed = browser.execute("return document.querySelector('#name').value", vec![]).await;
    assert_eq!(typed, json!("Zoë 🦊 12345678@N00"), "it was really typed");

    let click = log.mark();
    browser.click("#check").await;
    browser.wait_for_text("#out", "got 5000 bytes").await;
    log.settled().await;
    let seen = log.since(click);
    seen.assert_gets(&["/data/shard.bin"]);
    assert_eq!((seen[0].status, seen[0].response_body_len), (Some(200), 5000), "{seen}");
    assert_eq!(seen[0].ending, Ending::Complete);

    let enter = log.mark();
    browser.type_text("#name", ENTER).await;
    log.wait_for(enter, "a second check", |seen| !seen.is_empty()).await;
    log.settled().await;
    log.since(enter).assert_alike(&seen);
}

async fn a_careless_page_is_caught(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup::default()).await else { return };
    let (_site, _faults, witness) = serve().await;
    browser.goto(&witness.url("/careless.html")).await;
    witness.log().settled().await;
    let typing = witness.log().mark();
    browser.type_text("#name", "abc").await;
    witness.log().settled().await;
    let targets = witness.log().since(typing);
    assert_eq!(targets.targets().last(), Some(&"/suggest?abc"), "{targets}");
}

async fn a_chatty_page_is_caught(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup::default()).await else { return };
    let (_site, _faults, witness) = serve().await;
    let elsewhere = browser.elsewhere();
    elsewhere.settled().await;

    let quiet = elsewhere.mark();
    browser.goto(&witness.url("/")).await;
    browser.wait_for_text("#out", "ready").await;
    elsewhere.settled().await;
    elsewhere.since(quiet).assert_none("while a page was loaded that talks to nobody else");

    let chatty = elsewhere.mark();
    browser.goto(&witness.url("/chatty.html")).await;
    elsewhere.settled().await;
    let seen = elsewhere.since(chatty);
    seen.assert_gets(&["http://fonts.example/pixel.png"]);
}

async fn faults_reach_the_page(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup::default()).await else { return };
    let (_site, faults, witness) = serve().await;
    browser.goto(&witness.url("/")).await;
    browser.wait_for_text("#out", "ready").await;
    // The library under WebKit's GTK port takes bytes as they are if they cannot be unpacked. Safari's does not.
    let gzip_says = if engine == Engine::WebKit { "got 5000 bytes" } else { "could not check" };
    for (fault, says) in [
        (Fault::Status(503), "could not check: status 503"),
        (Fault::ResetMidway, "could not check"),
        (Fault::ClaimGzip, gzip_says),
        (Fault::Truncate(10), "got 4990 bytes"),
        (Fault::Empty, "got 0 bytes"),
        (Fault::Oversize(10), "got 5010 bytes"),
    ] {
        let (before, mark) = (faults.hits(), witness.log().mark());
        faults.set([Rule::new(PathMatch::suffix(".bin"), fault.clone())]);
        browser.execute("document.querySelector('#out').textContent = '…'", vec![]).await;
        browser.click("#check").await;
        browser.wait_for_text("#out", says).await;
        assert!(faults.hits() > before, "{fault:?} never struck:\n{}", witness.log().since(mark));
    }
    faults.clear();
    browser.click("#check").await;
    browser.wait_for_text("#out", "got 5000 bytes").await;
}

async fn a_frame_of_an_opaque_origin_can_be_used(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup::default()).await else { return };
    let (_site, _faults, witness) = serve().await;
    browser.goto(&witness.url_at_localhost("/embedding.html")).await;
    browser.enter_frame("#box").await;
    browser.wait_for_text("#out", "ready").await;
    assert_eq!(browser.execute("return self.origin", vec![]).await, json!("null"));
    browser.click("#check").await;
    browser.wait_for_text("#out", "got 5000 bytes").await;
    browser.leave_frame().await;
    browser.wait_for("#box").await;
    browser.wait_gone("#out").await;
}

async fn a_browser_is_set_up_as_asked(engine: Engine) {
    let setup = Setup { dark: true, reduced_motion: true, languages: "fr,en".into(), ..Setup::default() };
    let Some(browser) = Browser::open(engine, setup).await else { return };
    let (site, _faults, witness) = serve().await;
    browser.goto(&witness.url("/")).await;
    browser.wait_for_text("#out", "ready").await;
    browser.wait_gone("#hidden").await;

    let colour = "return getComputedStyle(document.body).backgroundColor";
    assert_eq!(browser.execute(colour, vec![]).await, json!("rgb(0, 0, 0)"), "dark");
    let still = "return matchMedia('(prefers-reduced-motion: reduce)').matches";
    assert_eq!(browser.execute(still, vec![]).await, json!(true), "reduced motion");
    assert_eq!(browser.execute("return navigator.language", vec![]).await, json!("fr"));
    let languages = witness.log().all()[0].request_header("accept-language");
    assert!(languages.as_ref().is_some_and(|languages| languages.starts_with("fr")), "{languages:?}");

    browser.resize(320, 640).await;
    browser.resize(1200, 700).await;
    let file = site.path().join("shot.png");
    browser.screenshot(&file).await;
    assert!(std::fs::read(&file).expect("the picture").starts_with(b"\x89PNG"));

    let Some(console) = browser.console().await else {
        return assert_eq!(engine, Engine::WebKit, "the others tell what is on the console");
    };
    assert!(console.iter().any(|line| line.contains("the page is ready")), "{console:?}");
}

async fn a_browser_without_web_assembly(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup { webassembly: false, ..Setup::default() }).await else {
        return;
    };
    let (_site, _faults, witness) = serve().await;
    browser.goto(&witness.url("/")).await;
    assert_eq!(browser.execute("return typeof WebAssembly", vec![]).await, json!("undefined"));
}

async fn a_browser_without_scripts(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup { javascript: false, ..Setup::default() }).await else {
        return;
    };
    let (_site, _faults, witness) = serve().await;
    browser.goto(&witness.url("/")).await;
    browser.wait_for_text("#no", "no scripts").await;
    assert_eq!(browser.text("#out").await, "nothing yet");
}

async fn what_breaks_the_policy_is_on_the_console(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup::default()).await else { return };
    let (_site, _faults, witness) = serve().await;
    browser.goto(&witness.url("/")).await;
    browser.wait_for_text("#out", "ready").await;
    let Some(console) = browser.console().await else { return };
    assert_eq!(console.len(), 1, "nothing but what the page itself writes: {console:?}");

    browser.goto(&witness.url("/strict.html")).await;
    let mut console = Vec::new();
    for _ in 0..100 {
        console = browser.console().await.expect("a console");
        if console.iter().any(|line| line.contains("Content") && line.contains("main.js")) {
            return;
        }
        tokio::time::sleep(PATIENCE / 600).await;
    }
    panic!("a script was refused, and the console says {console:?}");
}

async fn a_browser_changes_its_mind(engine: Engine) {
    if engine == Engine::WebKit {
        // It is set up once and for all.
        return;
    }
    let Some(browser) = Browser::open(engine, Setup::default()).await else { return };
    let (_site, _faults, witness) = serve().await;
    browser.goto(&witness.url("/")).await;
    browser.wait_for_text("#out", "ready").await;
    witness.log().settled().await;
    let offline = witness.log().mark();
    browser.set_offline(true).await;
    browser.click("#check").await;
    browser.wait_for_text("#out", "could not check").await;
    witness.log().since(offline).assert_none("offline");
    browser.set_offline(false).await;
    browser.click("#check").await;
    browser.wait_for_text("#out", "got 5000 bytes").await;
    browser.set_media(true, true).await;
    browser.wait_until("return matchMedia('(prefers-reduced-motion: reduce)').matches").await;
    browser.wait_until("return matchMedia('(prefers-color-scheme: dark)').matches").await;
}
