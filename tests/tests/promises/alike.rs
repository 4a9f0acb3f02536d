//! Promises 3 and 4: what is requested depends on the first bits of the key, and on nothing else: not on the rest of
//! the name, and not on whether it is listed.

use crate::seen::{Seen, see};
use hushset_tests::browser::Engine;
use hushset_tests::in_every_engine;
use hushset_tests::page::{DETAILS, Page, bytes, serve, suspicion};
use hushset_tests::site::Site;
use hushset_tests::variant::{Built, Variant};
use tempfile::TempDir;

in_every_engine!(
    a_member_and_a_stranger_of_one_prefix_look_alike,
    names_of_other_prefixes_differ_in_the_name_of_a_shard_only,
    details_come_on_a_click_that_says_what_it_tells,
    details_that_come_with_every_check_come_for_everyone,
    a_page_that_fetches_details_on_a_hit_is_caught,
);

/// What the server sees of a member and of a stranger whose keys begin alike.
async fn see_both(engine: Engine, site: &Built) -> Option<(Seen, Seen)> {
    let names = &Site::sample().names;
    let (_faults, witness) = serve(&site.folder).await;
    let member = see(engine, &witness, &names.members.nsid).await?;
    let stranger = see(engine, &witness, &names.strangers.same_prefix_as_nsid).await?;
    assert_eq!((&*member.kind, &*stranger.kind), ("hit", "miss"));
    Some((member, stranger))
}

async fn a_member_and_a_stranger_of_one_prefix_look_alike(engine: Engine) {
    let sample = Site::sample();
    for site in [sample.built(), sample.variant(Variant::Small)] {
        let Some((member, stranger)) = see_both(engine, &site).await else { return };
        member.load.assert_alike(&stranger.load);
        member.check.assert_alike(&stranger.check);
        assert_eq!(member.check.len(), 1, "{}", member.check);
        assert!(member.check[0].target.contains("/owners/f/"), "{}", member.check);
    }
}

async fn names_of_other_prefixes_differ_in_the_name_of_a_shard_only(engine: Engine) {
    let sample = Site::sample();
    let site = sample.variant(Variant::Small);
    let planned = site.plan().shards("owners", "filter");
    assert!(planned.bits > 0, "an index that leaks nothing shows nothing: {planned:?}");
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let log = witness.log();
    log.settled().await;

    let mark = log.mark();
    for number in 0..40 {
        page.check(&format!("nobody-{number}")).await;
    }
    log.settled().await;
    let seen = log.since(mark);
    let mut targets = seen.targets();
    targets.sort_unstable();
    targets.dedup();
    assert_eq!(targets.len(), seen.len(), "no shard is asked for twice:\n{seen}");
    let most = usize::try_from(planned.number).expect("few shards");
    assert!((2..=most).contains(&targets.len()), "several of the {most} shards:\n{seen}");
    let first = &seen[0];
    for other in seen.iter().skip(1) {
        let mut renamed = other.clone();
        let text = renamed.request_text().replace(&other.target, &first.target);
        renamed.raw_request = text.into_bytes();
        assert_eq!(first.difference(&renamed), None, "but for the shard's name they are equal:\n{seen}");
        assert_eq!(other.request_len(), first.request_len(), "{seen}");
        assert_eq!(u64::try_from(other.response_body_len), Ok(planned.len), "{seen}");
    }
}

async fn details_come_on_a_click_that_says_what_it_tells(engine: Engine) {
    let sample = Site::sample();
    for site in [sample.built(), sample.variant(Variant::Small)] {
        let plan = site.plan();
        let (filter, exact) = (plan.shards("owners", "filter"), plan.shards("owners", "exact"));
        let (_faults, witness) = serve(&site.folder).await;
        let Some(page) = Page::open(engine, &witness).await else { return };
        page.check(&sample.names.members.nsid).await;
        let log = witness.log();
        log.settled().await;
        let everything = log.all();
        assert_eq!(everything.clone().only("/x/").len(), 0, "no details without a click:\n{everything}");

        let label = page.text(DETAILS).await;
        let cost = format!("Fetches 1 of {} parts ({})", exact.number, bytes(exact.len));
        assert!(label.contains(&cost), "{label} | {cost}");
        assert!(label.contains("Tells the host that somebody had a hit"), "{label}");
        let beside = page.text(".details .rest .offered p").await;
        let odds = format!(
            "If the host suspected 1 in 100 that you ask about a certain name, this becomes {}",
            suspicion(exact.number.max(filter.number) as f64)
        );
        assert!(beside.contains(&odds), "{beside} | {odds}");

        let click = log.mark();
        page.ask_details().await;
        log.settled().await;
        let seen = log.since(click);
        assert!(seen.len() == 1 && seen[0].target.contains("/owners/x/"), "{seen}");
        assert_eq!(u64::try_from(seen[0].response_body_len), Ok(exact.len), "{seen}");
        assert!(page.count(".photos li").await > 0);
    }
}

async fn details_that_come_with_every_check_come_for_everyone(engine: Engine) {
    let site = Site::sample().variant(Variant::Always);
    let Some((member, stranger)) = see_both(engine, &site).await else { return };
    member.load.assert_alike(&stranger.load);
    member.check.assert_alike(&stranger.check);
    let targets = member.check.targets();
    assert_eq!(targets.len(), 2, "{targets:?}");
    assert!(targets[0].contains("/owners/f/") && targets[1].contains("/owners/x/"), "{targets:?}");
}

/// The assertions above are only worth something if a broken promise does not pass them.
async fn a_page_that_fetches_details_on_a_hit_is_caught(engine: Engine) {
    // Presses the button for the reader.
    let eager = format!(
        "
new MutationObserver(() => document.querySelector('{DETAILS}:not([aria-disabled])')?.click())
  .observe(document.body, {{ childList: true, subtree: true }});
"
    );
    let copy = TempDir::with_prefix("hushset-eager-").expect("a temporary folder");
    let site = Site::sample().variant(Variant::Small).copy_to(copy.path());
    site.add_to_program("main.js", &eager);
    let Some((member, stranger)) = see_both(engine, &site).await else { return };
    member.load.assert_alike(&stranger.load);
    let difference = member.check.difference(&stranger.check);
    assert_eq!(difference.as_deref(), Some("2 requests against 1"));
    assert!(member.check[1].target.contains("/owners/x/"), "{}", member.check);
}
