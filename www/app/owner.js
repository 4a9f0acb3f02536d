// @ts-check
/** @import { OwnerId, Page } from "./types.js" */

/**
 * Asks about an account that details have named.
 *
 * @param {Page} page
 * @param {OwnerId} owner
 */
export function askOwner({ session, actions }, { id }) {
  const understood = session.understand(id);
  if (!understood) return;
  const questions = "question" in understood ? [understood.question] : [];
  const question = [...questions, ...understood.alternatives].find(({ scope }) => scope === "owners");
  if (question) actions.ask(question);
}
