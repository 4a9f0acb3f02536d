//! `hushset download`: a copy of an index, to ask without a connection. Everybody who downloads it asks for the same
//! files, so that the host cannot tell what is looked for.

use crate::{
    error::{Failure, Result},
    keys::{MAX_MINISIG_LEN, MINISIG_PATH},
    pack::write_file,
    progress::Progress,
    publish::{Publication, Published},
    signing::Announcement,
    transport::Transport,
    trust::{Believed, Trust},
    verify::fetch_shard,
};
use hushset_core::{
    current::Current,
    file::{BuildId, ShardAddress, ShardKind},
    key::sha256,
};
use std::{fs, path::Path};

/// Copies the current build of a site, every file of which is verified, to the folder `out`. A copy that is there is
/// brought up to date, and never back to an older build.
pub fn download(site: &Transport, trust: &Trust, out: &Path, progress: &Progress) -> Result<Published> {
    let Believed { index, current } = trust.open(site)?;
    let current = current.ok_or(Failure::bug("nothing says which build is current"))?;
    let manifest = index.manifest.write();
    if BuildId(sha256(&[&manifest])) != index.build {
        return Err(Failure::Site("the site's manifest is of a kind that this command cannot copy".into()));
    }
    let publication = Publication::begin(out)?;
    refuse_older(&publication, &current)?;
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
    let beside = signature_beside(site, trust, &current);
    publication.publish_copy(&manifest, &Announcement { current, beside })
}

/// The copy remembers the highest number that the site has shown.
fn refuse_older(copy: &Publication, current: &Current) -> Result<()> {
    match copy.previous().map(|previous| previous.sequence) {
        Some(seen) if current.sequence < seen => Err(Failure::Untrusted(format!(
            "the copy is of number {seen} of this site, and the site now says number {}: an older build, or a site \
             that was begun anew. The copy was left as it is; to begin anew as well, choose another folder",
            current.sequence
        ))),
        _ => Ok(()),
    }
}

/// The signature that lies beside `current.bin`, for those who have `minisign` and the copy. It may be missing; one
/// that does not belong to this `current.bin` is not taken along.
fn signature_beside(site: &Transport, trust: &Trust, current: &Current) -> Option<String> {
    current.signature?;
    let text = String::from_utf8(site.read(MINISIG_PATH, MAX_MINISIG_LEN).ok()?).ok()?;
    let belongs = trust.key.as_ref().is_none_or(|key| key.verify_beside(current, &text).is_ok());
    belongs.then_some(text)
}
