//! The rest of the world, as seen from a test's browser: a proxy that writes everything down and answers nothing.
//!
//! So no test depends on the Internet or talks to it, and a page that contacts anybody but its own origin is
//! caught at it. Not seen here: what goes by UDP (DNS look-ups ahead of a request, WebRTC).

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Empty;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};
use tower_service::Service;

/// Answers every request, and every wish for a tunnel, with 502.
#[derive(Clone, Copy, Debug)]
pub(super) struct Elsewhere;

impl<B> Service<Request<B>> for Elsewhere {
    type Response = Response<Empty<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<B>) -> Self::Future {
        let mut response = Response::new(Empty::new());
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        ready(Ok(response))
    }
}
