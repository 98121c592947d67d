// The time line: what the machine said, frame by frame, in the order it came. Going back replays nothing: a moment is
// made of recorded frames, from the nearest keyframe on.
//
// A frame is all messages up to one `clock`: {at, inputs, messages}; `inputs` counts the journal's inputs by then.
// A moment is what is seen after a frame: {screens, graphs, goals, trace}.

import { applied, copied, nothing } from "./moment.js";

export const KEY_EVERY = 64; // frames between two keyframes
const MOST_FRAMES = 20_000;
const DROPPED = 5_000; // frames at once, when there are too many
const LATELY = 3; // moments that are kept: who steps along asks for the one before again
const SEEN = new Set(["screen", "output", "command", "graph", "packets", "trace", "goals"]);

export class Timeline {
  frames = [];
  #base = nothing(); // the moment before the first frame
  #keys = []; // moments after frame KEY_EVERY - 1, 2 * KEY_EVERY - 1, ...
  #pending = [];
  #lately = new Map(); // frame -> its moment

  /** Takes a message in; the number of the frame that it ends, or null. */
  hear(message) {
    if (SEEN.has(message.type)) this.#pending.push(message);
    if (message.type !== "clock" || !this.#pending.length) return null;
    const messages = this.#pending;
    this.#pending = [];
    if (messages.some(({ type, tty }) => type === "screen" && tty === 0)) this.#anew(message);
    return this.#push({ at: message.time, inputs: message.inputs ?? null, messages });
  }

  /** The frames that led to the first, which only said how things stood. They were made by the same machine. */
  precede(past) {
    const later = this.frames.slice(1);
    this.frames = [];
    this.#keys = [];
    this.#lately.clear();
    for (const messages of past) {
      const { time, inputs } = messages.at(-1);
      const seen = messages.filter(({ type }) => SEEN.has(type));
      if (seen.length) this.#push({ at: time, inputs: inputs ?? null, messages: seen });
    }
    const added = this.frames.length - 1;
    for (const frame of later) this.#push(frame);
    return added;
  }

  /** Everything is told anew: after undo or a jump, what came later than the machine now stands is of another branch. */
  #anew({ time, inputs }) {
    const later = this.frames.findIndex((frame) => frame.at > time || (inputs ?? Infinity) < (frame.inputs ?? 0));
    if (later >= 0) this.#cut(later);
  }

  #cut(length) {
    this.frames.length = length;
    this.#keys.length = Math.floor(length / KEY_EVERY);
    this.#lately.clear();
  }

  #push(frame) {
    if (this.frames.length >= MOST_FRAMES) this.#drop();
    this.frames.push(frame);
    if (this.frames.length % KEY_EVERY === 0) this.#keys.push(this.#made(this.frames.length - 1, this.#keys.length));
    return this.frames.length - 1;
  }

  /** The oldest frames go; a whole number of keyframes, so that the others keep their places. */
  #drop() {
    const keys = Math.floor(DROPPED / KEY_EVERY);
    this.#base = this.#keys[keys - 1];
    this.#keys.splice(0, keys);
    this.frames.splice(0, keys * KEY_EVERY);
    this.#lately.clear();
  }

  /** What is seen after frame `index`; -1 is before the first. Who asks has a copy. */
  moment(index) {
    const moment = this.#lately.get(index) ?? this.#made(index, Math.floor((index + 1) / KEY_EVERY));
    this.#lately.delete(index);
    this.#lately.set(index, moment);
    if (this.#lately.size > LATELY) this.#lately.delete(this.#lately.keys().next().value);
    return copied(moment);
  }

  /** From the keyframe before, or from a moment that was made lately and is nearer. */
  #made(index, key) {
    const near = Math.max(key * KEY_EVERY - 1, ...[...this.#lately.keys()].filter((at) => at < index));
    const moment = copied(this.#lately.get(near) ?? (key > 0 ? this.#keys[key - 1] : this.#base));
    for (let at = near + 1; at <= index; at += 1) applied(moment, this.frames[at]);
    return moment;
  }

  get last() {
    return this.frames.length - 1;
  }

  /** Another time line with the frames up to and with `index`. */
  upTo(index) {
    const other = new Timeline();
    other.frames = this.frames.slice(0, index + 1);
    other.#base = this.#base;
    other.#keys = this.#keys.slice(0, Math.floor((index + 1) / KEY_EVERY));
    return other;
  }

  /** The frame with the last command line at or before `index`, or -1. */
  commandAt(index) {
    for (let at = Math.min(index, this.last); at >= 0; at -= 1) if (commandIn(this.frames[at]) !== undefined) return at;
    return -1;
  }

  /** The last frame of what a command (or the start, -1) did, before anything more was typed. */
  #end(command) {
    const from = Math.max(0, command);
    const typed = this.frames.findIndex(({ inputs }, at) => at > from && inputs !== this.frames[from].inputs);
    const next = this.frames.findIndex((frame, at) => at > from && commandIn(frame) !== undefined);
    return Math.min(...[typed, next].map((at) => (at < 0 ? this.last : at - 1)));
  }

  /** Where a step by command leads: back to where the one before ended, on to where the next one ends. */
  step(index, by) {
    const command = this.commandAt(index);
    if (by > 0) {
      const next = this.frames.findIndex((frame, at) => at > index && commandIn(frame) !== undefined);
      return next < 0 ? this.last : this.#end(next);
    }
    const end = this.#end(command);
    if (index > end) return end; // something is being typed
    return command < 0 ? 0 : this.#end(this.commandAt(command - 1));
  }

  /** The last frame at or before a virtual time. */
  atTime(us) {
    const later = this.frames.findIndex(({ at }) => at > us);
    return later < 0 ? this.last : Math.max(0, later - 1);
  }
}

/** The command line that a frame holds, or undefined. */
export function commandIn({ messages }) {
  return messages.findLast(({ type }) => type === "command")?.line;
}
