//! A table of cases for each form that people type or paste.

use super::*;
use crate::{identifier::Scheme, text::NativePlatform};
use alloc::format;

fn understand(text: &str) -> Result<Understood, Refused> {
    Scheme::Flickr.parse(&NativePlatform, text)
}

/// What was understood, in a short notation: `owner NAME [by KIND] [photo ID]`, `photo ID`, `tag TAG`.
fn gist(text: &str) -> String {
    match understand(text) {
        Err(refused) => format!("refused: {:?}", refused.refusal),
        Ok(Understood { question, alternatives, .. }) => {
            let kind = format!("{:?}", question.asked_by()).to_lowercase();
            let mut gist = format!("{kind} {}", question.identifier().text());
            if question.scope() == Scope::Owners
                && let Some(photo) = question.mark()
            {
                gist += &format!(" photo {photo}");
                assert_eq!(alternatives.len(), 1, "the photo itself can be asked about: {text}");
            }
            gist
        }
    }
}

macro_rules! cases {
    ($($name:ident { $($text:expr => $gist:expr,)+ })+) => {$(
        #[test]
        fn $name() {
            for (text, expected) in [$(($text, $gist)),+] {
                assert_eq!(gist(text), expected, "{text:?}");
            }
        }
    )+};
}

cases! {
    names {
        "janedoe" => "name janedoe",
        "  Jane   DOE " => "name jane doe",
        "محمد علي" => "name محمد علي",
        "\u{200f}محمد\u{200f}" => "name محمد",
        "¡E+F!" => "name ¡e+f!",
        "♥" => "name ♥",
        "12345" => "name 12345",
        "jane.doe" => "name jane.doe",
        "jane@example" => "name jane@example",
        "a//b" => "name a//b",
        "1234567 and more" => "name 1234567 and more",
        "①②③④⑤⑥" => "name 123456",
        "１２３４５６７８＠Ｎ００" => "nsid 12345678@N00",
        "½½½" => "name 1⁄21⁄21⁄2",
    }
    account_numbers {
        "12345678@N00" => "nsid 12345678@N00",
        " 12345678@n00 " => "nsid 12345678@N00",
        "1234@N00" => "name 1234@n00",
    }
    people_pages {
        "https://www.flickr.com/photos/janedoe/" => "alias janedoe",
        "https://www.flickr.com/photos/JaneDoe" => "alias janedoe",
        "http://flickr.com/people/janedoe" => "alias janedoe",
        "www.flickr.com/people/12345678@N00/" => "nsid 12345678@N00",
        "https://www.flickr.com/photos/12345678%40N00/" => "nsid 12345678@N00",
        "m.flickr.com/photos/12345678@n00" => "nsid 12345678@N00",
        "//www.flickr.com/photos/janedoe" => "alias janedoe",
        "HTTPS://WWW.FLICKR.COM/photos/janedoe" => "alias janedoe",
        "https://www.flickr.com:443/photos/janedoe?x=1#top" => "alias janedoe",
        "https://www.flickr.com/photos/janedoe/albums/72157600000000000" => "alias janedoe",
        "https://www.flickr.com/photos/janedoe/sets/72157600000000000/" => "alias janedoe",
        "https://www.flickr.com/photos/janedoe/page3" => "alias janedoe",
        "https://www.flickr.com/photos/janedoe/tags/cat" => "alias janedoe",
        "https://www.flickr.com/photos/janedoe/１２３" => "alias janedoe",
        "https://live.staticflickr.com/65535/buddyicons/12345678@N00.jpg" => "nsid 12345678@N00",
        "https://farm1.staticflickr.com/2/buddyicons/12345678@N00_m.jpg?129#12345678@N00" => "nsid 12345678@N00",
    }
    photo_pages {
        "https://www.flickr.com/photos/janedoe/52830949513" => "alias janedoe photo 52830949513",
        "https://www.flickr.com/photos/12345678@N00/4425073240/" => "nsid 12345678@N00 photo 4425073240",
        "flickr.com//photos//janedoe//123456" => "alias janedoe photo 123456",
        "https://www.flickr.com/photos/janedoe/4425073240/in/album-72157600000000000" => "alias janedoe photo 4425073240",
        "https://www.flickr.com/photos/janedoe/4425073240/sizes/l/" => "alias janedoe photo 4425073240",
        "https://www.flickr.com/photos/janedoe/4425073240/meta" => "alias janedoe photo 4425073240",
        "https://www.flickr.com/photos/janedoe/4425073240/player/" => "alias janedoe photo 4425073240",
        "https://www.flickr.com/photo/janedoe/4425073240" => "alias janedoe photo 4425073240",
        "https://www.flickr.com/photos/janedoe/99" => "alias janedoe photo 99",
        "https://www.flickr.com/photo.gne?id=4425073240" => "item 4425073240",
        "flickr.com/photo.gne?x=1&amp;id=4425073240" => "item 4425073240",
        "https://www.flickr.com/photo_zoom.gne?id=4425073240&size=o" => "item 4425073240",
        "https://www.flickr.com/photo_exif.gne?id=4425073240" => "item 4425073240",
        "https://www.flickr.com/photo.gne?short=7K2E7d" => "item 4425073240",
        "https://flic.kr/p/4Azxcv" => "item 2360374815",
        "flic.kr/p/2ouuqFT/" => "item 52830949513",
        "FLIC.KR/p/7K2E7d" => "item 4425073240",
    }
    image_files {
        "https://live.staticflickr.com/65535/52830949513_0123456789_b.jpg" => "item 52830949513",
        "https://farm5.staticflickr.com/4072/4425073240_0123456789.jpg" => "item 4425073240",
        "http://farm5.static.flickr.com/4072/4425073240_0123456789_o.jpg" => "item 4425073240",
        "http://static.flickr.com/40/92143_0123456789_m.jpg" => "item 92143",
        "https://c5.staticflickr.com/5/4072/4425073240_0123456789_z.jpg" => "item 4425073240",
        "http://photos12.flickr.com/4425073240_0123456789_b.jpg" => "item 4425073240",
        "https://live.staticflickr.com/video/4425073240/0123456789/700.mp4" => "item 4425073240",
        "https://yy12.staticflickr.com/7/4425073240_0123456789_k.jpg" => "item 4425073240",
        "4425073240_0123456789_b.jpg" => "item 4425073240",
        "4425073240_0123456789.JPG" => "item 4425073240",
        "4425073240.jpg" => "item 4425073240",
        "4425073240_2.jpg" => "item 4425073240",
        "4425073240_o.jpg" => "item 4425073240",
        "my-cat_4425073240_o.jpg" => "item 4425073240",
        "my_cat_4425073240_0123456789_3k.png" => "item 4425073240",
        "my-cat.jpg" => "name my-cat.jpg",
        "img_0001.jpg" => "name img_0001.jpg",
        "20130517_by_the_sea.jpg" => "name 20130517_by_the_sea.jpg",
    }
    photo_ids {
        "52830949513" => "item 52830949513",
        "123456" => "item 123456",
        "18446744073709551615" => "item 18446744073709551615",
        "18446744073709551616" => "refused: NoSuchPhoto",
        "000000" => "refused: NoSuchPhoto",
    }
    hashtags {
        "#birthday" => "tag birthday",
        "#New York!" => "tag newyork",
        "#ÉTÉ" => "tag été",
        "#" => "refused: Nonsense",
        "##" => "refused: Nonsense",
    }
    refusals {
        "" => "refused: Empty",
        " \u{200b} " => "refused: Empty",
        "?!" => "refused: Nonsense",
        "a\nb" => "refused: SeveralLines",
        "https://flic.kr/s/aHsk" => "refused: NeedsFlickr",
        "https://flic.kr/ps/2ouuqF" => "refused: NeedsFlickr",
        "https://flic.kr/y/2ouuqF" => "refused: NeedsFlickr",
        "https://flic.kr/" => "refused: NeedsFlickr",
        "https://www.flickr.com/gp/janedoe/A1b2C3" => "refused: NeedsFlickr",
        "https://www.flickr.com/groups/12345678@N00/" => "refused: Group",
        "https://www.flickr.com/photos/tags/cat" => "refused: TagsPage",
        "https://www.flickr.com/photos/me" => "refused: NobodysPage",
        "https://www.flickr.com/photos/" => "refused: NobodysPage",
        "https://www.flickr.com" => "refused: NobodysPage",
        "flickr.com" => "refused: NobodysPage",
        "https://www.flickr.com/explore" => "refused: NobodysPage",
        "https://www.flickr.com/search/?text=jane" => "refused: NobodysPage",
        "https://www.flickr.com/photo.gne" => "refused: NoSuchPhoto",
        "https://www.flickr.com/photo.gne?id=jane" => "refused: NoSuchPhoto",
        "https://www.flickr.com/photos/janedoe/99999999999999999999999" => "refused: NoSuchPhoto",
        "https://flic.kr/p/0OIl" => "refused: NoSuchPhoto",
        "https://flic.kr/p/" => "refused: NoSuchPhoto",
        "https://live.staticflickr.com/65535/" => "refused: NoSuchPhoto",
        "https://example.com/photos/janedoe" => "refused: OtherSite { host: \"example.com\" }",
        "instagram.com/janedoe" => "refused: OtherSite { host: \"instagram.com\" }",
        "https://flickr.com.example.org/photos/janedoe" => "refused: OtherSite { host: \"flickr.com.example.org\" }",
        "ftp://flickr.example/photos/janedoe" => "refused: OtherSite { host: \"flickr.example\" }",
    }
}

