// The executor's side of a room: what this page's machine shows goes to everybody as frames, and now and then whole.

import { Coalescer } from "../models/coalescer.js";
import { Whole } from "../models/whole.js";

const FRAME_MS = 50;
const KEEP_AFTER_MS = 150;
const LOOK_AFTER_MS = 300;
const SHOWN = ["opened", "screen", "output", "command", "graph", "packets", "trace", "goals", "clock"];

export class Showing {
  #lab;
  #link;
  #frames = new Coalescer();
  #whole = new Whole();
  #jump = true; // this page's machine has not been shown yet
  #looking = null;
  #keeping = null;

  constructor(lab, link) {
    this.#lab = lab;
    this.#link = link;
    for (const type of SHOWN) lab.on(type, (message) => this.#shown(message));
    // Whoever takes the machine next opens it on the journal that the room has: it must not lag behind what was shown.
    lab.on("command", () => this.#keepSoon());
    link.addEventListener("wanted", ({ detail }) => {
      this.#jump ||= Boolean(detail.fresh);
      this.#lookSoon(0);
    });
    lab.terminal?.term?.onResize?.(() => this.#lookSoon());
    new ResizeObserver(() => this.#lookSoon()).observe(document.querySelector("cb-terminal"));
    setInterval(() => this.flush(), FRAME_MS);
  }

  /** What was shown since the last time. */
  flush() {
    if (this.#frames.lost) this.#lookSoon();
    const now = performance.now();
    if (!this.#link.busy && this.#frames.due(now) && !this.#link.show("frames", this.#frames.take(now))) this.#frames.overflow();
  }

  #shown(message) {
    this.#whole.add(message);
    this.#frames.add(message);
    if (message.type === "screen") this.#lookSoon();
  }

  /** Everything, for whoever comes later; those who follow take it where frames are missing, or the machine is another one. */
  #snapshot() {
    const items = this.#frames.take(performance.now());
    if (items.length && !this.#frames.lost && !this.#jump) this.#frames.lost = !this.#link.show("frames", items);
    const jump = this.#frames.lost || this.#jump;
    if (!this.#link.show("snapshot", this.#whole.messages(), { jump })) return;
    this.#frames.lost = this.#jump = false;
  }

  /** A snapshot soon; a machine that is not up yet gives one when it is. */
  #lookSoon(ms = LOOK_AFTER_MS) {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => this.#whole.ready && this.#snapshot(), ms);
  }

  #keepSoon() {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#lab.save(), KEEP_AFTER_MS);
  }
}
