//! A publisher's page cannot tell a reader who is listed from one who is not, nor either from one who got no answer, whatever it
//! records.

use super::{Host, SANDBOX, SCRIPTS_ONLY, own_host, project_host};
use crate::traces::spellings;
use hushset_tests::article::{Article, BEFORE, Layout, Reading, Recording};
use hushset_tests::browser::Engine;
use hushset_tests::faults::{Fault, PathMatch, Rule};
use hushset_tests::in_every_engine;
use hushset_tests::page::DETAILS;
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use hushset_tests::witness::Requests;
use tempfile::TempDir;

in_every_engine!(
    a_bare_frame_tells_its_article_nothing,
    the_tag_tells_its_article_nothing,
    a_frame_that_may_only_run_scripts_tells_its_article_nothing,
    a_frame_that_tells_its_height_or_its_answer_is_caught,
);

/// What the article and the server saw of one reader.
struct Watched {
    recording: Recording,
    /// What was requested while the box loaded.
    load: Requests,
    /// What was requested while something was typed and checked.
    check: Requests,
    /// The kind of the answer.
    kind: String,
    /// Which files of the index the article could fetch without the site's noticing.
    probed: Vec<String>,
}

/// Somebody with a fresh browser finds the box, asks, and looks closer at the answer.
async fn watch(engine: Engine, article: &Article, host: &Host, typed: &str) -> Option<Watched> {
    let log = host.witness.log();
    let load = log.mark();
    let reading = Reading::open(engine, article).await?;
    reading.chapter("finds the box").await;
    reading.come_to_box().await;
    log.settled().await;
    let check = log.mark();
    reading.turn_to_article().await;
    reading.chapter("asks").await;
    reading.turn_to_box().await;
    let answer = reading.check(typed).await;
    log.settled().await;
    let (load, check) = (log.between(load, check).by_target(), log.since(check));
    reading.turn_to_article().await;
    reading.chapter("looks closer").await;
    reading.turn_to_box().await;
    if reading.count(DETAILS).await > 0 {
        reading.show_in_box(DETAILS).await;
        reading.ask_details().await;
    } else {
        reading.show_in_box("#verdict").await;
        reading.click("#verdict").await;
    }
    log.settled().await;
    reading.turn_to_article().await;
    // What was noted before the reader came near the box is noted in the order in which the article happened to load.
    let recording = reading.recording().await.only(|note| note.chapter != BEFORE);
    let probed = probe(&reading, host).await;
    Some(Watched { recording, load, check, kind: answer.kind, probed })
}

/// Has the article fetch what of the index the box has fetched. What reaches the server was not in a cache that the article can look
/// into; what does not was.
async fn probe(reading: &Reading, host: &Host) -> Vec<String> {
    let mut asked: Vec<String> =
        host.witness.log().all().only("/owners/").targets().into_iter().map(str::to_owned).collect();
    asked.sort_unstable();
    asked.dedup();
    let mut unnoticed = Vec::new();
    for target in asked {
        let mark = host.witness.log().mark();
        assert_eq!(reading.probe(&host.witness.url(&target)).await, 200, "{target}");
        if host.witness.log().since(mark).is_empty() {
            unnoticed.push(target);
        }
    }
    unnoticed
}

/// What the reader wrote is in none of the notes, nor were there keys.
fn assert_nothing_of(typed: &str, recording: &Recording) {
    for spelling in spellings(typed) {
        let found = recording.with(&spelling);
        assert!(found.is_empty(), "“{typed}” as “{spelling}”: {found:?}");
    }
    let keys = recording.only(|note| {
        ["key", "input", "beforeinput", "composition", "change", "paste"]
            .iter()
            .any(|kind| note.kind.starts_with(&format!("event {kind}")))
    });
    assert!(keys.notes().is_empty(), "{keys:?}");
}

/// The box has not moved, nor has anything moved because of it.
fn assert_still(recording: &Recording) {
    let shifts = recording.only(|note| note.kind == "entry layout-shift");
    assert!(shifts.notes().is_empty(), "{shifts:?}");
    for look in ["look box", "look page"] {
        let seen = recording.only(|note| note.kind == look);
        assert!(seen.notes().is_empty(), "{seen:?}");
    }
}

