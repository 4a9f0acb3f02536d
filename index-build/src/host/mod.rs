//! Hosts: what must be sent, how each host is told, and what it does not take.
//!
//! ```text
//! headers ─┬▶ hushset serve
//!          └▶ recipes: nginx, Caddy, _headers (Netlify, Cloudflare Pages), S3 with CloudFront
//! ```

mod caddy;
pub mod headers;
mod headers_file;
pub mod limits;
mod nginx;
mod place;
mod s3;

#[cfg(test)]
mod tests;

pub use place::Place;

use serde::Deserialize;
use std::path::PathBuf;

/// A host, or a server, that a recipe is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Host {
    /// nginx
    Nginx,
    /// Caddy
    Caddy,
    /// Netlify
    Netlify,
    /// Cloudflare Pages
    Cloudflare,
    /// GitHub Pages
    Github,
    /// Amazon S3
    S3,
}

/// A file that tells a host what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Its path, in the site or in the folder of recipes.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl Recipe {
    fn new(path: &str, text: String) -> Self {
        Self { path: path.into(), text }
    }
}

impl Host {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Nginx, Self::Caddy, Self::Netlify, Self::Cloudflare, Self::Github, Self::S3];

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "Caddy",
            Self::Netlify => "Netlify",
            Self::Cloudflare => "Cloudflare Pages",
            Self::Github => "GitHub Pages",
            Self::S3 => "S3 and CloudFront",
        }
    }

    /// The files that the host looks for in the site itself, given what else is in it.
    pub fn in_site(self, pages: &[PathBuf]) -> Option<Recipe> {
        match self {
            Self::Netlify | Self::Cloudflare => Some(Recipe::new("_headers", headers_file::render(pages))),
            Self::Github => Some(Recipe::new(".nojekyll", String::new())),
            Self::Nginx | Self::Caddy | Self::S3 => None,
        }
    }

    /// The files that are not for readers. They lie beside the site.
    pub fn beside(self, place: &Place<'_>) -> Vec<Recipe> {
        match self {
            Self::Nginx => vec![Recipe::new("nginx.conf", nginx::render(place))],
            Self::Caddy => vec![Recipe::new("Caddyfile", caddy::render(place))],
            Self::S3 => s3::render(place),
            Self::Netlify | Self::Cloudflare | Self::Github => Vec::new(),
        }
    }

    /// What to do with the site, in a sentence; recipes are named by their paths in their folder.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Nginx => {
                "include nginx.conf in the `server { … }` of the site's domain, then `nginx -t` and reload"
            }
            Self::Caddy => "import Caddyfile in the server's own, then `caddy reload`",
            Self::Netlify => "deploy the folder; its _headers says everything",
            Self::Cloudflare => {
                "deploy the folder with `wrangler pages deploy`; its _headers says everything"
            }
            Self::Github => "publish the folder as it is, with .nojekyll",
            Self::S3 => "run `sh s3/upload.sh s3://bucket`, and give the distribution what else is in s3/",
        }
    }

    /// What the host does not do, if anything, and what becomes of it.
    pub fn caveat(self) -> Option<&'static str> {
        match self {
            Self::Nginx | Self::Caddy => None,
            Self::Netlify | Self::Cloudflare => Some(
                "an answer \"not found\" is kept like the file would be: a reader who meets one has to press \"Try again\"",
            ),
            Self::Github => Some(
                "it sends none of our headers: pages can be shown in other people's frames, and a new build is seen up to ten \
                 minutes late. What the pages' own policy forbids stays forbidden",
            ),
            Self::S3 => Some(
                "an answer \"not found\" comes as 404 only if the distribution is told so: see docs/HOSTING.md",
            ),
        }
    }

    /// Why the site cannot be on this host at its address, if it cannot.
    pub(crate) fn objection(self, place: &Place<'_>) -> Option<String> {
        match self {
            Self::Caddy if place.origin.is_none() => {
                Some("Caddy must know the site's address: write address = \"https://…/\" in [site]".into())
            }
            Self::Netlify | Self::Cloudflare if place.path != "/" => Some(format!(
                "{} takes a folder as a whole domain, and the address in [site] ends in {}: give the site a domain of its own, \
                 or choose another host",
                self.title(),
                place.path
            )),
            _ => None,
        }
    }
}
