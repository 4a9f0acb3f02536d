//! From dataset tables to a static site that answers "am I in it?" without learning who asked.
//!
//! The data's way is one direction, and so are the modules' imports:
//!
//! ```text
//! tables ─[import]▶ rows ─[link]▶ items, accounts ─[entries]▶ records by key ─[plan]▶ shards
//!        ─[pack]▶ files ─[publish]▶ site ─[verify, transport, serve]▶ readers
//! ```

// Lengths are counted in u64 here and used as usize in memory: this program runs on 64-bit machines.
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]

pub mod build;
pub mod config;
pub mod entries;
pub mod error;
pub mod import;
pub mod link;
pub mod pack;
pub mod plan;
pub mod prepare;
pub mod progress;
pub mod publish;
pub mod row;
pub mod sample;
pub mod serve;
pub mod site;
pub mod transport;
pub mod verify;
