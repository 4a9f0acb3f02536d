//! What a page that knows its publisher's key, a number or a build does not believe: it says so, and answers nothing.

use hushset_tests::browser::{Engine, Setup};
use hushset_tests::faults::{Fault, PathMatch, Rule};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, serve};
use hushset_tests::site::{Site, run};
use hushset_tests::variant::{Built, Variant};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

in_every_engine!(
    a_page_that_knows_the_key_believes_nothing_else,
    an_open_page_goes_back_to_no_older_list,
    a_pinned_build_is_asked_for_by_its_name,
    a_reader_goes_on_while_builds_are_published,
);

const CURRENT: &str = "hushset/current.bin";

/// Where the number stands in it.
const NUMBER: usize = 40;

fn member() -> &'static str {
    &Site::sample().names.members.nsid
}

/// What was signed, with whose key the page knows.
struct Signed {
    folder: TempDir,
}

impl Signed {
    fn new() -> Self {
        let signed = Self { folder: TempDir::with_prefix("hushset-signed-").expect("a temporary folder") };
        run(&["keys", "--no-passphrase", "--out", text(&signed.path("one.key"))]);
        run(&["keys", "--no-passphrase", "--out", text(&signed.path("other.key"))]);
        let key = fs::read_to_string(signed.path("one.key.pub")).expect("the public key");
        let line = key.lines().last().expect("the key's line");
        let sample = Site::sample().variant(Variant::Small);
        let settings = fs::read_to_string(&sample.settings).expect("settings");
        let pinned = settings.replacen("[site]", &format!("[site]\npublic_key = \"{line}\""), 1);
        // Beside the tables, which the settings name.
        let name = signed.folder.path().file_name().expect("its name");
        let file = sample.settings.with_file_name(name).with_extension("toml");
        fs::write(&file, pinned).expect("settings");
        let (settings, site, key) = (text(&file), signed.site(), signed.path("one.key"));
        run(&["build", "--config", settings, "--out", text(&site), "--sign-key", text(&key)]);
        fs::remove_file(&file).expect("settings that nobody needs any more");
        signed
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn site(&self) -> PathBuf {
        self.path("site")
    }

    fn current(&self) -> Vec<u8> {
        fs::read(self.site().join(CURRENT)).expect("current.bin")
    }

    /// The same, signed with a key that the page does not know.
    fn by_another(&self) -> Vec<u8> {
        let good = self.current();
        run(&["sign", text(&self.site()), "--key", text(&self.path("other.key"))]);
        let other = self.current();
        fs::write(self.site().join(CURRENT), good).expect("current.bin");
        other
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}

/// Says in a site which build is current. Later moments have higher numbers: a browser that has an earlier answer learns by
/// the file's time that there is another.
fn say(site: &Path, current: &[u8], moment: u64) {
    let file = site.join(CURRENT);
    fs::write(&file, current).expect("current.bin");
    let time = SystemTime::now() - Duration::from_hours(1) + Duration::from_mins(moment);
    File::options().append(true).open(&file).expect("the file").set_modified(time).expect("its time");
}

/// Whether this engine can verify signatures, by a signature that is not the page's: [RFC 8032, section 7.1][rfc], of no
/// bytes. (Making a key would be shorter, but `WebKit` with `libgcrypt` fails at it once in some hundred times: where a
/// number of the key begins with a zero byte.)
///
/// [rfc]: https://www.rfc-editor.org/rfc/rfc8032#section-7.1
async fn verifies(page: &Page) -> bool {
    const KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    const SIGNATURE: &str = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b\
                             d25bf5f0595bbe24655141438e7a100b";
    let script = "const [key, signature] = [...arguments].map((digits) => Uint8Array.from(digits.match(/../g), \
                  (byte) => parseInt(byte, 16)));\
                  const made = crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);\
                  return made.then((key) => crypto.subtle.verify('Ed25519', key, signature, new Uint8Array()), () => false)";
    page.execute(script, vec![KEY.into(), SIGNATURE.into()]).await.as_bool().expect("yes or no")
}

async fn a_page_that_knows_the_key_believes_nothing_else(engine: Engine) {
    let signed = Signed::new();
    let site = signed.site();
    let (_, witness) = serve(&site).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    assert_eq!(page.check(member()).await.kind, "hit");
    let verifies = verifies(&page).await;
    let said = page.text(".host .build").await;
    eprintln!("{engine:?} verifies Ed25519: {verifies}");
    assert_eq!(said.contains("signature was verified"), verifies, "{said}");
    assert_eq!(said.contains("was not verified"), !verifies, "{said}");

    let good = signed.current();
    let mut unsigned = good[..49].to_vec();
    unsigned[48] = 0;
    let mut changed = good.clone();
    changed[NUMBER] += 1;
    let mut cases =
        vec![(unsigned, "The list is not signed"), (signed.by_another(), "signed with another key")];
    if verifies {
        cases.push((changed, "signature does not fit"));
    }
    for ((current, words), moment) in cases.into_iter().zip([1, 3, 5]) {
        say(&site, &current, moment);
        let mark = witness.log().mark();
        page.goto(&witness.url("/")).await;
        let notice = page.wait_for_text(".foresight .notice", words).await;
        assert_eq!(page.count(".submit[aria-disabled=true]").await, 1, "nothing can be asked: {notice}");
        let asked = witness.log().since(mark).only("/hushset/");
        assert_eq!(asked.len(), 1, "what is not believed is not followed:\n{asked}");
        assert_eq!(page.receipt().await.len(), 1, "{notice}");
        say(&site, &good, moment + 1);
        page.click(".foresight .offer").await;
        page.ready().await;
        assert_eq!(page.check(member()).await.kind, "hit", "the right one is believed");
    }
}

async fn an_open_page_goes_back_to_no_older_list(engine: Engine) {
    let folder = TempDir::with_prefix("hushset-older-").expect("a temporary folder");
    let site = Site::sample().variant(Variant::Small).copy_to(folder.path());
    let say_number = |number: u8, moment: u64| {
        let mut current = fs::read(site.folder.join(CURRENT)).expect("current.bin");
        current[NUMBER] = number;
        say(&site.folder, &current, moment);
    };
    let (faults, witness) = serve(&site.folder).await;
    say_number(5, 1);
    let Some(page) = Page::open(engine, &witness).await else { return };
    faults.set([Rule::new(PathMatch::contains("/f/"), Fault::Status(404))]);
    say_number(4, 2);
    assert_eq!(page.check(member()).await.kind, "unavailable");
    page.press(".answer .offer").await;
    let answer = page.answer().await;
    assert_eq!(answer.kind, "unavailable");
    assert!(answer.text.contains("older list than this page has seen"), "{answer:?}");
    assert!(answer.text.contains("This is not an answer"), "{answer:?}");

    faults.clear();
    say_number(6, 3);
    page.press(".answer .offer").await;
    assert_eq!(page.answer().await.kind, "hit");
    // Nothing of it is kept: what the page has seen goes with the page.
    say_number(4, 4);
    page.visit(&witness.url("/")).await;
    assert_eq!(page.check(member()).await.kind, "hit");
}

async fn a_pinned_build_is_asked_for_by_its_name(engine: Engine) {
    let folder = TempDir::with_prefix("hushset-pinned-").expect("a temporary folder");
    let site = Site::sample().variant(Variant::Small).copy_to(folder.path());
    let build = site.build();
    let name = build.file_name().expect("a name").to_str().expect("hexadecimal digits");
    pin(&site, name);
    let (_, witness) = serve(folder.path()).await;
    let Some(page) = Page::blank(engine, Setup::default()).await else { return };
    let mark = witness.log().mark();
    page.visit(&witness.url("/")).await;
    assert_eq!(page.check(member()).await.kind, "hit");
    let asked = witness.log().since(mark).only("/hushset/");
    let of_it = |target: &&str| target.contains(name);
    assert!(asked.len() == 2 && asked.targets().iter().all(of_it), "the manifest and a part:\n{asked}");

    fs::rename(&build, build.with_file_name("f".repeat(64))).expect("the build is gone");
    let page = Page::blank(engine, Setup::default()).await.expect("the engine that was there before");
    page.goto(&witness.url("/")).await;
    let notice = page.wait_for_text(".foresight .notice", "status 404").await;
    assert_eq!(page.count(".submit[aria-disabled=true]").await, 1, "{notice}");
}

/// One build later the page's own is still there. Two later it is gone: the page says so, and goes on with the newest.
async fn a_reader_goes_on_while_builds_are_published(engine: Engine) {
    let folder = TempDir::with_prefix("hushset-renewed-").expect("a temporary folder");
    let site = Site::sample().variant(Variant::Small).copy_to(folder.path());
    let publish = |variant| {
        run(&[
            "build",
            "--config",
            text(&Site::sample().variant(variant).settings),
            "--out",
            text(&site.folder),
        ]);
    };
    let current = fs::read(site.folder.join(CURRENT)).expect("current.bin");
    say(&site.folder, &current, 1);
    let old = site.build();
    let name = old.file_name().expect("a name").to_str().expect("hexadecimal digits");
    let (_, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let names = &Site::sample().names;

    publish(Variant::Other);
    let mark = witness.log().mark();
    assert_eq!(page.check(member()).await.kind, "hit");
    assert_eq!(page.check(&names.strangers.nsid).await.kind, "miss");
    let asked = witness.log().since(mark);
    assert!(asked.targets().iter().all(|target| target.contains(name)), "one build, whole:\n{asked}");

    publish(Variant::Pictures);
    assert!(!old.exists(), "its build has gone");
    let answer = page.check(&names.members.photo).await;
    assert_eq!(answer.kind, "unavailable");
    assert!(answer.text.contains("This is not an answer"), "{answer:?}");
    page.press(".answer .offer").await;
    assert_eq!(page.answer().await.kind, "hit");
    assert_eq!(page.check(&names.strangers.photo).await.kind, "miss");
    page.check(member()).await;
    page.ask_details().await;
    assert!(page.count(".photos li").await > 0, "details come from the new build, too");
}

/// Writes a build's name into the page, as whoever embeds it may.
fn pin(site: &Built, name: &str) {
    let page = site.folder.join("index.html");
    let html = fs::read_to_string(&page).expect("the page");
    let pinned = html.replacen(
        "<meta name=\"hushset-root\"",
        &format!("<meta name=\"hushset-build\" content=\"{name}\">\n<meta name=\"hushset-root\""),
        1,
    );
    assert_ne!(html, pinned);
    fs::write(&page, pinned).expect("the page");
    for ending in ["html.br", "html.gz"] {
        fs::remove_file(page.with_extension(ending)).expect("the compressed page");
    }
}
