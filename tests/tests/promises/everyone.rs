//! The page is for everyone: whoever reads it with a screen reader, uses a keyboard alone, enlarges it fourfold, needs other colours
//! or less motion, reads from right to left, or has no scripts.

use crate::states::{DOWNLOAD, STATIC_PAGES, through_all_states};
use hushset_tests::browser::{ENTER, Engine, SPACE, Setup, TAB};
use hushset_tests::in_every_engine;
use hushset_tests::page::{DETAILS, Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::fs;
use std::path::Path;

in_every_engine!(
    nobody_is_kept_out_in_english,
    nobody_is_kept_out_in_arabic,
    nobody_is_kept_out_of_the_other_pages,
    everything_can_be_done_by_keyboard,
    without_scripts_the_page_says_what_to_do,
);

/// Runs axe-core with everything it knows: WCAG 2.2 at levels A and AA, and best practices.
const CHECK: &str = "return axe.run(document, { resultTypes: ['violations'], ...arguments[0] })
    .then(({ violations, passes }) => ({
        passed: passes.length,
        violations: violations.map(({ id, help, nodes }) =>
            `${id}: ${help}: ` + nodes.map(({ target, failureSummary }) => `${target} (${failureSummary})`).join(' | ')),
    }))";

/// The width of a small phone, and of a window of 1280 px that is enlarged fourfold.
const NARROW: u32 = 320;

/// What keeps people out, with the state that it was found in.
pub(crate) struct Inspector {
    axe: String,
    found: RefCell<Vec<String>>,
}

impl Inspector {
    pub(crate) fn new() -> Self {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(axe).expect("axe-core, which `npm ci` installs");
        Self { axe, found: RefCell::default() }
    }

    /// Looks at the page as it is: at the width of a desk and at that of a phone, in light colours and in dark ones.
    async fn inspect(&self, page: &Page, state: &str) {
        self.run_axe(page, state, json!({})).await;
        page.resize(NARROW, 800).await;
        // What is small is another layout, in which other things may be too near to each other.
        self.run_axe(page, &format!("{state}, narrow"), json!({})).await;
        let wide = page.execute("return document.documentElement.scrollWidth", vec![]).await;
        if wide.as_u64().expect("a width") > u64::from(NARROW) {
            self.found.borrow_mut().push(format!("{state}: {wide} px wide on a screen of {NARROW}"));
        }
        page.resize(1280, 900).await;
        // WebKit has its colours from its start.
        if page.engine() != Engine::WebKit {
            page.set_media(true, true).await;
            self.run_axe(page, &format!("{state}, dark"), json!({ "runOnly": ["color-contrast"] })).await;
            page.set_media(false, true).await;
        }
    }

    /// Looks at the document as it is.
    pub(crate) async fn run_axe(&self, page: &Page, state: &str, options: Value) {
        // Not every driver keeps for the next script what one has left in the window.
        let script = format!("if (!window.axe) {{ {} }}\n{CHECK}", self.axe);
        let found = page.execute(&script, vec![options]).await;
        assert!(found["passed"].as_u64() > Some(0), "axe looked at something: {found}");
        let violations = found["violations"].as_array().expect("a list").iter().filter_map(Value::as_str);
        self.found.borrow_mut().extend(violations.map(|violation| format!("{state}: {violation}")));
    }

    #[track_caller]
    pub(crate) fn assert_nothing_found(&self) {
        let found = self.found.borrow();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// All states of the page in a language. Dark from the start is for the engine that cannot be changed later.
async fn nobody_is_kept_out(engine: Engine, path: &str, dark: bool) {
    let (faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let setup = Setup { dark, reduced_motion: true, ..Setup::default() };
    let Some(page) = Page::blank(engine, setup).await else { return };
    page.visit(&witness.url(path)).await;
    let inspector = Inspector::new();
    through_all_states(&page, &faults, async |state| inspector.inspect(&page, state).await).await;
    inspector.assert_nothing_found();

    // It finds what is there.
    page.execute("document.querySelector('label').remove()", vec![]).await;
    inspector.inspect(&page, "spoiled").await;
    assert!(
        inspector.found.borrow().iter().any(|found| found.starts_with("spoiled: label")),
        "it was overlooked"
    );
}

async fn nobody_is_kept_out_in_english(engine: Engine) {
    nobody_is_kept_out(engine, "/", false).await;
}

async fn nobody_is_kept_out_in_arabic(engine: Engine) {
    nobody_is_kept_out(engine, "/ar/", engine == Engine::WebKit).await;
}

async fn nobody_is_kept_out_of_the_other_pages(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let setup = Setup { reduced_motion: true, ..Setup::default() };
    let Some(page) = Page::blank(engine, setup).await else { return };
    let inspector = Inspector::new();
    for (language, home, direction) in [("en", "/", "ltr"), ("ar", "/ar/", "rtl")] {
        for (name, path) in STATIC_PAGES {
            page.goto(&witness.url(&format!("{home}{path}"))).await;
            let said = page.execute(LANGUAGE, vec![]).await;
            assert_eq!(said, json!([language, direction]), "{name}");
            inspector.inspect(&page, &format!("{name}, {language}")).await;
        }
    }
    inspector.assert_nothing_found();
}

/// The language of a document, and the direction that it is read in.
const LANGUAGE: &str = "return [document.documentElement.lang, document.documentElement.dir]";

/// Notes in the document what screen readers are told. Not in the window, where not every driver's scripts see what others
/// have left.
const LISTEN: &str = "new MutationObserver((changes) => {
        for (const { target } of changes) {
            const region = (target.nodeType === 1 ? target : target.parentElement)?.closest('[role=status], [aria-live]');
            if (region?.textContent) document.documentElement.dataset.told += region.textContent + '\\n';
        }
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
    document.documentElement.dataset.told = ''";

/// A reader who has nothing but a keyboard.
struct Keyboard<'a>(&'a Page);

impl Keyboard<'_> {
    /// Goes on with Tab to what the selector matches. At each stop it can be seen where that is.
    async fn tab_to(&self, css: &str) {
        const STOP: &str = "const { activeElement } = document;
            const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
            return {
                there: activeElement.matches(arguments[0]),
                marked: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
                what: `${activeElement.outerHTML.slice(0, 100)} ${outlineStyle} ${outlineWidth}`,
            }";
        let mut passed = Vec::new();
        for _ in 0..120 {
            self.0.press_keys(TAB).await;
            let stop = self.0.execute(STOP, vec![json!(css)]).await;
            assert_eq!(stop["marked"], true, "nobody sees that the focus is at {}", stop["what"]);
            if stop["there"] == true {
                return;
            }
            passed.push(stop["what"].to_string());
        }
        panic!("Tab does not lead to `{css}`, but to\n{}", passed.join("\n"));
    }

    /// Fails unless the focus is at what the selector matches, within patience.
    async fn is_at(&self, css: &str) {
        self.0.wait_until(&format!("return document.activeElement.matches('{css}')")).await;
    }

    /// Fails unless a screen reader has been told this, within patience.
    async fn is_told(&self, text: &str) {
        self.0.wait_until(&format!("return document.documentElement.dataset.told.includes('{text}')")).await;
    }
}

async fn everything_can_be_done_by_keyboard(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let names = &Site::sample().names;
    let keyboard = Keyboard(&page);
    page.execute(LISTEN, vec![]).await;

    keyboard.tab_to("#text").await;
    page.press_keys(&names.members.nsid).await;
    keyboard.is_told("This is the account with the number").await;
    page.press_keys(ENTER).await;
    keyboard.is_at("#verdict").await;
    keyboard.is_told("Checking").await;

    keyboard.tab_to(DETAILS).await;
    page.press_keys(ENTER).await;
    keyboard.is_at("#details").await;
    keyboard.tab_to(".photos a").await;

    keyboard.tab_to(".letter-maker input[type=radio]").await;
    page.press_keys(SPACE).await;
    keyboard.is_told("The letter about").await;
    keyboard.tab_to("#letter-name").await;
    page.press_keys("A Name").await;
    page.wait_for_text("article.letter", "A Name").await;
    keyboard.tab_to(".deliver button").await;

    keyboard.tab_to(DOWNLOAD).await;
    page.press_keys(ENTER).await;
    keyboard.is_told("Everything is here and verified").await;
    keyboard.is_at(".offline, .offline *").await;

    keyboard.tab_to("#lines").await;
    page.press_keys(&[&*names.members.alias, &*names.strangers.alias].join(ENTER)).await;
    keyboard.tab_to(".bulk .start .offer").await;
    page.press_keys(SPACE).await;
    keyboard.is_told("2 lines were checked").await;
    keyboard.is_at(".bulk, .bulk *").await;
    keyboard.tab_to(".kind").await;
}

async fn without_scripts_the_page_says_what_to_do(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().folder).await;
    let setup = Setup { javascript: false, ..Setup::default() };
    let Some(page) = Page::blank(engine, setup).await else { return };
    for path in ["/", "/ar/"] {
        page.goto(&witness.url(path)).await;
        let text = match engine {
            // It runs no scripts of the page and goes on believing in them, so that it does not show this.
            Engine::WebKit => {
                page.wait_until("return document.querySelector('noscript').textContent").await.to_string()
            }
            Engine::Chromium | Engine::Firefox => {
                page.wait_gone(".stalled").await;
                page.wait_for_text("noscript", "hushset download").await
            }
        };
        assert!(text.contains("JavaScript") && text.contains("hushset check copy"), "{text}");
    }
    for (_, path) in STATIC_PAGES {
        page.goto(&witness.url(&format!("/{path}"))).await;
        page.wait_for("main h1").await;
    }
    let programs = witness.log().all().only(".wasm");
    assert!(programs.iter().all(|exchange| exchange.target.contains("/app-")), "{programs}");
    witness.log().all().only("/hushset/").assert_none("without scripts");
}

/// Colours that the reader has chosen for everything, as with Windows' contrast themes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_by_a_colour_that_a_reader_may_replace() {
    /// What would be invisible: a control without a border, and lit cells that look like the others.
    const INVISIBLE: &str = "const shown = [...document.querySelectorAll('button:not(.link), input, textarea')]
            .filter(element => element.checkVisibility());
        const bare = shown.filter(element => getComputedStyle(element).borderStyle === 'none'
            && !['radio', 'checkbox', 'file'].includes(element.type));
        const fill = (cell) => getComputedStyle(cell).fill;
        const grids = [...document.querySelectorAll('svg.cells')].filter(grid => grid.querySelector('.lit[d]:not([d=\"\"])'));
        const alike = grids.filter(grid => grid.querySelector('.unlit')
            && fill(grid.querySelector('.lit')) === fill(grid.querySelector('.unlit')));
        return [...bare, ...alike].map(element => element.outerHTML.slice(0, 200))";
    let (faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let Some(page) = Page::blank(Engine::Chromium, Setup::default()).await else { return };
    let features = json!([{ "name": "forced-colors", "value": "active" }]);
    page.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    page.visit(&witness.url("/")).await;
    assert_eq!(page.execute("return matchMedia('(forced-colors: active)').matches", vec![]).await, true);
    through_all_states(&page, &faults, async |state| {
        assert_eq!(page.execute(INVISIBLE, vec![]).await, json!([]), "{state}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_moves_for_those_who_asked_for_that() {
    const MOVING: &str =
        "const smooth = getComputedStyle(document.documentElement).scrollBehavior === 'smooth';
        const moving = document.getAnimations().map(({ effect }) => effect.target.outerHTML.slice(0, 200));
        return smooth ? ['the page scrolls smoothly', ...moving] : moving";
    let (faults, witness) = serve(&Site::sample().variant(Variant::Pictures).folder).await;
    let setup = Setup { reduced_motion: true, ..Setup::default() };
    let Some(page) = Page::blank(Engine::Chromium, setup).await else { return };
    page.visit(&witness.url("/")).await;
    through_all_states(&page, &faults, async |state| {
        assert_eq!(page.execute(MOVING, vec![]).await, json!([]), "{state}");
    })
    .await;
}
