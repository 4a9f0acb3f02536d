//! What a server sees of one reader with a fresh browser, and what that reader sees.

use hushset_tests::browser::{Engine, Setup};
use hushset_tests::page::Page;
use hushset_tests::witness::{Requests, Witness};

pub(crate) struct Seen {
    /// What was requested while the page loaded.
    pub(crate) load: Requests,
    /// What was requested while something was typed and checked.
    pub(crate) check: Requests,
    /// The kind of the answer.
    pub(crate) kind: String,
    /// All that the page says afterwards.
    pub(crate) says: String,
}

/// Types something into a fresh browser, and checks it.
pub(crate) async fn see(engine: Engine, witness: &Witness, typed: &str) -> Option<Seen> {
    let page = Page::blank(engine, Setup::default()).await?;
    let log = witness.log();
    let load = log.mark();
    page.visit(&witness.url("/")).await;
    log.settled().await;
    let check = log.mark();
    let answer = page.check(typed).await;
    log.settled().await;
    let says = page.says().await;
    let load = log.between(load, check).by_target();
    Some(Seen { load, check: log.since(check), kind: answer.kind, says })
}
