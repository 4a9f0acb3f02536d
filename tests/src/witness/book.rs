//! Books the bytes of all connections to exchanges.

use super::exchange::{Ending, Exchange};
use super::wire::{self, Event, Length, Splitter};
use std::collections::VecDeque;

/// What all connections of one witness write into.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) exchanges: Vec<Exchange>,
    pub(super) connections: Vec<Connection>,
    clock: u64,
}

/// The state of one TCP connection.
#[derive(Debug)]
pub(super) struct Connection {
    requests: Splitter,
    responses: Splitter,
    /// The exchange whose request is being read.
    reading: Option<usize>,
    /// The exchanges not answered to the end, oldest first: HTTP/1.1 answers in order.
    waiting: VecDeque<usize>,
    pub(super) open: bool,
}

/// Stands where the method of a request would, for bytes that are no request.
const NOT_HTTP: &str = "(not HTTP)";

impl Book {
    /// Opens a connection and returns its number.
    pub(super) fn opened(&mut self) -> usize {
        self.connections.push(Connection {
            requests: Splitter::new(),
            responses: Splitter::new(),
            reading: None,
            waiting: VecDeque::new(),
            open: true,
        });
        self.connections.len() - 1
    }

    /// Bytes that came in.
    pub(super) fn came(&mut self, connection: usize, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (event, rest) = self.connections[connection].requests.take(bytes);
            bytes = rest;
            match event {
                Event::More => {}
                Event::Head(head) => self.begin(connection, head),
                Event::Body { bytes, .. } => {
                    if let Some(number) = self.connections[connection].reading {
                        self.exchanges[number].raw_request.extend_from_slice(bytes);
                    }
                }
            }
        }
    }

    /// Bytes that went out.
    pub(super) fn went(&mut self, connection: usize, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.connections[connection].waiting.is_empty() {
                // An answer to something that was never a whole request (a 400 to a TLS hello, for one).
                let left = self.connections[connection].requests.unfinished();
                self.begin(connection, left);
            }
            let number = self.connections[connection].waiting[0];
            let (event, rest) = self.connections[connection].responses.take(bytes);
            bytes = rest;
            let exchange = &mut self.exchanges[number];
            match event {
                Event::More => {}
                Event::Head(head) => {
                    let (status, length) =
                        wire::response(&head, &exchange.method).unwrap_or((0, Length::UntilClose));
                    exchange.raw_response_head.extend_from_slice(&head);
                    self.connections[connection].responses.follow(length);
                    if !(100..200).contains(&status) {
                        exchange.status = Some(status);
                        if length == Length::Exactly(0) {
                            self.end(connection, Ending::Complete);
                        }
                    }
                }
                Event::Body { bytes, last } => {
                    exchange.response_body_len += bytes.len();
                    if last {
                        self.end(connection, Ending::Complete);
                    }
                }
            }
        }
    }

    /// The connection is gone.
    pub(super) fn closed(&mut self, connection: usize) {
        let left = self.connections[connection].requests.unfinished();
        if !left.is_empty() {
            self.begin(connection, left);
        }
        // A body without a length ends with the connection, so that it cannot be told from one cut short;
        // nothing here serves such a body, and CutShort is the answer that gets noticed.
        while !self.connections[connection].waiting.is_empty() {
            self.end(connection, Ending::CutShort);
        }
        self.connections[connection].open = false;
    }

    fn begin(&mut self, connection: usize, raw_request: Vec<u8>) {
        let (method, target, length) = wire::request(&raw_request)
            .unwrap_or_else(|| (NOT_HTTP.to_owned(), String::new(), Length::UntilClose));
        let number = self.exchanges.len();
        let begun = self.tick();
        self.exchanges.push(Exchange {
            number,
            connection,
            method,
            target,
            raw_request,
            status: None,
            raw_response_head: Vec::new(),
            response_body_len: 0,
            ending: Ending::Open,
            begun,
            ended: None,
        });
        let connection = &mut self.connections[connection];
        connection.requests.follow(length);
        connection.reading = Some(number);
        connection.waiting.push_back(number);
    }

    fn end(&mut self, connection: usize, ending: Ending) {
        let Some(number) = self.connections[connection].waiting.pop_front() else { return };
        let tick = self.tick();
        let exchange = &mut self.exchanges[number];
        exchange.ending = ending;
        exchange.ended = Some(tick);
    }

    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    /// Something that changes whenever anything happens: exchanges begun or ended, connections opened.
    pub(super) fn pulse(&self) -> (u64, usize) {
        (self.clock, self.connections.len())
    }

    /// Whether an answer is still being written.
    pub(super) fn busy(&self) -> bool {
        self.exchanges.iter().any(|exchange| exchange.ending == Ending::Open)
    }
}
