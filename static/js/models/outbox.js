// The executor's messages that the room has not confirmed: numbered, said again after a broken connection, dropped when heard.

const ENOUGH_WAITING = 4;
const MOST_WAITING = 60;

export class Outbox {
  #waiting = []; // {n, kind, items}
  #n = 0;
  generation = 0;

  /** A new message; null when too many wait already. */
  add(kind, items, more = {}) {
    if (this.full) return null;
    this.#n += 1;
    const message = { type: kind, generation: this.generation, n: this.#n, items, ...more };
    this.#waiting.push(message);
    return message;
  }

  /** So much waits that more would only wait longer: better to put together what comes meanwhile. */
  get busy() {
    return this.#waiting.length >= ENOUGH_WAITING;
  }

  get full() {
    return this.#waiting.length >= MOST_WAITING;
  }

  /** The room has everything up to `n`. */
  heard(n) {
    this.#waiting = this.#waiting.filter((message) => message.n > n);
  }

  /** The room welcomed this page; returns what to say again. Another generation has heard nothing of what waits. */
  welcomed(generation, heard) {
    if (generation !== this.generation || heard > this.#n) this.restart(generation, heard);
    else this.heard(heard);
    return [...this.#waiting];
  }

  /** Forgets what waits: a snapshot will say it all. */
  restart(generation, heard) {
    this.#waiting = [];
    this.#n = heard;
    this.generation = generation;
  }
}
