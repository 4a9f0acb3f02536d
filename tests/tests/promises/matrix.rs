//! Promise 8 at the command line: every kind of file with everything that can become of it. A check or a copy that cannot
//! be completed says so and leaves nothing behind, and what went wrong is forgotten when it is over.

use hushset_tests::faults::Fault;
use hushset_tests::faults::matrix::{Leaves, Victim};
use hushset_tests::page::serve;
use hushset_tests::site::{Site, binary};
use hushset_tests::variant::{Built, TAG, Variant};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// The command says so by this exit code.
const UNAVAILABLE: i32 = 5;

/// The command, run beside the server that it asks.
async fn hushset(arguments: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command.args(arguments);
    tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("the command runs")
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// Somebody or something of whom a check needs such a file.
fn subject(victim: Victim) -> &'static str {
    let members = &Site::sample().names.members;
    match victim {
        Victim::ItemFilter | Victim::ItemExact => &members.photo,
        Victim::TagFilter | Victim::TagExact => TAG,
        _ => &members.nsid,
    }
}

/// What a check prints, but for addresses: verdicts and details.
async fn check(site: &str, victim: Victim) -> Output {
    let mut arguments = vec!["check", site, subject(victim)];
    if victim.is_for_details() {
        arguments.push("--details");
    }
    hushset(&arguments).await
}

/// The file that the check asks for.
async fn asked(site: &Built, victim: Victim) -> String {
    let (said, _) = said(&check(&site.folder.display().to_string(), victim).await);
    let path = said.split_whitespace().find(|word| word.contains(victim.pattern()));
    // What opens the index is not on the receipt.
    path.unwrap_or(victim.pattern()).to_owned()
}

/// The copy has nothing in it that could be asked.
fn is_empty(copy: &Path) -> bool {
    !copy.join("hushset/current.bin").exists()
        && fs::read_dir(copy.join("hushset")).is_ok_and(|mut entries| entries.next().is_none())
        || !copy.join("hushset").exists()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_survives_every_fault_of_every_file() {
    let (site, other) = (Site::sample().variant(Variant::Tags), Site::sample().variant(Variant::OtherTags));
    let (faults, witness) = serve(&site.folder).await;
    let (mut checks, mut copies) = (0, 0);
    for victim in Victim::ALL {
        let truth = said(&check(&witness.origin(), victim).await).0;
        assert!(truth.contains("almost certainly"), "{victim:?}: {truth}");
        let path = asked(&site, victim).await;
        let folder = TempDir::with_prefix("hushset-copies-").expect("a temporary folder");
        let all = victim.faults(&site, &other, &path).into_iter().chain(victim.more_faults(&site, &path));
        for (number, case) in all.enumerate() {
            let what = format!("{victim:?}, {}", case.name);
            let before = faults.hits();
            let is_flip = matches!(case.fault, Fault::FlipBit(_));
            faults.set([victim.struck_by(case.fault)]);
            let output = check(&witness.origin(), victim).await;
            assert!(faults.hits() > before, "{what} never struck");
            assert_is_no_wrong_answer(&output, victim, case.leaves, &truth, &what);
            checks += 1;
            // A copy is checked as a check is: to flip bits once is enough.
            if is_flip {
                continue;
            }

            let copy = folder.path().join(number.to_string());
            let target = copy.display().to_string();
            let output = hushset(&["download", "--quiet", &witness.origin(), &target]).await;
            let code = output.status.code();
            match case.leaves {
                Leaves::Nothing => assert_eq!(code, Some(UNAVAILABLE), "{what}: {:?}", said(&output)),
                Leaves::Everything => assert_eq!(code, Some(0), "{what}: {:?}", said(&output)),
                Leaves::EitherOne => {
                    assert!(matches!(code, Some(0 | UNAVAILABLE)), "{what}: {:?}", said(&output));
                }
            }
            assert!(code == Some(0) || is_empty(&copy), "{what}: half a copy");
            copies += 1;
        }
        faults.clear();
        assert_eq!(said(&check(&witness.origin(), victim).await).0, truth, "{victim:?}: without a fault");
        let target = folder.path().join("0").display().to_string();
        let output = hushset(&["download", "--quiet", &witness.origin(), &target]).await;
        assert_eq!(output.status.code(), Some(0), "{victim:?}: a second try helps: {:?}", said(&output));
        let (of_copy, _) = said(&check(&target, victim).await);
        assert_eq!(of_copy, truth, "{victim:?}: the copy says the same");
    }
    println!("{checks} checks and {copies} downloads under faults: no wrong answer, no half copy");
}

fn assert_is_no_wrong_answer(output: &Output, victim: Victim, leaves: Leaves, truth: &str, what: &str) {
    let (said, complained) = said(output);
    if output.status.code() == Some(0) {
        assert!(leaves != Leaves::Nothing, "{what}: {said}");
        assert_eq!(said, truth, "{what}");
        return;
    }
    assert!(leaves != Leaves::Everything, "{what}: {said}{complained}");
    assert_eq!(output.status.code(), Some(UNAVAILABLE), "{what}: {said}{complained}");
    let says_so = complained.contains("could not be completed") || complained.contains("could not open");
    assert!(says_so, "{what}: {complained}");
    if victim.is_for_details() {
        assert!(!said.contains("Not found") && !said.contains("photos of"), "{what}: {said}");
    } else {
        assert!(!said.contains("not found") && !said.contains("almost certainly"), "{what}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_that_stalls_is_given_up() {
    let site = Site::sample().variant(Variant::Small);
    let (faults, witness) = serve(&site.folder).await;
    let out = TempDir::with_prefix("hushset-copies-").expect("a temporary folder");
    let copy = out.path().join("copy");
    let target = copy.display().to_string();
    for victim in [Victim::Current, Victim::Manifest, Victim::Filter, Victim::Exact] {
        faults.set([victim.struck_by(Fault::Stall)]);
        let nsid = subject(victim);
        let output = hushset(&["check", &witness.origin(), nsid, "--details", "--timeout", "1"]).await;
        let (said_of_check, complained) = said(&output);
        assert_eq!(output.status.code(), Some(UNAVAILABLE), "{victim:?}: {said_of_check}");
        assert!(complained.contains("did not arrive in time"), "{victim:?}: {complained}");
        let output = hushset(&["download", "--quiet", "--timeout", "1", &witness.origin(), &target]).await;
        assert_eq!(output.status.code(), Some(UNAVAILABLE), "{victim:?}: {:?}", said(&output));
        assert!(said(&output).1.contains("did not arrive in time"), "{victim:?}: {:?}", said(&output));
        assert!(is_empty(&copy), "{victim:?}: half a copy");
        faults.clear();
        assert_eq!(check(&witness.origin(), victim).await.status.code(), Some(0), "{victim:?}: afterwards");
    }
}
