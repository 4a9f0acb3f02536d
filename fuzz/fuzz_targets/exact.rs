#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hushset_invariants::codecs::exact(bytes));
