//! Requests as browsers make them, with everything that is answered.

use crate::transport::{TIMEOUT, address, agent};
use std::io::Read;
use ureq::http::HeaderMap;

/// What browsers accept.
pub(super) const AS_BROWSERS: &str = "gzip, deflate, br, zstd";

/// Nothing is longer than the longest shard.
const MAX_LEN: u64 = 80 << 20;

/// Asks a site.
pub(super) struct Client {
    agent: ureq::Agent,
    base: String,
}

/// What a site answered.
pub(super) struct Answer {
    pub(super) status: u16,
    headers: HeaderMap,
    /// As it came, compressed or not.
    pub(super) body: Vec<u8>,
}

impl Client {
    pub(super) fn new(base: &str) -> Self {
        Self { agent: agent(TIMEOUT), base: address(base) }
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// A file of the site; nothing if none came.
    pub(super) fn get(&self, path: &str, accept_encoding: &str) -> Option<Answer> {
        self.get_url(&format!("{}{path}", self.base), accept_encoding)
    }

    pub(super) fn get_url(&self, url: &str, accept_encoding: &str) -> Option<Answer> {
        let response = self.agent.get(url).header("Accept-Encoding", accept_encoding).call().ok()?;
        let (parts, body) = response.into_parts();
        let mut bytes = Vec::new();
        body.into_reader().take(MAX_LEN).read_to_end(&mut bytes).ok()?;
        Some(Answer { status: parts.status.as_u16(), headers: parts.headers, body: bytes })
    }
}

impl Answer {
    /// A header, all its lines together and in lower case.
    pub(super) fn header(&self, name: &str) -> String {
        let lines = self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        lines.collect::<Vec<_>>().join(", ").to_ascii_lowercase()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    pub(super) fn is_ok(&self) -> bool {
        self.status == 200
    }

    /// The body as a browser unpacks it.
    pub(super) fn unpacked(&self) -> Option<Vec<u8>> {
        let body = self.body.as_slice();
        let mut bytes = Vec::new();
        let read = match self.header("content-encoding").as_str() {
            "" | "identity" => return Some(self.body.clone()),
            "br" => brotli::Decompressor::new(body, 4096).take(MAX_LEN).read_to_end(&mut bytes),
            "gzip" => flate2::read::MultiGzDecoder::new(body).take(MAX_LEN).read_to_end(&mut bytes),
            "zstd" => {
                zstd::Decoder::new(body).and_then(|reader| reader.take(MAX_LEN).read_to_end(&mut bytes))
            }
            _ => return None,
        };
        read.ok().map(|_| bytes)
    }
}
