//! What a build says of the size of its index, in the report that it writes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::bench::report::Goal;
use crate::number::grouped;

/// Fewer keys than these are all in one small filter, of which a fixed part is the larger one.
const MANY_KEYS: u64 = 100_000;

/// A filter may be longer than log2(1/rate of false hits) bits a key by this factor.
const FILTER: f64 = 1.2;

/// Exact shards may be longer than what is in them by this factor.
const PADDED: f64 = 1.25;

/// What is read of a report.
#[derive(Deserialize)]
pub(crate) struct Sizes {
    site: Site,
    scopes: Vec<Scope>,
}

#[derive(Deserialize)]
struct Site {
    /// The rate of false hits is 2 to the power of minus this.
    fingerprint_bits: u8,
}

#[derive(Deserialize)]
struct Scope {
    #[serde(rename = "scope")]
    name: String,
    keys: u64,
    /// Without padding.
    filter_bits_per_pair: f64,
    filter: Filters,
    exact: Exact,
}

#[derive(Deserialize)]
struct Filters {
    files: u64,
    /// The (key, dataset) pairs in them.
    entries: u64,
}

#[derive(Deserialize)]
struct Exact {
    /// The length of all files over that of their contents.
    padding: f64,
}

impl Sizes {
    /// Reads the report of a build.
    pub(crate) fn of(report: &Path) -> Result<Self> {
        let bytes = fs::read(report).with_context(|| format!("cannot read {}", report.display()))?;
        serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is not a build's report", report.display()))
    }

    /// What is asked of the scopes with many keys.
    pub(crate) fn goals(&self) -> [Goal; 2] {
        let allowed = f64::from(self.site.fingerprint_bits) * FILTER;
        [
            self.goal(
                format!(
                    "filters of at most {allowed:.1} bits a key, {FILTER} times log2(1/rate of false hits)"
                ),
                |Scope { filter_bits_per_pair: bits, filter, .. }| {
                    let each = grouped((filter.entries / filter.files) as usize);
                    (format!("{bits:.1} ({each} keys a filter)"), *bits <= allowed)
                },
            ),
            self.goal(format!("at most {:.0} % padding in exact shards", (PADDED - 1.0) * 100.0), |scope| {
                (format!("{:.1} %", (scope.exact.padding - 1.0) * 100.0), scope.exact.padding <= PADDED)
            }),
        ]
    }

    fn goal(&self, what: String, of: impl Fn(&Scope) -> (String, bool)) -> Goal {
        let many = self.scopes.iter().filter(|scope| scope.keys > MANY_KEYS);
        let (found, met): (Vec<_>, Vec<_>) = many
            .map(|scope| {
                let (found, met) = of(scope);
                (format!("{} {found}, ", scope.name), met)
            })
            .unzip();
        Goal { what, found: found.concat(), met: met.into_iter().reduce(|all, met| all && met) }
    }
}

#[cfg(test)]
mod tests {
    use super::Sizes;

    fn goals(scopes: &str) -> Vec<(String, Option<bool>)> {
        let report = format!(r#"{{ "site": {{ "fingerprint_bits": 8 }}, "scopes": [{scopes}] }}"#);
        let sizes: Sizes = serde_json::from_str(&report).unwrap();
        sizes.goals().map(|goal| (goal.found, goal.met)).into()
    }

    #[test]
    fn only_scopes_with_many_keys_are_held_to_their_size() {
        let scope = |keys: u64, bits: f64, padding: f64| {
            let filter =
                r#"{ "files": 2, "entries": 9000 }, "filter_bits_per_pair": "#.to_owned() + &bits.to_string();
            format!(
                r#"{{ "scope": "items", "keys": {keys}, "filter": {filter}, "exact": {{ "padding": {padding} }} }}"#
            )
        };
        assert_eq!(goals(&scope(100_000, 20.0, 2.0)), [(String::new(), None), (String::new(), None)]);
        let met = goals(&scope(100_001, 9.6, 1.25));
        assert_eq!(
            met,
            [("items 9.6 (4 500 keys a filter), ".into(), Some(true)), ("items 25.0 %, ".into(), Some(true))]
        );
        let both = [scope(200_000, 9.0, 1.1), scope(200_000, 9.7, 1.26)].join(",");
        assert_eq!(goals(&both).iter().map(|(_, met)| *met).collect::<Vec<_>>(), [Some(false), Some(false)]);
    }
}
