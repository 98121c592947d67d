// The past of one lab: records what the machine says, shows any moment of it, and goes on from one.
//
// While a moment of the past is shown, what the machine says is recorded and not shown. What belongs to the moment is
// sent on the lab's bus like what the machine says (`graph`, `command`, `trace`, `goals`), so that who shows it need not
// know; terminals, and whoever wants to know, hear `moment`: {index, last, at, line, live, screens}.

import { Branches, begins, cut } from "../models/branches.js";
import { gettext } from "../models/language.js";
import { told } from "../models/moment.js";
import { keep, recallObject } from "../models/store.js";
import { Timeline, commandIn } from "../models/timeline.js";

const ASK_MS = 60; // between two parts of the past that are asked for
const BUSY_MS = 500; // while there is something else to do
const UNTOLD = new Set(["recall", "type"]); // it cannot be told, or the machine is of an engine that does not know how
const HELD = new Set(["screen", "output", "command", "graph", "packets", "trace", "goals"]);

export class History {
  timeline = new Timeline();
  moment = null; // the frame that is shown, or null for now
  #lab;
  #past = null; // frames that the machine told again so far, while it does
  #asking = null; // a timer

  constructor(lab, name) {
    this.#lab = lab;
    this.name = name;
    this.branches = new Branches(recallObject(`branches.${name}`) ?? []);
  }

  /** Takes in what the machine said; whether it may be shown now. */
  hear(message) {
    if (message.type === "failed" && message.where === "undo") this.branches.redo();
    if (message.type === "recalled") this.#recalled(message);
    if (message.type === "failed" && this.#past && UNTOLD.has(message.where)) return this.#forgotten();
    const frame = this.timeline.hear(message);
    if (frame !== null) this.#lab.send("frames", { last: frame });
    if (frame === 0 && this.#lab.client.remembers) this.#recall();
    return this.moment === null || !HELD.has(message.type);
  }

  /** The machine stands where a journal led. What happened on the way it tells again, in parts, whenever nothing else is to be done. */
  #recall() {
    this.#past = [];
    this.#askSoon();
  }

  #askSoon(ms = ASK_MS) {
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => {
      if (!this.#past) return;
      if (this.#lab.client.settled) this.#lab.client.say({ type: "recall" });
      else this.#askSoon(BUSY_MS);
    }, ms);
  }

  #recalled({ frames, done }) {
    if (!this.#past) return;
    this.#past.push(...frames.map((frame) => frame.map((text) => JSON.parse(text))));
    if (!done) {
      this.#askSoon();
      return;
    }
    const last = this.#past.length;
    const added = this.timeline.precede(this.#past);
    this.#past = null;
    this.#lab.send("frames", { last: this.last });
    if (this.moment !== null) {
      this.moment += added;
      this.#tell(this.moment, null);
    } else if (this.timeline.commandAt(this.last) < last) this.#again();
  }

  /** For whoever came late: everything that belongs to the moment that is shown. */
  anew() {
    if (this.last < 0) return;
    for (const message of told(this.timeline, this.moment ?? this.last, Infinity)) this.#lab.send(message.type, message);
    this.#lab.send("frames", { last: this.last });
  }

  /** What the last command did, once more: its marks, its calls, and where its packets went. Terminals and goals show it already. */
  #again() {
    for (const message of told(this.timeline, this.last, Infinity)) if (message.type !== "goals") this.#lab.send(message.type, message);
  }

  /** There is no past to be had; what comes from now on is recorded. */
  #forgotten() {
    this.#past = null;
    return false;
  }

  get last() {
    return this.timeline.last;
  }

  /** Shows frame `index`; the last is now. */
  go(index) {
    const at = Math.max(0, Math.min(index, this.last));
    if (at >= this.last) this.live();
    else if (at !== this.moment) this.#show(at);
  }

  /** Back to now. */
  live() {
    if (this.moment !== null) this.#show(null);
  }

  #show(moment) {
    const since = this.#since(this.moment ?? this.last, moment);
    this.moment = moment;
    const index = moment ?? this.last;
    for (const message of told(this.timeline, index, since)) this.#lab.send(message.type, message);
    this.#tell(index, this.timeline.moment(index).screens);
  }

  /** The time at which what flies has landed already: nothing flies again now, nor when a command is followed on. */
  #since(from, to) {
    if (to === null) return Infinity;
    const follows = from < to && this.timeline.commandAt(from) === this.timeline.commandAt(to);
    return follows ? this.timeline.frames[from].at : 0;
  }

  #tell(index, screens) {
    const live = this.moment === null;
    this.#lab.pacer.held = !live;
    this.#lab.send("moment", { index, last: this.last, at: this.timeline.frames[index]?.at ?? 0, line: this.lineAt(index), live, screens });
  }

  /** The command line that was run last at a frame. */
  lineAt(index) {
    const frame = this.timeline.frames[this.timeline.commandAt(index)];
    return frame ? commandIn(frame) : null;
  }

  /** Takes the last command line back; `redo` brings it again. */
  undo() {
    this.live();
    this.#lab.save((journal) => this.#note(() => this.branches.undo(this.#entry(journal))));
    this.#lab.client.say({ type: "undo" });
    if (this.#past) this.#recall(); // another past
    this.#lab.save();
  }

  redo() {
    this.live();
    const entry = this.branches.redo();
    if (entry) this.#note(() => this.#load(entry.journal, entry.timeline));
  }

  /** Throws everything away; it is kept as a branch. */
  reset() {
    this.live();
    this.#lab.save((journal) => this.#note(() => this.branches.keep(this.#entry(journal))));
    this.#lab.client.say({ type: "reset" });
    if (this.#past) this.#recall(); // another past
    this.#lab.save();
  }

  /** Goes on from the moment that is shown; what was done since is kept as a branch. */
  goOn() {
    if (this.moment === null) return;
    const frame = this.timeline.frames[this.moment];
    const before = this.timeline.upTo(this.moment);
    this.#lab.save((journal) => this.#note(() => {
      this.branches.keep(this.#entry(journal));
      this.#load(cut(journal, frame), before);
    }));
  }

  /** Goes to a branch; the work here is kept as another. */
  open(id) {
    const entry = this.branches.take(id);
    if (!entry) return;
    this.#lab.save((journal) => this.#note(() => {
      this.branches.keep(this.#entry(journal));
      this.#load(entry.journal, entry.timeline);
    }));
  }

  /** Work that another tab or device did meanwhile: a branch, unless it is done here too. `then` is called when it is one. */
  found(journal, where = gettext("from another tab"), then = () => {}) {
    this.#lab.save((own) => {
      if (begins(journal, own)) return;
      this.#note(() => this.branches.keep({ journal, line: where, at: journal.end }));
      then();
    });
  }

  forget(id) {
    this.#note(() => this.branches.take(id));
  }

  /** Something was done at the machine: what was undone is a branch from now on. */
  done() {
    if (this.branches.undone.length) this.#note(() => this.branches.done());
  }

  #load(journal, timeline = new Timeline()) {
    this.moment = null;
    this.timeline = timeline;
    this.#past = null;
    this.#lab.client.load(journal);
    this.#tell(this.last, null);
    this.#lab.save();
  }

  #entry(journal) {
    return { journal, line: this.lineAt(this.last), at: journal.end, timeline: this.timeline.upTo(this.last) };
  }

  #note(change) {
    change();
    keep(`branches.${this.name}`, JSON.stringify(this.branches.dump()));
    this.#lab.send("branches", this.branches);
  }
}
