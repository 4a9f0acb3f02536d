//! The engine: keys, filters, one verdict and one record, native. (`www/bench` measures the same in a browser.)

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark has nobody to report to")]

use divan::{Bencher, black_box, counter::ItemsCount};
use hushset_core::{
    cipher::{Salt, seal},
    exact::{ExactShard, tag_len, write_exact},
    filter::{FilterShard, FingerprintBits, write_filter},
    identifier::{Page, Scheme},
    key::Key,
    scheme::flickr::photo_identifier,
    text::NativePlatform,
};

fn main() {
    divan::main();
}

fn key(number: u64) -> Key {
    Key::of(&photo_identifier(number).key_string(Scheme::Flickr, Page::FIRST))
}

fn values(count: u64) -> Vec<u64> {
    let mut values: Vec<u64> = (1..=count).map(|number| key(number).in_dataset("a")).collect();
    values.sort_unstable();
    values
}

#[divan::bench]
fn understand_an_address(bencher: Bencher<'_, '_>) {
    let address = "https://www.flickr.com/photos/12345678@N00/52830949513/in/album-72157600000000000/";
    bencher.bench(|| Scheme::Flickr.parse(&NativePlatform, black_box(address)));
}

#[divan::bench]
fn key_of_a_photo(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(1_u64)).bench(|| key(black_box(52_830_949_513)));
}

#[divan::bench(args = [1_000, 100_000, 1_000_000])]
fn construct_a_filter(bencher: Bencher<'_, '_>, count: u64) {
    let values = values(count);
    bencher
        .counter(ItemsCount::new(count))
        .bench(|| write_filter(FingerprintBits::Sixteen, black_box(&values)));
}

#[divan::bench(args = [1_000, 100_000])]
fn read_a_filter_and_ask_it(bencher: Bencher<'_, '_>, count: u64) {
    let body = write_filter(FingerprintBits::Sixteen, &values(count)).expect("values are distinct");
    let key = key(7);
    bencher.bench(|| {
        FilterShard::read(black_box(&body), FingerprintBits::Sixteen).map(|filter| filter.contains(&key, "a"))
    });
}

#[divan::bench(args = [1_000, 10_000])]
fn read_an_exact_shard_and_open_a_record(bencher: Bencher<'_, '_>, count: u64) {
    let salt = Salt([7; 32]);
    let key_string = photo_identifier(7).key_string(Scheme::Flickr, Page::FIRST);
    let mut entries: Vec<_> = (1..=count).map(|number| (key(number).full_tag(), vec![0; 10])).collect();
    let tag_len = tag_len(entries.len(), 1, FingerprintBits::Sixteen);
    let body = write_exact(tag_len, &mut entries);
    let key = key(7);
    bencher.bench(|| {
        let shard = ExactShard::read(black_box(&body)).expect("the shard is sound");
        let mut record = shard.find(&key).next().expect("the record is there").to_vec();
        seal(&salt, &key_string, &mut record);
        record
    });
}
