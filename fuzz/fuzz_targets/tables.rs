#![no_main]

use std::panic;

// The library for Parquet may panic, and the importer catches that; libFuzzer's own hook would end the program there. A
// panic that nobody catches still ends it.
libfuzzer_sys::fuzz_target!(init: panic::set_hook(Box::new(|_| ())), |bytes: &[u8]| {
    hushset_invariants::tables::tables(bytes);
});
