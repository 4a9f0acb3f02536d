//! Arguments, and what is printed. Everything else is in the library.

mod build;
mod catalogue;
mod check;
mod download;
mod inspect;
mod keys;
mod pack;
mod print;
mod sample;
mod serve;
mod verify;

use clap::{CommandFactory, Parser, Subcommand};
use hushset::{
    config::ByteSize,
    error::{Failure, Result},
    keys::PublicKey,
    progress::Progress,
    transport::{TIMEOUT, Transport},
    trust::Trust,
    workspace::{MIN_MEMORY, Workspace},
};
use hushset_core::file::BuildId;
use std::{io, path::PathBuf, process::ExitCode, time::Duration};

const AFTER_HELP: &str = "\
Exit codes:
  0  done; for check: the name is in a dataset (almost certainly)
  1  for check: the name was not found
  2  the command line or the question makes no sense
  3  the settings or the tables are wrong
  4  a file could not be read or written
  5  the site is damaged, incomplete or cannot be reached; for verify: a check of the audit failed
  6  the site is not believed: not signed, signed with another key, changed after it was signed, or older than
     asked for; for build: it would no longer be signed
  7  for check: no list here can be searched for such a name, so that it is neither found nor absent
  130  stopped by Ctrl-C

Try it:
  hushset sample --out tables
  hushset build --config tables/hushset.toml --out site
  hushset serve site";

