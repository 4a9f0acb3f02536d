// @ts-check
/** Tables as comma-separated values (RFC 4180), safe to open in a spreadsheet. */

/** Told by it, Excel reads UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * @param {readonly (readonly (string | number | null | undefined)[])[]} rows
 */
export function csv(rows) {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/**
 * A spreadsheet would run a cell that begins like a formula; behind an apostrophe it is text. Names in it are other
 * people's input.
 *
 * @param {string | number | null | undefined} value
 */
function cell(value) {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value !== "number" ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
