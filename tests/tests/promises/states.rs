//! The states that a reader can see the page in, each with a name. They are reached without a word of any language, so that every
//! language is led through the same ones.

use hushset_tests::browser::ENTER;
use hushset_tests::faults::{Fault, Faults, PathMatch, Rule};
use hushset_tests::page::{DETAILS, Page};
use hushset_tests::site::Site;
use hushset_tests::variant::SHARED_NAME;

/// The pages beside the one that asks, below that of a language.
pub(crate) const STATIC_PAGES: [(&str, &str); 4] = [
    ("datasets", "datasets/"),
    ("dataset", "datasets/sample-faces/"),
    ("how", "how/"),
    ("configure", "embed/configure/"),
];

/// The button of "download everything", whatever it does just now.
pub(crate) const DOWNLOAD: &str = ".offline .offer";

/// Files that a download asks for late, and a check of an account never.
pub(crate) const LATE: &str = "/items/x/";

/// Leads the open page through its states, and calls `look` in each with the state's name. The page must be that of
/// [`hushset_tests::variant::Variant::Pictures`].
pub(crate) async fn through_all_states(page: &Page, faults: &Faults, look: impl AsyncFn(&str)) {
    asking(page, &look).await;
    answered(page, &look).await;
    unanswered(page, faults, &look).await;
    downloaded(page, faults, &look).await;
}

async fn asking(page: &Page, look: &impl AsyncFn(&str)) {
    look("empty").await;
    page.click(".help > summary").await;
    look("help").await;
    page.click(".help > summary").await;
    page.write(&Site::sample().names.members.photo_page).await;
    look("understood").await;
    page.write("https://flic.kr/s/aHsk1234").await;
    look("refused").await;
}

async fn answered(page: &Page, look: &impl AsyncFn(&str)) {
    let members = &Site::sample().names.members;
    page.check(&members.photo_page).await;
    look("found").await;
    page.ask_details().await;
    look("details").await;
    page.click(".letter-maker input[type=radio]").await;
    page.wait_for("article.letter").await;
    look("letter").await;
    page.check(&members.heavy).await;
    page.ask_details().await;
    page.ask_details().await;
    look("paged").await;
    page.check(SHARED_NAME).await;
    page.ask_details().await;
    look("several-accounts").await;
    // They are at Flickr, where no test goes, so that none comes.
    page.click(".pictures .offer").await;
    page.wait_gone("button.picture").await;
    look("pictures").await;
    page.check(&members.photo).await;
    page.ask_details().await;
    look("photo").await;
}

async fn unanswered(page: &Page, faults: &Faults, look: &impl AsyncFn(&str)) {
    let strangers = &Site::sample().names.strangers;
    page.check(&strangers.photo).await;
    look("not-found").await;
    page.check(&strangers.alias).await;
    look("partly").await;
    page.check("#birthday").await;
    look("not-covered").await;
    faults.set([Rule::new(PathMatch::contains("/owners/f/"), Fault::Status(503))]);
    page.check("somebody whose part was not fetched before").await;
    look("unavailable").await;
    faults.clear();
}

async fn downloaded(page: &Page, faults: &Faults, look: &impl AsyncFn(&str)) {
    faults.set([Rule::new(PathMatch::contains(LATE), Fault::Status(503))]);
    page.click(DOWNLOAD).await;
    page.wait_for(".offline .notice").await;
    look("interrupted").await;
    // It stands still, so that it can be looked at.
    faults.set([Rule::new(PathMatch::contains(LATE), Fault::Stall)]);
    page.click(DOWNLOAD).await;
    page.wait_gone(".offline .notice").await;
    look("downloading").await;
    page.click(DOWNLOAD).await;
    page.wait_until("return document.querySelectorAll('.offline .offer').length === 1").await;
    look("stopped").await;
    faults.clear();
    complete_download(page).await;
    look("held").await;

    let names = &Site::sample().names;
    write_lines(page, &[&names.members.nsid, &names.members.photo_page, &names.strangers.alias, "#birthday"])
        .await;
    look("several").await;
    check_lines(page).await;
    look("bulk").await;
    page.check(&names.members.alias).await;
    page.press(DETAILS).await;
    look("offline").await;
}

/// Downloads everything, or what of it is missing.
pub(crate) async fn complete_download(page: &Page) {
    page.click(DOWNLOAD).await;
    page.wait_for(".offline .lead").await;
}

/// Writes lines into the field for many.
pub(crate) async fn write_lines(page: &Page, lines: &[&str]) {
    // Not every driver has a key for a line feed.
    page.type_text("#lines", &lines.join(ENTER)).await;
}

/// Checks them.
pub(crate) async fn check_lines(page: &Page) {
    page.click(".bulk .start .offer").await;
    page.wait_for(".bulk .results table").await;
}
