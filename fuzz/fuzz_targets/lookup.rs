#![no_main]

use hushset_invariants::site::SITE;
use std::sync::LazyLock;

// The site is built before the clock of the first input starts.
libfuzzer_sys::fuzz_target!(
    init: {
        LazyLock::force(&SITE);
    },
    |bytes: &[u8]| hushset_invariants::lookup::lookup(bytes)
);
