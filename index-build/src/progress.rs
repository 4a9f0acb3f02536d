//! Progress: bars on a terminal, silence in a pipe.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Read;

/// Where progress is shown.
#[derive(Debug, Clone)]
pub struct Progress {
    shown: bool,
}

impl Progress {
    /// Bars on standard error if it is a terminal.
    pub fn on_terminal() -> Self {
        Self { shown: true }
    }

    /// No bars.
    pub fn silent() -> Self {
        Self { shown: false }
    }

    /// A bar over bytes.
    pub fn bytes(&self, what: &str, len: u64) -> Bar {
        self.bar(what, len, "{msg:40!} {wide_bar} {bytes:>10} of {total_bytes:<10} {eta:>4}")
    }

    /// A bar over things.
    pub fn count(&self, what: &str, len: u64) -> Bar {
        self.bar(what, len, "{msg:40!} {wide_bar} {human_pos:>10} of {human_len:<10} {eta:>4}")
    }

    fn bar(&self, what: &str, len: u64, template: &str) -> Bar {
        let target = if self.shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar =
            ProgressBar::with_draw_target(Some(len), target).with_style(style).with_message(what.to_owned());
        Bar(bar)
    }
}

/// One bar.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// Moves on by a number of things.
    pub fn advance(&self, by: u64) {
        self.0.inc(by);
    }

    /// Moves on as bytes are read.
    pub fn wrap<R: Read>(&self, reader: R) -> impl Read + use<R> {
        self.0.wrap_read(reader)
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
