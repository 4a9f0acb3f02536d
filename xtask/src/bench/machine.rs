//! The machine, in the words that figures need beside them.

use std::env;
use std::fmt::{self, Display, Formatter};
use std::fs;
use std::thread;

use serde::Serialize;

/// What the figures were measured on.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    processor: String,
    cores: usize,
    memory_gib: u64,
    system: String,
}

impl Machine {
    /// This one, as far as it tells.
    pub(crate) fn this() -> Self {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let kib = value(&memory, "MemTotal").and_then(|text| text.split(' ').next()?.parse().ok());
        Self {
            processor: value(&cpu, "model name").unwrap_or("unknown processor").to_owned(),
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_gib: kib.unwrap_or(0_u64).div_ceil(1 << 20),
            system: format!("{} on {}", env::consts::OS, env::consts::ARCH),
        }
    }
}

/// The value of the first line with this name, in the manner of `/proc`.
fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines()
        .find_map(|line| line.split_once(':').filter(|(key, _)| key.trim() == name))
        .map(|(_, v)| v.trim())
}

impl Display for Machine {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self { processor, cores, memory_gib, system } = self;
        write!(out, "{processor}, {cores} cores, {memory_gib} GiB of memory, {system}")
    }
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn values_are_found_by_name() {
        let text = "processor\t: 0\nmodel name\t: A Processor @ 2 GHz\nMemTotal:       1024 kB\n";
        assert_eq!(value(text, "model name"), Some("A Processor @ 2 GHz"));
        assert_eq!(value(text, "MemTotal"), Some("1024 kB"));
        assert_eq!(value(text, "model"), None);
    }
}
