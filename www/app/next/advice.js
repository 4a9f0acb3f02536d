// @ts-check
/**
 * What the makers of datasets say that they honour, and what is not known. Each statement is attributed and has its
 * source; nothing is added to what the sources say.
 */
import { h, name } from "../dom.js";
import { link } from "../link.js";
import { say } from "../words.js";
/** @import { Children } from "../dom.js" */

const FFHQ = {
  address: "researchinquiries@nvidia.com",
  page: "github.com/NVlabs/ffhq-dataset",
  search: "nvlabs.github.io/ffhq-dataset/search/",
};
const FDF = { address: "hakon.hukkelas@ntnu.no", page: "github.com/hukkelas/FDF" };
const IBM = {
  reported: "clark.com/protect-your-identity/ibm-facial-recognition-database/",
  asked: "cubicgarden.com/tag/creative-commons",
  deleted: "cubicgarden.com/category/culture-and-politics/page/23",
  notice: "www.research.ibm.com/artificial-intelligence/trusted-ai/diversity-in-faces/documents/privacy-notice.html",
};

/** What can be set on Flickr, whom to tell then, and how far that reaches. */
export function flickrAdvice() {
  const tag = h("code", {}, "no_cv");
  const search = link(`https://${FFHQ.search}`, name(FFHQ.search));
  return fold(
    say("next.flickr"),
    h("p", {}, say("next.flickr.signals")),
    h(
      "ul",
      {},
      h("li", {}, say("next.flickr.tag", { tag })),
      h("li", {}, say("next.flickr.licence")),
      h("li", {}, say("next.flickr.private")),
      h("li", {}, say("next.flickr.delete")),
    ),
    h("p", {}, say("next.flickr.write")),
    h(
      "ul",
      {},
      h("li", {}, say("next.flickr.ffhq", { address: FFHQ.address, search, source: source(FFHQ.page) })),
      h("li", {}, say("next.flickr.fdf", { address: FDF.address, source: source(FDF.page) })),
    ),
    h("p", {}, say("next.flickr.limits")),
  );
}

/** How IBM went about it, and what nobody outside knows. */
export function ibmAdvice() {
  return fold(
    say("next.ibm"),
    h("p", {}, say("next.ibm.reported", { source: source(IBM.reported) })),
    h("p", {}, say("next.ibm.held", { source: source(IBM.asked) })),
    h("p", {}, say("next.ibm.practice", { first: source(IBM.asked), second: source(IBM.deleted) })),
    h("p", {}, say("next.ibm.access", { source: source(IBM.notice) })),
    h("p", {}, say("next.ibm.unknown")),
    h("p", { class: "note" }, say("next.ibm.read")),
  );
}

/**
 * @param {Children} heading
 * @param {Children[]} text
 */
function fold(heading, ...text) {
  return h("details", { class: "advice" }, h("summary", {}, h("h3", {}, heading)), text);
}

/** @param {string} page an address without its https:// */
function source(page) {
  const [site = page] = page.split("/");
  return h("cite", { class: "source" }, say("next.source", { source: link(`https://${page}`, name(site)) }));
}
