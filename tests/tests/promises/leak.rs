//! Promise 10: what the page says about the leak is what the plan says and what the server saw.

use hushset_tests::browser::Engine;
use hushset_tests::in_every_engine;
use hushset_tests::page::{DETAILS, Page, about, bytes, serve, suspicion};
use hushset_tests::site::Site;
use hushset_tests::variant::{Built, Shards, Variant};
use hushset_tests::witness::Requests;

in_every_engine!(
    what_a_check_tells_is_said_before_and_after,
    the_receipt_is_what_the_server_saw,
    the_receipt_of_a_second_visit_tells_the_cache_from_the_site,
);

fn sites() -> [Built; 3] {
    let sample = Site::sample();
    [sample.built(), sample.variant(Variant::Small), sample.variant(Variant::Always)]
}

fn per_shard(shards: Shards) -> String {
    about(shards.keys as f64 / shards.number as f64)
}

fn suspicion_after(shards: Shards) -> String {
    suspicion(shards.number as f64)
}

fn contains_all(text: &str, parts: &[String]) {
    for part in parts {
        assert!(text.contains(part), "“{part}” is not in “{text}”");
    }
}

async fn what_a_check_tells_is_said_before_and_after(engine: Engine) {
    let sample = Site::sample();
    for (at, site) in sites().into_iter().enumerate() {
        let always = at == 2;
        let plan = site.plan();
        let (_faults, witness) = serve(&site.folder).await;
        let Some(page) = Page::open(engine, &witness).await else { return };
        for (scope, name, many) in [
            ("owners", &sample.names.members.nsid, "accounts"),
            ("items", &sample.names.strangers.photo, "photos"),
        ] {
            let (filter, exact) = (plan.shards(scope, "filter"), plan.shards(scope, "exact"));
            let finer = if always && exact.bits > filter.bits { exact } else { filter };
            let cost = bytes(if always { filter.len + exact.len } else { filter.len });
            page.write(name).await;
            let foresight = page.wait_for_text("#foresight", many).await;
            let mark = witness.log().mark();
            page.submit().await;
            let answer = page.answer().await;
            assert_eq!(witness.log().since(mark).len(), if always { 2 } else { 1 });
            let told = page.text(".answer .told").await;
            let company = if scope == "owners" { "names" } else { "photos" };
            if finer.bits == 0 {
                contains_all(&foresight, &[format!("the whole list of {many} ({cost})")]);
                contains_all(&told, &["The whole list was fetched, so the host learned nothing".to_owned()]);
            } else {
                let part = format!("1 of {} parts", finer.number);
                let sharing = format!("about {} listed {company} share", per_shard(finer));
                let certain = if scope == "owners" { "name" } else { "photo" };
                let odds = format!(
                    "If the host suspected 1 in 100 that you ask about a certain {certain}, this becomes {}",
                    suspicion_after(finer)
                );
                contains_all(&foresight, &[part.clone(), format!("({cost})"), sharing.clone(), odds.clone()]);
                contains_all(&told, &[part, sharing, odds]);
            }
            assert_ne!(answer.kind, "unavailable");
        }
    }
}

/// The receipt against the log: what stands in it, in this order, with these lengths.
async fn assert_receipt(page: &Page, seen: &Requests) {
    let receipt = page.receipt().await;
    let said: Vec<_> = receipt.iter().map(|line| (format!("/{}", line.path), line.size.clone())).collect();
    let length = |len: usize| bytes(u64::try_from(len).expect("a length"));
    let logged: Vec<_> =
        seen.iter().map(|exchange| (exchange.target.clone(), length(exchange.response_body_len))).collect();
    assert_eq!(said, logged, "{seen}");
    let note = page.text(".receipt .note").await;
    let total: usize = seen.iter().map(|exchange| exchange.response_body_len).sum();
    contains_all(&note, &[format!("{} requests for the list", seen.len()), length(total)]);
}

async fn the_receipt_is_what_the_server_saw(engine: Engine) {
    let sample = Site::sample();
    let names = &sample.names;
    for site in sites() {
        let (_faults, witness) = serve(&site.folder).await;
        let Some(page) = Page::open(engine, &witness).await else { return };
        let log = witness.log();
        log.settled().await;
        assert_receipt(&page, &log.all().only("/hushset/")).await;
        for name in [&names.members.nsid, &names.strangers.alias, &names.members.photo, &names.members.heavy]
        {
            let answer = page.check(name).await;
            if answer.kind == "hit" && page.count(DETAILS).await > 0 {
                page.ask_details().await;
            }
            log.settled().await;
            assert_receipt(&page, &log.all().only("/hushset/")).await;
        }
        let plan = site.plan();
        for (scope, kind, words) in [
            ("owners", "filter", "Verdicts on accounts"),
            ("owners", "exact", "Details of accounts"),
            ("items", "filter", "Verdicts on photos"),
            ("items", "exact", "Details of photos"),
        ] {
            let shards = plan.shards(scope, kind);
            let of =
                if shards.bits == 0 { "the whole list".to_owned() } else { format!("of {}", shards.number) };
            let line = page.receipt().await.into_iter().find(|line| line.what.contains(words)).expect(words);
            assert!(line.what.ends_with(&of), "{line:?} | {of}");
        }
    }
}

/// Files that a browser kept from an earlier visit are not asked for again, and the receipt does not claim that they were.
async fn the_receipt_of_a_second_visit_tells_the_cache_from_the_site(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().variant(Variant::Small).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let name = &Site::sample().names.members.nsid;
    page.check(name).await;
    witness.log().settled().await;
    let mark = witness.log().mark();
    page.visit(&witness.url("/")).await;
    page.check(name).await;
    witness.log().settled().await;
    let seen = witness.log().since(mark).only("/hushset/");
    let receipt = page.receipt().await;
    let mut told: Vec<String> = receipt.iter().map(|line| format!("/{}", line.path)).collect();
    let mut asked = seen.targets();
    told.sort_unstable();
    asked.sort_unstable();
    assert_eq!(told, asked, "{receipt:?}");
}
