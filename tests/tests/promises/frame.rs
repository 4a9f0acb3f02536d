//! The box as it comes from the site, in a minimal layout: the whole flow in each sandbox that editors and their systems leave it, and
//! its settings. What the article around it learns is judged in `article`.

use crate::everyone::Inspector;
use crate::states::complete_download;
use hushset_tests::article::{Article, Layout, Reading, SANDBOX, SCRIPTS_ONLY};
use hushset_tests::browser::{ENTER, Engine};
use hushset_tests::faults::{Fault, Faults, PathMatch, Rule};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Answer, DETAILS, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use hushset_tests::witness::Witness;
use serde_json::{Value, json};
use std::collections::BTreeMap;

in_every_engine!(
    with_scripts_alone_everything_can_be_done,
    with_forms_popups_and_downloads_everything_can_be_done,
    settings_are_followed,
    what_cannot_start_says_so,
);

/// An article with the box in it, and a reader before the box.
struct Scene {
    faults: Faults,
    witness: Witness,
    reading: Reading,
    _article: Article,
}

impl Scene {
    async fn open(engine: Engine, path: &str, sandbox: &str) -> Option<Self> {
        let site = Site::sample().variant(Variant::Small);
        let (faults, witness) = serve(&site.folder).await;
        let scene = Self::around(engine, faults, witness, path, sandbox).await?;
        scene.reading.ready().await;
        Some(scene)
    }

    async fn around(
        engine: Engine,
        faults: Faults,
        witness: Witness,
        path: &str,
        sandbox: &str,
    ) -> Option<Self> {
        let layout = Layout::frame(&witness.url(path), sandbox, 640, 320);
        let article = Article::publish(&layout).await;
        let reading = Reading::open(engine, &article).await?;
        reading.scroll_to_box().await;
        reading.turn_to_box().await;
        Some(Self { faults, witness, reading, _article: article })
    }
}

/// Types a text, checks it, and reads the answer. `WebKit` gives a frame the focus by a click alone.
async fn check(reading: &Reading, text: &str) -> Answer {
    write(reading, text).await;
    reading.submit().await;
    reading.answer().await
}

async fn write(reading: &Reading, text: &str) {
    reading.show_in_box("#text").await;
    reading.click("#text").await;
    reading.write(text).await;
}

/// Asks for a member, a stranger, rubbish, an Arabic name; for details, everything, and without a network.
async fn everything_can_be_done(engine: Engine, sandbox: &str) {
    let Some(scene) = Scene::open(engine, "/embed/", sandbox).await else { return };
    let (frame, names) = (&scene.reading, &Site::sample().names);
    assert_eq!(loaded_twice(&scene.witness), Vec::<String>::new());

    write(frame, &names.members.nsid).await;
    frame.type_text("#text", ENTER).await;
    frame.idle().await;
    let answer = frame.answer().await;
    assert_eq!(answer.kind, "hit", "{answer:?}");
    frame.show_in_box(DETAILS).await;
    frame.ask_details().await;
    assert!(frame.count(".photos li a").await > 0, "photos are shown");
    // Whether or not it opened anything, the address is there to be copied.
    frame.execute("document.querySelector('.photos a').addEventListener('click', (click) => click.preventDefault())", vec![]).await;
    frame.show_in_box(".photos a").await;
    frame.click(".photos a").await;
    assert_eq!(
        frame.execute("return document.querySelector('.photos .address').textContent", vec![]).await,
        frame.execute("return document.querySelector('.photos a').href", vec![]).await
    );
    frame.wait_until("return getSelection().toString().startsWith('https://www.flickr.com/')").await;

    assert_eq!(check(frame, &names.strangers.photo).await.kind, "miss");
    write(frame, "https://flic.kr/s/aHsk1234").await;
    frame.wait_until("return document.querySelector('#text').getAttribute('aria-invalid') === 'true'").await;
    let answer = check(frame, &names.members.arabic).await;
    assert_eq!(answer.kind, "hit", "{answer:?}");

    scene.faults.set([Rule::new(PathMatch::contains("/owners/f/"), Fault::Status(503))]);
    let answer = check(frame, "somebody whose part was not fetched before").await;
    assert_eq!(answer.kind, "unavailable", "{answer:?}");
    scene.faults.clear();

    frame.show_in_box(".offline .offer").await;
    complete_download(frame).await;
    scene.witness.log().settled().await;
    let mark = scene.witness.log().mark();
    assert_eq!(check(frame, &names.members.alias).await.kind, "hit");
    frame.show_in_box(DETAILS).await;
    frame.ask_details().await;
    frame.show_in_box(".keep summary").await;
    frame.click(".keep summary").await;
    frame.show_in_box(".keep button").await;
    frame.click(".keep button").await;
    frame.wait_until("return document.querySelector('.keep [role=status]').textContent !== ''").await;
    scene.witness.log().settled().await;
    scene.witness.log().since(mark).assert_none("with everything in the box");
    let inspector = Inspector::new();
    // The first heading is the article's.
    let rules = json!({ "rules": { "page-has-heading-one": { "enabled": false } } });
    inspector.run_axe(frame, "held", rules).await;
    inspector.assert_nothing_found();
}

