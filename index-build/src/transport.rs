//! Where the files of an index come from when the command line asks: a folder, or a site on the web.

use hushset_core::lookup::{FetchFailure, Machine, Reply, Request, Step};
use std::{
    fmt,
    fs::File,
    io::{ErrorKind, Read},
    path::PathBuf,
    time::Duration,
};

/// A published site.
pub enum Transport {
    /// In a folder.
    Folder(PathBuf),
    /// At an address, which ends in `/`.
    Web {
        /// The client.
        agent: ureq::Agent,
        /// The address.
        base: String,
    },
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => f.debug_tuple("Folder").field(folder).finish(),
            Self::Web { base, .. } => f.debug_tuple("Web").field(base).finish(),
        }
    }
}

/// No file of an index takes longer.
const TIMEOUT: Duration = Duration::from_mins(1);

impl Transport {
    /// A site by its address (`https://…`, `http://…`) or its folder.
    pub fn of(site: &str) -> Self {
        if site.starts_with("https://") || site.starts_with("http://") {
            let base = format!("{}/", site.trim_end_matches("index.html").trim_end_matches('/'));
            let agent = ureq::Agent::config_builder()
                .timeout_global(Some(TIMEOUT))
                .max_redirects(0)
                .user_agent("hushset")
                .http_status_as_error(false)
                .build()
                .new_agent();
            Self::Web { agent, base }
        } else {
            Self::Folder(site.into())
        }
    }

    /// The file that is asked for.
    pub fn fetch(&self, request: &Request) -> Result<Vec<u8>, FetchFailure> {
        match self {
            Self::Folder(folder) => {
                let file = File::open(folder.join(&request.path)).map_err(|error| match error.kind() {
                    ErrorKind::NotFound => FetchFailure::Status { status: 404 },
                    ErrorKind::PermissionDenied => FetchFailure::Status { status: 403 },
                    _ => FetchFailure::Network,
                })?;
                read_up_to(file, request.max_len)
            }
            Self::Web { agent, base } => {
                let response =
                    agent.get(format!("{base}{}", request.path)).call().map_err(|error| match error {
                        ureq::Error::Timeout(_) => FetchFailure::TimedOut,
                        _ => FetchFailure::Network,
                    })?;
                match response.status().as_u16() {
                    200 => read_up_to(response.into_body().into_reader(), request.max_len),
                    status => Err(FetchFailure::Status { status }),
                }
            }
        }
    }

    /// Runs a machine to its end with the files of this site.
    pub fn run<M: Machine>(&self, mut step: Step<M>) -> M::Output {
        loop {
            match step {
                Step::Done(output) => return output,
                Step::Fetch(pending) => {
                    let file = self.fetch(pending.request());
                    step = pending.supply(match &file {
                        Ok(bytes) => Reply::Fetched(bytes),
                        Err(failure) => Reply::Failed(*failure),
                    });
                }
            }
        }
    }
}

/// Reads a body, but not more of it than there can be, and one byte to tell.
fn read_up_to(reader: impl Read, max_len: usize) -> Result<Vec<u8>, FetchFailure> {
    let mut bytes = Vec::new();
    match reader.take(max_len as u64 + 1).read_to_end(&mut bytes) {
        Err(error) if error.kind() == ErrorKind::TimedOut => Err(FetchFailure::TimedOut),
        Err(_) => Err(FetchFailure::Network),
        Ok(_) if bytes.len() > max_len => Err(FetchFailure::TooLong),
        Ok(_) => Ok(bytes),
    }
}
