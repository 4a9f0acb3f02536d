//! Reports of published sites: what everyone can read from them.

use super::{
    Build, Cut, DatasetReport, FORMAT, Report, ScopeReport, Shards, Site, Totals, made_by, suspicion,
};
use crate::{
    error::{Failure, Result},
    transport::Transport,
    verify::Shard,
    workspace::Workspace,
};
use hushset_core::{
    file::{ShardAddress, ShardKind},
    frame::Kind,
    index::Index,
    leak::Leak,
    manifest::{FileSet, ScopeFiles},
};
use rayon::prelude::*;

impl Report {
    /// The report of an opened index: of what its manifest says.
    pub fn of_site(index: &Index) -> Self {
        let manifest = &index.manifest;
        let scopes: Vec<ScopeReport> = manifest.scopes.iter().map(ScopeReport::of_files).collect();
        Self {
            format: FORMAT,
            made_by: made_by(),
            site: Site {
                title: manifest.title.clone(),
                publisher: manifest.publisher.clone(),
                scheme: manifest.scheme,
                fingerprint_bits: manifest.fingerprint_bits,
                details: manifest.details,
                page_cap: manifest.page_cap.into(),
            },
            build: Some(Build { id: index.build.to_string(), sequence: index.sequence, unchanged: None }),
            datasets: manifest.datasets.iter().map(DatasetReport::of).collect(),
            shared: None,
            accounts: None,
            linking: None,
            budgets: None,
            totals: Totals::of(&scopes),
            scopes,
        }
    }

    /// Reads every shard of the site, and says how much of it is padding.
    pub fn read_shards(&mut self, site: &Transport, index: &Index, workspace: &Workspace) -> Result<()> {
        for report in &mut self.scopes {
            let Some(files) = index.manifest.scope(report.scope) else { continue };
            let shards = Reader { site, index, workspace, files };
            report.filter = report.filter.clone().with_content(shards.content(ShardKind::Filter)?);
            report.exact = report.exact.clone().with_content(shards.content(ShardKind::Exact)?);
        }
        Ok(())
    }
}

impl ScopeReport {
    fn of_files(files: &ScopeFiles) -> Self {
        let (verdict, details) = (Leak::of_verdict(files), Leak::of_details(files));
        Self {
            scope: files.scope,
            keys: files.keys,
            listed: None,
            lengths: Vec::new(),
            exact_bytes_per_item: None,
            filter_bits_per_pair: None,
            filter: Shards::of_set(&files.filter, suspicion(&[verdict])),
            exact: Shards::of_set(&files.exact, suspicion(&[verdict, details])),
        }
    }
}

impl Shards {
    fn of_set(set: &FileSet, one_percent_becomes: f64) -> Self {
        let cut = Cut {
            bits: set.prefix_bits.get(),
            files: set.prefix_bits.shards().into(),
            file_bytes: set.file_len() as u64,
            total_bytes: set.total_len(),
            one_percent_becomes,
        };
        Self { cut, entries: set.entries, content_bytes: None, padding: None, alternatives: Vec::new() }
    }
}

/// Reads the shards of a scope.
struct Reader<'a> {
    site: &'a Transport,
    index: &'a Index,
    workspace: &'a Workspace,
    files: &'a ScopeFiles,
}

impl Reader<'_> {
    /// The bytes of all bodies of a kind before padding. Padding is zeros, and a content that ends in a zero counts as
    /// one byte shorter: less than half a per cent of the shards do.
    fn content(&self, kind: ShardKind) -> Result<u64> {
        let (scope, bits) = (self.files.scope, self.files.set(kind).prefix_bits);
        let what = format!("reading {} {}s", scope.name(), Kind::from(kind));
        let bar = self.workspace.progress.count(&what, bits.shards().into());
        let prefixes: Vec<_> = bits.prefixes().collect();
        let content = prefixes.par_iter().map(|&prefix| {
            self.workspace.cancel.check()?;
            let shard = Shard::fetch(self.site, self.index, ShardAddress { scope, kind, prefix })?;
            bar.advance(1);
            let used = shard.body.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
            Ok::<_, Failure>(used as u64)
        });
        let content = content.sum::<Result<u64>>()?;
        bar.finish();
        Ok(content)
    }
}
