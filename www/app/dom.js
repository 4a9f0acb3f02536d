// @ts-check
/**
 * Elements from code. Text, which is other people's input, only ever becomes text nodes and attributes: nothing in the
 * page parses HTML.
 */

/** The level below which there are no headings. */
const LOWEST = 6;

/** How much is shown above and below what the focus is moved to, in pixels: what it is about, and the beginning of what follows. */
const ABOVE = 48;
const BELOW = 240;

/** @typedef {Node | string | false | null | undefined} Child */
/** @typedef {Child | readonly Children[]} Children */
/** @typedef {string | boolean | null | undefined | ((event: Event) => void)} Property */

/**
 * An element. Functions become event listeners (`onclick`), `true` an empty attribute, `false` and nothing none.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, Property>>} properties
 * @param {Children[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, properties, ...children) {
  return finish(ranked(document.createElement(tag)), properties, children);
}

/**
 * Gives a heading in a frame its level in the article around it. What it looks like stays the same.
 *
 * @template {Element} Made
 * @param {Made} element
 */
function ranked(element) {
  const level = Number(/^H(\d)$/.exec(element.tagName)?.[1]);
  const first = level && Number(document.documentElement.dataset["heading"] ?? 1);
  if (first > 1) element.setAttribute("aria-level", String(Math.min(level + first - 1, LOWEST)));
  return element;
}

/**
 * Gives an element its properties and children.
 *
 * @template {Element} Made
 * @param {Made} element
 * @param {Readonly<Record<string, Property>>} properties
 * @param {Children[]} children
 */
export function finish(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value != null) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...flat(children));
  return element;
}

/**
 * Replaces what is in an element. What was there and still is stays untouched: a long list, a selected text.
 *
 * @param {Element} element
 * @param {Children[]} children
 */
export function fill(element, ...children) {
  const wanted = flat(children);
  const kept = new Set(wanted);
  for (const child of [...element.childNodes]) if (!kept.has(child)) child.remove();
  wanted.forEach((child, at) => {
    const there = element.childNodes[at];
    if (there !== child) element.insertBefore(typeof child === "string" ? new Text(child) : child, there ?? null);
  });
}

/**
 * A name or number set apart, so that its direction of writing does not disturb the sentence around it.
 *
 * @param {string} text
 */
export function name(text) {
  return h("bdi", {}, text);
}

/**
 * A button whose label says what it does and what that costs: which request it makes, and what the host learns.
 *
 * @param {Children} does
 * @param {Children} costs
 * @param {() => void} act
 * @param {boolean} [busy] whether it must wait for another request
 */
export function offer(does, costs, act, busy = false) {
  const onclick = () => busy || act();
  // Not `disabled`, which would take the focus away from whoever has just pressed it.
  return h(
    "button",
    { type: "button", class: "offer", onclick, "aria-disabled": busy && "true" },
    h("span", { class: "does" }, does),
    " ",
    h("span", { class: "costs" }, costs),
  );
}

/**
 * Adds a style sheet that lies beside the modules. Should it not come, the page is plainer and no less complete.
 *
 * @param {string} file
 * @returns {Promise<void>}
 */
export function addStyle(file) {
  return new Promise((done) => {
    const ended = () => done();
    const href = new URL(file, import.meta.url).href;
    document.head.append(h("link", { rel: "stylesheet", href, onload: ended, onerror: ended }));
  });
}

/**
 * A part of the page, made anew only when what it shows has changed: a reader may have selected text in it.
 *
 * @template State
 * @param {string} kind its class
 * @param {(state: State) => readonly unknown[]} pick what of the state it shows
 * @param {(state: State) => Children} view
 */
export function region(kind, pick, view) {
  const element = h("div", { class: kind });
  /** @type {readonly unknown[] | undefined} */
  let shown;
  return {
    element,
    /** @param {State} state */
    show(state) {
      const parts = pick(state);
      if (shown && parts.every((part, at) => part === shown?.[at])) return;
      shown = parts;
      const hadFocus = element.contains(document.activeElement);
      fill(element, view(state));
      // Whoever pressed a button here stays here: at the button that now waits, or at the heading.
      if (hadFocus) moveFocus(find(element, "[aria-disabled]") ?? find(element, "[tabindex]"));
    },
  };
}

/**
 * Moves the focus, and the element to where one reads on if it is not there. Nothing but this document is scrolled: a page around it would learn
 * from its own scrolling where in the frame something has come.
 *
 * @param {HTMLElement | null} [element]
 */
export function moveFocus(element) {
  element?.focus({ preventScroll: true });
  const { top = 0, bottom = 0 } = element?.getBoundingClientRect() ?? {};
  if (top < 0 || bottom > innerHeight - BELOW) scrollBy(0, top - ABOVE);
}

/**
 * @param {Element} element
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function find(element, selector) {
  return element.querySelector(selector);
}

/**
 * @param {Children} children
 * @returns {(Node | string)[]}
 */
function flat(children) {
  if (typeof children === "string" || children instanceof Node) return [children];
  return children ? children.flatMap(flat) : [];
}
