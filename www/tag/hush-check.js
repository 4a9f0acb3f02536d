// @ts-check
/**
 * The tag `<hush-check>`: lays the box of a Hushset site into an article.
 *
 *     <script src="https://check.example.org/embed/hush-check.js" async></script>
 *     <hush-check site="https://check.example.org/" lang="de"><a href="https://check.example.org/de/">…</a></hush-check>
 *
 * It makes the same sandboxed frame that an editor could paste by hand, with its settings in the fragment, and sees to the
 * frame's height. What is asked in the frame, and what comes out, does not reach it: the frame tells that it is `ready`, that it
 * needs another height at another width (`resize`), or that it could not start (`error`), and nothing else is listened to.
 *
 * One file without imports or exports, so that it works as a module and as a classic script, twice over too.
 */
(() => {
  const NAME = "hush-check";
  // Rendered on a server, or loaded by two articles of one page.
  if (typeof customElements === "undefined" || customElements.get(NAME)) return;

  const SANDBOX = "allow-scripts allow-forms allow-popups allow-downloads";

  /** The settings of the frame, and what they look like. The frame looks again (`www/app/embed/settings.js`). */
  const SETTINGS = {
    lang: /^[a-z]{2,3}$/,
    dir: /^(ltr|rtl)$/,
    theme: /^(light|dark)$/,
    accent: /^#[0-9a-f]{6}$/i,
    datasets: /^[a-z0-9_-]+(,[a-z0-9_-]+)*$/,
    compact: /^1$/,
    heading: /^[1-6]$/,
    build: /^[0-9a-f]{64}$/,
  };

  /** Those that a style sheet may set, as `--hush-theme` and `--hush-accent`. */
  const STYLED = ["theme", "accent"];

  /** What the frame takes at a width, in pixels, as in `www/app/embed/messages.js`. */
  const reserved = (/** @type {number} */ width) => (width < 480 ? 640 : 560);

  /** No height that a frame may ask for is smaller or larger. */
  const [LEAST, MOST] = [240, 1600];

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{display:block}:host([hidden]){display:none}iframe{display:block;width:100%;border:0}");

  class HushCheck extends HTMLElement {
    static observedAttributes = ["site", "label", ...Object.keys(SETTINGS)];

    /** @type {HTMLIFrameElement | undefined} */
    #frame;
    /** The frame's address, so that only a change of it makes another frame. */
    #address = "";
    /** The width at which the frame last said what height it takes. */
    #width = -1;
    #pending = false;
    #observer = new ResizeObserver(() => this.#reserve());

    constructor() {
      super();
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    }

    connectedCallback() {
      addEventListener("message", this.#listen);
      this.#observer.observe(this);
      this.#render();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#listen);
      this.#observer.disconnect();
    }

    /** With it, `moveBefore` keeps the frame and what a reader has begun in it. */
    connectedMoveCallback() {}

    attributeChangedCallback() {
      if (this.#pending || !this.isConnected) return;
      // Several attributes that change together are one change.
      this.#pending = true;
      queueMicrotask(() => {
        this.#pending = false;
        this.#render();
      });
    }

    #render() {
      const address = this.#source();
      const root = /** @type {ShadowRoot} */ (this.shadowRoot);
      if (address === this.#address && root.firstChild) return;
      this.#address = address;
      this.#width = -1;
      this.#frame = undefined;
      if (!address) {
        // The element's own content: a link to the site.
        root.replaceChildren(document.createElement("slot"));
        queueMicrotask(() => this.dispatchEvent(new CustomEvent("error")));
        return;
      }
      this.#frame = document.createElement("iframe");
      const label = this.getAttribute("label") || (this.textContent ?? "").trim().replace(/\s+/g, " ") || "Hushset";
      const attributes = { sandbox: SANDBOX, loading: "lazy", referrerpolicy: "no-referrer", title: label, src: address };
      for (const [name, value] of Object.entries(attributes)) this.#frame.setAttribute(name, value);
      this.#reserve();
      root.replaceChildren(this.#frame);
    }

    /** The address of the frame; none if there is no such site. */
    #source() {
      const named = this.getAttribute("site");
      try {
        const site = new URL(named ?? "", document.baseURI);
        if (!named || !/^https?:$/.test(site.protocol)) return "";
        if (!site.pathname.endsWith("/")) site.pathname += "/";
        return `${new URL("embed/", site.origin + site.pathname)}#${this.#settings()}`;
      } catch {
        return "";
      }
    }

    #settings() {
      const style = getComputedStyle(this);
      const settings = new URLSearchParams();
      for (const [name, pattern] of Object.entries(SETTINGS)) {
        let value = this.getAttribute(name);
        // The article's language, if the element says none; of `de-CH` the first part.
        if (name === "lang") value = (this.closest("[lang]")?.getAttribute("lang") ?? "").toLowerCase().replace(/-.*/, "");
        // Like every attribute that is on or off: being there is enough.
        if (name === "compact" && (value === "" || value === name)) value = "1";
        if (value === null && STYLED.includes(name)) value = style.getPropertyValue(`--hush-${name}`).trim();
        if (value && pattern.test(value)) settings.set(name, value);
      }
      // A comma needs no escape in a fragment, and one that can be read is easier to trust.
      return settings.toString().replaceAll("%2C", ",");
    }

    /** Gives the frame the room that it will take at the width of now, before it has loaded and when the width changes. */
    #reserve() {
      if (!this.#frame || this.clientWidth === this.#width) return;
      this.#resize(reserved(this.clientWidth));
    }

    /** @param {number} height */
    #resize(height) {
      if (this.#frame) this.#frame.style.height = `${height}px`;
    }

    /** @param {MessageEvent} message */
    #listen = ({ source, data }) => {
      if (!this.#frame || source !== this.#frame.contentWindow || data?.hushset !== 1) return;
      const { event, height } = data;
      if (event === "ready" || event === "error") this.dispatchEvent(new CustomEvent(event));
      // A second height at one width could only come from what the reader does: it is not followed.
      if (event !== "resize" || !Number.isFinite(height) || this.clientWidth === this.#width) return;
      this.#width = this.clientWidth;
      const clamped = Math.round(Math.min(MOST, Math.max(LEAST, height)));
      this.#resize(clamped);
      this.dispatchEvent(new CustomEvent("resize", { detail: { height: clamped } }));
    };
  }

  customElements.define(NAME, HushCheck);
})();
