//! What each fault does to an answer.

use super::Fault;
use crate::BoxError;
use crate::witness::ResetSwitch;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LAST_MODIFIED, VARY};
use http::{HeaderValue, Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use std::collections::VecDeque;
use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

type Spoiled = Response<UnsyncBoxBody<Bytes, BoxError>>;

/// What a host answers every unknown path with that believes it serves a single-page app.
const FRONT_PAGE: &str =
    "<!doctype html><html lang=en><title>Welcome</title><p>Welcome to this host.</html>\n";

/// Time for the bytes before a reset to reach the client: a reset overtakes what is still in the buffers.
const BEFORE_RESET: Duration = Duration::from_millis(100);

/// Pieces of a slow body.
const SLOW_PIECES: usize = 8;

pub(super) fn untouched<B>(response: Response<B>) -> Spoiled
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    response.map(|body| body.map_err(Into::into).boxed_unsync())
}

pub(super) async fn spoil<B>(
    response: Response<B>,
    fault: Fault,
    reset: Option<ResetSwitch>,
) -> Result<Spoiled, BoxError>
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let (mut head, body) = response.into_parts();
    let body = body.collect().await.map_err(Into::into)?.to_bytes();
    let mut announced = body.len();
    let mut bytes = body.to_vec();
    let script = match fault {
        Fault::Status(status) => {
            head.status = StatusCode::from_u16(status)?;
            say(&mut head, "text/plain; charset=utf-8");
            vec![Step::Send(Bytes::from(format!("This is a fault: {status}.\n")))]
        }
        Fault::HtmlWith200 => {
            head.status = StatusCode::OK;
            say(&mut head, "text/html; charset=utf-8");
            vec![Step::Send(Bytes::from(FRONT_PAGE))]
        }
        Fault::Truncate(missing) => {
            bytes.truncate(bytes.len().saturating_sub(missing));
            vec![Step::Send(bytes.into())]
        }
        Fault::Empty => Vec::new(),
        Fault::Oversize(more) => {
            bytes.resize(bytes.len() + more, 0);
            vec![Step::Send(bytes.into())]
        }
        Fault::FlipBit(position) => {
            if !bytes.is_empty() {
                let bit = position % (bytes.len() * 8);
                bytes[bit / 8] ^= 0x80 >> (bit % 8);
            }
            vec![Step::Send(bytes.into())]
        }
        Fault::Replace(other) => vec![Step::Send(other.into())],
        Fault::ClaimGzip => {
            head.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            vec![Step::Send(bytes.into())]
        }
        Fault::UnsaidGzip => vec![Step::Send(gzip(&bytes)?)],
        Fault::Misannounce(by) => {
            announced = announced.saturating_add_signed(by);
            // The pause lets the bytes reach the client before the connection ends for the lie.
            vec![Step::Send(bytes.into()), Step::Pause(BEFORE_RESET)]
        }
        Fault::Slow(pause) => {
            let piece = bytes.len().div_ceil(SLOW_PIECES).max(1);
            let pieces = bytes.chunks(piece).map(Bytes::copy_from_slice);
            pieces.flat_map(|piece| [Step::Pause(pause), Step::Send(piece)]).collect()
        }
        Fault::ResetMidway => {
            let half = body.slice(..body.len() / 2);
            vec![Step::Send(half), Step::Pause(BEFORE_RESET), Step::Reset(reset)]
        }
        Fault::Stall => vec![Step::Send(body.slice(..body.len() / 2)), Step::Wait],
    };
    head.headers.remove(CONTENT_LENGTH);
    // A single stretch of bytes, or none, is framed by its length; what comes in steps by the whole body's,
    // so that a client knows what it misses.
    let body = match script.as_slice() {
        [] => Full::default().map_err(|never| match never {}).boxed_unsync(),
        [Step::Send(bytes)] => Full::new(bytes.clone()).map_err(|never| match never {}).boxed_unsync(),
        _ => {
            head.headers.insert(CONTENT_LENGTH, HeaderValue::from(announced));
            Script { steps: script.into(), pause: None }.boxed_unsync()
        }
    };
    Ok(Response::from_parts(head, body))
}

fn gzip(bytes: &[u8]) -> Result<Bytes, BoxError> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes)?;
    Ok(packed.finish()?.into())
}

/// Makes a head that of a text of this type, which is another thing than the file. How long it may be kept still
/// stands there: hosts set that by path, whatever they answer.
fn say(head: &mut http::response::Parts, media_type: &'static str) {
    for about_the_file in [CONTENT_ENCODING, VARY, ETAG, LAST_MODIFIED] {
        head.headers.remove(about_the_file);
    }
    head.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
}

enum Step {
    Send(Bytes),
    Pause(Duration),
    Reset(Option<ResetSwitch>),
    Wait,
}

/// A body that comes step by step.
struct Script {
    steps: VecDeque<Step>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Body for Script {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            match self.steps.pop_front() {
                None => return Poll::Ready(None),
                Some(Step::Send(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Pause(time)) => self.pause = Some(Box::pin(sleep(time))),
                Some(Step::Reset(switch)) => {
                    if let Some(switch) = switch {
                        switch.pull();
                    }
                    return Poll::Ready(Some(Err("reset midway, on purpose".into())));
                }
                Some(Step::Wait) => {
                    // Never woken: the connection stays open until somebody gives up.
                    self.steps.push_front(Step::Wait);
                    return Poll::Pending;
                }
            }
        }
    }
}
