// Work that was left for another way: undone, or continued from an earlier moment. Nothing of it is lost.

export const MOST = 12;
const MOST_TEXT = 1_000_000; // characters of all journals kept

/** The journal as it stood at a frame: `{at, inputs}`; an engine that counts no inputs is asked for their times. */
export function cut(journal, { at, inputs }) {
  const count = inputs ?? journal.inputs.filter(([when]) => when <= at).length;
  return { ...journal, inputs: journal.inputs.slice(0, count), end: at, digests: journal.digests.filter(([of]) => of <= count) };
}

/** Whether all that `short` did is the beginning of what `long` did. */
export function begins(short, long) {
  if (short.inputs.length > long.inputs.length) return false;
  return short.inputs.every((input, at) => input.every((part, index) => part === long.inputs[at][index]));
}

/** Branches of one piece of work, and what undo took back. An entry: `{id, journal, line, at}`. */
export class Branches {
  list;
  undone = []; // entries, the last undone last
  #count;

  constructor(kept = []) {
    this.list = kept.filter((entry) => Array.isArray(entry?.journal?.inputs));
    this.#count = Math.max(0, ...this.list.map(({ id }) => id ?? 0));
  }

  /** A command line was taken back: `entry` is the work as it was with it. */
  undo(entry) {
    this.undone.push(entry);
  }

  /** The work with the line that was taken back last, or undefined. */
  redo() {
    return this.undone.pop();
  }

  /** Something new was done: what was undone is a branch now. True when there was something. */
  done() {
    const [longest] = this.undone;
    this.undone = [];
    if (longest) this.keep(longest);
    return Boolean(longest);
  }

  /** Keeps an entry in the list, unless it is the beginning of one; drops those that it continues. */
  keep(entry) {
    if (!entry.journal.inputs.some((input) => input[2] === "type")) return;
    if (this.list.some(({ journal }) => begins(entry.journal, journal))) return;
    this.list = this.list.filter(({ journal }) => !begins(journal, entry.journal));
    this.#count += 1;
    this.list.push({ ...entry, id: this.#count });
    while (this.list.length > MOST || this.#size() > MOST_TEXT && this.list.length > 1) this.list.shift();
  }

  #size() {
    return JSON.stringify(this.dump()).length;
  }

  /** Takes an entry out of the list. */
  take(id) {
    const entry = this.list.find((one) => one.id === id);
    this.list = this.list.filter((one) => one !== entry);
    return entry;
  }

  /** What to store: without time lines, which live as long as the page. */
  dump() {
    return this.list.map(({ id, journal, line, at }) => ({ id, journal, line, at }));
  }
}
