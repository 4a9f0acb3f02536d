//! Several at once: builds that want the same folder, and readers while builds are replaced under their hands.

use crate::{
    common::{Ran, Workshop, run},
    known::{Both, Known, current, in_the_making},
};
use hushset::publish::read_current;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

#[test]
fn of_several_builds_at_once_one_is_made_and_the_others_are_refused() {
    let (both, workshop) = (Both::get(), Workshop::empty());
    let site = workshop.path("site");
    let wanted: Vec<&Known> = both.builds.iter().cycle().take(4).collect();
    let children: Vec<_> = wanted
        .iter()
        .map(|build| build.building(&site).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    let ended: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    let done = ended.iter().filter(|output| output.status.success()).count();
    assert!(done >= 1, "{ended:?}");
    for output in ended.iter().filter(|output| !output.status.success()) {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.code() == Some(4) && said.contains("another build is being published there"),
            "{said}"
        );
    }
    both.assert_whole(&site, "after all").expect("one was made");
    assert_eq!(in_the_making(&site), Vec::<String>::new());
}

/// A build that takes long keeps the folder until it is done or dies.
#[test]
fn a_build_is_refused_while_another_is_made_and_welcome_when_that_has_died() {
    let (both, workshop) = (Both::get(), Workshop::empty());
    let (site, [first, second]) = (workshop.path("site"), &both.builds);
    first.build(&site).ended(0);
    let mut paused = second.building(&site).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while in_the_making(&site).is_empty() {
        thread::sleep(Duration::from_millis(1));
    }
    let signal = |name: &str| run(Command::new("kill").args([name, &paused.id().to_string()]));
    signal("-STOP").ended(0);
    let refused = second.build(&site);
    let sentence = refused.ended(4);
    assert!(sentence.contains("another build is being published there: wait until it is done"), "{sentence}");
    paused.kill().unwrap();
    paused.wait().unwrap();
    both.assert_whole(&site, "while another was made");
    second.build(&site).ended(0);
    both.assert_swept(&site, second, "after the other has died");
}

/// What a site says about a name, but for which build says it.
fn asked(site: &str, name: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hushset"));
    run(command.args(["check", site, name, "--details", "--json"]))
}

fn said(ran: &Ran) -> Value {
    let answer: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{} {}", ran.out, ran.err));
    Value::Array(["outcome", "details"].map(|part| answer[part].clone()).to_vec())
}

fn sequence(site: &Path) -> u64 {
    read_current(site).unwrap().unwrap().sequence
}

/// Serves a folder as long as it lives.
struct Served(std::process::Child, String);

impl Served {
    fn new(site: &Path) -> Self {
        let mut serve = Command::new(env!("CARGO_BIN_EXE_hushset"));
        serve.arg("serve").arg(site).args(["--port", "0"]).stdout(Stdio::piped());
        let mut child = serve.spawn().unwrap();
        let mut said = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        std::io::BufRead::read_line(&mut said, &mut line).unwrap();
        let address = line.split_whitespace().find(|word| word.starts_with("http")).unwrap().to_owned();
        Self(child, address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A reader asks until `over` and compares every answer with the two that there can be. It may be told to ask again,
/// but only if two further builds were published meanwhile: the one before stays readable.
fn read(site: &Path, address: &str, name: &str, known: &[Value; 2], over: &AtomicBool) -> [usize; 3] {
    let mut counts = [0; 3];
    while !over.load(Ordering::Relaxed) {
        let before = sequence(site);
        let ran = asked(address, name);
        if ran.code == Some(5) {
            let published = sequence(site) - before;
            assert!(published >= 2, "{}: only {published} builds were published meanwhile", ran.err);
            counts[2] += 1;
        } else {
            let answer = said(&ran);
            let which = known.iter().position(|known| *known == answer);
            counts[which.unwrap_or_else(|| panic!("an answer of neither build: {answer}"))] += 1;
        }
    }
    counts
}

#[test]
fn readers_get_every_answer_from_one_whole_build_while_builds_are_published() {
    let (both, workshop) = (Both::get(), Workshop::empty());
    let name = "sample-2";
    let known = [0, 1].map(|at| said(&asked(both.builds[at].site.to_str().unwrap(), name)));
    assert_ne!(known[0], known[1], "the answers tell the builds apart");
    let site = workshop.path("site");
    both.builds[0].build(&site).ended(0);
    let served = Served::new(&site);
    let over = AtomicBool::new(false);
    let counts = thread::scope(|scope| {
        let readers = [workshop.text("site"), served.1.clone()].map(|address| {
            let (site, known, over) = (&site, &known, &over);
            scope.spawn(move || read(site, &address, name, known, over))
        });
        let published = std::panic::catch_unwind(|| {
            for round in 1..7 {
                both.builds[round % 2].build(&site).ended(0);
            }
        });
        over.store(true, Ordering::Relaxed);
        published.unwrap();
        readers.map(|reader| reader.join().unwrap())
    });
    for [first, second, again] in counts {
        println!("{first} answers from one build, {second} from the other, {again} times to be asked again");
        assert!(first > 0 && second > 0);
    }
    assert_eq!(current(&site).unwrap(), both.builds[0].id);
    assert_eq!(
        fs::read_dir(site.join("hushset")).unwrap().count(),
        3,
        "two builds and the word which is current"
    );
}
