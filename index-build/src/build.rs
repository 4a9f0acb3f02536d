//! `hushset build`: from settings to a published site.

use crate::{
    config::Config,
    error::Result,
    pack::{entries_of, pack, salt, unpacked},
    plan::Plan,
    prepare::{InputReport, Prepared, prepare},
    progress::Progress,
    publish::{Publication, Published},
    site::{Content, pages},
};
use hushset_core::{file::BuildId, identifier::Scope, key::sha256, manifest::Manifest};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path};

/// What a build did.
#[derive(Debug, Clone, Serialize)]
pub struct BuildReport {
    /// The build.
    pub build: BuildId,
    /// Its number in the site's history.
    pub sequence: u64,
    /// Whether the site had this very build already.
    pub unchanged: bool,
    /// What was read and joined.
    pub input: InputReport,
    /// How it was cut into shards.
    pub plan: Plan,
    /// What each scope costs.
    pub sizes: Vec<ScopeSizes>,
    /// The datasets as the manifest lists them.
    pub datasets: Vec<hushset_core::manifest::Dataset>,
}

/// What a scope costs, before padding.
#[derive(Debug, Clone, Serialize)]
pub struct ScopeSizes {
    /// The scope.
    pub scope: Scope,
    /// Items listed under the keys of this scope; an account's photo counts once for each of its names.
    pub listed: u64,
    /// Bytes of all exact entries (tag, length, sealed record) for each of these.
    pub exact_bytes_per_item: f64,
    /// Bits of all filters for each (key, dataset) pair.
    pub filter_bits_per_pair: f64,
    /// The length of all exact shards over that of their contents.
    pub exact_padding: f64,
}

/// Builds the site of `config` in the folder `out`.
pub fn build(config: &Config, out: &Path, strict: bool, progress: &Progress) -> Result<BuildReport> {
    let publication = Publication::begin(out)?;
    let Prepared { mut manifest, scopes, plan, report } = prepare(config, strict, progress)?;
    let sizes = sizes(&plan, &scopes);
    let entries = scopes
        .iter()
        .map(|scope| entries_of(manifest.scheme, scope, plan.page_cap))
        .collect::<Result<Vec<_>>>()?;
    drop(scopes);
    manifest.scopes = plan.scopes.iter().map(unpacked).collect();
    manifest.salt = salt(&manifest, &entries);
    let bytes = pack(&publication.staging(), &mut manifest, &plan, &entries, progress)?;
    let content = Content {
        config,
        manifest: &manifest,
        build: BuildId(sha256(&[&bytes])),
        stats: &BTreeMap::new(),
        thumbnails: false,
    };
    let page = pages(content)?;
    let Published { build, sequence, unchanged } =
        publication.publish(&bytes, &page, config.index.keep_builds)?;
    let Manifest { datasets, .. } = manifest;
    Ok(BuildReport { build, sequence, unchanged, input: report, plan, sizes, datasets })
}

fn sizes(plan: &Plan, scopes: &[crate::entries::ScopeSubjects]) -> Vec<ScopeSizes> {
    let size = |(plan, scope): (&crate::plan::ScopePlan, &crate::entries::ScopeSubjects)| {
        let listed = scope.subjects.iter().map(|subject| subject.items() as u64).sum::<u64>();
        let framing = plan.exact.chosen.files() * hushset_core::exact::exact_len(0) as u64;
        ScopeSizes {
            scope: scope.scope,
            listed,
            exact_bytes_per_item: (plan.exact.content - framing) as f64 / listed.max(1) as f64,
            filter_bits_per_pair: plan.filter.content as f64 * 8.0 / plan.filter.entries.max(1) as f64,
            exact_padding: plan.exact.chosen.total() as f64 / plan.exact.content.max(1) as f64,
        }
    };
    plan.scopes.iter().zip(scopes).map(size).collect()
}
