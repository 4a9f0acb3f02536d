// @ts-check
/**
 * The second wave of modules: what neither asking nor a verdict needs. `main.js` loads it once, for everybody and in
 * the same moment of the page's life; views reach what is here through `state.later`.
 */
export { bulkRegion, readLines } from "./bulk.js";
export { detailsRegion } from "./details.js";
export { downloadAll } from "./everything.js";
export { helpView } from "./help.js";
export { hostView } from "./host.js";
export { nextView } from "./next/next.js";
export { offlineRegion } from "./offline.js";
export { askOwner } from "./owner.js";
export { receiptView } from "./receipt.js";
export { severalOffer } from "./several.js";
