//! `kill -9`, at random moments of a build and at operations on the file system that are counted. Afterwards the site
//! must answer from the build that was there or from the new one, and the next build must find nothing in its way.
//!
//! `HUSHSET_KILLS=300 cargo test -p hushset --test whole killed -- --nocapture`, or `cargo xtask kill`, does it often;
//! `HUSHSET_SEED` chooses other moments.

use crate::{
    common::{Workshop, run},
    known::{Both, Known, in_the_making},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

/// How often each test kills, unless `HUSHSET_KILLS` says otherwise.
const KILLS: u64 = 12;

/// A whole build follows after so many kills.
const BUILD_AFTER: u64 = 5;

/// What changes a folder. A question mark: not every machine has each of them.
const OPERATIONS: &str = "?rename,?renameat,?renameat2,?unlink,?unlinkat,?rmdir,?mkdir,?mkdirat,?fsync";

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).map_or(otherwise, |value| value.parse().expect("a number"))
}

/// What the kills have left.
#[derive(Debug, Default)]
struct Tally {
    kills: u64,
    too_late: u64,
    no_build_yet: u64,
    old_build: u64,
    new_build: u64,
}

impl Tally {
    /// Looks at what a build of `new` that was to be killed has left of a site.
    fn judge(
        &mut self,
        both: &Both,
        site: &Path,
        old: Option<&str>,
        new: &Known,
        was_killed: bool,
        when: &str,
    ) {
        let left = in_the_making(site);
        assert!(left.len() <= 1, "{when}: each build sweeps up what the one before has left: {left:?}");
        let now = both.assert_whole(site, when).map(|build| build.id.as_str());
        assert!(now == old || now == Some(&new.id), "{when}: {now:?} answers, {old:?} did before");
        self.kills += u64::from(was_killed);
        match now {
            _ if !was_killed => self.too_late += 1,
            None => self.no_build_yet += 1,
            Some(id) if id == new.id => self.new_build += 1,
            Some(_) => self.old_build += 1,
        }
    }

    fn print(&self, how: &str, seed: u64) {
        let Self { kills, too_late, no_build_yet, old_build, new_build } = self;
        println!(
            "{kills} builds killed {how} (seed {seed}); {too_late} were done before. Then {no_build_yet} sites had no build yet, \
             {old_build} answered from the old build, {new_build} from the new one, each of them whole"
        );
    }
}

/// A share of one, at random.
fn share(random: &mut ChaCha8Rng) -> f64 {
    f64::from(random.next_u32()) / f64::from(u32::MAX)
}

#[test]
fn a_build_killed_at_any_moment_leaves_one_whole_build() {
    kill_at_moments(Both::get(), "at random moments");
}

#[test]
fn a_signed_build_killed_at_any_moment_leaves_one_that_its_key_vouches_for() {
    kill_at_moments(Both::signed(), "at random moments, signed");
}

fn kill_at_moments(both: &Both, how: &str) {
    let workshop = Workshop::empty();
    let seed = number("HUSHSET_SEED", 7);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut tally = Tally::default();
    let living = workshop.path("living");
    for round in 0..number("HUSHSET_KILLS", KILLS) {
        let new = &both.builds[(round % 2) as usize];
        // One in three begins with an empty folder; the others go on with what the last one has left.
        let site = if round % 3 == 2 { workshop.path(&format!("fresh-{round}")) } else { living.clone() };
        let old = both.assert_whole(&site, "before").map(|build| build.id.as_str());
        let delay = new.took.mul_f64(share(&mut random));
        let mut child = new.building(&site).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(delay);
        child.kill().unwrap();
        let was_killed = !child.wait().unwrap().success();
        let when = format!("round {round}, killed after {delay:?} of {:?}", new.took);
        tally.judge(both, &site, old, new, was_killed, &when);
        if round.is_multiple_of(BUILD_AFTER) {
            new.build(&site).ended(0);
            both.assert_swept(&site, new, &when);
        }
    }
    tally.print(how, seed);
}

