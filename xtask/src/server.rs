//! The web servers that the tests run with the recipes that the command writes.

use anyhow::Result;

use crate::debian::{self, Wanted};
use crate::project::Project;

/// Both.
const SERVERS: [Wanted; 2] = [
    Wanted {
        name: "nginx",
        commands: &[&["nginx"]],
        packages: &["nginx-light", "libnginx-mod-http-brotli-static"],
    },
    Wanted { name: "caddy", commands: &[&["caddy"]], packages: &["caddy"] },
];

/// Makes sure of the servers.
pub(crate) fn ensure(project: &Project) -> Result<()> {
    debian::ensure(project, &SERVERS, &[]).map(drop)
}
