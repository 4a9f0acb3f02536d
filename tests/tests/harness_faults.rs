//! Each fault does what it says, seen from a client that shares no code with it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "test code")]

use hushset_tests::client::{self, Answer, Wire};
use hushset_tests::faults::{Fault, Faults, PathMatch, Rule};
use hushset_tests::folder::static_folder;
use hushset_tests::witness::{Ending, Witness};
use std::io::ErrorKind;
use std::time::Duration;
use tempfile::TempDir;

/// A file that is long enough to be cut in eight.
const BODY: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";

async fn server() -> (TempDir, Faults, Witness) {
    let site = TempDir::with_prefix("hushset-faults-").expect("a temporary folder");
    std::fs::write(site.path().join("a.bin"), BODY).expect("a file");
    std::fs::write(site.path().join("b.bin"), BODY).expect("a file");
    let faults = Faults::none();
    let witness = Witness::start(faults.over(static_folder(site.path()))).await;
    (site, faults, witness)
}

/// What `/a.bin` comes out as under one fault.
async fn under(fault: Fault) -> Answer {
    let (_site, faults, witness) = server().await;
    faults.add(Rule::new(PathMatch::suffix("a.bin"), fault));
    let answer = client::get(witness.address(), "/a.bin", &[]).await;
    assert_eq!(faults.hits(), 1);
    let spared = client::get(witness.address(), "/b.bin", &[]).await;
    assert_eq!((spared.status(), &*spared.body), (200, BODY), "the rule is for another path");
    assert_eq!(faults.hits(), 1);
    let booked = witness.log().all();
    let bytes = answer.head.len() + answer.body.len();
    assert_eq!(booked[0].response_head_len() + booked[0].response_body_len, bytes, "{booked}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_that_send_another_body() {
    let mut flipped = BODY.to_vec();
    flipped[1] ^= 0b0000_0100;
    let mut longer = BODY.to_vec();
    longer.extend([0; 7]);
    for (fault, status, body) in [
        (Fault::Truncate(6), 200, BODY[..30].to_vec()),
        (Fault::Truncate(1000), 200, Vec::new()),
        (Fault::Empty, 200, Vec::new()),
        (Fault::Oversize(7), 200, longer),
        (Fault::FlipBit(13), 200, flipped.clone()),
        (Fault::FlipBit(13 + BODY.len() * 8), 200, flipped),
        (Fault::Replace(b"another".to_vec()), 200, b"another".to_vec()),
        (Fault::Status(503), 503, b"This is a fault: 503.\n".to_vec()),
        (Fault::Slow(Duration::from_millis(1)), 200, BODY.to_vec()),
    ] {
        let answer = under(fault.clone()).await;
        assert_eq!((answer.status(), &answer.body), (status, &body), "{fault:?}");
        assert_eq!(answer.announced(), Some(body.len()), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_the_head() {
    let page = under(Fault::HtmlWith200).await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
    assert!(page.body.starts_with(b"<!doctype html>"));
    let gzip = under(Fault::ClaimGzip).await;
    assert_eq!(gzip.header("content-encoding").as_deref(), Some("gzip"));
    assert_eq!(gzip.body, BODY);
    let unsaid = under(Fault::UnsaidGzip).await;
    assert_eq!(unsaid.header("content-encoding"), None);
    assert!(unsaid.body.starts_with(b"\x1f\x8b"));
    let more = under(Fault::Misannounce(9)).await;
    assert_eq!((more.announced(), &*more.body), (Some(BODY.len() + 9), BODY));
    let less = under(Fault::Misannounce(-9)).await;
    assert_eq!((less.announced(), &*less.body), (Some(BODY.len() - 9), &BODY[..BODY.len() - 9]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_comes_in_the_middle_and_is_no_orderly_end() {
    let answer = under(Fault::ResetMidway).await;
    assert_eq!(answer.announced(), Some(BODY.len()));
    assert_eq!(answer.body, &BODY[..BODY.len() / 2]);
    assert_eq!(answer.end, Some(ErrorKind::ConnectionReset));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_answer_stays_open() {
    let (_site, faults, witness) = server().await;
    faults.add(Rule::new(PathMatch::suffix("a.bin"), Fault::Stall));
    let mark = witness.log().mark();
    let mut wire = Wire::connect(witness.address()).await;
    wire.send(b"GET /a.bin HTTP/1.1\r\nHost: w\r\n\r\n").await;
    let half = BODY.len() / 2;
    let seen = witness
        .log()
        .wait_for(mark, "half an answer", |seen| seen.iter().any(|one| one.response_body_len == half))
        .await;
    assert_eq!(seen[0].ending, Ending::Open, "{seen}");
    drop(wire);
    let ended = |seen: &[hushset_tests::witness::Exchange]| seen[0].ending == Ending::CutShort;
    witness.log().wait_for(mark, "the end of the connection", ended).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_change_while_the_server_runs() {
    let (_site, faults, witness) = server().await;
    let status = async || client::get(witness.address(), "/a.bin", &[]).await.status();
    assert_eq!(status().await, 200);
    faults.set([
        Rule::once(PathMatch::prefix("/a"), Fault::Status(500)),
        Rule::new(PathMatch::contains(".bi"), Fault::Status(404)),
    ]);
    assert_eq!(status().await, 500, "the first that matches");
    assert_eq!(status().await, 404, "the first is spent");
    faults.set([Rule::new(PathMatch::when(|path| path.len() == 6), Fault::Status(429))]);
    assert_eq!(status().await, 429);
    faults.clear();
    assert_eq!(status().await, 200);
    assert_eq!(faults.hits(), 3);
}
