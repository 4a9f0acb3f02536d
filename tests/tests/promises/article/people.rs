//! The box in the article is for everyone.

use super::{SANDBOX, own_host};
use crate::everyone::Inspector;
use hushset_tests::article::{Article, Reading};
use hushset_tests::browser::{ENTER, Engine, SHIFT, TAB};
use hushset_tests::in_every_engine;
use hushset_tests::page::DETAILS;
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;
use serde_json::json;

in_every_engine!(nobody_is_kept_out_of_the_box, the_keyboard_goes_in_and_out);

/// The first heading is the article's: below it the box's own is a second.
const FIRST_HEADING: &str = "page-has-heading-one";

async fn nobody_is_kept_out_of_the_box(engine: Engine) {
    let names = &Site::sample().names;
    let host = own_host(&Site::sample().variant(Variant::Pictures).folder).await;
    let inspector = Inspector::new();
    let article = Article::publish(&host.tag("", 320)).await;
    let Some(reading) = Reading::open(engine, &article).await else { return };
    // The frame has its own turn.
    inspector.run_axe(&reading, "the article", json!({ "iframes": false })).await;
    reading.come_to_box().await;
    let inspect = async |state| {
        inspector.run_axe(&reading, state, json!({ "rules": { FIRST_HEADING: { "enabled": false } } })).await;
    };
    inspect("ready").await;
    reading.check(&names.members.photo_page).await;
    inspect("found").await;
    reading.show_in_box(DETAILS).await;
    reading.ask_details().await;
    inspect("details").await;
    reading.check(&names.strangers.alias).await;
    inspect("not found").await;
    inspector.assert_nothing_found();
}

/// From the field before the box to the link behind it, and back.
async fn the_keyboard_goes_in_and_out(engine: Engine) {
    let host = own_host(&Site::sample().variant(Variant::Small).folder).await;
    let article = Article::publish(&host.frame("embed/", SANDBOX, 560, 640)).await;
    let Some(reading) = Reading::open(engine, &article).await else { return };
    reading.come_to_box().await;
    reading.turn_to_article().await;

    reading.click("#before").await;
    reading.press_keys(TAB).await;
    reading.wait_until("return document.activeElement === replay.box()").await;
    reading.turn_to_box().await;
    while !is_at(&reading, "#text").await {
        reading.press_keys(TAB).await;
    }
    reading.press_keys(&Site::sample().names.members.nsid).await;
    reading.press_keys(ENTER).await;
    reading.idle().await;
    reading.wait_until("return document.activeElement.matches('#verdict')").await;
    reading.turn_to_article().await;

    let forwards = stops_until(&reading, "#after", async || reading.press_keys(TAB).await).await;
    let backwards = stops_until(&reading, "#before", async || reading.press_holding(SHIFT, TAB).await).await;
    assert!(forwards > 3 && backwards > 3, "{forwards} and {backwards} places for the focus");
}

/// Presses keys until the focus is on something of the article, and counts how often.
async fn stops_until(reading: &Reading, end: &str, press: impl AsyncFn()) -> usize {
    for stops in 0..MOST_STOPS {
        if is_at(reading, end).await {
            return stops;
        }
        // Firefox's driver only knows the focus of the document that the keys are meant for.
        let is_inside = reading.engine() == Engine::Firefox
            && reading.execute("return document.activeElement === replay.box()", vec![]).await == true;
        if is_inside {
            reading.turn_to_box().await;
        }
        press().await;
        if is_inside {
            reading.turn_to_article().await;
        }
    }
    panic!("the keyboard does not lead to {end}")
}

/// More than the box has places for the focus.
const MOST_STOPS: usize = 100;

async fn is_at(reading: &Reading, css: &str) -> bool {
    reading.execute("return document.activeElement.matches(arguments[0])", vec![json!(css)]).await == true
}
