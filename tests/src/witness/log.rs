//! What the witness saw, and how a test talks about it.

use super::book::Book;
use super::exchange::Exchange;
use crate::PATIENCE;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long nothing may happen before the witness calls it quiet.
///
/// A page that waits before it sends (a debounced search box waits 150 to 500 ms) must not slip through.
pub const QUIET: Duration = Duration::from_millis(1200);

/// The log of one witness. Clones share it.
///
/// Nothing is ever filtered out. In particular a browser asks for `/favicon.ico` of its own accord unless the
/// page names another icon. The pages here carry `<link rel="icon" href="data:,">`, so such a request in the
/// log means that a page has lost that line: let the assertion fail, do not skip the request.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Book>>);

/// A moment in a log: [`Log::since`] returns what came after it.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    exchanges: usize,
    connections: usize,
}

impl Log {
    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This moment.
    pub fn mark(&self) -> Mark {
        let book = self.book();
        Mark { exchanges: book.exchanges.len(), connections: book.connections.len() }
    }

    /// Everything so far.
    pub fn all(&self) -> Requests {
        Requests(self.book().exchanges.clone())
    }

    /// The requests whose heads were complete after `mark`, in order.
    pub fn since(&self, mark: Mark) -> Requests {
        Requests(self.book().exchanges[mark.exchanges..].to_vec())
    }

    /// How many connections were opened after `mark`, including those that carried nothing:
    /// a browser that connects ahead of a request gives away a moment, too.
    pub fn connections_since(&self, mark: Mark) -> usize {
        self.book().connections.len() - mark.connections
    }

    /// How many connections are open now.
    pub fn open_connections(&self) -> usize {
        self.book().connections.iter().filter(|connection| connection.open).count()
    }

    /// Waits until every answer is complete and nothing has happened for [`QUIET`].
    ///
    /// # Panics
    /// If it never becomes quiet within [`PATIENCE`].
    pub async fn settled(&self) {
        let deadline = Instant::now() + PATIENCE;
        let mut last = self.book().pulse();
        let mut since = Instant::now();
        while Instant::now() < deadline {
            sleep(QUIET / 20).await;
            let (pulse, busy) = {
                let book = self.book();
                (book.pulse(), book.busy())
            };
            if pulse != last || busy {
                (last, since) = (pulse, Instant::now());
            } else if since.elapsed() >= QUIET {
                return;
            }
        }
        panic!("the server was not quiet for {QUIET:?} within {PATIENCE:?}; its log:\n{}", self.all());
    }

    /// Waits until the requests since `mark` fulfil `enough`, and returns them.
    ///
    /// # Panics
    /// If they do not within [`PATIENCE`]; `what` says in the message what was waited for.
    pub async fn wait_for(&self, mark: Mark, what: &str, enough: impl Fn(&[Exchange]) -> bool) -> Requests {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let requests = self.since(mark);
            if enough(&requests) {
                return requests;
            }
            assert!(Instant::now() < deadline, "waited {PATIENCE:?} for {what}; saw:\n{requests}");
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A stretch of the log.
#[derive(Clone, Debug)]
pub struct Requests(Vec<Exchange>);

impl Deref for Requests {
    type Target = [Exchange];

    fn deref(&self) -> &[Exchange] {
        &self.0
    }
}

impl Requests {
    /// The request targets, in order.
    pub fn targets(&self) -> Vec<&str> {
        self.iter().map(|exchange| exchange.target.as_str()).collect()
    }

    /// The same, sorted by target. A browser asks for the parts of a page over several connections at once, and which
    /// arrives first is chance; what a check asks for comes one by one and is compared as it came.
    #[must_use]
    pub fn by_target(mut self) -> Self {
        self.0.sort_by(|one, other| one.target.cmp(&other.target));
        self
    }

    /// Those whose path contains a text.
    #[must_use]
    pub fn only(mut self, part: &str) -> Self {
        self.0.retain(|exchange| exchange.target.contains(part));
        self
    }

    /// Bytes on the wire, both directions, heads and bodies.
    pub fn bytes(&self) -> usize {
        let one = |exchange: &Exchange| {
            exchange.request_len() + exchange.response_head_len() + exchange.response_body_len
        };
        self.iter().map(one).sum()
    }

    /// The first difference that someone at the other end could see between two stretches: how many requests,
    /// in which order, and everything that [`Exchange::difference`] compares.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let pairs = self.iter().zip(other.iter());
        for (mine, theirs) in pairs {
            if let Some(difference) = mine.difference(theirs) {
                return Some(format!("{difference}\n  in {mine}\n and {theirs}"));
            }
        }
        (self.len() != other.len()).then(|| format!("{} requests against {}", self.len(), other.len()))
    }

    /// Fails unless there is not a single request. `when` says in the message what was going on.
    #[track_caller]
    pub fn assert_none(&self, when: &str) {
        assert!(self.is_empty(), "{when}: expected no request, saw {}:\n{self:#}", self.len());
    }

    /// Fails unless exactly these targets were asked for, in this order, with `GET`.
    #[track_caller]
    pub fn assert_gets(&self, targets: &[&str]) {
        let all_get = self.iter().all(|exchange| exchange.method == "GET");
        assert!(
            all_get && self.targets() == targets,
            "expected {} GET requests, in this order:\n{}saw {}:\n{self}",
            targets.len(),
            targets.iter().fold(String::new(), |text, target| text + "  " + target + "\n"),
            self.len(),
        );
    }

    /// Fails if anyone at the other end could tell the two stretches apart.
    #[track_caller]
    pub fn assert_alike(&self, other: &Self) {
        if let Some(difference) = self.difference(other) {
            panic!("the two can be told apart by {difference}\nfirst:\n{self}second:\n{other}");
        }
    }
}

impl fmt::Display for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return writeln!(f, "  (no requests)");
        }
        for exchange in &self.0 {
            if f.alternate() {
                writeln!(f, "  {exchange:#}")?;
            } else {
                writeln!(f, "  {exchange}")?;
            }
        }
        Ok(())
    }
}
