//! How much a host takes.

use super::Host;
use crate::{
    error::{Failure, Result},
    folders::names_in,
    plan::{Plan, bytes},
    report::text::number,
};
use std::{fs, path::Path};

/// What is put on a host.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The length of the longest.
    pub largest: u64,
}

impl Size {
    /// The shards of a plan.
    pub fn of_plan(plan: &Plan) -> Self {
        let cuts = plan.scopes.iter().flat_map(|scope| [scope.filter.chosen, scope.exact.chosen]);
        cuts.fold(Self::default(), |size, cut| Self {
            files: size.files + cut.files(),
            bytes: size.bytes + cut.files() * cut.file_len,
            largest: size.largest.max(cut.file_len),
        })
    }

    /// With another file of this length.
    #[must_use]
    pub fn with(self, length: u64) -> Self {
        Self { files: self.files + 1, bytes: self.bytes + length, largest: self.largest.max(length) }
    }

    /// With all files below a folder.
    pub(crate) fn with_folder(self, folder: &Path) -> Result<Self> {
        names_in(folder)?.into_iter().map(|name| folder.join(name)).try_fold(self, |size, path| {
            if path.is_dir() {
                return size.with_folder(&path);
            }
            let length = fs::metadata(&path).map_err(|error| Failure::reading(&path, &error))?.len();
            Ok(size.with(length))
        })
    }
}

/// A limit of a host's, at the time of writing; docs/HOSTING.md says where each is documented.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Whose.
    pub host: Host,
    /// Of what.
    pub what: &'static str,
    /// How much there may be.
    pub most: u64,
    /// How much there is.
    pub of: fn(&Size) -> u64,
    /// How numbers of it are written.
    pub show: fn(u64) -> String,
    /// Whether nobody can have it raised.
    pub firm: bool,
}

/// All of them.
pub const LIMITS: [Limit; 5] = [
    Limit {
        host: Host::Cloudflare,
        what: "files, on the free plan",
        most: 20_000,
        of: files,
        show: number,
        firm: false,
    },
    Limit {
        host: Host::Cloudflare,
        what: "files, on paid plans",
        most: 100_000,
        of: files,
        show: number,
        firm: true,
    },
    Limit {
        host: Host::Cloudflare,
        what: "longest file",
        most: 25 << 20,
        of: largest,
        show: bytes,
        firm: true,
    },
    Limit { host: Host::Github, what: "longest file", most: 100 << 20, of: largest, show: bytes, firm: true },
    Limit { host: Host::Github, what: "all together", most: 1 << 30, of: together, show: bytes, firm: true },
];

fn files(size: &Size) -> u64 {
    size.files
}

fn largest(size: &Size) -> u64 {
    size.largest
}

fn together(size: &Size) -> u64 {
    size.bytes
}

impl Limit {
    /// Whether so much fits.
    pub fn fits(&self, size: &Size) -> bool {
        (self.of)(size) <= self.most
    }

    /// By how much it is exceeded, in a sentence.
    pub fn exceeded(&self, size: &Size) -> String {
        format!(
            "{} ({}): {} are more than the {} that this host takes",
            self.host.title(),
            self.what,
            (self.show)((self.of)(size)),
            (self.show)(self.most)
        )
    }
}

/// Refuses what one of these hosts does not take, whatever one pays.
pub fn refuse(hosts: &[Host], size: &Size) -> Result<()> {
    let over = LIMITS.iter().find(|limit| limit.firm && hosts.contains(&limit.host) && !limit.fits(size));
    over.map_or(Ok(()), |limit| {
        Err(Failure::Plan(format!(
            "{}. Raise the budgets in [index], so that there are fewer files, lower keep_builds, or choose another host",
            limit.exceeded(size)
        )))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_for_a_host_is_refused_and_what_money_helps_against_is_not() {
        let many = Size { files: 20_001, bytes: 20_001, largest: 1 };
        let warned = |size: &Size| LIMITS.iter().filter(|limit| !limit.fits(size)).count();
        assert!(warned(&many) == 1 && refuse(&Host::ALL, &many).is_ok());
        let more = Size { files: 100_001, ..many };
        assert!(refuse(&[Host::Nginx, Host::Github], &more).is_ok());
        let said = refuse(&[Host::Nginx, Host::Cloudflare], &more).unwrap_err().to_string();
        assert!(
            said.contains("Cloudflare Pages (files, on paid plans): 100,001 are more than the 100,000"),
            "{said}"
        );
        let long = Size::default().with(26 << 20).with(1);
        assert_eq!(long, Size { files: 2, bytes: (26 << 20) + 1, largest: 26 << 20 });
        assert!(refuse(&[Host::Cloudflare], &long).is_err() && refuse(&[Host::S3], &long).is_ok());
        assert!(refuse(&[Host::Github], &Size { bytes: (1 << 30) + 1, ..many }).is_err());
    }
}
