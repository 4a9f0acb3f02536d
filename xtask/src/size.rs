//! Size budgets: what a reader downloads before the first question can be asked.
//!
//! wasm-pack leaves optimisation out without a word when it finds no optimiser, and a dependency can double a module
//! overnight; both show here and nowhere else.

use std::io::Write;

use anyhow::{Context, Result, bail};

use crate::files::Tree;
use crate::number::grouped;
use crate::wasm::{GLUE, MODULE};

/// The most that the compressed Wasm module may weigh, in bytes. The engine alone (filters, hashing, sealing, proofs)
/// was 19.9 kB in a first probe; the rest is room for the schemes and the look-up. On a slow mobile connection
/// (400 kbit/s) this is two thirds of a second.
const MODULE_BUDGET: usize = 32_000;

/// The most that the compressed JavaScript written by wasm-bindgen may weigh, in bytes. It was 4.0 kB in that probe.
const GLUE_BUDGET: usize = 5_000;

/// Each file with a budget.
const BUDGETS: [(&str, usize); 2] = [(MODULE, MODULE_BUDGET), (GLUE, GLUE_BUDGET)];

/// Prints the sizes of what wasm-bindgen wrote, and fails if one is over its budget.
pub(crate) fn check(output: &Tree) -> Result<()> {
    let mut over = Vec::new();
    for (name, budget) in BUDGETS {
        let content = output.iter().find(|(path, _)| path.ends_with(name)).map(|(_, content)| content);
        let content = content.with_context(|| format!("the runtime has no {name}"))?;
        let sent = brotli_size(content)?;
        println!(
            "  {name:<24} {:>8} bytes, {:>7} with brotli, of at most {:>7}",
            grouped(content.len()),
            grouped(sent),
            grouped(budget)
        );
        over.extend(complaint(name, sent, budget));
    }
    if !over.is_empty() {
        bail!("{}", over.join("; "));
    }
    Ok(())
}

/// The sentence about a file that is over its budget.
fn complaint(name: &str, sent: usize, budget: usize) -> Option<String> {
    (sent > budget).then(|| {
        format!(
            "{name} is {} bytes over its budget: {} with brotli, where {} are allowed. Every reader downloads it, so find what grew \
             (`cargo tree -p hushset-wasm -e normal`), or raise the budget in xtask/src/size.rs and say there what it buys",
            grouped(sent - budget),
            grouped(sent),
            grouped(budget)
        )
    })
}

/// The length of `content` as a server with static brotli files sends it.
fn brotli_size(content: &[u8]) -> Result<usize> {
    /// The strongest level, as static files are compressed once.
    const QUALITY: u32 = 11;
    /// The largest window that browsers must accept.
    const WINDOW: u32 = 22;
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, QUALITY, WINDOW);
    writer.write_all(content).and_then(|()| writer.flush()).context("brotli failed")?;
    drop(writer);
    Ok(compressed.len())
}

#[cfg(test)]
mod tests {
    use super::{GLUE_BUDGET, MODULE_BUDGET, brotli_size, check, complaint};
    use crate::files::Tree;
    use crate::wasm::{GLUE, MODULE};

    #[test]
    fn a_file_may_reach_its_budget_but_not_pass_it() {
        assert_eq!(complaint("a", 1_000, 1_000), None);
        assert!(complaint("a", 1_001, 1_000).unwrap().starts_with("a is 1 bytes over"));
    }

    #[test]
    fn a_module_that_does_not_compress_is_refused() {
        // A fixed sequence that looks random: brotli can only make it longer.
        let mut state = 1_u32;
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        });
        let module: Vec<u8> = noise.take(MODULE_BUDGET + 1).collect();
        let tree = |module: Vec<u8>| {
            Tree::from([(GLUE.into(), vec![b' '; GLUE_BUDGET * 2]), (MODULE.into(), module)])
        };
        assert!(check(&tree(vec![0; MODULE_BUDGET * 2])).is_ok());
        assert!(check(&tree(module)).unwrap_err().to_string().contains(MODULE));
        assert!(check(&Tree::new()).is_err());
    }

    #[test]
    fn brotli_is_at_its_strongest() {
        let text = "static files compress once and are sent many times. ".repeat(100);
        assert!(brotli_size(text.as_bytes()).unwrap() < 80);
    }
}
