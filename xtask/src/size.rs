//! Size budgets: what a reader downloads before the first question can be asked.
//!
//! wasm-pack leaves optimisation out without a word when it finds no optimiser, and a dependency can double a module
//! overnight; both show here and nowhere else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use hushset_compressed::brotli;

use crate::files::Tree;
use crate::modules;
use crate::number::grouped;
use crate::runtime::below;
use crate::translate::TRANSLATED;
use crate::wasm::{GLUE, MODULE};

/// The most that the compressed Wasm module may weigh, in bytes. The engine alone (filters, hashing, sealing, proofs)
/// was 19.9 kB in a first probe; the rest is room for the schemes and the look-up. On a slow mobile connection
/// (400 kbit/s) this is two thirds of a second. It was 30.5 kB before the schemes `web` and `plain`, and before shards
/// could be fetched and asked for no question in particular: one module for every index, and for a page that holds all
/// of it, is worth more than a second one to test.
const MODULE_BUDGET: usize = 33_300;

/// The most that the compressed JavaScript written by wasm-bindgen may weigh, in bytes. It was 4.0 kB in that probe.
const GLUE_BUDGET: usize = 5_000;

/// The most that the module's translation to JavaScript may weigh, compressed, in bytes. Only browsers without
/// WebAssembly download it.
const TRANSLATED_BUDGET: usize = 50_000;

/// The most that everything may weigh that asking, the verdict and the details need, compressed, in bytes: the page,
/// its style, the first wave of modules, the core, and the strings of one language.
const FIRST_WAVE_BUDGET: usize = 60_000;

/// The most that the tag's script may weigh, compressed, in bytes: every reader of an article downloads it, asking or not.
const TAG_BUDGET: usize = 3_000;

/// The most that the frame in an article may weigh without its strings and the Wasm module, compressed, in bytes: its page, its
/// styles, and all scripts that it loads until a verdict can be shown.
const FRAME_BUDGET: usize = 20_000;

/// Prints the sizes of what a reader downloads, and fails if one is over its budget.
pub(crate) fn check(runtime: &Tree) -> Result<()> {
    let app = below(runtime, "app");
    let core = |name: &str| BTreeSet::from([Path::new("core").join(name)]);
    let mut lines = vec![
        Line::new(MODULE, &app, &core(MODULE))?.of_at_most(MODULE_BUDGET),
        Line::new(GLUE, &app, &core(GLUE))?.of_at_most(GLUE_BUDGET),
        Line::new(TRANSLATED, &app, &core(TRANSLATED))?.of_at_most(TRANSLATED_BUDGET),
    ];
    let first = first_wave(&app)?;
    // What is written from these differs by a few names.
    let pages = ["bare.html", "base.html", "index.html"].map(PathBuf::from).into();
    let page = Line::new("the page", &below(runtime, "templates"), &pages)?;
    for language in languages(&app) {
        let mut files = first.clone();
        files.insert(format!("locales/{language}.js").into());
        let line = Line::new(&format!("first wave, {language}"), &app, &files)?;
        lines.push(line.and(&page).of_at_most(FIRST_WAVE_BUDGET));
        let later = app.keys().filter(|path| is_second_wave(path, &language) && !first.contains(*path));
        lines.push(Line::new(&format!("second wave, {language}"), &app, &later.cloned().collect())?);
    }
    let tag = BTreeSet::from([PathBuf::from("hush-check.js")]);
    lines.push(Line::new("the tag", &below(runtime, "tag"), &tag)?.of_at_most(TAG_BUDGET));
    lines.extend(frame(&app, &below(runtime, "templates"))?);
    lines.iter().for_each(Line::print);
    let over: Vec<_> = lines.iter().filter_map(Line::complaint).collect();
    if !over.is_empty() {
        bail!("{}", over.join("; "));
    }
    Ok(())
}

/// What every reader downloads before asking, the strings aside.
fn first_wave(app: &Tree) -> Result<BTreeSet<PathBuf>> {
    let mut files = modules::first_wave(app)?;
    files.extend([Path::new("core").join(MODULE), "style.css".into(), "site.css".into()]);
    Ok(files)
}

/// What the frame in an article loads: its shell, all until a verdict, and how much of that are strings.
fn frame(app: &Tree, templates: &Tree) -> Result<Vec<Line>> {
    let page = Line::new("", templates, &["bare.html", "embed.html"].map(PathBuf::from).into())?;
    let [mut shell, wave] = modules::frame(app)?;
    shell.extend(["style.css", "embed/embed.css", "embed/fallback.js"].map(PathBuf::from));
    let all: BTreeSet<_> = shell.union(&wave).cloned().collect();
    let mut lines = vec![
        Line::new("the frame's shell", app, &shell)?.and(&page),
        Line::new("the frame until a verdict", app, &all)?.and(&page).of_at_most(FRAME_BUDGET),
    ];
    for language in languages(app) {
        let strings = ["", ".embed"].map(|part| format!("locales/{language}{part}.js").into()).into();
        lines.push(Line::new(&format!("the frame's strings, {language}"), app, &strings)?);
    }
    Ok(lines)
}

