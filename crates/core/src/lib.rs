//! Ask a dataset whether you are in it, without telling anyone that you asked.
//!
//! This crate is the engine: it reads (and, with the feature `build`, writes) an index of static files, and it
//! conducts a lookup so that the host of the files learns no more than the index's manifest says. It does no
//! I/O, has no clock, and panics on no input.
//!
//! The way through it goes in one direction:
//!
//! ```text
//! text ─[scheme]▶ question ─[identifier]▶ key string ─[key]▶ key ─ prefix ─[file]▶ path
//!      ─[lookup]▶ request … bytes ─[index]▶ verified body ─[filter, exact, record]▶ outcome
//! ```
//!
//! | module | what it owns |
//! |---|---|
//! | [`text`] | one spelling for each name |
//! | [`scheme`] | what a typed text means, or why it cannot be looked up |
//! | [`identifier`] | normalised names, their key strings |
//! | [`key`] | SHA-256 keys, prefixes, shard names |
//! | [`mod@file`] | the paths of a published index |
//! | [`frame`] | the header of every file, checked reading |
//! | [`cipher`] | sealing records, masking shards |
//! | [`proof`] | Merkle proofs |
//! | [`filter`], [`exact`] | the two kinds of shards |
//! | [`dataset`], [`record`] | what is in them |
//! | [`manifest`], [`current`], [`index`] | a build, and which one is current |
//! | [`leak`] | what the host learns |
//! | [`lookup`] | the state machines that ask for files and come to an outcome |

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod cipher;
pub mod current;
pub mod dataset;
pub mod exact;
pub mod file;
pub mod filter;
pub mod frame;
mod hash;
pub mod identifier;
pub mod index;
pub mod key;
pub mod leak;
pub mod lookup;
pub mod manifest;
pub mod proof;
pub mod record;
pub mod scheme;
pub mod text;
