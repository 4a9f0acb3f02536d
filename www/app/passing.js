// @ts-check
/** @import { Unavailable } from "./types.js" */

/**
 * Whether the same request may succeed a moment later. Otherwise the build may be gone, and it helps to open the
 * index anew.
 *
 * @param {Unavailable} trouble
 */
export function isPassing(trouble) {
  if (trouble.reason !== "failed") return false;
  return trouble.failure === "status" ? trouble.status === 429 || trouble.status >= 500 : trouble.failure !== "too-long";
}
