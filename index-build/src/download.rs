//! `hushset download`: a copy of an index, to ask without a connection. Everybody who downloads it asks for the same
//! files, so that the host cannot tell what is looked for.

use crate::{
    error::{Failure, Result},
    pack::write_file,
    progress::Progress,
    publish::{Publication, Published},
    transport::Transport,
    verify::{fetch_shard, open},
};
use hushset_core::{
    file::{BuildId, ShardAddress, ShardKind},
    key::sha256,
};
use std::{fs, path::Path};

/// Copies the current build of a site, every file of which is verified, to the folder `out`.
pub fn download(site: &Transport, out: &Path, progress: &Progress) -> Result<Published> {
    let index = open(site, None)?;
    let manifest = index.manifest.write();
    if BuildId(sha256(&[&manifest])) != index.build {
        return Err(Failure::Site("the site's manifest is of a kind that this command cannot copy".into()));
    }
    let publication = Publication::begin(out)?;
    let staging = publication.staging();
    let place = |path: &str, file: &[u8]| -> Result<()> {
        let inside = Path::new(path).strip_prefix(index.build.dir()).unwrap_or(Path::new(path));
        let target = staging.join(inside);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error))?;
        }
        write_file(&target, file)
    };
    let sets = index.manifest.scopes.iter().flat_map(|files| ShardKind::ALL.map(|kind| (files, kind)));
    let all: u64 = sets.clone().map(|(files, kind)| files.set(kind).total_len()).sum();
    let bar = progress.bytes("downloading", all);
    for (files, kind) in sets {
        for prefix in files.set(kind).prefix_bits.prefixes() {
            let (path, file, _) =
                fetch_shard(site, &index, &ShardAddress { scope: files.scope, kind, prefix })?;
            bar.advance(file.len() as u64);
            place(&path, &file)?;
        }
    }
    bar.finish();
    place(&index.build.manifest_path(), &manifest)?;
    publication.publish(&manifest, &[], 0)
}