/// The files that were asked for more than once while the box loaded.
fn loaded_twice(witness: &Witness) -> Vec<String> {
    let mut times = BTreeMap::<String, u32>::new();
    for exchange in witness.log().all().iter() {
        *times.entry(exchange.target.clone()).or_default() += 1;
    }
    times.into_iter().filter(|(_, times)| *times > 1).map(|(target, _)| target).collect()
}

async fn with_scripts_alone_everything_can_be_done(engine: Engine) {
    everything_can_be_done(engine, SCRIPTS_ONLY).await;
}

async fn with_forms_popups_and_downloads_everything_can_be_done(engine: Engine) {
    everything_can_be_done(engine, SANDBOX).await;
}

/// What settings change: language, direction, theme, heading, compactness, and the ground that the button stands on.
const DRESS: &str = "const { lang, dir, dataset } = document.documentElement;
    return [lang, dir, dataset.theme ?? null, document.querySelector('h1').ariaLevel ?? document.querySelector('h1').getAttribute('aria-level'),
        'compact' in dataset, getComputedStyle(document.querySelector('.submit')).backgroundColor]";

async fn settings_are_followed(engine: Engine) {
    let site = Site::sample().variant(Variant::Small);
    let build = site.build();
    let build = build.file_name().and_then(|name| name.to_str()).expect("a build").to_owned();
    let settings = format!(
        "lang=ar&theme=dark&accent=%23ffcc00&heading=4&compact=1&datasets=sample-faces,nowhere&build={build}"
    );
    let Some(scene) = Scene::open(engine, &format!("/embed/#{settings}"), SCRIPTS_ONLY).await else { return };
    let reading = &scene.reading;
    assert_eq!(
        reading.execute(DRESS, vec![]).await,
        json!(["ar", "rtl", "dark", "4", true, "rgb(255, 204, 0)"])
    );
    let opened = scene.witness.log().all().only("/hushset/");
    assert_eq!(opened.len(), 1, "a pinned build is opened by its number:\n{opened}");
    let answer = check(reading, &Site::sample().names.members.nsid).await;
    assert_eq!(answer.verdicts.len(), 1, "{answer:?}");
    assert_eq!(reading.execute("return document.querySelector('#verdict').ariaLevel ?? document.querySelector('#verdict').getAttribute('aria-level')", vec![]).await, "5");
    drop(scene);

    // What is hostile changes nothing, and a build that is not there is not replaced by another.
    let none = "0".repeat(64);
    let hostile = format!(
        "lang=../x&theme=dark%3Bx&accent=red%3Bbackground%3Aurl(https://evil.example/)&heading=0&__proto__=1&build={none}"
    );
    let (faults, witness) = serve(&site.folder).await;
    let path = format!("/embed/#{hostile}");
    let Some(scene) = Scene::around(engine, faults, witness, &path, SCRIPTS_ONLY).await else { return };
    scene.reading.wait_for_text(".foresight .notice", "one certain edition").await;
    let dress = scene.reading.execute(DRESS, vec![]).await;
    assert_eq!(
        dress.as_array().expect("a list")[..5],
        [json!("en"), json!("ltr"), Value::Null, json!("2"), json!(false)]
    );
    scene.witness.log().settled().await;
    scene.witness.log().all().only("/hushset/current.bin").assert_none("where a build is pinned");
}

async fn what_cannot_start_says_so(engine: Engine) {
    let site = Site::sample().variant(Variant::Small);
    for module in ["/embed/settings.js", "/core/load.js", ".wasm"] {
        let (faults, witness) = serve(&site.folder).await;
        faults.set([Rule::new(PathMatch::contains(module), Fault::Status(404))]);
        let Some(scene) = Scene::around(engine, faults, witness, "/embed/", SCRIPTS_ONLY).await else {
            return;
        };
        scene.reading.wait_for_text("#failed", "could not start here").await;
        assert_eq!(scene.reading.count("#page").await, 0, "{module}");
    }
}
