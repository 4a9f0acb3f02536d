//! What a reader does: every kind of name, listed or not, and what the page makes of it.

use hushset_tests::browser::{ENTER, Engine};
use hushset_tests::in_every_engine;
use hushset_tests::page::{DETAILS, Page, serve};
use hushset_tests::site::Site;
use hushset_tests::variant::Variant;

in_every_engine!(
    a_member_is_found_by_every_name,
    a_stranger_is_not_found,
    a_photo_page_asks_about_its_owner_and_marks_the_photo,
    a_photo_names_its_owner_who_can_be_asked_about,
    a_photo_without_an_owner_in_its_own_table_is_found,
    an_account_with_many_photos_comes_in_pages,
    what_the_list_does_not_cover_is_not_called_absent,
    what_cannot_be_asked_is_refused_with_a_reason,
    the_page_can_be_used_by_keyboard_alone,
);

async fn a_member_is_found_by_every_name(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let members = &site.names.members;
    let folded = members.display.to_uppercase();
    for name in [&members.nsid, &members.alias, &members.display, &folded, &members.arabic] {
        let answer = page.check(name).await;
        assert_eq!(answer.kind, "hit", "{name}: {answer:?}");
        assert_eq!(answer.verdicts["Sample Crawl"], "almost-certainly", "{name}: {answer:?}");
        assert_eq!(answer.verdicts["Sample Closed"], "not-covered", "{name}: {answer:?}");
        assert_eq!(answer.verdicts.len(), 4, "{name}: {answer:?}");
        page.ask_details().await;
        assert!(page.count(".photos li").await > 0, "{name}");
        let account = page.text(".details .account").await;
        let expected = if *name == members.arabic { &members.arabic } else { &members.display };
        assert!(account.contains(&**expected), "{name}: {account}");
        for link in page
            .execute("return [...document.querySelectorAll('.photos a')].map(a => a.href)", vec![])
            .await
            .as_array()
            .expect("links")
        {
            let link = link.as_str().expect("a link");
            assert!(link.starts_with("https://www.flickr.com/"), "{link}");
        }
    }
}

async fn a_stranger_is_not_found(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let strangers = &site.names.strangers;
    for name in [&strangers.nsid, &strangers.alias, &strangers.same_prefix_as_nsid, &strangers.photo] {
        let answer = page.check(name).await;
        assert_eq!(answer.kind, "miss", "{name}: {answer:?}");
        assert_eq!(answer.verdicts["Sample Crawl"], "not-found", "{name}: {answer:?}");
        assert_eq!(answer.verdicts["Sample Closed"], "not-covered", "{name}: {answer:?}");
        assert!(answer.text.contains("A miss is not proof"), "{name}: {answer:?}");
        assert_eq!(page.count(".details:not([hidden])").await, 0, "{name}: there are no details to ask for");
    }
}

async fn a_photo_page_asks_about_its_owner_and_marks_the_photo(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let members = &site.names.members;
    page.write(&members.photo_page).await;
    page.wait_for_text("#reading", &members.nsid).await;
    let mark = witness.log().mark();
    page.submit().await;
    let seen = witness.log().since(mark);
    assert!(seen.len() == 1 && seen[0].target.contains("/owners/f/"), "it asks about the account:\n{seen}");
    assert_eq!(page.answer().await.kind, "hit");
    page.ask_details().await;
    let marked = page.texts(".photos li.asked").await;
    assert_eq!(marked.len(), 1, "{marked:?}");
    assert!(
        marked[0].contains(&members.photo) && marked[0].contains("the photo you asked about"),
        "{marked:?}"
    );

    // The same account, and a photo that it does not have.
    let other = members.photo_page.replace(&members.photo, &site.names.strangers.photo);
    page.check(&other).await;
    page.ask_details().await;
    assert_eq!(page.count(".photos li.asked").await, 0);
    page.wait_for_text(".details", &format!("The photo {} is not among them", site.names.strangers.photo))
        .await;
}

async fn a_photo_names_its_owner_who_can_be_asked_about(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let members = &site.names.members;
    let answer = page.check(&members.photo).await;
    assert_eq!(answer.kind, "hit", "{answer:?}");
    assert_eq!(answer.verdicts["Sample Faces"], "almost-certainly", "{answer:?}");
    page.ask_details().await;
    page.wait_for_text(".details .owner", &members.nsid).await;
    witness.log().settled().await;
    let mark = witness.log().mark();
    page.press(".details .owner .offer").await;
    let seen = witness.log().since(mark);
    assert!(seen.len() == 1 && seen[0].target.contains("/owners/f/"), "{seen}");
    let answer = page.answer().await;
    assert_eq!(answer.kind, "hit", "{answer:?}");
    assert!(answer.text.contains(&members.nsid), "{answer:?}");
}

