//! What must hold for any bytes whatever.
//!
//! Each [`Target`] is a function that takes bytes, does with them what the world may do, and panics if a promise is
//! broken. libFuzzer looks for such bytes for hours (`fuzz/`, `cargo xtask fuzz`); the tests of this package try some
//! thousands made by [`havoc`] from the targets' seeds, the same in each run.
//!
//! | module | what holds |
//! |---|---|
//! | [`codecs`] | decoders read what the writer writes and nothing else, and panic on nothing |
//! | [`names`] | a name's spelling is its own spelling; different names have different keys |
//! | [`lookup`] | whatever becomes of the files, an answer is the right one or none |
//! | [`tables`] | importers account for every row of whatever they are given |

#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    reason = "this crate is test code: a broken promise must stop the test, loudly and at once"
)]

pub mod codecs;
pub mod havoc;
pub mod lookup;
pub mod names;
pub mod site;
pub mod tables;

/// Something that must hold for any bytes.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, also that of the program in `fuzz/fuzz_targets`.
    pub name: &'static str,
    /// Panics if it does not hold for these.
    pub run: fn(&[u8]),
    /// Bytes that lead far into the code, to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How many inputs the tests try.
    pub tries: usize,
}

/// All of them.
pub const TARGETS: [Target; 9] = [
    Target { name: "current", run: codecs::current, seeds: codecs::current_seeds, tries: 50_000 },
    Target { name: "manifest", run: codecs::manifest, seeds: codecs::manifest_seeds, tries: 20_000 },
    Target { name: "filter", run: codecs::filter, seeds: codecs::filter_seeds, tries: 20_000 },
    Target { name: "exact", run: codecs::exact, seeds: codecs::exact_seeds, tries: 20_000 },
    Target { name: "record", run: codecs::record, seeds: codecs::record_seeds, tries: 50_000 },
    Target { name: "shard", run: codecs::shard, seeds: codecs::shard_seeds, tries: 20_000 },
    Target { name: "names", run: names::names, seeds: names::seeds, tries: 50_000 },
    Target { name: "lookup", run: lookup::lookup, seeds: lookup::seeds, tries: 10_000 },
    Target { name: "tables", run: tables::tables, seeds: tables::seeds, tries: 3000 },
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}
