// @ts-check
/**
 * Whether `current.bin` is signed with a key that is known beforehand (docs/FORMAT.md, 9.1). Loaded only by a page that
 * knows one.
 */

import { doubts } from "./browser.js";

/** Where it is, below a site's address. */
const CURRENT = "hushset/current.bin";

/** Where its parts begin, in bytes. The signature is over what comes before its length. */
const LENGTH = 48;
const SIGNATURE = 49;
const SIGNATURE_LENGTH = 74;
const KEY_LENGTH = 42;
/** Within a signature and a public key: the name of the algorithm, the key's id, and the rest. */
const ID = 2;
const REST = 10;

/** @import { Opened } from "../types.js" */
/**
 * Says why a file is not believed, as the result of the lookup that asked for it.
 *
 * @typedef {(file: Uint8Array<ArrayBuffer>) => Promise<Opened<never> | undefined>} Doubt
 */

/**
 * Lets nothing be believed of a site from now on that is not signed with a key.
 *
 * @param {string} site its address
 * @param {string} text the key as minisign writes it, in one line
 * @returns {Promise<"checked" | "unchecked">} whether this browser can verify signatures. If not, only whose signature it
 *   claims to be is looked at.
 * @throws if it is no key
 */
export async function trust(site, text) {
  const key = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (key.length !== KEY_LENGTH) throw new Error("no public key");
  const verify = await verifier(key.slice(REST));

  /** @type {Doubt} */
  async function doubt(file) {
    const signature = file.slice(SIGNATURE);
    if (file.length === SIGNATURE) return doubted("unsigned", file);
    // No such file can be read; the core says what is wrong with it.
    if (signature.length !== SIGNATURE_LENGTH) return undefined;
    if (!isEqual(signature.slice(ID, REST), key.slice(ID, REST))) return doubted("other-key", file);
    const isKnown = isEqual(signature.slice(0, ID), key.slice(0, ID));
    const isGood = isKnown && (await verify?.(signature.slice(REST), file.slice(0, LENGTH))) !== false;
    return isGood ? undefined : doubted("forged", file);
  }
  doubts.set(`${site}${CURRENT}`, doubt);
  return verify ? "checked" : "unchecked";
}

/**
 * @param {"unsigned" | "other-key" | "forged"} why
 * @param {Uint8Array} file
 * @returns {Opened<never>}
 */
function doubted(why, file) {
  const requests = [{ path: CURRENT, subject: /** @type {const} */ ("current"), bytes: file.length }];
  return { unavailable: { reason: "doubted", doubt: why }, requests };
}

/**
 * Ed25519 by the browser, if it has it: not every browser does, and none at an address without encryption.
 *
 * @param {Uint8Array<ArrayBuffer>} publicKey
 */
async function verifier(publicKey) {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return (/** @type {BufferSource} */ signature, /** @type {BufferSource} */ signed) =>
      crypto.subtle.verify("Ed25519", key, signature, signed);
  } catch {
    return undefined;
  }
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
function isEqual(a, b) {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
