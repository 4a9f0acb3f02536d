//! The witness: an HTTP/1.1 server on the loopback address that writes down every byte.
//!
//! HTTP/1.1 in the clear, because there one can count: a request is the bytes that came, nothing is hidden in
//! compressed header tables or TLS records, and what is equal here is equal there for equal inputs.

mod book;
mod exchange;
mod log;
mod tape;
mod wire;

pub use exchange::{Ending, Exchange};
pub use log::{Log, Mark, QUIET, Requests};
pub use tape::ResetSwitch;

use crate::BoxError;
use http_body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::future::poll_fn;
use std::net::{Ipv4Addr, SocketAddr};
use tape::Tape;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tower_service::Service;

/// A running server. Dropping it closes the port and every connection.
#[derive(Debug)]
pub struct Witness {
    address: SocketAddr,
    log: Log,
    accepting: JoinHandle<()>,
}

impl Witness {
    /// Serves `service` on a free port of 127.0.0.1.
    ///
    /// # Panics
    /// If the loopback address cannot be listened on.
    pub async fn start<S, B>(service: S) -> Self
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<BoxError>,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("listen on 127.0.0.1");
        let address = listener.local_addr().expect("the address just bound");
        let log = Log::default();
        let accepting = tokio::spawn(accept(listener, service, log.clone()));
        Self { address, log, accepting }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its origin: scheme, host and port, without a slash.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of a page on it.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// The same page under the name `localhost`: to a browser another site, with the same rights.
    pub fn url_at_localhost(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }

    /// What it saw.
    pub fn log(&self) -> &Log {
        &self.log
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        // The task owns the listener and the set of connections, so both end with it.
        self.accepting.abort();
    }
}

async fn accept<S, B>(listener: TcpListener, service: S, log: Log)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    let mut connections = JoinSet::new();
    loop {
        // A failed accept is the client's doing (it hung up in the queue); the port stays open.
        let Ok((stream, _)) = listener.accept().await else { continue };
        connections.spawn(serve(stream, service.clone(), log.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn serve<S, B>(stream: TcpStream, service: S, log: Log)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    // Without it small answers wait for the client's acknowledgements.
    let _ = stream.set_nodelay(true);
    let reset = ResetSwitch::default();
    let tape = Tape::new(stream, log, reset.clone());
    let handle = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(reset.clone());
        let mut service = service.clone();
        async move {
            poll_fn(|cx| service.poll_ready(cx)).await?;
            service.call(request).await
        }
    });
    // An error here is a connection that broke, and the log says so already.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(tape), handle).await;
}