/// Turns dataset tables into a static site that answers "am I in it?" without learning who asked.
#[derive(Debug, Parser)]
#[command(name = "hushset", version, after_help = AFTER_HELP, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build a site from the tables that a settings file names
    ///
    /// The new build appears whole or not at all: whatever goes wrong, the site in the folder stays as it was.
    Build {
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        publishing: build::Publishing,
    },
    /// Show what checks would cost and leak, without building
    Plan {
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        output: Output,
    },
    /// Show what a site holds, costs and tells, from what it publishes; or show a report
    Inspect {
        /// A folder, an address (https://…), or a report that `build --report` has written (.json)
        what: String,
        /// Read every shard of the site, to see how much is padding
        #[arg(long)]
        shards: bool,
        #[command(flatten)]
        resources: Resources,
        #[command(flatten)]
        output: Output,
    },
    /// Re-read a published site: every file, every hash; with --config, every record against the tables
    ///
    /// At an address, how its host serves it is audited, too: headers, compression, missing files, redirects, and
    /// whether the page's program is the one that this command knows.
    Verify {
        /// A folder or an address (https://…)
        site: String,
        #[command(flatten)]
        trust: Trusted,
        /// A settings file: look up every name and photo in its tables, too
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        #[command(flatten)]
        resources: Resources,
        #[command(flatten)]
        output: Output,
    },
    /// Ask a site about a name, a number, or a photo
    Check {
        /// A folder or an address (https://…)
        site: String,
        /// An account number (NSID), a name, the address of a photo, a photo's id …
        text: String,
        /// Ask which photos, too. The site's host then also learns that there was a hit
        #[arg(long)]
        details: bool,
        /// The page of a long list of photos
        #[arg(long, default_value_t = 1, requires = "details")]
        page: u32,
        /// Ask this build and no other: its id vouches for every byte
        #[arg(long, value_name = "BUILD", conflicts_with_all = ["public_key", "at_least"])]
        pin: Option<String>,
        #[command(flatten)]
        trust: Trusted,
        #[command(flatten)]
        patience: Patience,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Download a site's whole index, to ask it without a connection
    ///
    /// Everybody who downloads it asks for the same files: the host cannot tell what is looked for. A copy that is
    /// there already is brought up to date, and never back to an older build.
    Download {
        /// A folder or an address (https://…)
        site: String,
        #[command(flatten)]
        trust: Trusted,
        #[command(flatten)]
        patience: Patience,
        /// The folder for the copy: new, empty, or one that holds an earlier copy
        out: PathBuf,
        /// Show no progress
        #[arg(long, short)]
        quiet: bool,
    },
    /// Make a key pair to sign sites with, in the files of minisign
    Keys {
        /// The file for the secret key; the public key is put beside it, with .pub added. Nothing is overwritten
        #[arg(long, value_name = "FILE", default_value = "hushset.key")]
        out: PathBuf,
        /// Do not encrypt the secret key: whoever reads the file can sign
        #[arg(long)]
        no_passphrase: bool,
    },
    /// Sign what a site says is current, in place
    ///
    /// Better is `build --sign-key`: the site is never without a signature then.
    Sign {
        /// The folder of the site
        site: PathBuf,
        /// The secret key (minisign's). Its passphrase is asked for, or read from standard input
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// List the datasets that this command knows about, or print what it knows of one
    Catalogue {
        /// The dataset's name in the catalogue
        slug: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Preview a site with the headers that a host should send
    Serve {
        /// The folder of the site
        site: PathBuf,
        /// The port on this computer
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Write invented tables to try everything with
    Sample(sample::Sample),
    /// One step of a build, on a share of the data: what engines call to build on many machines
    ///
    /// docs/SPARK.md tells how.
    #[command(subcommand)]
    Pack(pack::Pack),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What is known of a site before it is asked.
#[derive(Debug, clap::Args)]
struct Trusted {
    /// The publisher's public key (a line that begins with RW) or a file with it: refuse what is not signed with it
    #[arg(long, value_name = "KEY|FILE")]
    public_key: Option<String>,
    /// Refuse a lower number than this: an old build
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true)]
    at_least: u64,
}

impl Trusted {
    fn read(&self, pinned: Option<BuildId>) -> Result<Trust> {
        let key = self.public_key.as_deref().map(PublicKey::named).transpose()?;
        Ok(Trust { key, at_least: self.at_least, pinned })
    }
}

/// How long a site may take.
#[derive(Debug, clap::Args)]
struct Patience {
    /// How long to wait for each file, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

impl Patience {
    fn transport(&self, site: &str) -> Transport {
        Transport::patient(site, Duration::from_secs(self.timeout))
    }
}

#[derive(Debug, clap::Args)]
struct Settings {
    /// The settings file
    #[arg(long, value_name = "FILE", default_value = "hushset.toml")]
    config: PathBuf,
    /// Stop at the first row that cannot be understood
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    resources: Resources,
}

/// What the command may use.
#[derive(Debug, clap::Args)]
struct Resources {
    /// How much memory to use, about; the rest is done through temporary files
    #[arg(long, value_name = "SIZE", default_value = "512 MiB")]
    memory: ByteSize,
    /// The folder of temporary files, a few times as large as the tables; by default that of the site when building,
    /// else the system's
    #[arg(long, value_name = "FOLDER")]
    temp: Option<PathBuf>,
    /// How many threads to use; all cores if not given
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Debug, Clone, Copy, clap::Args)]
struct Output {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Show no progress
    #[arg(long, short)]
    quiet: bool,
}

impl Output {
    fn progress(self) -> Progress {
        if self.quiet { Progress::silent() } else { Progress::on_terminal() }
    }
}

impl Resources {
    /// What a command works with, until it is done or somebody presses Ctrl-C.
    fn workspace(&self, output: Output) -> Result<Workspace> {
        if self.memory.0 < MIN_MEMORY {
            return Err(Failure::Question("--memory: give it 64 MiB or more".into()));
        }
        if let Some(threads) = self.threads {
            // Fails only if a pool is there already, and none is this early.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
        }
        let temp = self.temp.clone().unwrap_or_else(std::env::temp_dir);
        let workspace = Workspace { memory: self.memory.0, ..Workspace::new(temp, output.progress()) };
        let cancel = workspace.cancel.clone();
        // Where signals cannot be caught, Ctrl-C ends the process at once; nothing is lost then, either.
        let _ = ctrlc::set_handler(move || cancel.cancel());
        Ok(workspace)
    }
}

/// Runs the command line.
pub(crate) fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Build { settings, publishing } => build::build(&settings, &publishing),
        Command::Plan { settings, output } => build::plan(&settings, output),
        Command::Inspect { what, shards, resources, output } => {
            inspect::inspect(&what, shards, &resources, output)
        }
        Command::Verify { site, trust, config, resources, output } => {
            verify::verify(&site, &trust, config.as_deref(), &resources, output)
        }
        Command::Check { site, text, details, page, pin, trust, patience, json } => {
            check::check(&check::Asked {
                site: patience.transport(&site),
                text,
                details,
                page,
                pin,
                trust,
                json,
            })
        }
        Command::Download { site, trust, patience, out, quiet } => {
            download::download(&patience.transport(&site), &trust, &out, Output { json: false, quiet })
        }
        Command::Keys { out, no_passphrase } => keys::keys(&out, no_passphrase),
        Command::Sign { site, key } => keys::sign(&site, &key),
        Command::Catalogue { slug, json } => catalogue::catalogue(slug.as_deref(), json),
        Command::Serve { site, port } => serve::serve(&site, port),
        Command::Pack(step) => pack::pack(step),
        Command::Sample(asked) => sample::sample(&asked),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "hushset", &mut io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    };
    done.unwrap_or_else(|failure| {
        print::error(&failure);
        ExitCode::from(failure.exit_code())
    })
}
