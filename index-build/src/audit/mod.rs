//! `hushset verify https://…`: audits a live site as a stranger would. Every file of the build, how its host serves it, and
//! whether the program in its page is the one that this command knows.
//!
//! Nothing here asks about anybody: all files are fetched, a few at a time.

mod client;
mod host;
mod index;
mod page;
mod rules;

use crate::{
    error::{Failure, Result},
    keys::{MAX_MINISIG_LEN, MINISIG_PATH},
    transport::Transport,
    trust::{Believed, Trust},
    workspace::Workspace,
};
use client::Client;
use hushset_core::{current::Current, file::BuildId, key::Hex};
use serde::Serialize;

/// How many requests are under way at once, at most: nobody's host is to notice an audit.
const AT_ONCE: usize = 4;

/// What an audit has found.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The address.
    pub site: String,
    /// The build.
    pub build: BuildId,
    /// Its number.
    pub sequence: Option<u64>,
    /// Files of the index that were fetched, and their bytes.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What was checked, one after the other.
    pub checks: Vec<Check>,
}

/// One line of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// How it came out.
    pub state: State,
    /// What it is about: `signature`, `index`, `page` or `host`.
    pub about: &'static str,
    /// What was checked.
    pub check: &'static str,
    /// What was found, in a sentence.
    pub said: String,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Good,
    /// Readers are answered rightly; something is not as it should be, or could not be checked.
    Doubtful,
    /// A promise is not kept.
    Bad,
}

impl Check {
    fn new(state: State, about: &'static str, check: &'static str, said: impl Into<String>) -> Self {
        Self { state, about, check, said: said.into() }
    }
}

impl Audit {
    /// The number of checks that came out so.
    pub fn count(&self, state: State) -> usize {
        self.checks.iter().filter(|check| check.state == state).count()
    }

    /// Whether no promise is broken.
    pub fn result(&self) -> Result<()> {
        let bad: Vec<_> = self.checks.iter().filter(|check| check.state == State::Bad).collect();
        let Some(first) = bad.first() else { return Ok(()) };
        let problem = format!("{} of {} checks failed: {}", bad.len(), self.checks.len(), first.check);
        Err(if first.about == "signature" { Failure::Untrusted(problem) } else { Failure::Site(problem) })
    }
}

/// Audits the site at an address. One that cannot be opened, or is not believed, is an error at once.
pub fn audit(base: &str, trust: &Trust, workspace: &Workspace) -> Result<Audit> {
    let site = Transport::of(base);
    let Believed { index, current } = trust.open(&site)?;
    let client = Client::new(base);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(AT_ONCE)
        .build()
        .map_err(|_| Failure::bug("threads cannot be started"))?;
    let mut checks = current.as_ref().map(|current| signature(&site, trust, current)).unwrap_or_default();
    let (files, bytes) = pool.install(|| -> Result<(u64, u64)> {
        let read = index::audit(&client, &index, workspace, &mut checks)?;
        page::audit(&client, workspace, &mut checks)?;
        Ok(read)
    })?;
    host::audit(&client, &mut checks);
    let (site, build, sequence) = (client.base().to_owned(), index.build, index.sequence);
    Ok(Audit { site, build, sequence, files, bytes, checks })
}

/// Who vouches for what is current. What a known key does not vouch for was refused before.
fn signature(site: &Transport, trust: &Trust, current: &Current) -> Vec<Check> {
    let about = |state, check, said: String| Check::new(state, "signature", check, said);
    let number = |state, said: &str| about(state, "number", format!("number {} {said}", current.sequence));
    let Some(signature) = current.signature else {
        let said = "not signed: whoever serves the site can serve another index, or an old one".into();
        return vec![
            about(State::Doubtful, "current.bin", said),
            number(State::Doubtful, "is vouched for by nobody"),
        ];
    };
    let id: Vec<u8> = signature.iter().skip(2).take(8).rev().copied().collect();
    let Some(key) = &trust.key else {
        let said = format!(
            "signed with key {}, which was not verified: give --public-key",
            Hex(&id).to_string().to_uppercase()
        );
        return vec![about(State::Doubtful, "current.bin", said)];
    };
    let beside =
        site.read(MINISIG_PATH, MAX_MINISIG_LEN).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let beside = match beside.map(|text| key.verify_beside(current, &text)) {
        Some(Ok(comment)) => (State::Good, format!("current.bin.minisig is good and says \"{comment}\"")),
        Some(Err(_)) => (State::Bad, "current.bin.minisig is not of this key and this current.bin".into()),
        None => (State::Doubtful, "there is no current.bin.minisig for minisign to verify".into()),
    };
    vec![
        about(State::Good, "current.bin", format!("signed with {key}")),
        number(State::Good, "is vouched for by the signature"),
        about(beside.0, "minisign", beside.1),
    ]
}
