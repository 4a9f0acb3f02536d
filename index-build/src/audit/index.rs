//! The files of the index: every one is fetched, as a browser fetches it that accepts compression.

use super::{
    Check,
    State::{Doubtful, Good},
    client::{AS_BROWSERS, Answer, Client},
    rules::{Rule, Tally},
};
use crate::{error::Result, workspace::Workspace};
use hushset_core::{
    file::{CURRENT_PATH, ShardAddress, ShardKind},
    frame::Malformed,
    index::Index,
};
use rayon::prelude::*;

/// Audits the index; gives the number of its files and of their bytes.
pub(super) fn audit(
    client: &Client,
    index: &Index,
    workspace: &Workspace,
    checks: &mut Vec<Check>,
) -> Result<(u64, u64)> {
    let shards: Vec<ShardAddress> = index
        .manifest
        .scopes
        .iter()
        .flat_map(|files| {
            ShardKind::ALL.into_iter().flat_map(move |kind| {
                let prefixes = files.set(kind).prefix_bits.prefixes();
                prefixes.map(move |prefix| ShardAddress { scope: files.scope, kind, prefix })
            })
        })
        .collect();
    let bar = workspace.progress.count("fetching files of the index", shards.len() as u64 + 1);
    let manifest = Fetched::of(client, &index.build.manifest_path());
    let begun = manifest.tally(|bytes| Index::open(index.build, None, bytes).map(drop));
    let (tally, bytes) = shards
        .par_iter()
        .map(|address| {
            workspace.cancel.check()?;
            let shard = Fetched::of(client, &index.build.shard_path(address));
            let tally = shard.tally(|bytes| index.shard_body(address, bytes).map(drop));
            bar.advance(1);
            Ok((tally, shard.len()))
        })
        .try_reduce(Default::default, |a, b| Ok((a.0.merge(b.0), a.1 + b.1)))?;
    bar.finish();
    checks.extend(begun.merge(tally).checks("index"));
    checks.push(asked_anew(client));
    Ok((shards.len() as u64 + 1, bytes + manifest.len()))
}

/// A file of the index: how it came, and its bytes as they were before anybody compressed them.
struct Fetched {
    path: String,
    answer: Option<Answer>,
    bytes: Option<Vec<u8>>,
}

impl Fetched {
    fn of(client: &Client, path: &str) -> Self {
        let answer = client.get(path, AS_BROWSERS).filter(Answer::is_ok);
        let bytes = answer.as_ref().and_then(Answer::unpacked);
        Self { path: path.to_owned(), answer, bytes }
    }

    fn len(&self) -> u64 {
        self.answer.as_ref().map_or(0, |answer| answer.body.len() as u64)
    }

    fn tally(&self, vouch: impl Fn(&[u8]) -> std::result::Result<(), Malformed>) -> Tally {
        let mut tally = Tally::default();
        tally.note(Rule::Served, &self.path, self.answer.is_some());
        let Some(answer) = &self.answer else { return tally };
        let encoding = answer.header("content-encoding");
        let vouched = self.bytes.as_deref().map_or(Err(Malformed::NotAnIndexFile), vouch);
        tally.note(Rule::Vouched, &self.path, vouched.is_ok());
        tally.note(Rule::OneLength, &self.path, !matches!(vouched, Err(Malformed::Length { .. })));
        tally.note(Rule::Plain, &self.path, matches!(encoding.as_str(), "" | "identity"));
        tally.note(Rule::Untransformed, &self.path, answer.header("cache-control").contains("no-transform"));
        tally.note_headers(&self.path, answer);
        tally
    }
}

/// Whether readers learn of a new build at once.
fn asked_anew(client: &Client) -> Check {
    let cache = client.get(CURRENT_PATH, AS_BROWSERS).map(|answer| answer.header("cache-control"));
    let cache = cache.unwrap_or_default();
    let anew = ["no-cache", "no-store", "max-age=0"].iter().any(|word| cache.contains(word));
    let (state, said) = if anew {
        (Good, "current.bin is asked for anew each time".to_owned())
    } else {
        (
            Doubtful,
            format!(
                "current.bin is sent without Cache-Control: no-cache (\"{cache}\"): an old build may be shown"
            ),
        )
    };
    Check::new(state, "index", "current.bin", said)
}
