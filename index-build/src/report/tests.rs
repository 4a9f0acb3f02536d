//! Reports with invented content, hostile names among it.

use super::{
    sections::{Bar, Block, Chart, Section},
    text::Look,
    *,
};

const HOSTILE: &str = "<script>alert(1)</script>\"'&\x1b[2J\u{9b}31m";

const WIDE: Look = Look { width: 100, unicode: true };

fn cut(bits: u8) -> Cut {
    let files = 1 << bits;
    Cut { bits, files, file_bytes: 260_000, total_bytes: 260_000 * files, one_percent_becomes: 0.25 }
}

fn shards(bits: u8) -> Shards {
    let shards = Shards {
        cut: cut(bits),
        entries: 3_456_789,
        content_bytes: None,
        padding: None,
        alternatives: vec![cut(bits + 1)],
    };
    shards.with_content(200_000 << bits)
}

fn scope(scope: Scope) -> ScopeReport {
    ScopeReport {
        scope,
        keys: 987_654_321,
        listed: Some(987_654_321),
        lengths: vec![
            LengthClass { from: 1, to: 1, keys: 90, items: 90 },
            LengthClass { from: 2, to: 3, keys: 9, items: 20 },
        ],
        exact_bytes_per_item: Some(5.5),
        filter_bits_per_pair: Some(18.1),
        filter: shards(4),
        exact: shards(15),
    }
}

fn dataset(name: &str) -> DatasetReport {
    let read = RowsRead { read: 123_456_789, good: 123_456_700, bad: 80, left_out: 5, other: 4 };
    let findable = Findable { by_nsid: 1000, by_alias: 500, by_display: 20, by_tag: 0 };
    let problem = Problem { file: name.into(), line: 7, problem: "it has no photo id".into() };
    DatasetReport {
        slug: name.into(),
        name: name.into(),
        derived_from: Vec::new(),
        published: Some(PublishedTable {
            items: 123_456_000,
            owners: 99_000_000,
            findable,
            digest: "00".repeat(32),
        }),
        input: Some(Input {
            rows: Rows { read, duplicates: 600, further: 90, suppressed: 10, published: 123_456_000 },
            tables: Tables {
                problems: vec![problem],
                dropped_columns: vec![name.into()],
                files: BTreeMap::from([(name.into(), "00".repeat(32))]),
            },
            stats: TableStats { years: [(2009, 40), (2011, 30)].into(), licences: [(4, 60), (77, 1)].into() },
        }),
    }
}

fn report(name: &str) -> Report {
    let scopes = vec![scope(Scope::Owners), scope(Scope::Items), scope(Scope::Tags)];
    Report {
        format: FORMAT,
        made_by: made_by(),
        site: Site {
            title: name.into(),
            publisher: name.into(),
            scheme: Scheme::Flickr,
            fingerprint_bits: FingerprintBits::Sixteen,
            details: DetailsPolicy::OnClick,
            page_cap: 1000,
        },
        build: Some(Build { id: "ab".repeat(32), sequence: Some(3), unchanged: Some(false) }),
        datasets: vec![dataset(name)],
        shared: None,
        accounts: Some(TableInput { rows: RowsRead::default(), tables: Tables::default() }),
        linking: Some(LinkReport { owner_conflicts: 2, ..LinkReport::default() }),
        budgets: Some(Budgets { verdict: 262_144, details: 262_144 }),
        totals: Totals::of(&scopes),
        scopes,
    }
}

fn drawn(sections: &[Section], look: Look) -> String {
    let block = |block: &Block| match block {
        Block::Text(words) | Block::Warning(words) => text::paragraph(words, look),
        Block::Lines(lines) => lines.iter().map(|line| text::paragraph(line, look)).collect(),
        Block::Table(table) => text::table(table, look),
        Block::Chart(chart) => text::chart(chart, look),
    };
    sections.iter().flat_map(|section| &section.blocks).map(block).collect()
}

#[test]
fn what_is_written_is_what_is_read() {
    let report = report("harbour");
    let json = serde_json::to_value(&report).unwrap();
    let read: Report = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), json);
    assert_eq!(json["datasets"][0]["input"]["rows"]["left_out"], 5, "{json}");
    assert_eq!(json["scopes"][0]["filter"]["bits"], 4, "{json}");
}

#[test]
fn names_stay_names_in_html() {
    let html = html::render(&report(HOSTILE)).unwrap();
    assert!(!html.contains("<script") && !html.contains("\"'&\x1b"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(1)"), "they are shown all the same");
    for forbidden in ["<link", "<img", "src=", "href=", "style=", "http:", "https:"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(html.contains("123,456,789") && html.contains("<rect"), "{html}");
}

#[test]
fn names_cannot_drive_a_terminal() {
    let drawn = drawn(&report(HOSTILE).sections(), WIDE).replace("\x1b[2m", "").replace("\x1b[0m", "");
    let control = drawn.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(control, None, "{drawn}");
}

#[test]
fn lines_fit_on_a_terminal() {
    let report = report("a-dataset-with-a-name-that-is-as-long-as-a-slug-may-be-64-letters");
    let plain = Look { width: 80, unicode: false };
    for (sections, look) in [(report.news(), WIDE), (report.outlook(), WIDE), (report.sections(), plain)] {
        let drawn = drawn(&sections, look);
        for line in drawn.lines() {
            let width = console::measure_text_width(line);
            // What has no spaces, as a build id, is left whole.
            assert!(width <= 100 || !line.trim().contains("  "), "{width}: {line}");
        }
        assert_eq!(drawn.is_ascii(), !look.unicode, "{drawn}");
    }
}

#[test]
fn bars_are_as_long_as_what_they_stand_for() {
    let bar = |parts: &[u64]| Bar { label: String::new(), parts: parts.to_vec(), value: String::new() };
    let chart = Chart {
        bars: vec![bar(&[500, 250, 250]), bar(&[1, 0, 1]), bar(&[0, 0, 0]), bar(&[999, 0, 1])],
        ..Chart::default()
    };
    let spans: Vec<_> = chart.spans(40).map(|(_, spans)| spans).collect();
    assert_eq!(spans[0], [(0, 20), (20, 30), (30, 40)]);
    assert_eq!(spans[1], [(0, 1), (1, 1), (1, 2)], "what is there is seen");
    assert_eq!(spans[2], [(0, 0); 3], "and what is not is not");
    assert!(spans[3].iter().all(|&(start, end)| start <= end && end <= 40), "{:?}", spans[3]);
}
