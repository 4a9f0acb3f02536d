//! From dataset tables to a static site that answers "am I in it?" without learning who asked.
//!
//! The data's way is one direction, and so are the modules' imports:
//!
//! ```text
//! tables ─[import]▶ rows ─[link]▶ items, accounts ─[entries]▶ records by key ─[plan]▶ shards
//!        ─[pack]▶ files ─[publish]▶ site ─[verify, transport, serve]▶ readers
//! ```
//!
//! A [`report`] says what became of every row and what a check costs and tells.
//!
//! [`engine`]s spread the same steps over many machines.
//!
//! What lies between two steps does not fit into memory for every table, so it lies in [`spill`]s.

pub mod account;
pub mod audit;
pub mod build;
pub mod catalogue;
pub mod config;
mod digest;
mod domains;
pub mod download;
pub mod engine;
pub mod entries;
pub mod error;
mod folders;
pub mod host;
pub mod import;
pub mod keys;
pub mod link;
mod names;
pub mod pack;
pub mod plan;
pub mod prepare;
pub mod progress;
pub mod publish;
mod recent;
pub mod report;
pub mod row;
mod runtime;
pub mod sample;
pub mod serve;
pub mod signing;
pub mod site;
pub mod spill;
pub mod stats;
pub mod suppress;
pub mod transport;
pub mod trust;
pub mod verify;
pub mod workspace;
