/** Defines `<hush-check>` where this module is imported. On a server it does nothing. */

/** What the box tells the page around it: never what is asked, nor what comes out. */
export interface HushCheckEventMap {
  /** The box is there. */
  ready: CustomEvent<null>;
  /** It takes another height, because its width has changed. */
  resize: CustomEvent<{ height: number }>;
  /** It cannot work here: there is no such site, or the browser is too old. */
  error: CustomEvent<null>;
}

/** Its attributes: `site` (needed), `lang`, `dir`, `theme`, `accent`, `datasets`, `compact`, `heading`, `build`, `label`. */
export interface HushCheckElement extends HTMLElement {
  addEventListener<Kind extends keyof HushCheckEventMap>(
    kind: Kind,
    listener: (this: HushCheckElement, event: HushCheckEventMap[Kind]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    kind: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "hush-check": HushCheckElement;
  }
}
