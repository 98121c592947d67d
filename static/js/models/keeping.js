// Which journal is the learner's latest: the one on the server or the one in this browser.
// No clock decides: a local copy that the server has not confirmed is newer, else the server's is, unless it is the
// beginning of the local one (a page that was kept for want of a network holds an old one).

import { begins } from "./branches.js";

/** Chooses between the server's journal (or null) and the local record `{journal, engine, synced, since}` (or null). */
export function latest(server, local, engine) {
  if (!local || !local.journal || local.engine !== engine) return server ?? null;
  if (!local.synced) return local.journal;
  if (!server || begins(server, local.journal)) return local.journal;
  return server;
}

/** What was said after the journal that was chosen, when the page was left before the machine gave another. */
export function saidSince(journal, local, engine) {
  const goesOn = local?.engine === engine && (local.journal ?? null) === journal;
  return goesOn ? local.since ?? [] : [];
}

/** What this browser holds and nobody else: a confirmed copy that the server's work neither begins with nor is the beginning of. */
export function leftBehind(journal, local, engine) {
  const other = local?.engine === engine ? local?.journal : null;
  return other && journal && !begins(other, journal) && !begins(journal, other) ? other : null;
}

/** Save state: knows whether a save is wanted, under way, or failed; the caller does the sending. */
export class Keeper {
  journal = null;
  mark = null; // the server's tag of what this work goes on from
  #sending = null;
  #sent = null;
  failures = 0;

  /** A new journal came; true when it differs from what the server holds. */
  note(journal) {
    this.journal = journal;
    return this.pending;
  }

  get pending() {
    return this.journal !== null && JSON.stringify(this.journal) !== this.#sent;
  }

  /** The text to send now, or null when there is nothing to send or a send is under way. */
  take() {
    if (this.#sending !== null || !this.pending) return null;
    this.#sending = JSON.stringify(this.journal);
    return this.#sending;
  }

  /** The send ended; returns milliseconds to wait before the next try, or null when all is kept. */
  ended(ok) {
    const text = this.#sending;
    this.#sending = null;
    if (ok) {
      this.#sent = text;
      this.failures = 0;
      return this.pending ? 0 : null;
    }
    this.failures += 1;
    return Math.min(60_000, 1_000 * 2 ** Math.min(this.failures, 6));
  }
}
