//! Cuts a stream of HTTP/1.1 bytes into messages, so that each byte is booked to one exchange.
//!
//! Deliberately not the server's own parser: the server may be replaced, and what it believes it sent is not
//! evidence. Framing follows RFC 9112 §6.3 (message body length) and §7.1 (chunked).

/// How the bytes after a head are delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// So many bytes; zero where there is no body.
    Exactly(u64),
    /// Chunked transfer coding.
    Chunked,
    /// Whatever comes until the connection closes.
    UntilClose,
}

/// What a stretch of bytes turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<'b> {
    /// Part of a head that is not complete yet; it is kept inside.
    More,
    /// A complete head, from the first byte to the empty line. [`Splitter::follow`] must be called next.
    Head(Vec<u8>),
    /// Body bytes as they are on the wire, chunk framing included; `last` if the message ends with them.
    Body { bytes: &'b [u8], last: bool },
}

/// One direction of one connection.
#[derive(Debug)]
pub(super) struct Splitter {
    state: State,
}

#[derive(Debug)]
enum State {
    Head(Vec<u8>),
    Counted(u64),
    Chunked(Chunk),
    UntilClose,
}

#[derive(Debug)]
enum Chunk {
    /// The line with the size, so far.
    Size(Vec<u8>),
    /// Bytes left of the data and the line end behind it.
    Data(u64),
    /// The trailer line, so far; an empty one ends the message.
    Trailer(Vec<u8>),
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self { state: State::Head(Vec::new()) }
    }

    /// Says how the body of the head just handed out is delimited.
    pub(super) fn follow(&mut self, length: Length) {
        self.state = match length {
            Length::Exactly(0) => State::Head(Vec::new()),
            Length::Exactly(bytes) => State::Counted(bytes),
            Length::Chunked => State::Chunked(Chunk::Size(Vec::new())),
            Length::UntilClose => State::UntilClose,
        };
    }

    /// Reads the beginning of `bytes`, which must not be empty, and returns what it was and what is left.
    pub(super) fn take<'b>(&mut self, bytes: &'b [u8]) -> (Event<'b>, &'b [u8]) {
        match &mut self.state {
            State::Head(head) => {
                for (at, byte) in bytes.iter().enumerate() {
                    head.push(*byte);
                    if head.ends_with(b"\r\n\r\n") {
                        return (Event::Head(std::mem::take(head)), &bytes[at + 1..]);
                    }
                }
                (Event::More, &[])
            }
            State::Counted(left) => {
                let (mine, rest) = bytes.split_at(at_most(*left, bytes.len()));
                *left -= mine.len() as u64;
                let last = *left == 0;
                if last {
                    self.state = State::Head(Vec::new());
                }
                (Event::Body { bytes: mine, last }, rest)
            }
            State::Chunked(chunk) => {
                let (used, last) = chunk.take(bytes);
                if last {
                    self.state = State::Head(Vec::new());
                }
                (Event::Body { bytes: &bytes[..used], last }, &bytes[used..])
            }
            State::UntilClose => (Event::Body { bytes, last: false }, &[]),
        }
    }

    /// Takes the bytes of a head that never ended.
    pub(super) fn unfinished(&mut self) -> Vec<u8> {
        match &mut self.state {
            State::Head(head) => std::mem::take(head),
            _ => Vec::new(),
        }
    }
}

impl Chunk {
    /// Reads one line or one stretch of data; returns how many bytes that was and whether the message ended.
    fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        match self {
            Self::Data(left) => {
                let used = at_most(*left, bytes.len());
                *left -= used as u64;
                if *left == 0 {
                    *self = Self::Size(Vec::new());
                }
                (used, false)
            }
            Self::Size(line) | Self::Trailer(line) => {
                let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
                    line.extend_from_slice(bytes);
                    return (bytes.len(), false);
                };
                line.extend_from_slice(&bytes[..=end]);
                let line = std::mem::take(line);
                let ended = matches!(self, Self::Trailer(_)) && line.trim_ascii().is_empty();
                if matches!(self, Self::Size(_)) {
                    *self = match chunk_size(&line) {
                        0 => Self::Trailer(Vec::new()),
                        size => Self::Data(size.saturating_add(2)),
                    };
                }
                (end + 1, ended)
            }
        }
    }
}

