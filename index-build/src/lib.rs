//! From dataset tables to a static site that answers "am I in it?" without learning who asked.
//!
//! The data's way is one direction, and so are the modules' imports:
//!
//! ```text
//! tables ─[import]▶ rows ─[link]▶ items, accounts ─[entries]▶ records by key ─[plan]▶ shards
//!        ─[pack]▶ files ─[publish]▶ site ─[verify, transport, serve]▶ readers
//! ```

pub mod build;
pub mod catalogue;
pub mod config;
pub mod download;
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
mod runtime;
pub mod sample;
pub mod serve;
pub mod site;
pub mod stats;
pub mod transport;
pub mod verify;