/// Watches somebody who is listed and somebody who is not, and returns what was seen of the first, with the article.
async fn assert_tells_nothing(engine: Engine, host: &Host, layout: &Layout) -> Option<(Watched, Article)> {
    let names = &Site::sample().names;
    let (listed, unlisted) = (&names.members.nsid, &names.strangers.same_prefix_as_nsid);
    let article = Article::publish(layout).await;
    let member = watch(engine, &article, host, listed).await?;
    let stranger = watch(engine, &article, host, unlisted).await?;
    assert_eq!((&*member.kind, &*stranger.kind), ("hit", "miss"));
    member.load.assert_alike(&stranger.load);
    member.check.assert_alike(&stranger.check);
    assert_eq!(member.recording.difference(&stranger.recording), None, "in {}", layout.snippet);
    for (typed, watched) in [(listed, &member), (unlisted, &stranger)] {
        assert_nothing_of(typed, &watched.recording);
        assert_still(&watched.recording);
        assert_eq!(watched.probed, Vec::<String>::new(), "the article can look into the cache");
    }
    Some((member, article))
}

async fn a_bare_frame_tells_its_article_nothing(engine: Engine) {
    let host = own_host(&Site::sample().variant(Variant::Small).folder).await;
    let layout = host.frame("embed/#lang=ar&amp;compact=1&amp;accent=%23802020", SANDBOX, 560, 900).strict();
    let Some((answered, article)) = assert_tells_nothing(engine, &host, &layout).await else { return };

    // And one whose part of the list cannot be had.
    host.faults.set([Rule::new(PathMatch::contains("/owners/f/"), Fault::ResetMidway)]);
    let name = &Site::sample().names.members.nsid;
    let Some(unanswered) = watch(engine, &article, &host, name).await else { return };
    assert_eq!((&*answered.kind, &*unanswered.kind), ("hit", "unavailable"));
    assert_eq!(answered.recording.difference(&unanswered.recording), None);
}

async fn the_tag_tells_its_article_nothing(engine: Engine) {
    let host = project_host(&Site::sample().variant(Variant::Small).folder).await;
    assert_tells_nothing(engine, &host, &host.tag(r#"theme="dark""#, 320)).await;
}

async fn a_frame_that_may_only_run_scripts_tells_its_article_nothing(engine: Engine) {
    let host = project_host(&Site::sample().variant(Variant::Always).folder).await;
    assert_tells_nothing(engine, &host, &host.frame("de/embed/", SCRIPTS_ONLY, 480, 280)).await;
}

/// The assertions above are only worth something if a broken promise does not pass them.
async fn a_frame_that_tells_its_height_or_its_answer_is_caught(engine: Engine) {
    /// Asks for the height that an answer needs, as the frame asks for that of its width; and says which kind it is.
    const TALKATIVE: &str = "
new MutationObserver(() => {
  const answer = document.querySelector('.answer:not(.waiting)');
  if (!answer) return;
  parent.postMessage({ hushset: 1, event: 'resize', height: answer.scrollHeight }, '*');
  parent.postMessage({ hushset: 1, event: answer.className }, '*');
}).observe(document.body, { childList: true, subtree: true });
";
    let copy = TempDir::with_prefix("hushset-talkative-").expect("a temporary folder");
    let site = Site::sample().variant(Variant::Small).copy_to(copy.path());
    site.add_to_program("embed/start.js", TALKATIVE);
    let host = own_host(&site.folder).await;
    let article = Article::publish(&host.tag("", 640)).await;
    let names = &Site::sample().names;
    let Some(member) = watch(engine, &article, &host, &names.members.nsid).await else { return };
    let Some(stranger) = watch(engine, &article, &host, &names.strangers.same_prefix_as_nsid).await else {
        return;
    };

    let without = |recording: &Recording, parts: &[&str]| {
        recording.only(|note| !parts.iter().any(|part| note.what.to_string().contains(part)))
    };
    let (height, answer) = (r#"\"resize\""#, r#"\"answer "#);
    for told in [&[height][..], &[answer]] {
        let difference = without(&member.recording, told).difference(&without(&stranger.recording, told));
        let difference = difference.expect("the rest is still told");
        assert!(difference.contains("event message"), "{difference}");
    }
    let quiet = [height, answer];
    assert_eq!(without(&member.recording, &quiet).difference(&without(&stranger.recording, &quiet)), None);
}