async fn a_photo_without_an_owner_in_its_own_table_is_found(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let answer = page.check(&site.names.members.linked_photo).await;
    assert_eq!(answer.verdicts["Sample Albums"], "almost-certainly", "{answer:?}");
    page.ask_details().await;
    let owner = page.text(".details .owner .offer").await;
    assert!(owner.contains("@N99"), "another table knows the owner: {owner}");
    page.press(".details .owner .offer").await;
    let answer = page.answer().await;
    assert_eq!(answer.verdicts["Sample Albums"], "almost-certainly", "{answer:?}");
}

async fn an_account_with_many_photos_comes_in_pages(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.variant(Variant::Small).folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    page.check(&site.names.members.heavy).await;
    page.ask_details().await;
    let first = page.count(".photos li").await;
    let heading = page.text("#page-1").await;
    assert!(heading.starts_with("Page 1 of "), "{heading}");
    let label = page.text(DETAILS).await;
    assert!(label.contains("Show page 2 of") && label.contains("somebody’s list is long"), "{label}");
    witness.log().settled().await;
    let mark = witness.log().mark();
    page.ask_details().await;
    witness.log().settled().await;
    let seen = witness.log().since(mark);
    assert!(seen.len() <= 1 && seen.targets().iter().all(|target| target.contains("/owners/x/")), "{seen}");
    page.wait_for("#page-2").await;
    assert!(page.count(".photos li").await > first);
    let told = page.text(".details .told").await;
    assert!(told.contains("2 requests for details") && told.contains("the list is long"), "{told}");
}

async fn what_the_list_does_not_cover_is_not_called_absent(engine: Engine) {
    let site = Site::sample();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    let mark = witness.log().mark();
    let answer = page.check("#birthday").await;
    assert_eq!(answer.kind, "uncovered", "{answer:?}");
    assert_eq!(answer.headline, "This list cannot be asked about hashtags");
    assert!(answer.text.contains("This is not an answer: nothing was looked up."), "{answer:?}");
    assert!(!answer.text.to_lowercase().contains("not found"), "{answer:?}");
    witness.log().settled().await;
    witness.log().since(mark).assert_none("there is nothing to ask");

    page.check(&site.names.strangers.nsid).await;
    let closed = page.texts(".verdicts > li.not-covered").await;
    assert_eq!(closed.len(), 2, "{closed:?}");
    let is_closed = |text: &&String| text.contains("Sample Closed");
    let closed = closed.iter().find(is_closed).expect("the dataset without a table");
    assert!(closed.contains("Cannot tell") && closed.contains("has no list of it"), "{closed}");
    assert!(!closed.to_lowercase().contains("not found"), "{closed}");
}

async fn what_cannot_be_asked_is_refused_with_a_reason(engine: Engine) {
    let (_faults, witness) = serve(&Site::sample().folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    witness.log().settled().await;
    let mark = witness.log().mark();
    for (text, reason) in [
        ("https://flic.kr/s/aHsk1234", "Only Flickr’s own server knows what this link leads to"),
        ("https://flic.kr/y/abcd", "Only Flickr’s own server knows what this link leads to"),
        ("https://www.flickr.com/groups/central/", "This is a Flickr group"),
        ("https://www.flickr.com/photos/tags/birthday/", "This is the page of a hashtag"),
        ("https://www.flickr.com/explore", "belongs to no account in particular"),
        ("https://example.org/me", "This is an address at example.org"),
        ("#", "This is not a name, a number or an address."),
    ] {
        page.write(text).await;
        page.wait_for_text("#reading", reason).await;
        page.type_text("#text", ENTER).await;
        assert!(!page.has_asked().await, "{text}: nothing was asked");
        let invalid = "return document.querySelector('#text').getAttribute('aria-invalid') === 'true'";
        page.wait_until(invalid).await;
    }
    let long = "x".repeat(3000);
    let set = "const field = document.querySelector('#text'); field.value = arguments[0];
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    page.execute(set, vec![long.into()]).await;
    page.wait_for_text("#reading", "This is too long").await;
    page.execute(set, vec!["".into()]).await;
    page.click(".submit").await;
    assert!(!page.has_asked().await, "nothing was typed");
    witness.log().settled().await;
    witness.log().since(mark).assert_none("while only refusals were typed");
}

async fn the_page_can_be_used_by_keyboard_alone(engine: Engine) {
    const FOCUS: &str = "return document.activeElement?.id || document.activeElement?.className";
    let site = Site::sample();
    let (_faults, witness) = serve(&site.folder).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    page.write(&site.names.members.nsid).await;
    page.type_text("#text", ENTER).await;
    page.idle().await;
    assert_eq!(page.execute(FOCUS, vec![]).await, "verdict", "the answer has the focus");
    page.find(DETAILS).await.send_keys(ENTER).await.expect("keys");
    page.idle().await;
    page.wait_for(".photos li").await;
    assert_eq!(page.execute(FOCUS, vec![]).await, "details", "the details have the focus");
}
