//! What the engine's driver asks for: a plan of what all steps have counted, and a site of what they have packed.

use super::{
    Brief,
    totals::{Sum, Totals},
};
use crate::{
    build::{BuildReport, Building, announce_shards},
    config::Config,
    error::{Failure, Result},
    host::limits::{self, Size},
    import,
    link::Linked,
    pack::{Packer, complete, write_file},
    plan::Plan,
    prepare::{InputReport, plan_index, sum_up},
    signing::Signing,
    spill::{Channel, read_frames},
    workspace::Workspace,
};
use hushset_core::{
    file::ShardKind,
    identifier::Scope,
    key::{Hash, Prefix},
    manifest::{Manifest, ScopeFiles},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io::Read, path::Path};

/// A plan, and all that is known by then.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    pub(crate) manifest: Manifest,
    report: InputReport,
}

#[derive(Serialize, Deserialize)]
struct Written {
    plan: Plan,
    manifest: Vec<u8>,
    report: InputReport,
}

/// What an engine has to know of a plan: into how many parts the packing of a kind of shard can be cut.
#[derive(Debug, Serialize)]
pub struct Packing {
    scope: Scope,
    /// The prefix bits of its filter shards.
    filters: u8,
    /// The prefix bits of its exact shards.
    records: u8,
}

/// Makes a plan of what all steps have counted, which comes as a stream of [`Channel::Totals`].
pub fn plan(brief: &Brief, totals: impl Read) -> Result<Planned> {
    let Brief { config, context, .. } = brief;
    let mut sum = Sum::new(context);
    read_frames(totals, |_, _, block| {
        sum.add(Totals::read(block)?);
        Ok(())
    })?;
    let Sum { tables, counts, digests, tallies } = sum;
    let (tables, report) = sum_up(context, import::report(config, tables)?, Linked::new(counts, digests));
    let (mut manifest, plan) = plan_index(config, context, tallies.iter(), tables)?;
    announce_shards(config, &context.suppressed, &report, &plan, &mut manifest);
    Ok(Planned { plan, manifest, report })
}

impl Planned {
    /// Reads a plan.
    pub fn read(file: &Path) -> Result<Self> {
        let damaged = || Failure::Read { file: file.into(), problem: "it is no plan of this program".into() };
        let bytes = fs::read(file).map_err(|error| Failure::reading(file, &error))?;
        let Written { plan, manifest, report } = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        Ok(Self { plan, manifest: Manifest::read(&manifest).map_err(|_| damaged())?, report })
    }

    /// Writes it to a file.
    pub fn write(&self, to: &Path) -> Result<()> {
        let written =
            Written { plan: self.plan.clone(), manifest: self.manifest.write(), report: self.report.clone() };
        let bytes = serde_json::to_vec(&written).map_err(|_| Failure::bug("a plan cannot be written"))?;
        write_file(to, &bytes)
    }

    /// What an engine has to know of it.
    pub fn packing(&self) -> Vec<Packing> {
        let packing = |files: &ScopeFiles| Packing {
            scope: files.scope,
            filters: files.filter.prefix_bits.get(),
            records: files.exact.prefix_bits.get(),
        };
        self.manifest.scopes.iter().map(packing).collect()
    }

    /// Fails if one of the site's hosts could not hold the index.
    pub fn fits(&self, config: &Config) -> Result<()> {
        limits::refuse(&config.site.hosts, &Size::of_plan(&self.plan))
    }

    /// What packs the shards of a scope, and the manifest's lines on them.
    pub(super) fn packer<'a>(
        &'a self,
        workspace: &'a Workspace,
        folder: &'a Path,
        scope: Scope,
    ) -> Result<(Packer<'a>, &'a ScopeFiles)> {
        let mut planned = self.manifest.scopes.iter().zip(&self.plan.scopes);
        let (files, plan) = planned
            .find(|(files, _)| files.scope == scope)
            .ok_or_else(|| Failure::Question(format!("this index has no scope {}", scope.name())))?;
        Ok((Packer::new(workspace, folder, &self.manifest, plan), files))
    }
}

/// Fails if a site could not be published in this folder, whatever is in it.
pub fn could_publish(config: &Config, out: &Path, signing: &Signing) -> Result<()> {
    Building::begin(config, out, signing).map(drop)
}

/// Publishes a site of the shards that come as a stream, in any order; those that do not come are empty.
pub fn publish(
    config: &Config,
    planned: Planned,
    out: &Path,
    workspace: &Workspace,
    signing: &Signing,
    shards: impl Read,
) -> Result<BuildReport> {
    let building = Building::begin(config, out, signing)?;
    planned.fits(config)?;
    let staging = building.publication.staging();
    let leaves = planned.place(workspace, &staging, shards)?;
    let Planned { plan, mut manifest, report } = planned;
    let packed = complete(workspace, &mut manifest, &plan, &staging, |packer, files| {
        let of_kind = |kind| {
            let leaf = |prefix: Prefix| match leaves.get(&(packer.scope, kind as u8, prefix.index())) {
                Some(leaf) => Ok(*leaf),
                None => packer.place_empty(kind, files.set(kind), prefix),
            };
            files.set(kind).prefix_bits.prefixes().map(leaf).collect::<Result<Vec<_>>>()
        };
        Ok([of_kind(ShardKind::Filter)?, of_kind(ShardKind::Exact)?])
    })?;
    workspace.cancel.check()?;
    building.publish(manifest, &packed, plan, report)
}

/// By scope, kind and number, the leaves of shards.
type Leaves = BTreeMap<(Scope, u8, u32), Hash>;

impl Planned {
    /// Writes the shards that come as a stream to a folder, and returns their leaves.
    fn place(&self, workspace: &Workspace, folder: &Path, shards: impl Read) -> Result<Leaves> {
        for files in &self.manifest.scopes {
            self.packer(workspace, folder, files.scope)?.0.make_folders()?;
        }
        let mut leaves = Leaves::new();
        let damaged =
            || Failure::Plan("a shard is not as it was planned: were all steps given one plan?".into());
        read_frames(shards, |channel, _, block| {
            let Channel::Shards(scope, kind) = channel else { return Err(damaged()) };
            let (packer, files) = self.packer(workspace, folder, scope)?;
            let set = files.set(kind);
            let (number, file) = block.split_first_chunk().ok_or_else(damaged)?;
            let prefix = set.prefix_bits.prefix(u32::from_le_bytes(*number)).ok_or_else(damaged)?;
            if file.len() + set.proof_len() != set.file_len() {
                return Err(damaged());
            }
            let leaf = packer.place(kind, prefix, file)?;
            leaves.insert((scope, kind as u8, prefix.index()), leaf);
            Ok(())
        })?;
        Ok(leaves)
    }
}
