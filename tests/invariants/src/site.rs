//! A small published site in memory: two builds of it, and what each truly answers.

use hushset::{
    build::build, config::Config, progress::Progress, sample::Names, sample::sample, signing::Signing,
    workspace::Workspace,
};
use hushset_core::{
    file::{BuildId, CURRENT_PATH},
    identifier::Page,
    index::Index,
    lookup::{
        Check, Details, DetailsOutcome, FetchFailure, Machine, Opened, Opening, Outcome, Reply, Request, Step,
    },
    scheme::Question,
    text::NativePlatform,
};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{Arc, LazyLock},
};

/// Several shards of each kind, and lists of several pages.
const CUT: &str = "[index]\nverdict_budget = \"2 KiB\"\ndetails_budget = \"4 KiB\"\npage_cap = 20\n";

/// The site. It is built once in a process.
pub static SITE: LazyLock<Site> = LazyLock::new(Site::build);

/// A site's index.
#[derive(Debug)]
pub struct Site {
    /// The files of both builds by path; `current.bin` names the second.
    pub files: BTreeMap<String, Vec<u8>>,
    /// `current.bin` as it was when the first was current.
    pub old_current: Vec<u8>,
    /// Both builds.
    pub builds: [Arc<Index>; 2],
    /// What is asked: members and strangers under names of every kind.
    pub questions: Vec<Question>,
    /// By build and question, the verdicts and the first page of the details.
    pub truth: Vec<Vec<(Outcome, DetailsOutcome)>>,
}

impl Site {
    fn build() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tables = folder.path().join("tables");
        let names = sample(&tables, 1000, 1).expect("a sample");
        let settings = fs::read_to_string(tables.join("hushset.toml")).expect("its settings");
        let mut files = BTreeMap::new();
        let mut currents = Vec::new();
        for title in ["The Hushset sample", "A Hushset sample."] {
            let out = folder.path().join(title);
            let file = tables.join("cut.toml");
            let written = settings.replace("The Hushset sample", title);
            fs::write(&file, format!("{written}\n{CUT}")).expect("settings");
            let config = Config::read(&file).expect("sound settings");
            let workspace = Workspace::new(folder.path().into(), Progress::silent());
            build(&config, &out, true, workspace, None, &Signing::Unsaid).expect("a site");
            collect(&out.join("hushset"), &out, &mut files);
            currents.push(files[CURRENT_PATH].clone());
        }
        let open = |current: &[u8]| {
            let fetch = |request: &Request| {
                if request.is_mutable() { Some(current) } else { files.get(&request.path).map(Vec::as_slice) }
            };
            Arc::new(run(Opening::start(None), fetch).index.expect("a sound index"))
        };
        let builds = [open(&currents[0]), open(&currents[1])];
        let mut site = Self {
            files,
            old_current: currents.swap_remove(0),
            builds,
            questions: Vec::new(),
            truth: Vec::new(),
        };
        site.questions = questions(&site.builds[0], &names);
        site.truth = site.builds.iter().map(|index| site.answers(index)).collect();
        site
    }

    fn answers(&self, index: &Arc<Index>) -> Vec<(Outcome, DetailsOutcome)> {
        let fetch = |request: &Request| self.files.get(&request.path).map(Vec::as_slice);
        let answer = |question: &Question| {
            let check = run(Check::start(Arc::clone(index), question.clone()), fetch);
            let details = run(Details::start(Arc::clone(index), question.clone(), Page::FIRST), fetch);
            (check.outcome, details.outcome)
        };
        self.questions.iter().map(answer).collect()
    }

    /// Which of the builds this is.
    pub fn which(&self, build: BuildId) -> Option<usize> {
        self.builds.iter().position(|index| index.build == build)
    }
}

fn questions(index: &Index, names: &Names) -> Vec<Question> {
    let (members, strangers) = (&names.members, &names.strangers);
    let texts = [
        &members.nsid,
        &members.alias,
        &members.display,
        &members.arabic,
        &members.heavy,
        &members.photo,
        &members.photo_page,
        &members.linked_photo,
        &strangers.nsid,
        &strangers.alias,
        &strangers.same_prefix_as_nsid,
        &strangers.photo,
    ];
    let scheme = index.manifest.scheme;
    texts.map(|text| scheme.parse(&NativePlatform, text).expect("a question").question).into()
}

/// Runs a machine with what `fetch` has.
pub fn run<'f, M: Machine>(mut step: Step<M>, fetch: impl Fn(&Request) -> Option<&'f [u8]>) -> M::Output {
    loop {
        step = match step {
            Step::Done(output) => return output,
            Step::Fetch(pending) => {
                let reply = fetch(pending.request())
                    .map_or(Reply::Failed(FetchFailure::Status { status: 404 }), Reply::Fetched);
                pending.supply(reply)
            }
        };
    }
}

/// Opens the index that `current` names, or a build at once.
pub fn open<'f>(pinned: Option<BuildId>, fetch: impl Fn(&Request) -> Option<&'f [u8]>) -> Opened {
    run(Opening::start(pinned), fetch)
}

fn collect(folder: &Path, root: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            collect(&entry, root, files);
        } else {
            let path =
                entry.strip_prefix(root).expect("a path below the site").to_str().expect("a path of text");
            files.insert(path.into(), fs::read(&entry).expect("a file"));
        }
    }
}
