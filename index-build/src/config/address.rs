//! `address = "https://check.example.org/faces/"`: where a site will be published.

use serde::Deserialize;
use std::fmt;
use url::Url;

/// The address of a site, with a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SiteAddress(String);

impl SiteAddress {
    /// As text. It holds no quotes and no angle brackets: an address has them encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SiteAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SiteAddress {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_folder = |url: &Url| {
            matches!(url.scheme(), "http" | "https")
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none()
        };
        let mut url = Url::parse(&text).ok().filter(is_folder).ok_or_else(|| {
            format!("\"{text}\" is no address of a site: write it in full and without ? and #, as \"https://check.example.org/\"")
        })?;
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self(url.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::SiteAddress;

    #[test]
    fn an_address_names_a_folder_in_full() {
        let read = |text: &str| SiteAddress::try_from(text.to_owned());
        assert_eq!(read("https://example.org").unwrap().as_str(), "https://example.org/");
        assert_eq!(read("https://Example.org/a\"<b").unwrap().as_str(), "https://example.org/a%22%3Cb/");
        for wrong in [
            "example.org",
            "/faces/",
            "ftp://example.org/",
            "https://a@b.org/",
            "https://b.org/?c",
            "https://b.org/#d",
        ] {
            assert!(read(wrong).unwrap_err().contains(wrong), "{wrong}");
        }
    }
}
