// @ts-check
/** A letter as a message that mail programs open as a draft (RFC 5322, MIME). */
import { bodyOf, listOf } from "./plain.js";
/** @import { Letter } from "./types.js" */

/** Quoted-printable text never holds this. */
const BOUNDARY = "=_letter";

const encoder = new TextEncoder();

/**
 * The message. Without an address of the sender's it has no `From`, which a mail program fills in when it sends.
 *
 * @param {Letter} letter
 * @param {{ reply: string, today: string }} sender
 */
export function eml(letter, { reply, today }) {
  const from = /^[\w.%+-]+@[\w-]+(?:\.[\w-]+)+$/.exec(reply)?.[0];
  const lines = [
    // Outlook and others open what is marked so as unsent, for editing.
    "X-Unsent: 1",
    ...(from ? [`From: ${from}`] : []),
    ...(letter.to ? [`To: ${letter.to}`] : []),
    `Date: ${new Date(`${today}T00:00:00Z`).toUTCString().replace("GMT", "+0000")}`,
    `Subject: ${header(letter.subject)}`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    quotedPrintable(bodyOf(letter)),
    `--${BOUNDARY}`,
    'Content-Type: text/plain; charset=utf-8; name="photos.txt"',
    "Content-Transfer-Encoding: quoted-printable",
    'Content-Disposition: attachment; filename="photos.txt"',
    "",
    quotedPrintable(listOf(letter)),
    `--${BOUNDARY}--`,
    "",
  ];
  return lines.join("\r\n");
}

/**
 * A header's text: as it is where that is allowed, else in encoded words (RFC 2047), each short enough for a line.
 *
 * @param {string} text
 */
function header(text) {
  if (/^[ -~]{1,60}$/.test(text) && !text.includes("=?")) return text;
  /** @type {string[]} */
  const words = [""];
  for (const character of text) {
    const word = words.at(-1) + character;
    if (encoder.encode(word).length <= 39) words[words.length - 1] = word;
    else words.push(character);
  }
  return words.map((word) => `=?utf-8?B?${base64(word)}?=`).join("\r\n ");
}

/** @param {string} text */
function base64(text) {
  return btoa(String.fromCharCode(...encoder.encode(text)));
}

/**
 * RFC 2045, section 6.7: lines of at most 76 characters of ASCII.
 *
 * @param {string} text
 */
function quotedPrintable(text) {
  return text.split("\n").map(quotedLine).join("\r\n");
}

/** @param {string} line */
function quotedLine(line) {
  const bytes = [...encoder.encode(line)];
  /** @type {string[]} */
  const lines = [""];
  bytes.forEach((byte, at) => {
    const isLast = at === bytes.length - 1;
    const isPlain = (byte > 32 && byte < 127 && byte !== 61) || (byte === 32 && !isLast);
    const written = isPlain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    const longer = lines.at(-1) + written;
    if (longer.length <= 75) lines[lines.length - 1] = longer;
    else lines.push(written);
  });
  return lines.join("=\r\n");
}
