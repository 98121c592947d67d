// Knows what the machine owes an answer to, and since when. Pure: the caller brings the clock.

export const PATIENCE_MS = 5_000; // a device that has other work answers late, and what is dropped is a learner's command
export const OPENING_PATIENCE_MS = 30_000;

export class Watchdog {
  #owed = []; // {n, message, since}
  #count = 0;
  #heard = 0;

  /** A message was sent; returns its number. */
  sent(message, now) {
    this.#count += 1;
    this.#owed.push({ n: this.#count, message, since: now });
    return this.#count;
  }

  /** The machine finished message `n` (messages are finished in order). */
  answered(n, now) {
    this.#owed = this.#owed.filter((entry) => entry.n > n);
    this.#heard = now;
  }

  /** Any sign of life that is not an answer. */
  heard(now) {
    this.#heard = now;
  }

  get owes() {
    return this.#owed.length > 0;
  }

  /** Everything unanswered, oldest first. */
  get owed() {
    return this.#owed.map(({ message }) => message);
  }

  /** True when the oldest unanswered message has waited longer than its kind may. */
  hung(now) {
    const first = this.#owed[0];
    if (!first) return false;
    const patience = first.message.type === "open" ? OPENING_PATIENCE_MS : PATIENCE_MS;
    return now - Math.max(first.since, this.#heard) > patience;
  }

  /** Everything unanswered, oldest first; forgets it. The first is what hung. */
  abandon() {
    const messages = this.owed;
    this.#owed = [];
    return messages;
  }
}
