//! A bare HTTP/1.1 client, to check the witness with something that shares no code with it.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One TCP connection.
#[derive(Debug)]
pub struct Wire(TcpStream);

/// What came back, cut at the first empty line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// From the status line to the empty line, in the bytes that came.
    pub head: Vec<u8>,
    /// What came behind the head, chunk framing included.
    pub body: Vec<u8>,
    /// How the connection ended, if it was read to its end.
    pub end: Option<io::ErrorKind>,
}

impl Answer {
    /// The status in the first line, 0 if nothing came.
    pub fn status(&self) -> u16 {
        self.head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok()).unwrap_or(0)
    }

    /// The value of a header, if it came.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers(name).into_iter().next()
    }

    /// The values of a header, one for each time that it came.
    pub fn headers(&self, name: &str) -> Vec<String> {
        let head = String::from_utf8_lossy(&self.head);
        let pairs = head.lines().filter_map(|line| line.split_once(':'));
        pairs
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
            .collect()
    }

    /// The body without the framing of chunks, if it came in these.
    pub fn content(&self) -> Vec<u8> {
        if self.headers("transfer-encoding") != ["chunked"] {
            return self.body.clone();
        }
        let (mut content, mut rest) = (Vec::new(), &self.body[..]);
        loop {
            let line = rest.windows(2).position(|two| two == b"\r\n").expect("a chunk's length");
            let digits = std::str::from_utf8(&rest[..line]).expect("digits");
            let length = usize::from_str_radix(digits, 16).expect("a chunk's length");
            if length == 0 {
                return content;
            }
            content.extend(&rest[line + 2..line + 2 + length]);
            rest = &rest[line + 4 + length..];
        }
    }

    /// The length that the head announced, in bytes.
    pub fn announced(&self) -> Option<usize> {
        self.header("content-length")?.parse().ok()
    }
}

impl Wire {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.expect("connect to the witness"))
    }

    /// Sends bytes as they are.
    pub async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("send to the witness");
    }

    /// Sends a request and reads the answer that the head's `Content-Length` announces, no byte further;
    /// the connection stays usable. Returns the request's exact length in bytes, too.
    pub async fn ask(&mut self, target: &str) -> (usize, Answer) {
        let request = format!("GET {target} HTTP/1.1\r\nHost: witness\r\n\r\n");
        self.send(request.as_bytes()).await;
        let mut answer = Answer { head: Vec::new(), body: Vec::new(), end: None };
        while !answer.head.ends_with(b"\r\n\r\n") {
            answer.head.push(self.0.read_u8().await.expect("a whole head"));
        }
        answer.body.resize(answer.announced().expect("a Content-Length"), 0);
        self.0.read_exact(&mut answer.body).await.expect("a whole body");
        (request.len(), answer)
    }

    /// Reads until the connection ends, however it ends.
    pub async fn drain(mut self) -> Answer {
        let mut bytes = Vec::new();
        // `read_to_end` keeps what came before an error.
        let end = match self.0.read_to_end(&mut bytes).await {
            Ok(_) => io::ErrorKind::UnexpectedEof,
            Err(error) => error.kind(),
        };
        let cut = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        let body = bytes.split_off(cut);
        Answer { head: bytes, body, end: Some(end) }
    }
}

/// One request on a connection of its own, closed behind it. `headers` are whole lines without their ends.
pub async fn get(address: SocketAddr, target: &str, headers: &[&str]) -> Answer {
    request(address, "GET", target, headers).await
}

/// The same with another method.
pub async fn request(address: SocketAddr, method: &str, target: &str, headers: &[&str]) -> Answer {
    let mut wire = Wire::connect(address).await;
    // The address, for a server that has several sites.
    let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for line in headers {
        request.push_str(line);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    wire.send(request.as_bytes()).await;
    wire.drain().await
}