/// The languages that there are strings of.
fn languages(app: &Tree) -> Vec<String> {
    let locales =
        app.keys().filter_map(|path| path.strip_prefix("locales").ok()?.to_str()?.strip_suffix(".js"));
    locales.filter(|name| !name.contains('.')).map(str::to_owned).collect()
}

/// Whether a file is loaded once the index is open: all of the page's own modules and styles, and the rest of the
/// language's strings. The core's fallback is loaded only where there is no WebAssembly.
fn is_second_wave(path: &Path, language: &str) -> bool {
    match path.strip_prefix("locales") {
        Ok(locale) => *locale == *format!("{language}.more.js"),
        Err(_) => {
            let is_page = !["core", "embed", "configure"].iter().any(|folder| path.starts_with(folder));
            is_page && path.extension().is_some_and(|e| e == "js" || e == "css")
        }
    }
}

/// Some of the files that a reader downloads.
struct Line {
    name: String,
    /// The length of all files.
    plain: usize,
    /// The same, each compressed by itself, as it is sent.
    sent: usize,
    budget: Option<usize>,
}

impl Line {
    fn new(name: &str, tree: &Tree, files: &BTreeSet<PathBuf>) -> Result<Self> {
        let mut line = Self { name: name.into(), plain: 0, sent: 0, budget: None };
        for path in files {
            let content = tree.get(path).with_context(|| format!("the runtime has no {}", path.display()))?;
            line.plain += content.len();
            line.sent += brotli(content).len();
        }
        Ok(line)
    }

    fn and(self, other: &Self) -> Self {
        Self { plain: self.plain + other.plain, sent: self.sent + other.sent, ..self }
    }

    fn of_at_most(self, budget: usize) -> Self {
        Self { budget: Some(budget), ..self }
    }

    fn print(&self) {
        let limit = self.budget.map(|budget| format!(", of at most {:>7}", grouped(budget)));
        println!(
            "  {:<28} {:>8} bytes, {:>7} with brotli{}",
            self.name,
            grouped(self.plain),
            grouped(self.sent),
            limit.unwrap_or_default()
        );
    }

    fn complaint(&self) -> Option<String> {
        complaint(&self.name, self.sent, self.budget?)
    }
}

/// The sentence about a file that is over its budget.
fn complaint(name: &str, sent: usize, budget: usize) -> Option<String> {
    (sent > budget).then(|| {
        format!(
            "{name} is {} bytes over its budget: {} with brotli, where {} are allowed. Every reader downloads it, so find what grew \
             (`cargo tree -p hushset-wasm -e normal`) or can come later, or raise the budget in xtask/src/size.rs and say there what it buys",
            grouped(sent - budget),
            grouped(sent),
            grouped(budget)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{GLUE_BUDGET, MODULE_BUDGET, check, complaint};
    use crate::files::Tree;

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
        let runtime = |module: Vec<u8>| -> Tree {
            [
                ("app/core/hushset_wasm_bg.js", vec![b' '; GLUE_BUDGET * 2]),
                ("app/core/hushset_wasm_bg.wasm", module),
                ("app/core/hushset_translated.js", Vec::new()),
                ("app/main.js", Vec::new()),
                ("app/later.js", Vec::new()),
                ("app/embed/embed.css", Vec::new()),
                ("app/embed/fallback.js", Vec::new()),
                ("app/embed/frame.js", Vec::new()),
                ("app/embed/start.js", Vec::new()),
                ("app/style.css", Vec::new()),
                ("app/site.css", Vec::new()),
                ("app/locales/en.js", Vec::new()),
                ("app/locales/en.more.js", Vec::new()),
                ("app/locales/en.embed.js", Vec::new()),
                ("tag/hush-check.js", Vec::new()),
                ("templates/bare.html", Vec::new()),
                ("templates/base.html", Vec::new()),
                ("templates/embed.html", Vec::new()),
                ("templates/index.html", Vec::new()),
            ]
            .map(|(path, content)| (path.into(), content))
            .into()
        };
        assert!(check(&runtime(vec![0; MODULE_BUDGET * 2])).is_ok());
        assert!(check(&runtime(module)).unwrap_err().to_string().contains(".wasm is"));
        assert!(check(&Tree::new()).is_err());
    }
}
