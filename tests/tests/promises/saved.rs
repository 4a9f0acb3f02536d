//! What the page saves, without a file: a copy of the site, whose page hands it to the test.

use hushset_tests::page::Page;
use hushset_tests::site::Site;
use hushset_tests::variant::{Built, Variant};
use serde_json::json;
use tempfile::TempDir;

/// Notes in the document what would be saved, and prints nothing.
const HOOK: &str = "
const { dataset } = document.documentElement;
URL.createObjectURL = (blob) => (blob.text().then((text) => { dataset.saved = text; }), 'blob:nowhere');
HTMLAnchorElement.prototype.click = function () { dataset.name = this.download; };
window.print = () => { dataset.printed = 'yes'; dispatchEvent(new Event('afterprint')); };
dataset.hooked = 'yes';
";

/// A site whose page hands what it saves to the test.
pub(crate) fn hooked_site() -> (TempDir, Built) {
    let folder = TempDir::with_prefix("hushset-flows-").expect("a temporary folder");
    let site = Site::sample().variant(Variant::Pictures).copy_to(folder.path());
    site.add_to_program("main.js", HOOK);
    (folder, site)
}

/// Presses a button that saves a file, and returns the file's name and text.
pub(crate) async fn saved_by(page: &Page, css: &str, number: usize) -> (String, String) {
    let press = "delete document.documentElement.dataset.saved;
        document.querySelectorAll(arguments[0])[arguments[1]].click()";
    page.execute(press, vec![json!(css), json!(number)]).await;
    let saved = page
        .wait_until("const { name, saved } = document.documentElement.dataset; return saved !== undefined && [name, saved]")
        .await;
    let text = |at: usize| saved[at].as_str().expect("a text").to_owned();
    (text(0), text(1))
}
