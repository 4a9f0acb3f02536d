// @ts-check
/** Days as `YYYY-MM-DD`, as date fields give and take them. */
/** @import { Basis } from "./types.js" */

/**
 * The day it is where the reader is.
 *
 * @param {Date} now
 */
export function dayOf(now) {
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())).toISOString().slice(0, 10);
}

/**
 * Until when a letter asks for an answer: as long as its law gives, else thirty days.
 *
 * @param {Basis} basis
 * @param {string} today
 */
export function deadline(basis, today) {
  switch (basis) {
    case "gdpr":
    case "ukgdpr":
      return monthLater(today);
    case "ccpa":
      return daysLater(today, 45);
    case "bipa":
    case "plain":
      return daysLater(today, 30);
  }
}

/**
 * @param {string} day
 * @param {number} count
 */
function daysLater(day, count) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/**
 * The same day of the next month, or its last if it is shorter.
 *
 * @param {string} day
 */
function monthLater(day) {
  const date = new Date(`${day}T00:00:00Z`);
  const dayOfMonth = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + 1);
  if (date.getUTCDate() !== dayOfMonth) date.setUTCDate(0);
  return date.toISOString().slice(0, 10);
}
