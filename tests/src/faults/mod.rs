//! Faults: a layer that spoils the answers of a service, as hosts, caches and networks do.
//!
//! A page that meets one must say that it could not check; it must not say "not found".

pub mod matrix;
mod spoil;

use crate::BoxError;
use crate::witness::ResetSwitch;
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::combinators::UnsyncBoxBody;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tower_service::Service;

/// What goes wrong. Where a body is named it is the body as it is sent, compressed if the service compressed it,
/// and its `Content-Length` is made to agree unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This status, with a sentence of plain text: 404, 429, 500, 503.
    Status(u16),
    /// A page of HTML with status 200, as a host sends that answers everything with its front page.
    HtmlWith200,
    /// So many bytes are missing at the end.
    Truncate(usize),
    /// No body at all, with the status of the answer.
    Empty,
    /// So many zero bytes are added at the end.
    Oversize(usize),
    /// One bit is flipped, counted from the first byte's highest. Beyond the end it wraps around.
    FlipBit(usize),
    /// Other bytes: a file of another build, or a shard of another prefix.
    Replace(Vec<u8>),
    /// The body comes in eight pieces with this pause before each.
    Slow(Duration),
    /// Half the body comes, then the connection is reset.
    ResetMidway,
    /// Half the body comes, then nothing more, and the connection stays open.
    /// The log cannot settle before the client gives up.
    Stall,
    /// The answer says that it is gzip, and it is not. `WebKit`'s GTK port takes the bytes as they are; others fail.
    ClaimGzip,
    /// The body is gzip, and the answer does not say so: a packed file that was put on the host as it was.
    UnsaidGzip,
    /// `Content-Length` announces so many bytes more than there are (or fewer).
    Misannounce(isize),
}

/// Which requests a rule is for, by their path (without the query).
#[derive(Clone)]
pub enum PathMatch {
    /// Paths that end so: `.bin`.
    Suffix(String),
    /// Paths that begin so: `/hushset/`.
    Prefix(String),
    /// Paths that contain this: `/owners/f/`.
    Contains(String),
    /// Paths for which this is true.
    When(Arc<dyn Fn(&str) -> bool + Send + Sync>),
}

impl PathMatch {
    /// Paths that end so.
    pub fn suffix(text: &str) -> Self {
        Self::Suffix(text.to_owned())
    }

    /// Paths that begin so.
    pub fn prefix(text: &str) -> Self {
        Self::Prefix(text.to_owned())
    }

    /// Paths that contain this.
    pub fn contains(text: &str) -> Self {
        Self::Contains(text.to_owned())
    }

    /// Paths for which `predicate` is true.
    pub fn when(predicate: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self::When(Arc::new(predicate))
    }

    /// Whether a path is meant.
    pub fn matches(&self, path: &str) -> bool {
        match self {
            Self::Suffix(text) => path.ends_with(text.as_str()),
            Self::Prefix(text) => path.starts_with(text.as_str()),
            Self::Contains(text) => path.contains(text.as_str()),
            Self::When(predicate) => predicate(path),
        }
    }
}

impl fmt::Debug for PathMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Suffix(text) => write!(f, "Suffix({text:?})"),
            Self::Prefix(text) => write!(f, "Prefix({text:?})"),
            Self::Contains(text) => write!(f, "Contains({text:?})"),
            Self::When(_) => write!(f, "When(…)"),
        }
    }
}

/// One fault and the requests it befalls.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Which requests.
    pub when: PathMatch,
    /// What happens to their answers.
    pub fault: Fault,
    /// How many times it happens before the rule is spent; `None` for ever.
    pub times: Option<usize>,
}

impl Rule {
    /// A rule that holds until it is removed.
    pub fn new(when: PathMatch, fault: Fault) -> Self {
        Self { when, fault, times: None }
    }

    /// A rule for the first matching request only: a second try succeeds.
    pub fn once(when: PathMatch, fault: Fault) -> Self {
        Self { when, fault, times: Some(1) }
    }
}

/// The rules in force, which can be changed while the server runs. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    rules: Vec<Rule>,
    hits: usize,
}

impl Faults {
    /// No rules: everything passes as it is.
    pub fn none() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule behind the others. The first that matches is applied, no other.
    pub fn add(&self, rule: Rule) {
        self.state().rules.push(rule);
    }

    /// Replaces all rules.
    pub fn set(&self, rules: impl IntoIterator<Item = Rule>) {
        self.state().rules = rules.into_iter().collect();
    }

    /// Removes all rules.
    pub fn clear(&self) {
        self.set([]);
    }

    /// How many answers have been spoiled so far. A test whose fault never struck has shown nothing:
    /// assert that this has grown.
    pub fn hits(&self) -> usize {
        self.state().hits
    }

    /// Puts the rules over a service.
    pub fn over<S>(&self, service: S) -> Faulty<S> {
        Faulty { service, faults: self.clone() }
    }

    fn strike(&self, path: &str) -> Option<Fault> {
        let mut state = self.state();
        let rule = state.rules.iter_mut().find(|rule| rule.times != Some(0) && rule.when.matches(path))?;
        rule.times = rule.times.map(|times| times - 1);
        let fault = rule.fault.clone();
        state.hits += 1;
        Some(fault)
    }
}

/// A service whose answers are spoiled by [`Faults`].
#[derive(Clone, Debug)]
pub struct Faulty<S> {
    service: S,
    faults: Faults,
}

impl<S, Q, B> Service<Request<Q>> for Faulty<S>
where
    S: Service<Request<Q>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<UnsyncBoxBody<Bytes, BoxError>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.service.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<Q>) -> Self::Future {
        let fault = self.faults.strike(request.uri().path());
        let reset = request.extensions().get::<ResetSwitch>().cloned();
        let answer = self.service.call(request);
        Box::pin(async move {
            let response = answer.await.map_err(Into::into)?;
            match fault {
                Some(fault) => spoil::spoil(response, fault, reset).await,
                None => Ok(spoil::untouched(response)),
            }
        })
    }
}
