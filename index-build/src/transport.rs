//! Where the files of an index come from when the command line asks: a folder, or a site on the web.

use hushset_core::lookup::{FetchFailure, Machine, Reply, Request, Step};
use std::{
    convert::Infallible,
    fmt,
    fs::File,
    io::{self, ErrorKind, Read},
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

/// No file of an index takes longer, if nothing else is said.
pub const TIMEOUT: Duration = Duration::from_mins(1);

impl Transport {
    /// A site by its address (`https://…`, `http://…`) or its folder.
    pub fn of(site: &str) -> Self {
        Self::patient(site, TIMEOUT)
    }

    /// The same, with as much patience for each file.
    pub fn patient(site: &str, timeout: Duration) -> Self {
        if site.starts_with("https://") || site.starts_with("http://") {
            Self::Web { agent: agent(timeout), base: address(site) }
        } else {
            Self::Folder(site.into())
        }
    }

    /// The file that is asked for.
    pub fn fetch(&self, request: &Request) -> Result<Vec<u8>, FetchFailure> {
        self.read(&request.path, request.max_len)
    }

    /// A file of the site, if it is no longer than that.
    pub fn read(&self, path: &str, max_len: usize) -> Result<Vec<u8>, FetchFailure> {
        match self {
            Self::Folder(folder) => {
                let file = File::open(folder.join(path)).map_err(|error| match error.kind() {
                    ErrorKind::NotFound => FetchFailure::Status { status: 404 },
                    ErrorKind::PermissionDenied => FetchFailure::Status { status: 403 },
                    _ => FetchFailure::Network,
                })?;
                read_up_to(file, max_len)
            }
            Self::Web { agent, base } => {
                let response = agent.get(format!("{base}{path}")).call().map_err(|error| failure(&error))?;
                match response.status().as_u16() {
                    200 => read_up_to(response.into_body().into_reader(), max_len),
                    status => Err(FetchFailure::Status { status }),
                }
            }
        }
    }

    /// Runs a machine to its end with the files of this site.
    pub fn run<M: Machine>(&self, step: Step<M>) -> M::Output {
        let Ok(output) = self.run_vouched(step, |_, _| Ok::<_, Infallible>(()));
        output
    }

    /// The same with a say in which files are believed: one that is not ends it.
    pub fn run_vouched<M: Machine, Refusal>(
        &self,
        mut step: Step<M>,
        mut vouch: impl FnMut(&Request, &[u8]) -> Result<(), Refusal>,
    ) -> Result<M::Output, Refusal> {
        loop {
            match step {
                Step::Done(output) => return Ok(output),
                Step::Fetch(pending) => {
                    let file = self.fetch(pending.request());
                    let reply = match &file {
                        Ok(bytes) => {
                            vouch(pending.request(), bytes)?;
                            Reply::Fetched(bytes)
                        }
                        Err(failure) => Reply::Failed(*failure),
                    };
                    step = pending.supply(reply);
                }
            }
        }
    }
}

/// Why no answer came.
fn failure(error: &ureq::Error) -> FetchFailure {
    match error {
        ureq::Error::Timeout(_) => FetchFailure::TimedOut,
        _ => FetchFailure::Network,
    }
}

/// Why an answer broke off. The client wraps its own errors into those of reading.
fn interruption(error: &io::Error) -> FetchFailure {
    let own = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
    own.map_or(FetchFailure::Network, failure)
}

/// A client that takes what it is given: it follows no redirect, and every status is an answer.
pub(crate) fn agent(timeout: Duration) -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(0)
        .user_agent("hushset")
        .http_status_as_error(false)
        .build()
        .new_agent()
}

/// The address that the files of a site lie below, with its slash.
pub(crate) fn address(site: &str) -> String {
    format!("{}/", site.trim_end_matches("index.html").trim_end_matches('/'))
}

/// Reads a body, but not more of it than there can be, and one byte to tell.
fn read_up_to(reader: impl Read, max_len: usize) -> Result<Vec<u8>, FetchFailure> {
    let mut bytes = Vec::new();
    match reader.take(max_len as u64 + 1).read_to_end(&mut bytes) {
        Err(error) => Err(interruption(&error)),
        Ok(_) if bytes.len() > max_len => Err(FetchFailure::TooLong),
        Ok(_) => Ok(bytes),
    }
}
