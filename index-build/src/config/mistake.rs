//! Mistakes that only a look at the whole settings shows, with the line and the key they stand at.

use std::fmt::Write;
use toml::de::{DeTable, DeValue};

/// One step from a table of the settings to what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Place(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.into())
    }
}

impl From<usize> for Step {
    fn from(place: usize) -> Self {
        Self::Place(place)
    }
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    /// From the innermost step outwards, as it is found.
    steps: Vec<Step>,
    problem: String,
}

impl Mistake {
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self { steps: Vec::new(), problem: problem.into() }
    }

    /// The same mistake, seen from the table around it.
    pub(super) fn within(mut self, step: impl Into<Step>) -> Self {
        self.steps.push(step.into());
        self
    }

    /// Checks each of the tables under a key.
    pub(super) fn each<T>(
        tables: &[T],
        key: &str,
        check: impl Fn(&T) -> Result<(), Self>,
    ) -> Result<(), Self> {
        tables
            .iter()
            .enumerate()
            .try_for_each(|(at, table)| check(table).map_err(|mistake| mistake.within(at).within(key)))
    }

    /// The sentence, with line and key if the mistake stands at one.
    pub(super) fn told(&self, settings: &str) -> String {
        let Some(line) = self.line(settings) else { return self.problem.clone() };
        let mut key = String::new();
        for step in self.steps.iter().rev() {
            if let Step::Key(name) = step {
                let dot = if key.is_empty() { "" } else { "." };
                let _ = write!(key, "{dot}{name}");
            }
        }
        format!("line {line}, {key}: {}", self.problem)
    }

    /// The line of the innermost thing that is there: a missing key is the fault of the table it is missing in.
    fn line(&self, settings: &str) -> Option<usize> {
        let root = DeTable::parse(settings).ok()?;
        let mut table = Some(root.get_ref());
        let mut array: Option<&[toml::Spanned<DeValue<'_>>]> = None;
        let mut found = None;
        for step in self.steps.iter().rev() {
            let value = match step {
                Step::Key(key) => table.and_then(|table| table.get(key.as_str())),
                Step::Place(at) => array.and_then(|array| array.get(*at)),
            };
            let Some(value) = value else { break };
            table = value.get_ref().as_table();
            array = value.get_ref().as_array().map(|array| &**array);
            found = Some(value.span().start);
        }
        let before = settings.get(..found?)?;
        Some(before.matches('\n').count() + 1)
    }
}
