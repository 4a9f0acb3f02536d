//! The harness of the end-to-end tests: what a promise about requests is judged by.
//!
//! A page cannot be asked what it sent, and neither can a browser. So every promise is watched from the other
//! end of the wire: [`witness`] serves the site and writes down every byte that came in and went out,
//! [`faults`] makes the same server misbehave on demand, [`browser`] drives the real engines over W3C
//! WebDriver, and [`client`] is a bare TCP client against which the witness itself is checked.
//!
//! The site under test is built by the command line under test ([`site`], [`variant`]), and [`page`] uses it as a reader
//! does. In an [`article`] the site's box is used, and watched from the page around it.
//! The witness serves any `tower` service, so that the tests can put in front of the browser a plain folder
//! ([`folder::static_folder`]) or the project's own server, whichever is to be judged; and [`hosts`], those that can be run
//! here and likenesses of those that cannot.

#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    reason = "this crate is test code: a surprise must stop the test, loudly and at once"
)]

pub mod article;
pub mod browser;
pub mod client;
pub mod faults;
pub mod folder;
pub mod hosts;
pub mod page;
mod programs;
pub mod site;
pub mod variant;
pub mod witness;

/// How long anything that must happen may take before a test gives up, in seconds.
///
/// Generous on purpose: nothing is asserted about speed, and a loaded machine must not fail a test.
pub const PATIENCE_SECONDS: u64 = 60;

/// [`PATIENCE_SECONDS`] as a duration.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(PATIENCE_SECONDS);

/// Any error a service or a body may end with.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
