//! What can go wrong, in sentences for the person who must act, with the exit code of each.

use std::{
    fmt,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// The library's results.
pub type Result<T> = std::result::Result<T, Failure>;

/// Why a command could not do what was asked. Nothing is half-written when one is returned.
#[derive(Debug)]
pub enum Failure {
    /// The settings file says something that cannot be done.
    Settings {
        /// The settings file.
        file: PathBuf,
        /// What is wrong, with line and key where one is to blame.
        problem: String,
    },
    /// A table is not what the settings say.
    Table {
        /// The table's file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A file could not be read.
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: String,
    },
    /// A file or folder could not be written.
    Write {
        /// The file or folder.
        file: PathBuf,
        /// Why, and what to do.
        problem: String,
    },
    /// The budgets cannot be kept.
    Plan(String),
    /// A site is not what it should be.
    Site(String),
    /// What was asked cannot be looked up.
    Question(String),
    /// The index could not be asked.
    Unavailable(String),
    /// The index can be read, and is not believed; or what readers rely on would be taken away.
    Untrusted(String),
    /// Somebody said stop.
    Cancelled,
    /// Something that cannot happen did.
    Bug(&'static str),
}

impl Failure {
    /// The exit code: 2 is left to mistakes in the command line itself.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Question(_) => 2,
            Self::Settings { .. } | Self::Table { .. } | Self::Plan(_) => 3,
            Self::Read { .. } | Self::Write { .. } => 4,
            Self::Site(_) | Self::Unavailable(_) => 5,
            Self::Untrusted(_) => 6,
            Self::Bug(_) => 70,
            Self::Cancelled => 130,
        }
    }

    /// A file that could not be read.
    pub fn reading(file: &Path, error: &io::Error) -> Self {
        Self::Read { file: file.into(), problem: sentence(error) }
    }

    /// A file that could not be written.
    pub fn writing(file: &Path, error: &io::Error) -> Self {
        Self::Write { file: file.into(), problem: sentence(error) }
    }

    /// Something that cannot happen and did: nobody who runs the command can do anything about it but report it.
    pub fn bug(what: &'static str) -> Self {
        Self::Bug(what)
    }

    /// A table that is not what the settings say.
    pub fn table(file: &Path, problem: impl Into<String>) -> Self {
        Self::Table { file: file.into(), problem: problem.into() }
    }
}

fn sentence(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".into(),
        ErrorKind::PermissionDenied => "permission denied: check who owns it".into(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "the disk is full: make room and run the command again".into()
        }
        ErrorKind::IsADirectory => "is a folder where a file should be".into(),
        ErrorKind::NotADirectory => "is a file where a folder should be".into(),
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        ErrorKind::InvalidData => "is not text in UTF-8".into(),
        _ => error.to_string(),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings { file, problem } | Self::Table { file, problem } => {
                write!(f, "{}: {problem}", file.display())
            }
            Self::Read { file, problem } => write!(f, "cannot read {}: {problem}", file.display()),
            Self::Write { file, problem } => write!(f, "cannot write {}: {problem}", file.display()),
            Self::Plan(problem)
            | Self::Site(problem)
            | Self::Question(problem)
            | Self::Unavailable(problem)
            | Self::Untrusted(problem) => f.write_str(problem),
            Self::Cancelled => {
                f.write_str("stopped. Nothing was changed; run the command again to start over")
            }
            Self::Bug(what) => write!(f, "this is a bug in hushset: {what}. Please report it"),
        }
    }
}

impl std::error::Error for Failure {}
