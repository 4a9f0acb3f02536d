//! A TCP stream of which every byte is written down.

use super::log::Log;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Asks the witness to end a connection with a reset (TCP RST) instead of an orderly end (FIN).
///
/// The witness puts one into the extensions of every request, so that a service can pull it.
#[derive(Clone, Debug, Default)]
pub struct ResetSwitch(Arc<AtomicBool>);

impl ResetSwitch {
    /// The connection will be reset when the server drops it.
    pub fn pull(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// The stream, and where its bytes are booked.
///
/// The log stays locked while bytes are handed to the kernel: whoever has received a byte finds it in the log.
#[derive(Debug)]
pub(super) struct Tape {
    stream: TcpStream,
    log: Log,
    connection: usize,
    reset: ResetSwitch,
}

impl Tape {
    pub(super) fn new(stream: TcpStream, log: Log, reset: ResetSwitch) -> Self {
        let connection = log.book().opened();
        Self { stream, log, connection, reset }
    }
}

impl AsyncRead for Tape {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let tape = self.get_mut();
        let mut book = tape.log.book();
        let before = buf.filled().len();
        let result = ready!(Pin::new(&mut tape.stream).poll_read(cx, buf));
        book.came(tape.connection, &buf.filled()[before..]);
        Poll::Ready(result)
    }
}

impl AsyncWrite for Tape {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let tape = self.get_mut();
        let mut book = tape.log.book();
        let written = ready!(Pin::new(&mut tape.stream).poll_write(cx, bytes))?;
        book.went(tape.connection, &bytes[..written]);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl Drop for Tape {
    fn drop(&mut self) {
        if self.reset.0.load(Ordering::Acquire) {
            // If it cannot be set the client sees a FIN in the middle of a message, which is as broken.
            let _ = self.stream.set_zero_linger();
        }
        self.log.book().closed(self.connection);
    }
}
