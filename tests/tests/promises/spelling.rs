//! A name has its key by its spelling, which the builder computes with its own tables of Unicode and the page with the
//! browser's. They must agree on every character that both know.

use hushset_core::text::{NativePlatform, fold};
use hushset_tests::browser::{Browser, Engine, Setup};
use hushset_tests::folder::static_folder;
use hushset_tests::in_every_engine;
use hushset_tests::site::Site;
use hushset_tests::witness::Witness;
use serde_json::{Value, json};
use std::fs;
use std::ops::{Range, RangeInclusive};
use tempfile::TempDir;

in_every_engine!(the_page_and_the_builder_spell_alike);

/// Characters of Unicode 15.1, 16 and 17 that are mapped to others or join with them, by the blocks that they came in.
/// An engine may be older than these. It cannot be asked which it knows: `WebKit` has its own tables for `\p{…}` and
/// the system's for what is used here.
const NEWER: [RangeInclusive<char>; 14] = [
    '\u{897}'..='\u{897}',
    '\u{1ACF}'..='\u{1AEB}',
    '\u{1C89}'..='\u{1C8A}',
    '\u{A7CB}'..='\u{A7CF}',
    '\u{A7D2}'..='\u{A7D2}',
    '\u{A7D4}'..='\u{A7D4}',
    '\u{A7DA}'..='\u{A7DC}',
    '\u{A7F1}'..='\u{A7F1}',
    '\u{105C0}'..='\u{105F3}',
    '\u{10D40}'..='\u{10D8F}',
    '\u{16EA0}'..='\u{16ED3}',
    '\u{1CC00}'..='\u{1CCFC}',
    '\u{1E5D0}'..='\u{1E5FF}',
    '\u{1E6C0}'..='\u{1E6FF}',
];

/// How many characters are compared at once.
const BLOCK: u32 = 4096;

/// The planes with characters: the first four, and the one of tags and variation selectors. The others are empty or
/// for private use, where nothing is mapped.
const PLANES: [Range<u32>; 2] = [0..0x4_0000, 0xE_0000..0xE_1000];

const PAGE: &str = r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>Spelling</title>
<link rel="icon" href="data:,"><p id="out">computing</p><script type="module" src="spelling.js"></script></html>
"#;

