//! A build in steps, each done by several processes on shares of the data, is the build of one process.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests are tests too"
)]

mod common;

use common::{Workshop, files};
use hushset::spill::{Channel, Outlet, read_frames};
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

/// The smallest engine: it carries blocks from step to step, and cuts each step into so many shares.
struct Engine {
    workshop: Workshop,
    shares: usize,
    /// By channel, blocks with their partitions.
    carried: BTreeMap<String, Vec<(usize, Vec<u8>)>>,
}

/// What a process has done.
struct Done {
    code: Option<i32>,
    out: Vec<u8>,
    err: String,
}

fn process(arguments: &[&str], input: &[u8]) -> Done {
    let mut process = Command::new(env!("CARGO_BIN_EXE_hushset"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // A process that refuses its arguments does not read; what it says is looked at instead.
    let _ = process.stdin.take().expect("a pipe").write_all(input);
    let done = process.wait_with_output().expect("the command ends");
    Done { code: done.status.code(), out: done.stdout, err: String::from_utf8_lossy(&done.stderr).into() }
}

fn run(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let done = process(arguments, input);
    assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.err);
    done.out
}

/// A stream of frames.
fn frames<'a>(channel: Channel, blocks: impl IntoIterator<Item = &'a (usize, Vec<u8>)>) -> Vec<u8> {
    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);
    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no other thread").write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let sink = Sink::default();
    let outlet = Outlet::new(sink.clone());
    for (partition, block) in blocks {
        outlet.send(channel, *partition, block).expect("a Vec takes everything");
    }
    outlet.end().expect("a Vec takes everything");
    drop(outlet);
    Arc::into_inner(sink.0).expect("no other sink").into_inner().expect("no other thread")
}

impl Engine {
    fn new(photos: u64, shares: usize) -> Self {
        Self { workshop: Workshop::with_photos(photos), shares, carried: BTreeMap::new() }
    }

    fn path(&self, name: &str) -> String {
        self.workshop.path(name).display().to_string()
    }

    fn config(&self) -> String {
        self.path("tables/hushset.toml")
    }

    /// Takes over what a process has made.
    fn carry(&mut self, made: &[u8]) {
        let carried = &mut self.carried;
        read_frames(made, |channel, partition, block| {
            carried.entry(channel.to_string()).or_default().push((partition, block.to_vec()));
            Ok(())
        })
        .expect("whole frames");
    }

    fn brief(&self) -> serde_json::Value {
        let (config, brief, out) = (self.config(), self.path("brief"), self.path("in-steps"));
        let described = run(&["pack", "brief", "--config", &config, "--to", &brief, "--out", &out], &[]);
        serde_json::from_slice(&described).expect("JSON")
    }

    /// Reads every table, file by file.
    fn read(&mut self) {
        let tables = self.brief();
        for table in tables.as_array().expect("a list") {
            for (number, shown) in table["files"].as_array().expect("a list").iter().enumerate() {
                let shown = shown.as_str().expect("a path");
                let path = self.path(&format!("tables/{shown}"));
                let file = serde_json::json!({ "path": path, "shown": shown, "number": number });
                let share = serde_json::json!({ "table": table["number"], "files": [file] }).to_string();
                let made = run(&["pack", "rows", "--brief", &self.path("brief")], share.as_bytes());
                self.carry(&made);
            }
        }
    }

    /// Does a step in shares; `bits` of a partition's number stay together.
    fn step(&mut self, name: &str, takes: &str, more: &[&str], bits: u32) {
        let Some(blocks) = self.carried.remove(takes) else { return };
        let channel = Channel::from_name(takes).expect("a channel");
        let brief = self.path("brief");
        for share in 0..self.shares {
            let of_share: Vec<_> =
                blocks.iter().filter(|(at, _)| (at >> (8 - bits)) % self.shares == share).collect();
            let arguments = [&["pack", "step", name, "--brief", &brief, "--memory", "64 MiB"], more].concat();
            let made = run(&arguments, &frames(channel, of_share));
            self.carry(&made);
        }
    }

    fn link(&mut self) {
        self.step("draft", "rows", &[], 8);
        self.step("answer", "aliases", &[], 8);
        self.step("settle", "waiting", &[], 8);
        self.step("record", "owners", &[], 8);
        self.step("share", "shared", &[], 8);
        self.step("gather", "pieces-owners", &["--scope", "owners"], 8);
        self.step("gather", "pieces-tags", &["--scope", "tags"], 8);
    }

