//! Names: whatever is typed.

use hushset_core::{
    identifier::{Identifier, Page, Scheme, Scope},
    scheme::Question,
    text::NativePlatform,
};

/// What is typed has one spelling, which is spelt as itself, and a key that no other name has.
pub fn names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for scheme in Scheme::ALL {
        let asked = identifiers(scheme, &text);
        for identifier in &asked {
            assert_own_spelling(scheme, identifier);
            assert_own_key(scheme, identifier);
        }
        for (at, one) in asked.iter().enumerate() {
            for other in &asked[at + 1..] {
                let same = one == other;
                let key = |identifier: &Identifier| identifier.key_string(scheme, Page::FIRST);
                assert_eq!(key(one) == key(other), same, "{one:?} and {other:?}");
            }
        }
    }
}

/// Everything that a text can ask.
fn identifiers(scheme: Scheme, text: &str) -> Vec<Identifier> {
    let questions: Vec<Question> = match scheme.parse(&NativePlatform, text) {
        Ok(understood) => [understood.question].into_iter().chain(understood.alternatives).collect(),
        Err(refused) => {
            assert!(!refused.to_string().is_empty());
            refused.alternatives
        }
    };
    questions.iter().map(|question| question.identifier().clone()).collect()
}

/// Tables that have the identifier's text come to the same identifier.
fn assert_own_spelling(scheme: Scheme, identifier: &Identifier) {
    let text = identifier.text();
    if text.is_empty() {
        // A name of nothing but what nobody sees: no table has it.
        assert_eq!((scheme, identifier.scope()), (Scheme::Flickr, Scope::Owners));
        return;
    }
    if scheme == Scheme::Web && identifier.scope() == Scope::Owners && text.starts_with("www.") {
        // Above `a.www.example.org` stands `www.example.org`, under which the writer lists that host, too. Typed by itself
        // it is `example.org`.
        return;
    }
    let again = match identifier.scope() {
        Scope::Owners => scheme.owner_identifier(&NativePlatform, text),
        Scope::Items => scheme.item(&NativePlatform, text).as_ref().map(|item| scheme.item_identifier(item)),
        Scope::Tags => scheme.tag_identifier(&NativePlatform, text),
    };
    assert_eq!(again.as_ref(), Some(identifier));
}

/// Scheme, scope, page and text can be read from the key string again, so no two names share one.
fn assert_own_key(scheme: Scheme, identifier: &Identifier) {
    for number in [1, 2, 10, u32::MAX] {
        let page = Page::new(number).expect("pages count from 1");
        let key = identifier.key_string(scheme, page);
        let key = std::str::from_utf8(key.as_bytes()).expect("a key string is text");
        let (of_scheme, rest) = key.split_once(':').expect("a scheme");
        let (place, text) = rest.split_once(':').expect("a scope");
        let (scope, page) = match place.split_once('#') {
            Some((scope, page)) => (scope, page.parse().expect("a page's number")),
            None => (place, 1),
        };
        assert_eq!(Scheme::from_name(of_scheme), Some(scheme));
        assert_eq!(Scope::from_name(scope), Some(identifier.scope()));
        assert_eq!((page, text), (number, identifier.text()));
    }
}

/// One of each kind.
pub fn seeds() -> Vec<Vec<u8>> {
    let texts = [
        "12345678@N99",
        "１２３４５６７８＠Ｎ００",
        "janedoe",
        "  Ángela   RUIZ\u{a0}Vidal\u{200b} ",
        "محمد علي",
        "ΣΑΣ ǅ e\u{301} \u{345}",
        "#New York!",
        "90000000001",
        "90000000001_0123456789_b.jpg",
        "https://www.flickr.com/photos/janedoe/90000000001/in/pool-1@N00/?a=b#c",
        "https://www.flickr.com/people/12345678@N99/",
        "https://flic.kr/p/2abcDE",
        "https://flic.kr/ps/2abcDE",
        "live.staticflickr.com/65535/90000000001_0123456789_q.jpg",
        "https://farm5.static.flickr.com/4072/90000000001_0123456789_b.jpg",
        "https://www.flickr.com/photos/tags/x",
        "https://www.flickr.com/photo.gne?id=90000000001",
        "http://www.Example.co.uk:80/%c3%A9/?q=1%zz#part",
        "https://user:word@[2001:db8::1]:8443/a/../b//",
        "bücher.example",
        "192.0.2.1",
        "a\nb",
        "https://www.a.www.example.com/",
        "^_^",
    ];
    texts.map(|text| text.as_bytes().to_vec()).into()
}