/// The page's half: every character alone, behind a letter, and below accents; a hash for each block.
const SCRIPT: &str = r"
import { load } from './core/load.js';
const { fold } = (await load()).core;
const spell = (character) => [character, 'A' + character, character + '\u0301\u0323'].map(fold).join('\n');
const blocks = {};
const encoder = new TextEncoder();
for (const [start, end] of [[0, 0x40000], [0xE0000, 0xE1000]]) {
  for (let first = start; first < end; first += 4096) {
    const texts = [];
    for (let code = first; code < first + 4096; code++) {
      texts.push(code >= 0xD800 && code < 0xE000 ? '' : spell(String.fromCodePoint(code)));
    }
    let hash = 0x811C9DC5;
    for (const byte of encoder.encode(texts.join('\0'))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    blocks[first] = hash;
  }
}
// The page's answers go by way of the document: not every driver's scripts see a module's.
document.querySelector('#out').addEventListener('click', ({ target }) => {
  const { ask } = target.dataset;
  target.dataset.answer = JSON.stringify(JSON.parse(ask).map(fold));
});
document.querySelector('#out').dataset.blocks = JSON.stringify(blocks);
document.querySelector('#out').textContent = 'ready';
";

/// Names as people write them, with everything that has ever gone wrong in comparing them.
const NAMES: [&str; 24] = [
    "  Jane   Doe ",
    "ＪＡＮＥ　ＤＯＥ",
    "\u{202b}محمد علي\u{202c}",
    "ΟΔΥΣΣΕΥΣ",
    "Σ ΑΣ ΑΣ. ΑΣΑ Σ'Σ",
    "οδυσσεύς",
    "Straße STRASSE ẞ",
    "İzmir ISPARTA ıspır",
    "cafe\u{301} CAFÉ",
    "ﬁsh ﬀ ﬃ",
    "❤\u{fe0f} ☺\u{fe0e}",
    "\u{200b}\u{feff}a\u{ad}b",
    "tab\tand\u{0}nul\u{85}",
    "각 각 ᄀ\u{1161}\u{11a8}",
    "か\u{3099} ガ ｶﾞ ㍿",
    "Å Å A\u{30a} q\u{323}\u{307} q\u{307}\u{323}",
    "Ǆ ǅ ǆ ŉ ĳ",
    "हिन्दी क़ क\u{93c}",
    "ไทย ำ ກຳ",
    "𝕁𝔬𝓱𝖓 ① Ⅷ ½",
    "\u{1d15e} \u{fb2c} \u{340}\u{341}\u{343}\u{344}",
    "\u{390} \u{1fd3} \u{3b0} \u{1fe3}",
    "a\u{300}\u{5ae}\u{315}\u{62}",
    "👩\u{200d}👩\u{200d}👧 🏴\u{e0067}\u{e0062}",
];

async fn the_page_and_the_builder_spell_alike(engine: Engine) {
    let Some(browser) = Browser::open(engine, Setup::default()).await else { return };
    let _site = with_core(&browser, SCRIPT).await;
    let names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    for (name, theirs) in names.iter().zip(asked_of_page(&browser, &names).await) {
        assert_eq!(theirs, fold(&NativePlatform, name), "{name:?}");
    }

    let blocks = browser.execute("return document.querySelector('#out').dataset.blocks", vec![]).await;
    let blocks: Value = serde_json::from_str(blocks.as_str().expect("a text")).expect("hashes");
    let mut different = Vec::new();
    let mut compared = 0;
    for first in PLANES.into_iter().flat_map(|plane| plane.step_by(BLOCK as usize)) {
        compared += 1;
        let theirs = blocks[first.to_string()].as_u64().expect("a hash");
        if theirs != u64::from(hash(first)) {
            different.extend(differences(&browser, first).await);
        }
    }
    assert_eq!(compared, 65, "blocks");
    let is_older = |character: &char| !NEWER.iter().any(|range| range.contains(character));
    let older: Vec<String> = different.iter().copied().filter(is_older).map(named).collect();
    assert_eq!(older, Vec::<String>::new(), "{engine} spells characters of Unicode 15.0 otherwise");
    println!("{engine}: {} characters are newer than its tables", different.len());
    assert!(different.len() < 6000, "{} characters", different.len());
}

/// Opens a page that has the page's core and this script, and waits until the script says that it is ready.
pub(crate) async fn with_core(browser: &Browser, script: &str) -> (TempDir, Witness) {
    let folder = TempDir::with_prefix("hushset-spelling-").expect("a temporary folder");
    let core = Site::sample().built().app().join("core");
    fs::create_dir(folder.path().join("core")).expect("a folder");
    for file in ["load.js", "browser.js", "hushset_wasm_bg.js", "hushset_wasm_bg.wasm"] {
        fs::copy(core.join(file), folder.path().join("core").join(file)).expect("the page's program");
    }
    fs::write(folder.path().join("index.html"), PAGE).expect("a page");
    fs::write(folder.path().join("spelling.js"), script).expect("a script");
    let witness = Witness::start(static_folder(folder.path())).await;
    browser.goto(&witness.url("/")).await;
    browser.wait_for_text("#out", "ready").await;
    (folder, witness)
}

fn named(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// Every way in which a character is compared.
fn ways(character: char) -> [String; 3] {
    [format!("{character}"), format!("A{character}"), format!("{character}\u{301}\u{323}")]
}

/// The builder's half.
fn hash(first: u32) -> u32 {
    let spell = |code: u32| match char::from_u32(code) {
        Some(character) => ways(character).map(|way| fold(&NativePlatform, &way)).join("\n"),
        None => String::new(),
    };
    let texts: Vec<String> = (first..first + BLOCK).map(spell).collect();
    texts
        .join("\0")
        .bytes()
        .fold(0x811C_9DC5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What the script makes of each text.
pub(crate) async fn asked_of_page(browser: &Browser, texts: &[String]) -> Vec<Value> {
    let script = "const out = document.querySelector('#out'); out.dataset.ask = arguments[0]; out.click();
        return out.dataset.answer";
    let ask = serde_json::to_string(texts).expect("JSON");
    let answer = browser.execute(script, vec![json!(ask)]).await;
    serde_json::from_str(answer.as_str().expect("a text")).expect("a list of answers")
}

/// The characters of a block that the two spell differently.
async fn differences(browser: &Browser, first: u32) -> Vec<char> {
    let characters: Vec<char> = (first..first + BLOCK).filter_map(char::from_u32).collect();
    let texts: Vec<String> = characters.iter().flat_map(|character| ways(*character)).collect();
    let theirs = asked_of_page(browser, &texts).await;
    let differ = |at: usize| (at * 3..at * 3 + 3).any(|at| theirs[at] != fold(&NativePlatform, &texts[at]));
    let different: Vec<char> =
        (0..characters.len()).filter(|at| differ(*at)).map(|at| characters[at]).collect();
    assert!(!different.is_empty(), "the hashes of the block at U+{first:04X} differ, and no character does");
    different
}
