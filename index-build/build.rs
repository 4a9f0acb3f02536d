//! Makes sure that the page which the command embeds has been built.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=runtime");
    // The copies are made from the page: where they are, both are.
    if !Path::new("runtime/compressed/core/hushset_wasm_bg.wasm.br").exists() {
        println!(
            "cargo::error=The page that this command embeds has not been built yet. Run `cargo xtask runtime` \
             (or `cargo xtask demo`, which does everything) and build again."
        );
    }
}
