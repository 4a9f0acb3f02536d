//! Promise 8: a check that could not be completed says so, whatever went wrong, and never reads as "not found".

use hushset_tests::browser::{ENTER, Engine, Setup};
use hushset_tests::faults::Fault;
use hushset_tests::faults::matrix::{Case, Victim};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, serve};
use hushset_tests::site::{Site, binary};
use hushset_tests::variant::{Built, Variant};
use hushset_tests::witness::Witness;
use std::process::{Command, Output};

in_every_engine!(
    a_broken_filter_shard_is_no_answer,
    a_broken_exact_shard_is_no_answer,
    a_broken_manifest_is_no_answer,
    a_broken_current_file_is_no_answer,
    a_cut_network_is_no_answer,
);

/// The file that a check of the member asks for.
fn asked(victim: Victim, site: &Built) -> String {
    let output = ask(&site.folder.display().to_string(), victim);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let path = said.lines().find(|line| line.contains(victim.pattern())).unwrap_or(victim.pattern());
    let path = path.split_whitespace().find(|word| word.contains(victim.pattern())).expect("a path");
    path.to_owned()
}

/// The faults that an engine goes through: one of them all, the others those that engines might take differently.
fn cases(engine: Engine, victim: Victim, site: &Built) -> Vec<Case> {
    let other = Site::sample().variant(Variant::Other);
    let mut cases = victim.faults(site, &other, &asked(victim, site));
    if engine != Engine::Chromium {
        let differs = |fault: &Fault| {
            matches!(
                fault,
                Fault::Status(404)
                    | Fault::HtmlWith200
                    | Fault::Empty
                    | Fault::FlipBit(_)
                    | Fault::ResetMidway
                    | Fault::UnsaidGzip
                    | Fault::Misannounce(_)
            )
        };
        cases.retain(|case| differs(&case.fault));
    }
    cases
}

/// `hushset check` for the member.
fn ask(site: &str, victim: Victim) -> Output {
    let mut command = Command::new(binary());
    command.args(["check", site, &Site::sample().names.members.nsid]);
    if victim == Victim::Exact {
        command.arg("--details");
    }
    command.output().expect("the command runs")
}

/// Nothing on the page may be taken for an answer.
async fn assert_no_verdict(page: &Page, what: &str) {
    let says = page.says().await.to_lowercase();
    for words in ["not found", "almost certainly", "cannot tell", "are listed in"] {
        assert!(!says.contains(words), "{what}: the page says “{words}”:\n{says}");
    }
    assert_eq!(page.count(".verdicts").await, 0, "{what}");
}

/// The faults from which the page did not recover once they were gone. All of them are tried before a test fails.
#[derive(Default)]
struct Trouble(Vec<String>);

impl Trouble {
    fn note(&mut self, what: &str, helped: bool, says: &str, witness: &Witness) {
        if !helped {
            let seen = witness.log().all().only("/hushset/");
            self.0.push(format!("{what}: the page still says “{says}”; the server saw\n{seen}"));
        }
    }

    fn assert_none(&self) {
        let Self(all) = self;
        assert!(all.is_empty(), "a second try did not help after {} faults:\n{}", all.len(), all.join("\n"));
    }
}

async fn a_broken_filter_shard_is_no_answer(engine: Engine) {
    let (site, victim) = (Site::sample().variant(Variant::Small), Victim::Filter);
    let names = &Site::sample().names;
    let Some(page) = Page::blank(engine, Setup::default()).await else { return };
    let mut trouble = Trouble::default();
    for Case { name: what, fault, .. } in cases(engine, victim, &site) {
        // Another server each time, so that nothing is in the browser's cache.
        let (faults, witness) = serve(&site.folder).await;
        page.visit(&witness.url("/")).await;
        faults.set([victim.struck_by(fault)]);
        for name in [&names.strangers.same_prefix_as_nsid, &names.members.nsid] {
            let hits = faults.hits();
            let answer = page.check(name).await;
            assert_eq!(
                (&*answer.kind, &*answer.headline),
                ("unavailable", "The check could not be completed"),
                "{what}"
            );
            assert!(answer.text.contains("This is not an answer"), "{what}: {answer:?}");
            assert_no_verdict(&page, &what).await;
            assert!(faults.hits() > hits, "{what} never struck:\n{}", witness.log().all());
        }
        faults.clear();
        page.press(".answer .offer").await;
        let answer = page.answer().await;
        trouble.note(&what, answer.kind == "hit", &answer.text, &witness);
    }
    trouble.assert_none();
}