/// The size on a chunk's first line, in bytes. A line that is none swallows the rest of the connection,
/// which then shows as an exchange that never ended.
fn chunk_size(line: &[u8]) -> u64 {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    std::str::from_utf8(digits).ok().and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or(u64::MAX)
}

fn at_most(left: u64, have: usize) -> usize {
    usize::try_from(left).unwrap_or(usize::MAX).min(have)
}

/// The method, target and body length of a request head; `None` if it is not HTTP.
pub(super) fn request(head: &[u8]) -> Option<(String, String, Length)> {
    let mut lines = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut lines);
    request.parse(head).ok()?.is_complete().then_some(())?;
    // A request without a length has no body.
    let length = length(request.headers).unwrap_or(Length::Exactly(0));
    Some((request.method?.to_owned(), request.path?.to_owned(), length))
}

/// The status and body length of the head of a response to a request of this method.
pub(super) fn response(head: &[u8], method: &str) -> Option<(u16, Length)> {
    let mut lines = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut lines);
    response.parse(head).ok()?.is_complete().then_some(())?;
    let status = response.code?;
    let length = match status {
        _ if method == "HEAD" => Length::Exactly(0),
        100..=199 | 204 | 304 => Length::Exactly(0),
        _ => length(response.headers).unwrap_or(Length::UntilClose),
    };
    Some((status, length))
}

/// The most header lines a message may have here; browsers send about fifteen.
const MOST_HEADERS: usize = 128;

/// The value of the first header of that name in a head.
pub(super) fn header(head: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(head);
    text.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn length(headers: &[httparse::Header<'_>]) -> Option<Length> {
    let value = |name: &str| {
        let found = headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(found.value).ok()
    };
    if value("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().ends_with("chunked")) {
        return Some(Length::Chunked);
    }
    value("content-length")?.trim().parse().ok().map(Length::Exactly)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts `stream`, fed in pieces of `step` bytes, into (head length, body length) pairs.
    fn cut(stream: &[u8], step: usize) -> Vec<(usize, usize)> {
        let mut splitter = Splitter::new();
        let mut messages: Vec<(usize, usize)> = Vec::new();
        for mut piece in stream.chunks(step) {
            while !piece.is_empty() {
                let (event, rest) = splitter.take(piece);
                piece = rest;
                match event {
                    Event::More => {}
                    Event::Head(head) => {
                        splitter.follow(response(&head, "GET").expect("a response").1);
                        messages.push((head.len(), 0));
                    }
                    Event::Body { bytes, .. } => messages.last_mut().expect("a head first").1 += bytes.len(),
                }
            }
        }
        messages
    }

    #[test]
    fn messages_are_cut_the_same_however_the_bytes_arrive() {
        let counted = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nHello";
        let empty = b"HTTP/1.1 204 No Content\r\n\r\n";
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nWiki\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n";
        let open = b"HTTP/1.1 200 OK\r\n\r\nuntil the end\r\n\r\n";
        let stream = [&counted[..], empty, chunked, open].concat();
        let expected = [(38, 5), (27, 0), (47, 33), (19, 17)];
        for step in 1..stream.len() {
            assert_eq!(cut(&stream, step), expected, "in pieces of {step} bytes");
        }
    }

    #[test]
    fn a_request_head_is_read() {
        let head = b"POST /x?y HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\n";
        assert_eq!(request(head), Some(("POST".into(), "/x?y".into(), Length::Exactly(12))));
        assert_eq!(request(b"GET / HTTP/1.1\r\n\r\n"), Some(("GET".into(), "/".into(), Length::Exactly(0))));
        assert_eq!(request(b"\x16\x03\x01\x02\r\n\r\n"), None, "TLS is not HTTP");
        assert_eq!(header(head, "content-length"), Some("12".into()));
    }
}
