//! A lookup under way: what it needs next, and what it makes of it. The browser drives it (`browser.js`).

use crate::{Index, Site, browser, json::to_json, object};
use alloc::{rc::Rc, string::String, sync::Arc, vec::Vec};
use core::mem;
use hushset_core::lookup::{
    Check, Conclusion, Details, FetchFailure, Machine, Opened, Opening, Pending, Reply, Request, RequestMade,
    Step, Unavailable,
};
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// One of the core's machines with the files it has been given.
#[wasm_bindgen]
pub struct Lookup {
    site: Rc<Site>,
    state: State,
    fetched: Vec<(Request, Option<Vec<u8>>)>,
}

enum State {
    Opening(Pending<Opening>),
    Checking(Pending<Check>),
    Detailing(Pending<Details>),
    /// `sound`: the files that came can be relied on.
    Done {
        result: JsValue,
        sound: bool,
    },
}

impl State {
    fn opening(site: &Rc<Site>, step: Step<Opening>) -> Self {
        Self::after(step, Self::Opening, |Opened { index, requests }| match index {
            Ok(index) => {
                let index = Index { index: Arc::new(index), site: Rc::clone(site) };
                browser::opened(index, &to_json(&requests))
            }
            Err(unavailable) => object(&Unopened { unavailable, requests }),
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
            Self::Done { .. } => None,
        }
    }
}

#[wasm_bindgen]
impl Lookup {
    /// The address of the file that is needed; nothing once there is a result.
    pub fn next(&mut self) -> Option<String> {
        loop {
            let path = &self.state.request()?.path;
            let Some(held) = self.site.files.borrow().held(path) else {
                let mut url = self.site.base.clone();
                url.push_str(path);
                return Some(url);
            };
            self.reply(Reply::Held(&held));
            self.learn();
        }
    }

    /// How the browser's cache may take part in fetching it: 0 as it likes, 1 if the site agrees, 2 not at all.
    pub fn cache(&self) -> u8 {
        match self.state.request() {
            // What the cache holds was broken.
            Some(request) if self.site.files.borrow().is_suspect(&request.path) => 2,
            Some(request) if request.is_mutable() => 1,
            _ => 0,
        }
    }

    /// The longest that it can be, in bytes.
    pub fn max_len(&self) -> usize {
        self.state.request().map_or(0, |request| request.max_len)
    }

    /// Takes the file.
    pub fn supply(&mut self, file: Vec<u8>) {
        let request = self.state.request().cloned();
        self.reply(Reply::Fetched(&file));
        self.fetched.extend(request.map(|request| (request, Some(file))));
        self.learn();
    }

    /// Takes the reason why there is no file: 0 no connection, 1 too late, 2 too long, or else the HTTP status.
    pub fn fail(&mut self, reason: u16) {
        let request = self.state.request().cloned();
        self.reply(Reply::Failed(match reason {
            0 => FetchFailure::Network,
            1 => FetchFailure::TimedOut,
            2 => FetchFailure::TooLong,
            status => FetchFailure::Status { status },
        }));
        self.fetched.extend(request.map(|request| (request, None)));
        self.learn();
    }

    /// What it has come to.
    pub fn result(self) -> JsValue {
        match self.state {
            State::Done { result, .. } => result,
            _ => JsValue::UNDEFINED,
        }
    }
}

/// What opening comes to when it fails.
#[derive(Serialize)]
struct Unopened {
    unavailable: Unavailable,
    requests: Vec<RequestMade>,
}

impl Lookup {
    pub(crate) fn open(site: Rc<Site>, step: Step<Opening>) -> Self {
        let state = State::opening(&site, step);
        Self { site, state, fetched: Vec::new() }
    }

    pub(crate) fn check(site: Rc<Site>, step: Step<Check>) -> Self {
        Self { site, state: State::checking(step), fetched: Vec::new() }
    }

    pub(crate) fn details(site: Rc<Site>, step: Step<Details>) -> Self {
        Self { site, state: State::detailing(step), fetched: Vec::new() }
    }

    fn reply(&mut self, reply: Reply<'_>) {
        let nothing = State::Done { result: JsValue::UNDEFINED, sound: false };
        self.state = match mem::replace(&mut self.state, nothing) {
            State::Opening(pending) => State::opening(&self.site, pending.supply(reply)),
            State::Checking(pending) => State::checking(pending.supply(reply)),
            State::Detailing(pending) => State::detailing(pending.supply(reply)),
            done @ State::Done { .. } => done,
        };
    }

    /// Keeps the files once it is known whether they can be relied on.
    fn learn(&mut self) {
        if let State::Done { sound, .. } = self.state {
            self.site.files.borrow_mut().learn(mem::take(&mut self.fetched), sound);
        }
    }
}
