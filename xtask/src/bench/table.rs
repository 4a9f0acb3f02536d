//! Tables that read alike on a terminal and in Markdown.

use std::fmt::{self, Display, Formatter};

/// A table; all columns but the first are numbers.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(ToString::to_string).collect()] }
    }

    /// One row more.
    pub(crate) fn add(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// The width of each column.
    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |row: &Vec<String>, at| row.get(at).map_or(0, |cell: &String| cell.chars().count());
        (0..columns).map(|at| self.rows.iter().map(|row| width(row, at)).max().unwrap_or(0).max(3)).collect()
    }
}

impl Display for Table {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for (number, row) in self.rows.iter().enumerate() {
            for (at, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                if at == 0 { write!(out, "| {cell:<width$} |") } else { write!(out, " {cell:>width$} |") }?;
            }
            writeln!(out)?;
            if number == 0 {
                for (at, &width) in widths.iter().enumerate() {
                    let dashes = "-".repeat(width);
                    if at == 0 { write!(out, "|-{dashes}-|") } else { write!(out, "-{dashes}:|") }?;
                }
                writeln!(out)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn a_table_is_markdown_and_straight() {
        let mut table = Table::new(&["what", "rows/s"]);
        table.add(vec!["première".into(), "1 000".into()]);
        table.add(vec!["b".into(), "20".into()]);
        let expected = "\
| what     | rows/s |
|----------|-------:|
| première |  1 000 |
| b        |     20 |
";
        assert_eq!(table.to_string(), expected);
    }
}
