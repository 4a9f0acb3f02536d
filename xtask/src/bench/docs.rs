//! Puts figures where the documentation has room for them: between `<!-- NAME -->` and `<!-- end of NAME -->`.

use std::fs;

use anyhow::{Context, Result};

use crate::project::{Project, say};

/// A part of docs/BENCHMARKS.md that is written by this command.
#[derive(Clone, Copy)]
pub(crate) enum Section {
    /// The contenders side by side.
    Comparison,
    /// Our build alone, from few rows to many.
    Growth,
}

impl Section {
    fn name(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Growth => "growth",
        }
    }
}

/// Replaces what stands in a section.
pub(crate) fn write(project: &Project, section: Section, content: &str) -> Result<()> {
    let file = project.root.join("docs").join("BENCHMARKS.md");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = section.name();
    let text = replaced(&text, name, content)
        .with_context(|| format!("{} has no section between the marks of \"{name}\"", file.display()))?;
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    say(format!("the section \"{name}\" of {} is new", file.display()));
    Ok(())
}

fn replaced(text: &str, name: &str, content: &str) -> Option<String> {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&start)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{start}\n{}\n\n{end}{after}", content.trim()))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        let text = "# A\n<!-- x -->\nold\n<!-- end of x -->\nb\n<!-- y -->\n<!-- end of y -->\n";
        let expected = "# A\n<!-- x -->\n\nnew\n\n<!-- end of x -->\nb\n<!-- y -->\n<!-- end of y -->\n";
        assert_eq!(replaced(text, "x", "new\n").as_deref(), Some(expected));
        assert_eq!(replaced(expected, "x", "new").as_deref(), Some(expected), "once more changes nothing");
        assert_eq!(replaced(text, "z", "new"), None);
    }
}