async fn a_broken_exact_shard_is_no_answer(engine: Engine) {
    let (site, victim) = (Site::sample().variant(Variant::Small), Victim::Exact);
    let Some(page) = Page::blank(engine, Setup::default()).await else { return };
    let mut trouble = Trouble::default();
    for Case { name: what, fault, .. } in cases(engine, victim, &site) {
        let (faults, witness) = serve(&site.folder).await;
        page.visit(&witness.url("/")).await;
        faults.set([victim.struck_by(fault)]);
        let answer = page.check(&Site::sample().names.members.nsid).await;
        assert_eq!(answer.kind, "hit", "{what}");
        page.ask_details().await;
        // A browser may try once more by itself.
        assert!(faults.hits() > 0, "{what} never struck:\n{}", witness.log().all());
        page.wait_for_text(".details .notice", "The details could not be read. The verdict above stands.")
            .await;
        let details = page.text(".details").await;
        assert!(!details.contains("There are none") && !details.contains("not listed"), "{what}: {details}");
        assert_eq!(page.count(".photos li").await, 0, "{what}");
        assert_eq!(page.answer().await.kind, "hit", "{what}: the verdict stands");

        faults.clear();
        page.press(".details .notice .offer").await;
        if page.count(".photos").await == 0 {
            // The index was opened anew, and the check repeated: the details are asked for by a click of their own.
            page.ask_details().await;
        }
        let details = page.text(".details").await;
        trouble.note(&what, page.count(".photos li").await > 0, &details, &witness);
    }
    trouble.assert_none();
}

/// What the page does about an index that cannot be opened.
async fn index_is_not_open(engine: Engine, victim: Victim) {
    let site = Site::sample().variant(Variant::Small);
    let Some(page) = Page::blank(engine, Setup::default()).await else { return };
    let mut trouble = Trouble::default();
    for Case { name: what, fault, .. } in cases(engine, victim, &site) {
        let (faults, witness) = serve(&site.folder).await;
        faults.set([victim.struck_by(fault)]);
        page.goto(&witness.url("/")).await;
        page.wait_for_text("#foresight .notice", "The list could not be opened, so nothing can be checked.")
            .await;
        assert!(faults.hits() > 0, "{what} never struck:\n{}", witness.log().all());

        // The rest of the page comes whether or not there is an index.
        page.wait_for(".help").await;
        witness.log().settled().await;
        let mark = witness.log().mark();
        page.write(&site_member()).await;
        page.type_text("#text", ENTER).await;
        page.click(".submit").await;
        assert!(!page.has_asked().await, "{what}: nothing can be checked");
        assert_no_verdict(&page, &what).await;
        witness.log().since(mark).assert_none(&what);

        page.click("#foresight .notice .offer").await;
        page.wait_for("#foresight .notice .offer").await;
        faults.clear();
        let mark = witness.log().mark();
        page.click("#foresight .notice .offer").await;
        // However it ends, it asks which build is current, and then there is a button again.
        witness.log().wait_for(mark, "a second try", |seen| !seen.is_empty()).await;
        page.wait_until("return document.querySelector('#foresight .offer, .submit[aria-disabled=false]')")
            .await;
        let helped = page.count("#foresight .notice").await == 0;
        let says = page.text("#foresight").await;
        trouble.note(&what, helped, &says, &witness);
        if helped {
            let answer = page.check(&site_member()).await;
            assert_eq!(answer.kind, "hit", "{what}: {answer:?}");
        }
    }
    trouble.assert_none();
}

fn site_member() -> String {
    Site::sample().names.members.nsid.clone()
}

async fn a_broken_manifest_is_no_answer(engine: Engine) {
    index_is_not_open(engine, Victim::Manifest).await;
}

async fn a_broken_current_file_is_no_answer(engine: Engine) {
    index_is_not_open(engine, Victim::Current).await;
}

async fn a_cut_network_is_no_answer(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    if engine == Engine::WebKit {
        // It cannot be told that it is offline: every answer is cut short in a_broken_filter_shard_is_no_answer.
        return;
    }
    page.set_offline(true).await;
    let answer = page.check(&site_member()).await;
    assert_eq!(answer.kind, "unavailable", "{answer:?}");
    assert!(answer.text.contains("There is no connection, or it broke."), "{answer:?}");
    assert_no_verdict(&page, "offline").await;
    page.press(".answer .offer").await;
    assert_eq!(page.answer().await.kind, "unavailable", "still offline");
    page.set_offline(false).await;
    page.press(".answer .offer").await;
    assert_eq!(page.answer().await.kind, "hit", "online again");

    page.set_offline(true).await;
    page.ask_details().await;
    page.wait_for_text(".details .notice", "The details could not be read").await;
    page.set_offline(false).await;
    page.press(".details .notice .offer").await;
    assert!(page.count(".photos li").await > 0, "online again");
}
