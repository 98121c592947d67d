// How often a page asks again: at once for the first nudge, then at most every few seconds, and never more than one
// question under way.

export const LEAST = 3_000; // milliseconds between two questions

export class Nudges {
  #last = -Infinity;
  #waiting = false;

  /** A nudge came; milliseconds to wait before asking, or null when a question is waiting already. */
  note(now) {
    if (this.#waiting) return null;
    this.#waiting = true;
    return Math.max(0, this.#last + LEAST - now);
  }

  /** The question was asked. */
  told(now) {
    this.#waiting = false;
    this.#last = now;
  }
}
