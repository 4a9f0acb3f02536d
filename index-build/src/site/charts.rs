//! Counts as bars: what the templates draw as SVG in the rows of a table that has the same counts as numbers.

use crate::stats::TableStats;
use serde::Serialize;

/// The uploads of a year.
#[derive(Debug, Serialize)]
pub(super) struct Uploads {
    year: u16,
    count: u64,
    /// Of the year with the most photos.
    percent: f64,
}

/// A licence's part of the photos whose licence is known.
#[derive(Debug, Serialize)]
pub(super) struct Licence {
    number: u8,
    /// Its name where that is the same in all languages.
    name: Option<&'static str>,
    count: u64,
    percent: f64,
}

/// The years from the first to the last with photos; those between them without any, too.
pub(super) fn years(stats: &TableStats) -> Vec<Uploads> {
    let (Some((&first, _)), Some((&last, _))) = (stats.years.first_key_value(), stats.years.last_key_value())
    else {
        return Vec::new();
    };
    let most = stats.years.values().copied().max().unwrap_or(0);
    let year = |year| {
        let count = stats.years.get(&year).copied().unwrap_or(0);
        Uploads { year, count, percent: percent(count, most) }
    };
    (first..=last).map(year).collect()
}

pub(super) fn licences(stats: &TableStats) -> Vec<Licence> {
    let all: u64 = stats.licences.values().sum();
    let part = |(&number, &count)| Licence {
        number,
        name: creative_commons(number),
        count,
        percent: percent(count, all),
    };
    let mut licences: Vec<Licence> = stats.licences.iter().map(part).collect();
    licences.sort_by_key(|licence| std::cmp::Reverse(licence.count));
    licences
}

/// One digit after the point is less than a pixel.
fn percent(part: u64, whole: u64) -> f64 {
    (1000.0 * part as f64 / whole.max(1) as f64).round() / 10.0
}

/// The short names of the Creative Commons licences, by their number in Flickr's API.
fn creative_commons(licence: u8) -> Option<&'static str> {
    match licence {
        1 => Some("CC BY-NC-SA 2.0"),
        2 => Some("CC BY-NC 2.0"),
        3 => Some("CC BY-NC-ND 2.0"),
        4 => Some("CC BY 2.0"),
        5 => Some("CC BY-SA 2.0"),
        6 => Some("CC BY-ND 2.0"),
        9 => Some("CC0 1.0"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_without_photos_is_a_gap_in_the_chart() {
        let stats = TableStats { years: [(2008, 5), (2010, 10)].into(), licences: [(4, 1), (0, 2)].into() };
        let years: Vec<_> = years(&stats).iter().map(|year| (year.year, year.percent)).collect();
        assert_eq!(years, [(2008, 50.0), (2009, 0.0), (2010, 100.0)]);
        let licences: Vec<_> = licences(&stats).iter().map(|l| (l.number, l.name, l.percent)).collect();
        assert_eq!(licences, [(0, None, 66.7), (4, Some("CC BY 2.0"), 33.3)]);
        assert!(super::years(&TableStats::default()).is_empty());
    }
}
