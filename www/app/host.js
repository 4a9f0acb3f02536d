// @ts-check
/** What the host sees, and what protects a reader only so far. */
import { h } from "./dom.js";
import { foresee } from "./leak.js";
import { say } from "./words.js";
/** @import { Summary } from "./types.js" */

/** @param {Summary | undefined} summary */
export function hostView(summary) {
  if (!summary) return null;
  const { build, sequence, publisher, held, scopes, signature } = summary;
  return [
    h("h2", {}, say("host")),
    h("p", {}, say("host.server", { publisher })),
    h("p", {}, say(held ? "host.held" : "host.typed")),
    !held && [
      h("ul", {}, scopes.map(({ scope }) => h("li", {}, foresee(summary, scope)))),
      h("p", {}, say(summary.details === "always" ? "host.always" : "host.details")),
    ],
    h("p", {}, say("host.limits")),
    h(
      "p",
      { class: "build" },
      sequence == null ? say("build", { build }) : say("build.numbered", { build, sequence }),
      signature && [" ", say(`signature.${signature}`)],
    ),
  ];
}
