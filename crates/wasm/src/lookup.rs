//! A lookup under way: what it needs next, and what it makes of it. The browser drives it (`browser.js`).

use crate::{Index, Shard, browser, json::to_json, object};
use alloc::{string::String, sync::Arc, vec::Vec};
use core::mem;
use hushset_core::lookup::{
    Check, Conclusion, Details, FetchFailure, Fetched, Fetching, Machine, Opened, Opening, Pending, Reply,
    Request, RequestMade, Step, Unavailable,
};
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// One of the core's machines, and the address of the site that it asks.
#[wasm_bindgen]
pub struct Lookup {
    base: String,
    state: State,
}

enum State {
    Opening(Pending<Opening>),
    Checking(Pending<Check>),
    Detailing(Pending<Details>),
    Fetching(Pending<Fetching>),
    /// `sound`: the files that came can be relied on.
    Done {
        result: JsValue,
        sound: bool,
    },
}

impl State {
    fn opening(base: &str, step: Step<Opening>) -> Self {
        Self::after(step, Self::Opening, |Opened { index, requests }| match index {
            Ok(index) => {
                let index = Index { index: Arc::new(index), base: base.into() };
                browser::opened(index, &to_json(&requests))
            }
            Err(unavailable) => object(&Nothing { unavailable, requests }),
        })
    }

    fn fetching(step: Step<Fetching>) -> Self {
        Self::after(step, Self::Fetching, |Fetched { shard, requests }| match shard {
            Ok(shard) => browser::fetched(Shard { shard }, &to_json(&requests)),
            Err(unavailable) => object(&Nothing { unavailable, requests }),
        })
    }

    fn after<M: Machine>(
        step: Step<M>,
        waiting: fn(Pending<M>) -> Self,
        result: impl FnOnce(M::Output) -> JsValue,
    ) -> Self {
        match step {
            Step::Fetch(pending) => waiting(pending),
            Step::Done(output) => {
                let sound = output.unavailable().is_none();
                Self::Done { result: result(output), sound }
            }
        }
    }

    fn checking(step: Step<Check>) -> Self {
        Self::after(step, Self::Checking, |checked| object(&checked))
    }

    fn detailing(step: Step<Details>) -> Self {
        Self::after(step, Self::Detailing, |detailed| object(&detailed))
    }

    fn request(&self) -> Option<&Request> {
        match self {
            Self::Opening(pending) => Some(pending.request()),
            Self::Checking(pending) => Some(pending.request()),
            Self::Detailing(pending) => Some(pending.request()),
            Self::Fetching(pending) => Some(pending.request()),
            Self::Done { .. } => None,
        }
    }
}

#[wasm_bindgen]
impl Lookup {
    /// The address of the file that is needed; nothing once there is a result.
    pub fn next(&self) -> Option<String> {
        let mut url = self.base.clone();
        url.push_str(&self.state.request()?.path);
        Some(url)
    }

    /// Whether that file may change: then no cache may answer for it unasked.
    pub fn is_mutable(&self) -> bool {
        self.state.request().is_some_and(Request::is_mutable)
    }

    /// The longest that it can be, in bytes.
    pub fn max_len(&self) -> usize {
        self.state.request().map_or(0, |request| request.max_len)
    }

    /// Takes the file. `requested`: the site was asked for it; otherwise it was at hand.
    pub fn supply(&mut self, file: &[u8], requested: bool) {
        self.reply(if requested { Reply::Fetched(file) } else { Reply::Held(file) });
    }

    /// Takes the reason why there is no file: 0 no connection, 1 too late, 2 too long, or else the HTTP status.
    pub fn fail(&mut self, reason: u16) {
        self.reply(Reply::Failed(match reason {
            0 => FetchFailure::Network,
            1 => FetchFailure::TimedOut,
            2 => FetchFailure::TooLong,
            status => FetchFailure::Status { status },
        }));
    }

    /// Whether the files that came can be relied on: whether there is a result.
    pub fn is_sound(&self) -> bool {
        matches!(self.state, State::Done { sound: true, .. })
    }

    /// What it has come to.
    pub fn result(self) -> JsValue {
        match self.state {
            State::Done { result, .. } => result,
            _ => JsValue::UNDEFINED,
        }
    }
}

/// What opening, or fetching a shard, comes to when it fails.
#[derive(Serialize)]
struct Nothing {
    unavailable: Unavailable,
    requests: Vec<RequestMade>,
}

impl Lookup {
    pub(crate) fn open(base: String, step: Step<Opening>) -> Self {
        let state = State::opening(&base, step);
        Self { base, state }
    }

    pub(crate) fn check(base: String, step: Step<Check>) -> Self {
        Self { base, state: State::checking(step) }
    }

    pub(crate) fn details(base: String, step: Step<Details>) -> Self {
        Self { base, state: State::detailing(step) }
    }

    pub(crate) fn fetch(base: String, step: Step<Fetching>) -> Self {
        Self { base, state: State::fetching(step) }
    }

    fn reply(&mut self, reply: Reply<'_>) {
        let nothing = State::Done { result: JsValue::UNDEFINED, sound: false };
        self.state = match mem::replace(&mut self.state, nothing) {
            State::Opening(pending) => State::opening(&self.base, pending.supply(reply)),
            State::Checking(pending) => State::checking(pending.supply(reply)),
            State::Detailing(pending) => State::detailing(pending.supply(reply)),
            State::Fetching(pending) => State::fetching(pending.supply(reply)),
            done @ State::Done { .. } => done,
        };
    }
}
