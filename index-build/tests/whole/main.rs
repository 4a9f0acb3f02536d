//! A site answers from one whole build, whatever happens to the process that builds, to the disk, and at the same time.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

#[path = "../common/mod.rs"]
mod common;

mod full;
mod killed;
mod known;
mod together;
