//! What holds for Flickr's photos holds for sites and for names: the same requests for whoever is listed and whoever is not, and a
//! page that speaks of what its list holds. The sites are those of docs/examples.

use crate::seen::see;
use hushset_tests::browser::{Engine, Setup};
use hushset_tests::in_every_engine;
use hushset_tests::page::{Page, serve};
use hushset_tests::site::run;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

in_every_engine!(
    a_site_is_found_and_requests_do_not_tell,
    a_name_is_found_and_requests_do_not_tell,
    a_page_is_marked_among_those_of_its_domain,
    a_domain_that_many_share_says_so,
    a_name_is_found_in_its_own_script,
);

/// A site made as an example says.
struct Example(TempDir);

impl Example {
    /// The crawl. Its settings and its table are the example's.
    fn web() -> Self {
        Self::new("web-crawl.md", "")
    }

    /// The list of books, with one more in Arabic.
    fn plain() -> Self {
        Self::new("book-list.md", "دفتر البحر,ليلى المنصوري,0\n")
    }

    /// Writes the files that stand in an example as blocks with a name, with further rows below the table, and builds.
    fn new(name: &str, rows: &str) -> Self {
        let example = Self(TempDir::with_prefix("hushset-example-").expect("a temporary folder"));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples").join(name);
        let told = fs::read_to_string(path).expect("an example");
        for block in told.split("\n```") {
            let (fence, content) = block.split_once('\n').unwrap_or((block, ""));
            let Some((kind, file)) = fence.split_once(' ').filter(|(kind, _)| ["csv", "toml"].contains(kind))
            else {
                continue;
            };
            let rows = if kind == "csv" { rows } else { "" };
            fs::write(example.0.path().join(file), format!("{content}\n{rows}"))
                .expect("a file of the example");
        }
        let settings = example.0.path().join("hushset.toml");
        run(&["build", "--config", text(&settings), "--out", text(&example.site())]);
        example
    }

    fn site(&self) -> PathBuf {
        self.0.path().join("site")
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}

/// Whoever is listed and whoever is not look alike from the server's side.
async fn assert_alike(engine: Engine, example: &Example, member: &str, stranger: &str) {
    let (_faults, witness) = serve(&example.site()).await;
    let Some(member) = see(engine, &witness, member).await else { return };
    let Some(stranger) = see(engine, &witness, stranger).await else { return };
    for says in [&member.says, &stranger.says] {
        assert!(!says.contains("Flickr") && !says.to_lowercase().contains("photo"), "{says}");
    }
    assert_eq!((&*member.kind, &*stranger.kind), ("hit", "miss"));
    member.load.assert_alike(&stranger.load);
    member.check.assert_alike(&stranger.check);
    assert!(member.check.len() == 1 && member.check[0].target.contains("/owners/f/"), "{}", member.check);
}

async fn a_site_is_found_and_requests_do_not_tell(engine: Engine) {
    assert_alike(engine, &Example::web(), "HTTPS://www.Harbour.example/", "shop.harbour.example").await;
}

async fn a_name_is_found_and_requests_do_not_tell(engine: Engine) {
    assert_alike(engine, &Example::plain(), "  tomasz   GĄSIOR ", "Nora Lind").await;
}

async fn a_page_is_marked_among_those_of_its_domain(engine: Engine) {
    let example = Example::web();
    let (_faults, witness) = serve(&example.site()).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    page.write("https://www.blog.harbour.example/2019/ships/?page=2").await;
    page.wait_for_text("#reading", "The domain blog.harbour.example is looked up").await;
    page.submit().await;
    assert_eq!(page.answer().await.kind, "hit");
    let others = page.texts(".instead .does").await;
    let expected = [
        "Check this page only instead: blog.harbour.example/2019/ships?page=2",
        "Check everything at harbour.example instead",
    ];
    assert_eq!(others, expected);

    page.ask_details().await;
    assert_eq!(page.text(".details .account h3").await, "blog.harbour.example");
    assert_eq!(page.count(".photos li").await, 2);
    let marked = page.texts(".photos li.asked a").await;
    assert_eq!(marked, ["blog.harbour.example/2019/ships?page=2"]);
    assert_eq!(page.count(".letter-maker, .advice, button.picture").await, 0, "what is Flickr's");
    assert!(page.count(".export button").await > 0, "the results can be kept");

    page.write("jane").await;
    page.wait_for_text("#reading", "neither a domain").await;
}

async fn a_domain_that_many_share_says_so(engine: Engine) {
    let example = Example::web();
    let (_faults, witness) = serve(&example.site()).await;
    let Some(page) = Page::open(engine, &witness).await else { return };
    assert_eq!(page.check("co.uk").await.kind, "hit");
    page.ask_details().await;
    page.wait_for_text(".details", "Many share co.uk; nothing is listed under it.").await;
    assert_eq!(page.count(".photos li").await, 0);
}

async fn a_name_is_found_in_its_own_script(engine: Engine) {
    let example = Example::plain();
    let (_faults, witness) = serve(&example.site()).await;
    let Some(page) = Page::blank(engine, Setup::default()).await else { return };
    page.visit(&witness.url("/ar/")).await;
    let label = page.text("label[for=text]").await;
    assert!(label.contains("اسم") && !label.contains("Flickr"), "{label}");
    assert_eq!(page.check("ليلى  المنصوري").await.kind, "hit");
    page.ask_details().await;
    assert_eq!(page.text(".details .account h3").await, "ليلى المنصوري");
    assert_eq!(page.texts(".photos li bdi").await, ["دفتر البحر"]);
    assert_eq!(page.count(".photos a").await, 0, "a title is nowhere to be seen");
    page.goto(&witness.url("/ar/datasets/harbour-books/")).await;
    let says = page.says().await;
    assert!(!says.contains("Flickr") && !says.contains("صور"), "{says}");
}
