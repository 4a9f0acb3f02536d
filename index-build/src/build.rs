//! `hushset build`: from settings to a published site.

use crate::{
    config::Config,
    error::{Failure, Result},
    host::{
        Host, Place, Recipe,
        limits::{self, Size},
    },
    pack::{Packed, pack, salt, unpacked},
    plan::Plan,
    prepare::{InputReport, Prepared, context, prepare},
    publish::{Publication, Published, place_beside},
    signing::Signing,
    site::{Content, pages},
    suppress::Suppressed,
    workspace::Workspace,
};
use hushset_core::{file::BuildId, key::sha256, manifest::Manifest};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    thread,
};

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
    /// The folder of recipes, if one of the hosts has any.
    pub recipes: Option<PathBuf>,
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
    let building = Building::begin(config, out, signing)?;
    workspace.temp = temp.map_or_else(|| building.publication.temp(), Path::to_path_buf);
    let workspace = &workspace;
    let context = context(config)?;
    let Prepared { mut manifest, entries, plan, report } = prepare(config, strict, &context, workspace)?;
    // Before an hour of packing; what is beside the index, and earlier builds, come on top later.
    limits::refuse(&config.site.hosts, &Size::of_plan(&plan))?;
    announce_shards(config, &context.suppressed, &report, &plan, &mut manifest);
    let staging = building.publication.staging();
    let packed = pack(workspace, &staging, &mut manifest, &plan, &entries)?;
    drop(entries);
    workspace.cancel.check()?;
    building.publish(manifest, &packed, plan, report)
}

/// Completes a manifest so far as shards can be packed: everything but their roots.
pub(crate) fn announce_shards(
    config: &Config,
    suppressed: &Suppressed,
    report: &InputReport,
    plan: &Plan,
    manifest: &mut Manifest,
) {
    manifest.scopes = plan.scopes.iter().map(unpacked).collect();
    manifest.salt = salt(manifest, &beside_the_tables(config, suppressed, report));
}

/// A site that is being built: what must be right before an hour of work, and what is done after it.
pub(crate) struct Building<'a> {
    config: &'a Config,
    signing: &'a Signing,
    place: Option<Place<'a>>,
    pub(crate) publication: Publication,
}

impl<'a> Building<'a> {
    /// Begins to build the site of `config` in the folder `out`.
    pub(crate) fn begin(config: &'a Config, out: &'a Path, signing: &'a Signing) -> Result<Self> {
        let hosts = &config.site.hosts;
        let place =
            (!hosts.is_empty()).then(|| Place::new(out, config.site.address.as_ref(), hosts)).transpose()?;
        let publication = Publication::begin(out)?;
        signing.check(publication.previous(), config.site.public_key.as_ref())?;
        Ok(Self { config, signing, place, publication })
    }

    /// Publishes the index that was packed in the staging folder, with its page.
    pub(crate) fn publish(
        self,
        manifest: Manifest,
        packed: &Packed<'_>,
        plan: Plan,
        report: InputReport,
    ) -> Result<BuildReport> {
        let Self { config, signing, place, publication } = self;
        let (hosts, keep_builds) = (&config.site.hosts, config.index.keep_builds.get());
        let stats = report.tables.iter().map(|(slug, counts)| (slug.clone(), counts.stats.clone())).collect();
        let build = BuildId(sha256(&[&packed.manifest]));
        let thumbnails = config.index.thumbnails;
        let content = Content { config, manifest: &manifest, build, stats: &stats, thumbnails };
        // To compress pages keeps the processor busy, and the other the disk.
        let (page, proved) = thread::scope(|scope| {
            let proved = scope.spawn(|| packed.prove());
            (pages(content), proved.join().unwrap_or_else(|_| Err(Failure::bug("a thread died"))))
        });
        proved?;
        let mut page = page?;
        page.extend(for_hosts(hosts, &page));
        if !hosts.is_empty() {
            limits::refuse(hosts, &publication.size_with(build, &page, keep_builds)?)?;
        }
        let Published { build, sequence, unchanged } =
            publication.publish(&packed.manifest, &page, keep_builds, signing.key())?;
        let recipes = place.map(|place| write_recipes(hosts, &place)).transpose()?.flatten();
        let Manifest { datasets, .. } = manifest;
        Ok(BuildReport { build, sequence, unchanged, input: report, plan, datasets, recipes })
    }
}

/// What these hosts look for in a site, beside the files that are in it.
fn for_hosts(hosts: &[Host], page: &[(PathBuf, Vec<u8>)]) -> BTreeMap<PathBuf, Vec<u8>> {
    let paths: Vec<PathBuf> = page.iter().map(|(path, _)| path.clone()).collect();
    hosts.iter().filter_map(|host| host.in_site(&paths)).map(bytes_of).collect()
}

/// Writes what servers need to know into a folder beside the site, and returns that.
fn write_recipes(hosts: &[Host], place: &Place<'_>) -> Result<Option<PathBuf>> {
    let recipes: Vec<_> = hosts.iter().flat_map(|host| host.beside(place)).map(bytes_of).collect();
    place_beside(&place.recipes(), &recipes)?;
    Ok((!recipes.is_empty()).then(|| place.recipes()))
}

fn bytes_of(recipe: Recipe) -> (PathBuf, Vec<u8>) {
    (recipe.path, recipe.text.into_bytes())
}

/// What the records follow from beside the tables' rows: who is left out, and what accounts tables say.
fn beside_the_tables(config: &Config, suppressed: &Suppressed, report: &InputReport) -> Vec<Vec<u8>> {
    let mut files: Vec<&str> = report.accounts.files.values().map(String::as_str).collect();
    files.sort_unstable();
    let columns: Vec<_> =
        config.accounts.iter().map(|accounts| (accounts.layout, &accounts.columns)).collect();
    let accounts = (!files.is_empty()).then(|| format!("{columns:?} {files:?}").into_bytes());
    [Some(suppressed.canonical().into_bytes()), accounts].into_iter().flatten().collect()
}
