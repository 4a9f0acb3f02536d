//! A short run of every target, over the same inputs each time; `cargo xtask fuzz` looks further.

#![allow(clippy::expect_used, reason = "test code")]

use hushset_invariants::{
    Target,
    havoc::Havoc,
    lookup::{Tally, seeds as visits, visit},
    target,
};
use std::panic;

/// Runs a target over its seeds, over what havoc makes of them, and over noise; says which bytes broke it.
fn holds(name: &str) {
    let Target { run, seeds, tries, .. } = target(name).expect("a target of this name");
    let seeds = seeds();
    let mut havoc = Havoc::new(1);
    for number in 0..tries {
        let input = match seeds.get(number) {
            Some(seed) => seed.clone(),
            None if number % 10 == 0 => havoc.bytes(300),
            None => havoc.spoil(&seeds),
        };
        if let Err(broken) = panic::catch_unwind(|| run(&input)) {
            eprintln!("{name} does not hold for these bytes: {input:02x?}");
            panic::resume_unwind(broken);
        }
    }
    println!("{name}: held for {tries} inputs");
}

#[test]
fn current() {
    holds("current");
}

#[test]
fn manifest() {
    holds("manifest");
}

#[test]
fn filter() {
    holds("filter");
}

#[test]
fn exact() {
    holds("exact");
}

#[test]
fn record() {
    holds("record");
}

#[test]
fn shard() {
    holds("shard");
}

#[test]
fn names() {
    holds("names");
}

#[test]
fn tables() {
    holds("tables");
}

/// Visits to a real index whose files are bent on their way: never a wrong answer.
#[test]
fn twenty_thousand_bent_files() {
    const BENT: usize = 20_000;
    let seeds = visits();
    let mut havoc = Havoc::new(1);
    let mut all = Tally::default();
    let mut tries = 0;
    while all.bent < BENT {
        let Tally { bent, answered, unavailable } = visit(&havoc.spoil(&seeds));
        all.bent += bent;
        all.answered += answered;
        all.unavailable += unavailable;
        tries += 1;
    }
    println!(
        "{tries} visits, {} files bent: {} answers, all of them right, and {} times none",
        all.bent, all.answered, all.unavailable
    );
    assert!(all.answered > 1000 && all.unavailable > 1000, "both must happen: {all:?}");
}
