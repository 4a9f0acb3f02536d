//! `hushset build`: from settings to a published site.

use crate::{
    config::Config,
    entries::Context,
    error::Result,
    pack::{pack, salt, unpacked},
    plan::Plan,
    prepare::{InputReport, Prepared, context, prepare},
    publish::{Publication, Published},
    signing::Signing,
    site::{Content, pages},
    workspace::Workspace,
};
use hushset_core::{file::BuildId, key::sha256, manifest::Manifest};
use std::path::Path;

/// What a build did. [`Report`](crate::report::Report) is how it is told.
#[derive(Debug, Clone)]
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
    /// The datasets as the manifest lists them.
    pub datasets: Vec<hushset_core::manifest::Dataset>,
}

/// Builds the site of `config` in the folder `out`. Temporary files lie there too unless `workspace` says otherwise.
pub fn build(
    config: &Config,
    out: &Path,
    strict: bool,
    mut workspace: Workspace,
    temp: Option<&Path>,
    signing: &Signing,
) -> Result<BuildReport> {
    let publication = Publication::begin(out)?;
    signing.check(publication.previous(), config.site.public_key.as_ref())?;
    workspace.temp = temp.map_or_else(|| publication.temp(), Path::to_path_buf);
    let workspace = &workspace;
    let context = context(config)?;
    let Prepared { mut manifest, entries, plan, report } = prepare(config, strict, &context, workspace)?;
    manifest.scopes = plan.scopes.iter().map(unpacked).collect();
    manifest.salt = salt(&manifest, &beside_the_tables(config, &context, &report));
    let bytes = pack(workspace, &publication.staging(), &mut manifest, &plan, &entries)?;
    drop(entries);
    let stats = report.tables.iter().map(|(slug, counts)| (slug.clone(), counts.stats.clone())).collect();
    let content = Content {
        config,
        manifest: &manifest,
        build: BuildId(sha256(&[&bytes])),
        stats: &stats,
        thumbnails: config.index.thumbnails,
    };
    let page = pages(content)?;
    workspace.cancel.check()?;
    let Published { build, sequence, unchanged } =
        publication.publish(&bytes, &page, config.index.keep_builds.get(), signing.key())?;
    let Manifest { datasets, .. } = manifest;
    Ok(BuildReport { build, sequence, unchanged, input: report, plan, datasets })
}

/// What the records follow from beside the tables' rows: who is left out, and what accounts tables say.
fn beside_the_tables(config: &Config, context: &Context, report: &InputReport) -> Vec<Vec<u8>> {
    let mut files: Vec<&str> = report.accounts.files.values().map(String::as_str).collect();
    files.sort_unstable();
    let columns: Vec<_> =
        config.accounts.iter().map(|accounts| (accounts.layout, &accounts.columns)).collect();
    let accounts = (!files.is_empty()).then(|| format!("{columns:?} {files:?}").into_bytes());
    [Some(context.suppressed.canonical().into_bytes()), accounts].into_iter().flatten().collect()
}
