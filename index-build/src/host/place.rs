//! Where a site lies, on the disk and on the web.

use super::Host;
use crate::{
    config::SiteAddress,
    error::{Failure, Result},
};
use std::path::{self, Path, PathBuf};

/// Where a site lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// Its folder, as every server can find it.
    pub(super) folder: String,
    /// The scheme and the host of its address, if that is known.
    pub(super) origin: Option<&'a str>,
    /// The path of its address: `/`, or `/faces/`.
    pub(super) path: &'a str,
}

impl<'a> Place<'a> {
    /// The place of the site in `folder`, for all of these hosts.
    pub fn new(folder: &Path, address: Option<&'a SiteAddress>, hosts: &[Host]) -> Result<Self> {
        let unfit = |problem: String| Failure::Plan(problem);
        let folder = path::absolute(folder).map_err(|error| Failure::writing(folder, &error))?;
        let folder: PathBuf = folder.components().collect();
        let name = folder.file_name().and(folder.to_str()).filter(|name| is_plain(name, "/._-~+@, "));
        let name = name.ok_or_else(|| {
            unfit(format!(
                "the name of the folder {} cannot be written into a recipe: rename it",
                folder.display()
            ))
        })?;
        let (origin, path) = address.map_or((None, "/"), split);
        if !is_plain(path, "/._-~") {
            return Err(unfit(format!(
                "{path} in the address of [site] cannot be written into a recipe: use letters, digits, - and _"
            )));
        }
        let place = Self { folder: name.to_owned(), origin, path };
        let objection = hosts.iter().find_map(|host| host.objection(&place));
        objection.map_or(Ok(place), |objection| Err(unfit(objection)))
    }

    /// The folder of recipes: beside the site, since they are not for readers.
    pub fn recipes(&self) -> PathBuf {
        PathBuf::from(format!("{}.recipes", self.folder))
    }
}

/// An address without the slash between origin and path, and that path.
fn split(address: &SiteAddress) -> (Option<&str>, &str) {
    let text = address.as_str();
    let host = text.find("://").map_or(0, |at| at + 3);
    let slash = text.get(host..).and_then(|rest| rest.find('/')).map_or(text.len(), |at| host + at);
    (text.get(..slash), text.get(slash..).unwrap_or("/"))
}

/// Whether a text has letters, digits and these, and so nothing that a server's configuration or a shell could take for its own.
fn is_plain(text: &str, others: &str) -> bool {
    text.chars().all(|letter| letter.is_alphanumeric() || others.contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SiteAddress {
        text.to_owned().try_into().unwrap()
    }

    #[test]
    fn an_address_is_an_origin_and_a_path() {
        for (text, origin, path) in [
            ("https://check.example.org/", "https://check.example.org", "/"),
            ("http://127.0.0.1:8080/a/b/", "http://127.0.0.1:8080", "/a/b/"),
        ] {
            let address = address(text);
            let place = Place::new(Path::new("/srv/site/"), Some(&address), &Host::ALL[..2]).unwrap();
            assert_eq!((place.origin, place.path), (Some(origin), path));
            assert_eq!((&*place.folder, place.recipes()), ("/srv/site", "/srv/site.recipes".into()));
        }
    }

    #[test]
    fn what_cannot_be_is_said() {
        let said = |folder: &str, text: Option<&str>, host| {
            let address = text.map(address);
            Place::new(Path::new(folder), address.as_ref(), &[host]).unwrap_err().to_string()
        };
        assert!(said("/site", None, Host::Caddy).contains("address = \"https://…/\""));
        assert!(said("/site", Some("https://a.org/b/"), Host::Cloudflare).contains("ends in /b/"));
        assert!(said("/site", Some("https://a.org/b;c/"), Host::Nginx).contains("/b;c/"));
        assert!(said("/si'te", None, Host::Nginx).contains("rename it"));
        assert!(said("/sites/..", None, Host::Nginx).contains("rename it"));
        assert!(Place::new(Path::new("/site"), None, &[Host::Nginx, Host::Github, Host::S3]).is_ok());
    }
}
