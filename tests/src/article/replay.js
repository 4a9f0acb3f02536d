/**
 * What an advert or a session replay on the embedding page can learn of the box. It notes every event that the engine has, every
 * message, every entry of the performance timeline, every report, every change to the document and to whatever else can be
 * looked at from outside, and it tries what ought to fail.
 *
 * No moments and durations are noted: they differ from one reading to the next, whoever reads. For the same reason left out:
 * `performance.memory` (this page's own heap, rounded, moved by the collector), `event` and `long-animation-frame` entries and
 * long tasks of this page itself (they appear when the machine is slow), events of the device's sensors,
 * `navigator.userActivation.isActive` (it ends after a time), and the box's `:active` (it holds while a button is pressed, and
 * a look at it falls into that or not). The clipboard can only be read by asking the reader.
 */
"use strict";
(() => {
  const records = [];
  const note = (kind, what) => records.push({ kind, what });

  const MOMENTS = /^(duration|interactionId|navigationId|domComplete|domInteractive|criticalCHRestart)$|(time|stamp|start|end)$/i;
  const LEFT_OUT = ["event", "long-animation-frame"];
  /** Where `ChromeDriver` notes which frame it has turned to. */
  const DRIVERS = "cd_frame_id_";

  /** Roots that scripts would hide: whoever comes first is told of them. */
  const roots = [document];
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function attach(options) {
    const root = attachShadow.call(this, options);
    roots.push(root);
    watch(root);
    return root;
  };

  const all = (css) => roots.flatMap((root) => [...root.querySelectorAll(css)]);
  const box = () => all("iframe:not(.advert)")[0];

  const attempt = (what) => {
    try {
      return what();
    } catch (error) {
      return error.name;
    }
  };

  /** A thing in words that are the same in every reading. */
  const name = (thing) => {
    if (thing === window) return "the window";
    if (thing === document) return "the document";
    if (thing instanceof Element) return [thing.localName, thing.id, thing.className].join(" ").trim();
    if (thing instanceof Node) return thing.nodeName;
    const frame = all("iframe").find((element) => element.contentWindow === thing);
    return frame ? `the window of ${name(frame)}` : attempt(() => Object.prototype.toString.call(thing));
  };

  /** All that an object says in plain values, and what it points to by name. */
  const properties = (object) => {
    const said = {};
    for (const key in object) {
      const value = attempt(() => object[key]);
      if (MOMENTS.test(key) || /^[A-Z_]+$/.test(key) || typeof value === "function") continue;
      said[key] = value !== null && typeof value === "object" ? name(value) : value;
    }
    return said;
  };

  // Every event that the engine has, as it passes the window, the document, the box and whatever holds it.
  const types = new Set(["focusin", "focusout", "visibilitychange", "compositionstart", "compositionupdate", "compositionend"]);
  for (const target of [window, document, HTMLElement.prototype]) {
    for (const key in target) if (/^on(?!device)/.test(key)) types.add(key.slice(2));
  }
  const listening = new Set();
  const listen = (target) => {
    if (!target || listening.has(target)) return;
    listening.add(target);
    for (const type of new Set([...types, "ready", "resize", "error"])) {
      target.addEventListener(type, (event) => hear(name(target), event), { capture: true, passive: true });
    }
  };
  const hear = (at, event) => {
    const said = { at, ...properties(event) };
    if (event.type === "message") {
      const data = JSON.stringify(event.data) ?? String(event.data);
      said.data = data;
      said.size = data.length;
    }
    if ("detail" in event) said.detail = JSON.stringify(event.detail);
    note(`event ${event.type}`, said);
  };

  const watch = (root) => {
    new MutationObserver((changes) => {
      for (const { type, target, attributeName } of changes) {
        if (attributeName === DRIVERS) continue;
        const value = attributeName && target.getAttribute(attributeName);
        note("change", { type, target: name(target), attributeName, value });
      }
    }).observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  };

  const entry = (list) => {
    for (const one of list.getEntries()) {
      if (one.entryType === "longtask" && one.name === "self") continue;
      note(`entry ${one.entryType}`, properties(one));
    }
  };

  /** What can be looked at from outside. */
  const LOOKS = {
    focus: () => [document.hasFocus(), document.visibilityState, name(document.activeElement)],
    box: () => {
      const { x, y, width, height } = box().getBoundingClientRect();
      // Scrolling rounds.
      return [x + scrollX, y + scrollY, width, height].map((length) => length.toFixed(1));
    },
    page: () => [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
    view: () => [scrollX, scrollY, innerWidth, innerHeight],
    address: () => [location.href, document.title, history.length, JSON.stringify(history.state)],
    selection: () => String(getSelection()),
    style: () => [":focus", ":focus-within"].map((state) => box().matches(state)),
    markup: () => all("hush-check, iframe").map(({ outerHTML }) => outerHTML.replace(new RegExp(` ${DRIVERS}="\\w+"`), "")),
    activation: () => navigator.userActivation?.hasBeenActive,
    windows: () => [length, box().contentWindow.length, box().contentWindow.closed],
    keys: () => Reflect.ownKeys(box().contentWindow).map(String),
    storage: () => [document.cookie, localStorage.length, sessionStorage.length, window.name],
    interactions: () => performance.interactionCount,
  };

  /** What ought to fail. */
  const PEEKS = {
    contentDocument: () => String(box().contentDocument),
    document: () => box().contentWindow.document.body.innerText,
    address: () => box().contentWindow.location.href,
    fragment: () => box().contentWindow.location.hash,
    name: () => box().contentWindow.name,
    history: () => box().contentWindow.history.length,
    storage: () => box().contentWindow.localStorage.length,
    title: () => box().contentWindow.document.title,
    scroll: () => box().contentWindow.scrollY,
    entries: () => box().contentWindow.performance.getEntries().length,
    inside: () => box().contentWindow[0].location.href,
    write: () => Reflect.set(box().contentWindow, "opened", true),
  };

  /**
   * What is looked at where a chapter ends alone. While the focus moves into the box, from one process of the browser to another,
   * nothing has it for a moment, and a look falls into that moment or not; events tell of each move.
   */
  const AT_REST = ["focus", "style"];

  const last = {};
  const look = ({ atRest }) => {
    listen(box());
    all("hush-check").forEach(listen);
    for (const [kind, looks] of Object.entries({ look: LOOKS, peek: PEEKS })) {
      for (const [key, see] of Object.entries(looks)) {
        if (!atRest && AT_REST.includes(key)) continue;
        const seen = JSON.stringify(attempt(see));
        if (seen === last[`${kind} ${key}`]) continue;
        last[`${kind} ${key}`] = seen;
        note(`${kind} ${key}`, seen);
      }
    }
  };
  const eachFrame = () => {
    look({ atRest: false });
    requestAnimationFrame(eachFrame);
  };

  /** Until it is told for the first time. */
  const viewed = () =>
    new Promise((resolve) => {
      const see = (seen) => {
        seen.forEach(({ isIntersecting }) => note("in view", isIntersecting));
        resolve();
      };
      new IntersectionObserver(see).observe(box());
    });

  const armed = async () => {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.addEventListener("message", ({ data }) => note("worker", data));
    const ready = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
    await navigator.serviceWorker.register("worker.js").then(() => ready, (error) => note("worker", error.name));
  };

  listen(window);
  listen(document);
  for (const type of PerformanceObserver.supportedEntryTypes) {
    if (!LEFT_OUT.includes(type)) new PerformanceObserver(entry).observe({ type, buffered: true });
  }
  if (window.ReportingObserver) {
    const report = (reports) => reports.forEach(({ type, body }) => note("report", { type, ...body.toJSON() }));
    new ReportingObserver(report, { buffered: true }).observe();
  }
  addEventListener("load", async () => {
    watch(document);
    await Promise.all([viewed(), armed()]);
    document.documentElement.dataset.replay = "armed";
  });
  eachFrame();

  window.replay = {
    box,
    /** What comes from here on is noted below this heading. */
    chapter: (title) => {
      look({ atRest: true });
      note("chapter", title);
    },
    read: () => {
      look({ atRest: true });
      const counts = performance.eventCounts ? [...performance.eventCounts].filter(([, count]) => count) : [];
      const names = performance.getEntries().map(({ entryType, name: called }) => `${entryType} ${called}`);
      return { records, counts, names: names.filter((one) => !/^(event|longtask|long-animation-frame) /.test(one)).sort() };
    },
    /** Asks for a file of somebody else's, as a script does that wants to know whether it is in the cache already. */
    probe: (url) => fetch(url).then(({ status }) => status, (error) => error.name),
  };
})();