/// A command that runs under strace; what it does to the file system is written to `log`.
fn traced(command: &Command, log: &Path, kill_at: Option<&Operation>) -> Command {
    let mut traced = Command::new("strace");
    traced.arg("-o").arg(log).args(["-e", &format!("trace={OPERATIONS}")]);
    if let Some(Operation { name, count, .. }) = kill_at {
        traced.args(["-e", &format!("inject={name}:signal=SIGKILL:when={count}")]);
    }
    traced.arg(command.get_program()).args(command.get_args());
    traced
}

/// One operation of a build: the so-many-th of its name.
struct Operation {
    name: String,
    count: usize,
    line: String,
}

/// All operations of a build's main thread, in order, from strace's log.
fn operations(log: &Path) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for line in fs::read_to_string(log).unwrap_or_default().lines() {
        let Some((name, _)) = line.split_once('(') else { continue };
        let count = 1 + operations.iter().filter(|before| before.name == name).count();
        operations.push(Operation { name: name.into(), count, line: line.into() });
    }
    operations
}

/// The operations to be killed at: of the whole build, and as many of those that put it into place.
fn chosen(operations: &[Operation], kills: usize) -> Vec<&Operation> {
    let shows = |operation: &&Operation| !operation.name.starts_with("mkdir") && operation.name != "fsync";
    let placing: Vec<_> = operations.iter().filter(shows).collect();
    let spread = |all: Vec<&'_ Operation>, wanted: usize| -> Vec<usize> {
        (0..wanted.min(all.len())).map(|at| at * all.len() / wanted.min(all.len())).collect()
    };
    let half = kills / 2;
    let first = spread(operations.iter().collect(), kills - half).into_iter().map(|at| &operations[at]);
    let second: Vec<_> = spread(placing.clone(), half).into_iter().map(|at| placing[at]).collect();
    first.chain(second).collect()
}

/// A copy of a folder.
fn copy(from: &Path, to: &Path) {
    run(Command::new("cp").arg("-r").arg(from).arg(to)).ended(0);
}

#[test]
fn a_build_killed_at_any_operation_on_the_disk_leaves_one_whole_build() {
    kill_at_operations(Both::get(), "at operations on the file system");
}

#[test]
fn a_signed_build_killed_at_any_operation_on_the_disk_leaves_one_that_its_key_vouches_for() {
    kill_at_operations(Both::signed(), "at operations on the file system, signed");
}

fn kill_at_operations(both: &Both, how: &str) {
    let workshop = Workshop::empty();
    let [old, new] = &both.builds;
    let log = workshop.path("operations.log");
    // Where an old build is replaced, and in an empty folder.
    let start = workshop.path("start");
    copy(&old.site, &start);
    let kills = number("HUSHSET_KILLS", KILLS) as usize;
    let mut tally = Tally::default();
    for (begin, share) in [(Some(&start), kills - kills / 3), (None, kills / 3)] {
        let fresh = |name: &str| -> PathBuf {
            let site = workshop.path(name);
            let _ = fs::remove_dir_all(&site);
            begin.inspect(|begin| copy(begin, &site));
            site
        };
        let site = fresh("counted");
        let counted =
            traced(&new.building(&site), &log, None).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !counted.is_ok_and(|status| status.success()) {
            println!(
                "LEFT OUT: kills at counted operations, which take strace and the right to trace a process"
            );
            return;
        }
        let operations = operations(&log);
        assert!(
            operations.iter().any(|operation| operation.name.starts_with("rename")),
            "the log can be read"
        );
        for (round, operation) in chosen(&operations, share).into_iter().enumerate() {
            let site = fresh("killed");
            let mut command = traced(&new.building(&site), Path::new("/dev/null"), Some(operation));
            let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
            let before = begin.map(|_| old.id.as_str());
            let when = format!("killed at {}", operation.line);
            tally.judge(both, &site, before, new, !status.success(), &when);
            if (round as u64).is_multiple_of(BUILD_AFTER) {
                new.build(&site).ended(0);
                both.assert_swept(&site, new, &when);
            }
        }
    }
    tally.print(how, 0);
}