    fn plan(&self) -> serde_json::Value {
        let totals = frames(Channel::Totals, &self.carried["totals"]);
        let (brief, plan, out) = (self.path("brief"), self.path("plan"), self.path("in-steps"));
        let arguments = ["pack", "plan", "--brief", &brief, "--to", &plan, "--out", &out];
        serde_json::from_slice(&run(&arguments, &totals)).expect("JSON")
    }

    fn pack(&mut self, scopes: &serde_json::Value) -> Vec<u8> {
        let plan = self.path("plan");
        for scope in scopes.as_array().expect("a list") {
            let name = scope["scope"].as_str().expect("a scope");
            let more = ["--scope", name, "--plan", &plan];
            let bits = |kind: &str| u32::try_from(scope[kind].as_u64().expect("bits")).expect("few").min(8);
            self.step("cut", &format!("long-{name}"), &more, 8);
            self.step("filters", &format!("pairs-{name}"), &more, bits("filters"));
            self.step("records", &format!("entries-{name}"), &more, bits("records"));
        }
        let is_shard = |name: &&String| name.starts_with("filters-") || name.starts_with("records-");
        let mut stream = Vec::new();
        for channel in self.carried.keys().filter(is_shard) {
            // In no particular order, and the stream ends once.
            let blocks = self.carried[channel].iter().rev();
            let one = frames(Channel::from_name(channel).expect("a channel"), blocks);
            stream.extend_from_slice(&one[..one.len() - 1]);
        }
        stream.push(0);
        stream
    }

    fn publish(&mut self) {
        self.brief();
        self.read();
        self.link();
        let scopes = self.plan();
        let shards = self.pack(&scopes);
        let (brief, plan, site) = (self.path("brief"), self.path("plan"), self.path("in-steps"));
        let report = self.path("in-steps.json");
        let arguments =
            ["pack", "publish", "--brief", &brief, "--plan", &plan, "--out", &site, "--report", &report];
        run(&arguments, &shards);
    }
}

#[test]
fn many_processes_make_the_site_that_one_makes() {
    for shares in [1, 5] {
        let mut engine = Engine::new(30_000, shares);
        engine.publish();
        let (config, site, report) = (engine.config(), engine.path("at-once"), engine.path("at-once.json"));
        run(&["build", "--config", &config, "--out", &site, "--quiet", "--report", &report], &[]);
        let (expected, found) =
            (files(&engine.workshop.path("at-once")), files(&engine.workshop.path("in-steps")));
        assert!(expected.len() > 100);
        assert!(expected == found, "the sites differ with {shares} shares");
        let read = |path: &str| fs::read_to_string(path).expect("a report");
        assert_eq!(read(&report), read(&engine.path("in-steps.json")), "the reports differ");
    }
}

#[test]
fn what_engines_do_wrong_is_said() {
    let mut engine = Engine::new(2_500, 1);
    engine.brief();
    engine.read();
    let brief = engine.path("brief");
    let refused = |arguments: &[&str], input: &[u8], code: i32, part: &str| {
        let done = process(arguments, input);
        assert!(done.err.contains(part), "{arguments:?}: {}", done.err);
        assert_eq!(done.code, Some(code), "{}", done.err);
    };
    let rows = frames(Channel::Rows, &engine.carried["rows"]);
    refused(&["pack", "step", "record", "--brief", &brief], &rows, 2, "this step takes owners, not rows");
    refused(
        &["pack", "step", "draft", "--brief", &brief],
        &rows[..rows.len() - 1],
        4,
        "the pipe to the engine",
    );
    refused(&["pack", "step", "gather", "--brief", &brief], b"\0", 2, "--scope");
    refused(&["pack", "step", "cut", "--scope", "owners", "--brief", &brief], b"\0", 2, "--plan");
    refused(&["pack", "step", "draft", "--brief", &engine.config()], b"\0", 4, "no brief");
    refused(&["pack", "rows", "--brief", &brief], b"{}", 2, "the share of a table is not understood");
    // Nothing was read of the other tables.
    let plan = engine.path("plan");
    let out = engine.path("site");
    refused(&["pack", "plan", "--brief", &brief, "--to", &plan, "--out", &out], b"\0", 3, "table is empty");
}
