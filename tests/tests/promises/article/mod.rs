//! Promise 9: the page that embeds the box learns nothing of what is asked in it, and of what comes out.
//!
//! Not every layout in every combination: each sandbox, each kind of host, each width and both kinds of article stand in at least one
//! layout, and every layout is used by a member and by a stranger in every engine.

mod alike;
mod leaving;
mod loading;
mod people;

use hushset_tests::article::{Layout, SANDBOX, SCRIPTS_ONLY};
use hushset_tests::faults::Faults;
use hushset_tests::hosts::{Conduct, likeness};
use hushset_tests::page::serve;
use hushset_tests::witness::Witness;
use std::path::Path;

/// The path of the site at a host of projects.
const PROJECT: &str = "/project/";

/// A site that is being served, and its address.
struct Host {
    faults: Faults,
    witness: Witness,
    address: String,
}

/// A site as `hushset serve` serves it.
async fn own_host(site: &Path) -> Host {
    let (faults, witness) = serve(site).await;
    let address = witness.url("/");
    Host { faults, witness, address }
}

/// A site on GitHub Pages: below a path, with no header of ours.
async fn project_host(site: &Path) -> Host {
    let faults = Faults::none();
    let witness = Witness::start(faults.over(likeness(Conduct::Github, site, PROJECT))).await;
    let address = witness.url(PROJECT);
    Host { faults, witness, address }
}

impl Host {
    fn frame(&self, place: &str, sandbox: &str, height: u32, width: u32) -> Layout {
        Layout::frame(&format!("{}{place}", self.address), sandbox, height, width)
    }

    fn tag(&self, attributes: &str, width: u32) -> Layout {
        Layout::tag(&self.address, attributes, width)
    }
}
