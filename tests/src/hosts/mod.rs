//! Hosts: nginx and Caddy, run for real with the recipes that the project writes, and likenesses of those that nobody can run here,
//! by what their documentation says (docs/HOSTING.md names the pages).

mod bucket;
mod forward;
mod headers_file;
mod likeness;
mod server;
mod table;

pub use bucket::Bucket;
pub use forward::forward;
pub use headers_file::Dialect;
pub use likeness::{Conduct, likeness};
pub use server::{Program, Server};
pub use table::{Expected, assert_follows, representatives};

use std::path::{Path, PathBuf};

/// The files of a site with paths relative to it.
pub(crate) fn relative_files(site: &Path) -> Vec<PathBuf> {
    let files = crate::variant::files_below(site).into_iter();
    files.map(|file| file.strip_prefix(site).expect("a file of the site").to_owned()).collect()
}

/// The files that lie in a site beside its index.
///
/// # Panics
/// If the folder cannot be read.
pub fn pages(site: &Path) -> Vec<PathBuf> {
    relative_files(site).into_iter().filter(|path| !path.starts_with("hushset")).collect()
}
