use super::*;
use crate::{
    identifier::{ItemId, Scheme},
    scheme::{AskedBy, Refusal},
    text::{NativePlatform, is_digits},
};
use proptest::prelude::*;
use std::{string::ToString, vec::Vec};

#[derive(serde::Deserialize)]
struct Vectors {
    addresses: Vec<(String, Option<String>)>,
}

fn vectors() -> Vec<(String, Option<String>)> {
    let Vectors { addresses } =
        serde_json::from_str(include_str!("../../../../../docs/addresses.json")).unwrap();
    addresses
}

fn spelling(text: &str) -> Option<String> {
    page(&NativePlatform, text).map(|page| page.to_string())
}

#[test]
fn the_vectors_of_the_specification() {
    for (address, expected) in vectors() {
        assert_eq!(spelling(&address), expected, "{address}");
    }
}

/// Scope and identifier of every question that a text leads to.
fn asks(text: &str) -> Vec<String> {
    let understood = Scheme::Web.parse(&NativePlatform, text).unwrap();
    let questions = [&understood.question].into_iter().chain(&understood.alternatives);
    questions.map(|asked| concat(&[asked.scope().name(), " ", asked.identifier().text()])).collect()
}

#[test]
fn a_page_asks_about_its_domain_and_then_about_itself() {
    let text = "https://www.blog.example.co.uk/2019/?p=1";
    assert_eq!(
        asks(text),
        [
            "owners blog.example.co.uk",
            "items blog.example.co.uk/2019?p=1",
            "owners example.co.uk",
            "owners co.uk"
        ]
    );
    let Understood { reading, question, alternatives } = Scheme::Web.parse(&NativePlatform, text).unwrap();
    let (address, domain) = ("blog.example.co.uk/2019?p=1".to_string(), "blog.example.co.uk".into());
    assert_eq!(question.mark(), Some(&ItemId::Text(address.clone())));
    assert_eq!(reading, Reading::Page { address, domain });
    assert_eq!(question.asked_by(), AskedBy::Alias);
    assert_eq!(alternatives.first().map(Question::asked_by), Some(AskedBy::Item));
}

#[test]
fn a_domain_asks_about_itself() {
    assert_eq!(asks(" Example.ORG "), ["owners example.org"]);
    assert_eq!(asks("http://192.0.2.7/"), ["owners 192.0.2.7"]);
    assert_eq!(asks("[2001:db8::1]:8080"), ["owners [2001:db8::1]", "items [2001:db8::1]:8080"]);
    assert_eq!(Scheme::Web.parse(&NativePlatform, "example.org").unwrap().question.mark(), None);
}

#[test]
fn what_is_no_address_is_refused() {
    let refusal = |text: &str| Scheme::Web.parse(&NativePlatform, text).unwrap_err().refusal;
    assert_eq!(refusal("jane doe"), Refusal::NotAnAddress);
    assert_eq!(refusal("example.org\nexample.net"), Refusal::SeveralLines);
    assert_eq!(refusal(" \u{200e} "), Refusal::Empty);
    assert_eq!(refusal(&"a".repeat(3000)), Refusal::TooLong);
}

#[test]
fn hosts_are_no_longer_than_names_can_be() {
    let host = |labels: usize| ["a"].repeat(labels).join(".");
    assert_eq!(asks(&host(127)).len(), 126, "each domain that it is below, but for the last word");
    assert_eq!(spelling(&host(128)), None);
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "(https?://)?(www\\.)?[a-zA-Z0-9ßüé._-]{1,12}\\.[a-z]{2,3}\\.?(:[0-9]{1,5})?(/[ -~é]{0,10}){0,3}(\\?[ -~]{0,10})?(#[ -~]{0,4})?",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn one_spelling_is_spelt_as_itself(text in address()) {
        if let Some(once) = spelling(&text) {
            prop_assert!(once.is_ascii());
            prop_assert_eq!(spelling(&once), Some(once.clone()));
            prop_assert_eq!(spelling(&concat(&["HTTP://www.", &once])), Some(once.clone()).filter(|once| !once.starts_with('[') && wider_or_name(once)));
        }
    }

    /// Who types an address as a table writes it finds the page and its domain.
    #[test]
    fn reader_and_builder_agree(text in address()) {
        match (Scheme::Web.parse(&NativePlatform, &text), Scheme::Web.item(&NativePlatform, &text)) {
            (Err(_), page) => prop_assert_eq!(page, None),
            (Ok(understood), Some(page)) => {
                let page = Scheme::Web.item_identifier(&page);
                prop_assert_eq!(understood.question.identifier().text(), host(page.text()));
                if let Reading::Page { .. } = understood.reading {
                    let asked = understood.alternatives.first().map(Question::identifier);
                    prop_assert_eq!(asked, Some(&page));
                }
            }
            (Ok(understood), None) => prop_assert!(false, "{understood:?} of no page"),
        }
    }
}

/// Whether `www.` can stand before the host: not before the number of a machine.
fn wider_or_name(address: &str) -> bool {
    split(host(address), b'.').last().is_some_and(|last| !is_digits(last))
}
