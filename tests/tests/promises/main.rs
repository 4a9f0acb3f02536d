//! What Hushset promises, each promise watched from the server's side while real browsers use the page.
//!
//! The site is the sample's, made by the command under test and served as `hushset serve` serves it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code"
)]

mod addresses;
mod alike;
mod article;
mod configure;
mod device;
mod everyone;
mod faults;
mod files;
mod flows;
mod frame;
mod hostile;
mod leak;
mod looks;
mod matrix;
mod parts;
mod patience;
mod reader;
mod requests;
mod saved;
mod schemes;
mod seen;
mod spelling;
mod states;
mod traces;
mod translated;
mod trust;