#[test]
fn too_long_a_text_is_refused() {
    assert_eq!(understand(&"a".repeat(3000)), Err(Refusal::TooLong.into()));
}

#[test]
fn any_text_may_be_a_name() {
    for text in ["^_^", "www.example.org/me", "#jane", "http://janedoe.com"] {
        let alternatives = match understand(text) {
            Ok(understood) => understood.alternatives,
            Err(refused) => refused.alternatives,
        };
        let [name] = alternatives.as_slice() else { panic!("one alternative to {text}") };
        assert_eq!(Some(name.identifier()), owner_identifier(&NativePlatform, text).as_ref(), "{text}");
    }
}

#[test]
fn hashtags_have_one_spelling() {
    for tag in ["a.\u{301}", "á", "a\u{301}", "#Á!"] {
        assert_eq!(tag_identifier(&NativePlatform, tag).unwrap().text(), "á", "{tag:?}");
    }
}

#[test]
fn a_number_may_also_be_a_name() {
    let understood = understand("4425073240").unwrap();
    let [name] = understood.alternatives.as_slice() else { panic!("one alternative") };
    assert_eq!((name.scope(), name.identifier().text()), (Scope::Owners, "4425073240"));
}

#[test]
fn the_builder_and_the_reader_agree_on_names() {
    for name in
        ["Jane  Doe", "12345678@n00", "１２３４５６７８＠Ｎ００", "محمد علي", "ＪＡＮＥ", "¡E+F!", "Ǆ", "ΣΑΣ"]
    {
        let built = owner_identifier(&NativePlatform, name).unwrap();
        assert_eq!(understand(name).unwrap().question.identifier(), &built, "{name}");
    }
    assert_eq!(owner_identifier(&NativePlatform, " \u{200b}"), None);
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}", start in proptest::sample::select(vec!["", "https://", "flickr.com/", "https://www.flickr.com/photos/", "https://live.staticflickr.com/", "#", "flic.kr/p/"])) {
        let _ = understand(&format!("{start}{text}"));
    }
}
