//! An address has one spelling, which the builder computes with a library's parser and the page with the browser's.

use crate::spelling::{asked_of_page, with_core};
use hushset_core::identifier::Scheme;
use hushset_core::text::NativePlatform;
use hushset_tests::browser::{Browser, Engine, Setup};
use hushset_tests::in_every_engine;
use serde_json::{Value, to_value};

in_every_engine!(the_page_and_the_builder_understand_addresses_alike);

const VECTORS: &str = include_str!("../../../docs/addresses.json");

/// The page's half.
const SCRIPT: &str = r"
import { load } from './core/load.js';
const { understand } = (await load()).core;
// The page's answers go by way of the document: not every driver's scripts see a module's.
document.querySelector('#out').addEventListener('click', ({ target }) => {
  const { ask } = target.dataset;
  target.dataset.answer = JSON.stringify(JSON.parse(ask).map((text) => understand('web', text)));
});
document.querySelector('#out').textContent = 'ready';
";

/// In host names a capital sharp s became a small one with Unicode 15.1, where it had been `ss`; an engine may be older.
/// Firefox ends a port at a NUL, which nobody's address has.
const DISPUTED: [&str; 2] = ["ẞ", "example.org:8\0"];

/// Hosts in other scripts, and some that browsers have disagreed about. None is Punycode of nothing (`xn--a.example`):
/// nobody can have such a host, and Chromium takes it for one.
const HOSTS: [&str; 12] = [
    "президент.рф",
    "مثال.إختبار",
    "उदाहरण.परीक्षा",
    "例子.测试",
    "παράδειγμα.δοκιμή",
    "ΠΑΡΆΔΕΙΓΜΑΣ.gr",
    "faß.example",
    "ＡＢＣ.example",
    "نامه\u{200c}ای.example",
    "a\u{ad}b.example",
    "a--b.example",
    "☃.example",
];

fn addresses() -> Vec<String> {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let vectors = vectors["addresses"].as_array().expect("a list").iter();
    let vectors = vectors.map(|pair| pair[0].as_str().expect("a text").to_owned());
    let characters = ('\0'..'\u{180}').chain("ſẞıİ‍‎␀�💥".chars());
    let everywhere = characters.flat_map(|c| {
        [
            format!("https://example.org/a{c}b"),
            format!("https://example.org/?a{c}b#{c}"),
            format!("https://a{c}b.example/"),
            format!("example.org:8{c}0/{c}/.{c}./x"),
        ]
    });
    vectors.chain(everywhere).chain(HOSTS.map(|host| format!("{host}/a"))).collect()
}

async fn the_page_and_the_builder_understand_addresses_alike(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup::default()).await else { return };
    let _site = with_core(&browser, SCRIPT).await;
    let addresses = addresses();
    let theirs = asked_of_page(&browser, &addresses).await;
    let different: Vec<&String> = addresses
        .iter()
        .zip(theirs)
        .filter(|(address, theirs)| *theirs != understood(address))
        .map(|(address, _)| address)
        .filter(|address| !DISPUTED.iter().any(|text| address.contains(text)))
        .collect();
    assert_eq!(different, Vec::<&String>::new(), "{engine} reads these otherwise");
}

/// The builder's half.
fn understood(address: &str) -> Value {
    let understood = match Scheme::Web.parse(&NativePlatform, address) {
        Ok(understood) => to_value(&understood),
        Err(refused) => to_value(&refused),
    };
    understood.expect("JSON")
}
