// What a follower has seen, so that they may step back on their own: the snapshot that they came in on, and every frame since.
// A place is a number of frames; a step goes from command to command.

const MOST_CHARACTERS = 12_000_000;

export class History {
  #base = []; // texts of the snapshot
  #frames = []; // {texts, command}
  #characters = 0;
  place = null; // frames shown; null: live

  /** A snapshot: what was before it can no longer be reached. */
  restart(texts) {
    this.#base = texts;
    this.#frames = [];
    this.#characters = texts.reduce((sum, text) => sum + text.length, 0);
    this.place = null;
  }

  /** The next frame; true when it is to be shown now. */
  add(texts) {
    this.#frames.push({ texts, command: texts.some((text) => text.includes('"type":"command"')) });
    this.#characters += texts.reduce((sum, text) => sum + text.length, 0);
    return this.place === null;
  }

  /** More than a browser should hold: time for another snapshot. */
  get full() {
    return this.#characters > MOST_CHARACTERS;
  }

  get live() {
    return this.place === null;
  }

  get canBack() {
    return this.#target(-1) !== null;
  }

  /** One command back (-1) or on (1); returns the texts that show the machine there, or null where there is no such place. */
  step(direction) {
    const target = this.#target(direction);
    if (target === null) return direction > 0 && !this.live ? this.toLive() : null;
    this.place = target;
    return this.#texts(target);
  }

  /** Back to what everybody sees. */
  toLive() {
    this.place = null;
    return this.#texts(this.#frames.length);
  }

  /** Places are just before a command was run, and the beginning. */
  #target(direction) {
    const here = this.place ?? this.#frames.length;
    const places = [0, ...this.#frames.flatMap(({ command }, index) => (command && index > 0 ? [index] : []))];
    const found = direction < 0 ? places.findLast((place) => place < here) : places.find((place) => place > here);
    return found === undefined || (this.#base.length === 0 && this.#frames.length === 0) ? null : found;
  }

  #texts(place) {
    return [...this.#base, ...this.#frames.slice(0, place).flatMap(({ texts }) => texts)];
  }
}
