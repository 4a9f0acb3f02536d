//! Licences by number, name or address, to the numbers of Flickr's API.
//!
//! Source: `flickr.photos.licenses.getInfo`. The numbers of the CC 4.0 licences that Flickr offers since June
//! 2025 are not known here; their addresses are refused rather than taken for the 2.0 ones.

use hushset_core::record::Licence;

const LICENCES: [(u8, &str, &str); 11] = [
    (0, "All Rights Reserved", ""),
    (1, "Attribution-NonCommercial-ShareAlike License", "creativecommons.org/licenses/by-nc-sa/2.0"),
    (2, "Attribution-NonCommercial License", "creativecommons.org/licenses/by-nc/2.0"),
    (3, "Attribution-NonCommercial-NoDerivs License", "creativecommons.org/licenses/by-nc-nd/2.0"),
    (4, "Attribution License", "creativecommons.org/licenses/by/2.0"),
    (5, "Attribution-ShareAlike License", "creativecommons.org/licenses/by-sa/2.0"),
    (6, "Attribution-NoDerivs License", "creativecommons.org/licenses/by-nd/2.0"),
    (7, "No known copyright restrictions", "flickr.com/commons/usage"),
    (8, "United States Government Work", "usa.gov/copyright.shtml"),
    (9, "Public Domain Dedication (CC0)", "creativecommons.org/publicdomain/zero/1.0"),
    (10, "Public Domain Mark", "creativecommons.org/publicdomain/mark/1.0"),
];

/// Reads a licence.
pub(super) fn parse(text: &str) -> Option<Licence> {
    if let Ok(number) = text.parse::<u8>() {
        return Licence::new(number);
    }
    let address =
        text.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    let address = address.trim_end_matches('/').trim_end_matches("/deed.en");
    let known = LICENCES.iter().find(|(_, name, page)| {
        name.eq_ignore_ascii_case(text) || (!page.is_empty() && page.eq_ignore_ascii_case(address))
    });
    known.and_then(|&(number, ..)| Licence::new(number))
}

/// What a licence is called.
pub(crate) fn name(number: u8) -> Option<&'static str> {
    LICENCES.iter().find(|(of, ..)| *of == number).map(|(_, name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn numbers_names_and_addresses() {
        for (text, number) in [
            ("4", Some(4)),
            ("Attribution License", Some(4)),
            ("http://creativecommons.org/licenses/by/2.0/", Some(4)),
            ("https://www.flickr.com/commons/usage/", Some(7)),
            ("public domain mark", Some(10)),
            ("https://creativecommons.org/licenses/by/4.0/", None),
            ("free", None),
            ("255", None),
        ] {
            assert_eq!(parse(text).map(hushset_core::record::Licence::number), number, "{text}");
        }
    }
}
