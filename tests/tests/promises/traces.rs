//! Promise 6: no cookies, no credentials, no referrer, and the query is written nowhere: not on the wire, not in the
//! browser.

use hushset_core::text::{NativePlatform, fold};
use hushset_tests::browser::Engine;
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use hushset_tests::witness::{Exchange, Requests};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

in_every_engine!(
    requests_carry_no_cookie_credential_or_referrer,
    the_query_is_nowhere_on_the_wire,
    the_query_is_nowhere_in_the_browser,
);

/// What to ask for: every kind of name, listed and not.
fn queries() -> Vec<String> {
    let names = &Site::sample().names;
    let (members, strangers) = (&names.members, &names.strangers);
    [&members.nsid, &members.display, &members.arabic, &members.photo, &members.photo_page, &strangers.alias]
        .into_iter()
        .cloned()
        .chain(["a Name that-nobody-HAS".to_owned(), "#fffffff".to_owned()])
        .collect()
}

/// Checks everything, asks for details where there are any, so that every kind of request is made.
async fn use_page(page: &Page) {
    for query in queries() {
        let answer = page.check(&query).await;
        if answer.kind == "hit" {
            page.ask_details().await;
        }
    }
}

async fn requests_carry_no_cookie_credential_or_referrer(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let cookies = "return document.cookie";
    use_page(&page).await;
    assert_eq!(page.execute(cookies, vec![]).await, json!(""), "the page sets no cookie");
    let all = witness.log().all();
    for exchange in all.iter() {
        assert_bare(exchange);
        assert_eq!(exchange.response_header("set-cookie"), None, "{exchange}");
    }
    assert!(all.iter().all(|exchange| exchange.request_header("cookie").is_none()), "{all}");

    // Somebody else at the same host may have set one. The index is asked without it all the same.
    page.execute("document.cookie = 'planted=1; path=/; max-age=1000'", vec![]).await;
    assert_eq!(page.execute(cookies, vec![]).await, json!("planted=1"), "it was set");
    let mark = witness.log().mark();
    page.visit(&witness.url("/")).await;
    page.check("somebody else").await;
    let index = witness.log().since(mark).only("/hushset/");
    assert!(!index.is_empty(), "something was asked for");
    for exchange in index.iter() {
        assert_bare(exchange);
        assert_eq!(exchange.request_header("cookie"), None, "{exchange:#}");
    }
}

fn assert_bare(exchange: &Exchange) {
    for header in ["authorization", "referer", "origin-trial", "x-requested-with", "dnt-id"] {
        assert_eq!(exchange.request_header(header), None, "{exchange:#}");
    }
    assert_eq!(exchange.method, "GET", "{exchange}");
    assert!(!exchange.target.contains(['?', '#']), "{exchange}");
    assert!(exchange.raw_request.ends_with(b"\r\n\r\n"), "no body: {exchange:#}");
}

/// All the ways in which a text could be written into a request.
pub(crate) fn spellings(text: &str) -> Vec<String> {
    let folded = fold(&NativePlatform, text);
    let mut all = Vec::new();
    for text in [text, &folded] {
        let bytes = text.as_bytes();
        all.push(text.to_owned());
        all.push(percent(bytes));
        all.push(percent(bytes).replace("%20", "+"));
        all.push(percent(bytes).to_lowercase());
        all.extend([base64(bytes, *b"+/"), base64(bytes, *b"-_")]);
        all.push(hex(bytes));
        all.extend(["", "flickr:owners:", "flickr:items:", "flickr:tags:"].map(|family| {
            // Half a hash is as good as a whole one.
            hex(&Sha256::digest(format!("{family}{text}")))[..16].to_owned()
        }));
    }
    all
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}

fn percent(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(byte) {
            text.push(char::from(*byte));
        } else {
            write!(text, "%{byte:02X}").expect("a string takes everything");
        }
        text
    })
}

/// Base64 without padding, up to the last whole group: what follows depends on what comes next.
fn base64(bytes: &[u8], last: [u8; 2]) -> String {
    let letter = |six: u32| match u8::try_from(six & 63).expect("six bits") {
        six @ 0..26 => char::from(b'A' + six),
        six @ 26..52 => char::from(b'a' + six - 26),
        six @ 52..62 => char::from(b'0' + six - 52),
        six => char::from(last[usize::from(six - 62)]),
    };
    bytes
        .chunks_exact(3)
        .flat_map(|group| {
            let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
            [18, 12, 6, 0].map(|shift| letter(bits >> shift))
        })
        .collect()
}

/// Where a text stands in what the server received, in any spelling.
fn found(requests: &Requests, text: &str) -> Option<String> {
    let spellings = spellings(text);
    requests.iter().find_map(|exchange| {
        let wire = exchange.request_text();
        let spelling = spellings.iter().find(|spelling| wire.contains(&***spelling))?;
        Some(format!("“{text}” was sent as “{spelling}”: {exchange:#}"))
    })
}

async fn the_query_is_nowhere_on_the_wire(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    use_page(&page).await;
    witness.log().settled().await;
    let all = witness.log().all();
    for query in queries() {
        assert_eq!(found(&all, &query), None);
    }
    let (number, _) = Site::sample().names.members.nsid.split_once('@').expect("an account number");
    assert_eq!(found(&all, number), None);

    // And the search does find what is there.
    let mark = witness.log().mark();
    for (text, sent) in [("a Name that-nobody-HAS", "a%20name%20that-nobody-has"), ("#fffffff", "I2ZmZmZm")] {
        page.execute(
            "return fetch(arguments[0]).then(answer => answer.status)",
            vec![json!(format!("/{sent}"))],
        )
        .await;
        let sent = witness.log().since(mark);
        assert!(found(&sent, text).is_some(), "{text} was overlooked in\n{sent}");
    }
}

/// Everything where a page can leave something, but for its own document.
pub(crate) async fn left_behind(page: &Page) -> Value {
    // A function's body may only wait if it is that of an asynchronous one.
    const TRACES: &str = "return (async () => {
        const databases = typeof indexedDB.databases === 'function' ? await indexedDB.databases() : [];
        const workers = await navigator.serviceWorker?.getRegistrations() ?? [];
        return {
            address: location.href, title: document.title, name: window.name, referrer: document.referrer,
            history: [history.length, history.state],
            local: Object.entries(localStorage), session: Object.entries(sessionStorage),
            cookies: document.cookie, databases: databases.map(({ name }) => name),
            caches: typeof caches === 'object' ? await caches.keys().catch(() => []) : [], workers: workers.length,
            forms: [...document.querySelectorAll('[name]:not(meta, input[type=radio])')].length,
        }
    })()";
    page.execute(TRACES, vec![]).await
}

async fn the_query_is_nowhere_in_the_browser(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let before = left_behind(&page).await;
    use_page(&page).await;
    let after = left_behind(&page).await;
    assert_eq!(before, after);
    assert_eq!(after["address"], json!(witness.url("/")));
    for empty in ["local", "session", "databases", "caches"] {
        assert_eq!(after[empty], json!([]), "{empty}");
    }
    assert_eq!((&after["cookies"], &after["name"], &after["forms"]), (&json!(""), &json!(""), &json!(0)));
    assert_eq!((&after["workers"], &after["history"][1]), (&json!(0), &Value::Null));
    if let Some(console) = page.console().await {
        assert_eq!(console, Vec::<String>::new(), "the console stays empty");
    }

    // What a browser fills in when a page is loaded again.
    page.write("a Name that-nobody-HAS").await;
    page.client().refresh().await.expect("a reload");
    page.ready().await;
    assert_eq!(page.typed().await, "", "the field is empty after a reload");
}
