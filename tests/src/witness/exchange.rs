//! One request and what was answered: the unit of the witness's log.

use super::wire;
use std::fmt;

/// How the answer to a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It has not: bytes of the answer are still to come.
    Open,
    /// Every byte that the answer's head announced was written.
    Complete,
    /// The connection ended first, whoever ended it.
    CutShort,
}

/// One request as it came over the wire, and the answer as it went.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Place in the log, from 0, in the order in which the requests' heads were complete.
    pub number: usize,
    /// Which TCP connection carried it, from 0, in the order of acceptance.
    pub connection: usize,
    /// `GET`; `(not HTTP)` for bytes that are no request, which are logged all the same.
    pub method: String,
    /// The request target as sent: path and query, or a whole URL when the witness is used as a proxy.
    pub target: String,
    /// Every byte of the request: request line, header lines, empty line, body.
    pub raw_request: Vec<u8>,
    /// The status of the answer, once there is one.
    pub status: Option<u16>,
    /// Every byte of the answer's head, informational (1xx) heads before it included.
    pub raw_response_head: Vec<u8>,
    /// Bytes behind the head, as written to the wire: compressed if compressed, with any chunk framing.
    pub response_body_len: usize,
    /// How the answer ended.
    pub ending: Ending,
    /// Tick of the witness's clock at which the request's head was complete. Every beginning and every end
    /// of an exchange is one tick, so "A was asked for only after B was answered" is `b.ended < Some(a.begun)`.
    pub begun: u64,
    /// Tick at which the answer ended; `None` while it is open.
    pub ended: Option<u64>,
}

impl Exchange {
    /// Length of the request, in bytes on the wire.
    pub fn request_len(&self) -> usize {
        self.raw_request.len()
    }

    /// Length of the answer's head, in bytes on the wire.
    pub fn response_head_len(&self) -> usize {
        self.raw_response_head.len()
    }

    /// The value of a header of the request, if it was sent.
    pub fn request_header(&self, name: &str) -> Option<String> {
        wire::header(&self.raw_request, name)
    }

    /// The value of a header of the answer, if it was sent.
    pub fn response_header(&self, name: &str) -> Option<String> {
        wire::header(&self.raw_response_head, name)
    }

    /// The request as text, for messages; bytes that are no text are replaced.
    pub fn request_text(&self) -> String {
        String::from_utf8_lossy(&self.raw_request).into_owned()
    }

    /// The first thing in which a host, or anyone who counts bytes on the way, could tell the two apart:
    /// any byte of the request, the status or a length of the answer. `None` if there is no such thing.
    ///
    /// Connection and place in the log are not compared: the browser chooses connections by timing.
    pub fn difference(&self, other: &Self) -> Option<String> {
        if self.raw_request != other.raw_request {
            let (mine, theirs) = (self.request_text(), other.request_text());
            let line = mine.lines().zip(theirs.lines()).find(|(mine, theirs)| mine != theirs);
            return Some(match line {
                Some((mine, theirs)) => format!("the request: “{mine}” against “{theirs}”"),
                None => format!("the request's length: {} against {} B", mine.len(), theirs.len()),
            });
        }
        let answers = [
            ("status", self.status.map(usize::from), other.status.map(usize::from)),
            ("head length", Some(self.response_head_len()), Some(other.response_head_len())),
            ("body length", Some(self.response_body_len), Some(other.response_body_len)),
        ];
        answers
            .into_iter()
            .find(|(_, mine, theirs)| mine != theirs)
            .map(|(what, mine, theirs)| format!("the answer's {what}: {mine:?} against {theirs:?}"))
            .or_else(|| {
                let (mine, theirs) = (self.ending, other.ending);
                (mine != theirs).then(|| format!("the answer's end: {mine:?} against {theirs:?}"))
            })
    }
}

impl fmt::Display for Exchange {
    /// One line; with `{:#}` the request's lines follow, indented.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, connection, method, target, response_body_len, .. } = self;
        write!(f, "#{number} (connection {connection}) {method} {target}  {} B → ", self.request_len())?;
        match self.status {
            Some(status) => write!(f, "{status}, {}+{response_body_len} B", self.response_head_len())?,
            None => write!(f, "no answer")?,
        }
        match self.ending {
            Ending::Open => write!(f, ", still open")?,
            Ending::Complete => {}
            Ending::CutShort => write!(f, ", cut short")?,
        }
        if f.alternate() {
            for line in self.request_text().lines().filter(|line| !line.is_empty()) {
                write!(f, "\n      {line}")?;
            }
        }
        Ok(())
    }
}
