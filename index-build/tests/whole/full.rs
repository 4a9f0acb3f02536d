//! A disk that fills, at every size between none and enough, so that each step meets its end.

use crate::{
    common::{Workshop, files, run},
    known::{Both, in_the_making},
};
use std::{fs, path::PathBuf, process::Command};

/// A file system in memory, which only root can make; taken away again when dropped.
struct Disk(PathBuf);

impl Disk {
    fn mount(folder: PathBuf) -> Option<Self> {
        fs::create_dir(&folder).unwrap();
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", "size=256m", "tmpfs"]).arg(&folder).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }

    /// Leaves room for so many bytes beside what is there.
    fn leave(&self, bytes: u64) {
        // Memory is given out in pages, and folders take some too.
        let used: u64 =
            files(&self.0).iter().map(|(_, bytes)| (bytes.len() as u64).next_multiple_of(4096)).sum();
        let size = format!("remount,size={}", used + bytes);
        run(Command::new("mount").args(["-o", &size]).arg(&self.0)).ended(0);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let (both, workshop) = (Both::get(), Workshop::empty());
    let Some(disk) = Disk::mount(workshop.path("disk")) else {
        println!("LEFT OUT: a full disk could not be made, since mounting one takes root");
        return;
    };
    let [old, new] = &both.builds;
    let mut outcomes = Vec::new();
    for with_old in [false, true] {
        let site = disk.0.join(if with_old { "site" } else { "empty" });
        if with_old {
            old.build(&site).ended(0);
        }
        // Spills and whatever else is in the making come on top of the site's own size.
        for quarters in 0..8 {
            let before = if site.exists() { files(&site) } else { Vec::new() };
            disk.leave((new.size() * quarters / 4).max(4096));
            let ran = new.build(&site);
            disk.leave(128 << 20);
            let when = format!("{quarters} quarters of {} bytes: {:?}", new.size(), ran.err);
            assert_eq!(in_the_making(&site), Vec::<String>::new(), "{when}");
            if ran.code == Some(0) {
                both.assert_swept(&site, new, &when);
                outcomes.push(format!("{quarters}/4 done"));
                break;
            }
            assert!(ran.ended(4).contains("disk is full"), "{when}");
            assert_eq!(files(&site), before, "{when}");
            outcomes.push(format!("{quarters}/4 full"));
        }
        fs::remove_dir_all(&site).unwrap();
    }
    assert!(outcomes.iter().filter(|outcome| outcome.ends_with("done")).count() == 2, "{outcomes:?}");
    println!("disks of so many quarters of what a site takes, empty and with a site: {outcomes:?}");
}
