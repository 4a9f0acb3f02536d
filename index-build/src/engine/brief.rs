//! The brief: what every process of an engine has to know.

use crate::{
    config::Config,
    entries::Context,
    error::{Failure, Result},
    import,
    pack::write_file,
    prepare::context_without,
    suppress::Suppressed,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

/// The settings, and what they say of files that other machines do not have.
#[derive(Debug)]
pub struct Brief {
    /// The settings.
    pub config: Config,
    pub(crate) context: Context,
    /// By the number of a table, the items that alone are indexed.
    pub(crate) only: BTreeMap<usize, HashSet<u64>>,
}

/// A brief, as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    /// The program that wrote it: another might not make the same bytes.
    made_by: String,
    settings_file: PathBuf,
    settings: String,
    suppressed: Suppressed,
    only: BTreeMap<usize, HashSet<u64>>,
}

const MADE_BY: &str = concat!("hushset ", env!("CARGO_PKG_VERSION"));

impl Brief {
    /// Reads the settings and the lists that they name, and writes a brief with all of that to a file.
    pub fn write(settings_file: &Path, to: &Path) -> Result<Self> {
        let settings =
            fs::read_to_string(settings_file).map_err(|error| Failure::reading(settings_file, &error))?;
        let config = Config::parse(settings_file, &settings)?;
        let suppressed = import::suppressed(&config)?;
        let only = import::only(&config)?;
        let made_by = MADE_BY.to_owned();
        let written = Written { made_by, settings_file: settings_file.into(), settings, suppressed, only };
        let bytes = postcard::to_allocvec(&written).map_err(|_| Failure::bug("a brief cannot be written"))?;
        write_file(to, &bytes)?;
        written.understood(config)
    }

    /// Reads a brief.
    pub fn read(file: &Path) -> Result<Self> {
        let bytes = fs::read(file).map_err(|error| Failure::reading(file, &error))?;
        let damaged = |problem: &str| Failure::Read { file: file.into(), problem: problem.into() };
        let written: Written =
            postcard::from_bytes(&bytes).map_err(|_| damaged("it is no brief of this program"))?;
        if written.made_by != MADE_BY {
            return Err(damaged(&format!(
                "it was written by {}, and this is {MADE_BY}: all machines need the same",
                written.made_by
            )));
        }
        let config = Config::parse(&written.settings_file, &written.settings)?;
        written.understood(config)
    }

    /// What an engine has to know of each table.
    pub fn tables(&self) -> impl Serialize {
        import::describe(&self.config)
    }
}

impl Written {
    fn understood(self, config: Config) -> Result<Brief> {
        let context = context_without(&config, self.suppressed)?;
        Ok(Brief { config, context, only: self.only })
    }
}
