// <cb-timeline>: the past along the bottom. Scrub, play, step by command, compare two moments, go on from one.

import { compared } from "../models/compare.js";
import { gettext } from "../models/language.js";
import { clockText } from "../models/pacer.js";
import { frameAt, marksOf, played, scale } from "../models/timeline_marks.js";
import { labOf, make } from "../views/element.js";
import { Track } from "../views/timeline_track.js";

const MOST_LINES = 200;
const NEWS_MS = 120; // what came is drawn after what it is about: graph and terminal have the next frame to themselves

class TimelineElement extends HTMLElement {
  #anchor = null; // the frame that moments are compared with
  #marks = [];
  #scale = scale([]);
  #stale = false;
  #playing = null; // {from, since}
  #news = null; // a timer

  connectedCallback() {
    this.lab = labOf(this);
    this.history = this.lab.history;
    this.slider = this.querySelector('[role="slider"]');
    this.track = new Track(this.slider);
    this.parts = Object.fromEntries([...this.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]));
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-act]")));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.slider.addEventListener("pointerdown", (event) => this.#hold(event));
    this.slider.addEventListener("pointermove", ({ clientX }) => this.#hint(clientX));
    this.lab.on("frames", () => (this.#news ??= setTimeout(() => this.#soon(), NEWS_MS)));
    this.lab.on("moment", () => this.#soon());
    this.lab.on("branches", (branches) => this.#branches(branches));
    this.lab.on("past-typed", () => this.#typed());
    new ResizeObserver(() => {
      this.track.resized();
      this.#soon();
    }).observe(this.slider);
    this.#branches(this.history.branches);
  }

  get index() {
    return this.history.moment ?? this.history.last;
  }

  /** Many frames, one drawing. */
  #soon() {
    if (this.#stale) return;
    this.#stale = true;
    requestAnimationFrame(() => {
      this.#stale = false;
      clearTimeout(this.#news);
      this.#news = null;
      this.#draw();
    });
  }

  #draw() {
    const { frames } = this.history.timeline;
    this.#scale = scale(frames);
    this.#marks = marksOf(frames);
    if (this.#anchor !== null && this.#anchor > this.history.last) this.#anchor = null;
    this.track.draw(this.#scale.places, this.#marks);
    this.track.at(Math.max(0, this.index), this.#anchor);
    this.#say();
    this.#compare();
  }

  #say() {
    const past = this.history.moment !== null;
    const line = this.history.lineAt(this.index);
    const at = clockText(this.history.timeline.frames[this.index]?.at ?? 0);
    const where = past ? at : gettext("now");
    this.toggleAttribute("data-past", past);
    this.lab.toggleAttribute("data-past", past);
    this.parts.where.textContent = where;
    this.parts.line.textContent = line ? gettext("after {line}", { line }) : gettext("before the first command");
    this.slider.setAttribute("aria-valuemax", Math.max(0, this.history.last));
    this.slider.setAttribute("aria-valuenow", Math.max(0, this.index));
    this.slider.setAttribute("aria-valuetext", [past ? at : gettext("now, {at}", { at }), line ? gettext("after {line}", { line }) : null].filter(Boolean).join(", "));
    for (const act of ["now", "continue"]) this.#button(act).disabled = !past;
    for (const act of ["back", "forward", "play", "compare"]) this.#button(act).disabled = this.history.last < 1;
  }

  #button(act) {
    return this.querySelector(`[data-act="${act}"]`);
  }

  #act(button) {
    const acts = {
      play: () => (this.#playing ? this.#stop() : this.#play()),
      back: () => this.#go(this.history.timeline.step(this.index, -1)),
      forward: () => this.#go(this.history.timeline.step(this.index, 1)),
      now: () => this.#go(this.history.last),
      continue: () => this.#goOn(),
      compare: () => this.#setAnchor(this.#anchor === null ? this.index : null),
      pin: () => button.setAttribute("aria-pressed", String(this.toggleAttribute("data-pinned"))),
      open: () => this.#open(() => this.history.open(Number(button.dataset.branch))),
      forget: () => this.history.forget(Number(button.dataset.branch)),
    };
    acts[button?.dataset.act]?.();
  }

  #go(index) {
    this.#stop();
    this.history.go(index);
  }

  #goOn() {
    this.#setAnchor(null);
    this.#open(() => this.history.goOn());
  }

  #open(go) {
    this.#stop();
    this.parts.branches.hidePopover?.();
    go();
    this.lab.send("focus-terminal");
  }

  /** Keys of the slider; Escape comes back to now from anywhere in the time line. */
  #key(event) {
    const { timeline, last } = this.history;
    const moves = {
      ArrowLeft: () => this.#go(event.shiftKey ? this.index - 1 : timeline.step(this.index, -1)),
      ArrowRight: () => this.#go(event.shiftKey ? this.index + 1 : timeline.step(this.index, 1)),
      PageUp: () => this.#go(this.index - 1),
      PageDown: () => this.#go(this.index + 1),
      Home: () => this.#go(0),
      End: () => this.#go(last),
      " ": () => this.#act(this.#button("play")),
      Enter: () => this.#act(this.#button("continue")),
    };
    const move = event.target === this.slider ? moves[event.key] : null;
    if (event.key === "Escape" && this.history.moment !== null) this.#go(last);
    else if (move) move();
    else return;
    event.preventDefault();
  }

  #hold(event) {
    this.slider.setPointerCapture(event.pointerId);
    const move = ({ clientX }) => this.#go(frameAt(this.#scale.places, this.track.position(clientX)));
    move(event);
    this.slider.addEventListener("pointermove", move);
    this.toggleAttribute("data-held", true);
    this.slider.addEventListener("lostpointercapture", () => {
      this.slider.removeEventListener("pointermove", move);
      this.toggleAttribute("data-held", false);
    }, { once: true });
  }

  #hint(clientX) {
    const at = frameAt(this.#scale.places, this.track.position(clientX));
    const mark = this.#marks.findLast(({ index }) => index <= at);
    this.slider.title = mark ? `${clockText(this.history.timeline.frames[at].at)} ${mark.text}` : "";
  }

  #play() {
    if (this.history.last < 1) return;
    const from = this.history.moment === null ? 0 : this.index;
    this.history.go(from);
    this.#playing = { from, since: performance.now() };
    this.#button("play").setAttribute("aria-pressed", "true");
    const frame = () => {
      if (!this.#playing) return;
      const index = played(this.#scale, this.#playing.from, performance.now() - this.#playing.since, Number(this.querySelector("select").value));
      if (index >= this.history.last) this.#go(index);
      else {
        if (index !== this.index) {
          this.history.go(index);
          this.#playing = { from: index, since: performance.now() };
        }
        requestAnimationFrame(frame);
      }
    };
    requestAnimationFrame(frame);
  }

  #stop() {
    this.#playing = null;
    this.#button("play").setAttribute("aria-pressed", "false");
  }

  #setAnchor(index) {
    this.#anchor = index;
    this.#button("compare").setAttribute("aria-pressed", String(index !== null));
    this.#soon();
  }

  #compare() {
    const { compare } = this.parts;
    compare.hidden = this.#anchor === null;
    if (this.#anchor === null) return;
    const [from, to] = [this.#anchor, Math.max(0, this.index)].sort((a, b) => a - b);
    const { timeline } = this.history;
    const lines = compared(timeline.moment(from), timeline.moment(to));
    const time = (index) => clockText(timeline.frames[index].at);
    const said = from === to ? gettext("Go to another moment: what differs between both is listed here.") : lines.length ? null : gettext("Nothing in the graphs differs.");
    const items = lines.slice(0, MOST_LINES).map(({ graph, sign, text }) => make("li", { "data-graph": graph }, make("span", { "aria-hidden": "true" }, sign), text));
    if (lines.length > MOST_LINES) items.push(make("li", {}, gettext("and {n} more", { n: lines.length - MOST_LINES })));
    compare.replaceChildren(make("h2", {}, gettext("From {start} to {end}", { start: time(from), end: time(to) })), said ? make("p", {}, said) : make("ul", {}, ...items));
  }

  #branches({ list }) {
    const { branches, count } = this.parts;
    count.textContent = list.length;
    this.querySelector("[popovertarget]").disabled = !list.length;
    const rows = list.toReversed().map(({ id, line, at }) => make("li", {},
      make("button.tool", { type: "button", "data-act": "open", "data-branch": id }, make("code", {}, line ?? gettext("untouched")), ` ${clockText(at)}`),
      make("button.tool", { type: "button", "data-act": "forget", "data-branch": id, "aria-label": gettext("Forget the branch that ends with {line}", { line }) }, "✕")));
    branches.replaceChildren(make("p", {}, gettext("Work that you left for another way. The work here is kept when you go to one.")), make("ul", {}, ...rows));
    if (!list.length) branches.hidePopover?.();
  }

  #typed() {
    this.removeAttribute("data-typed");
    void this.offsetWidth; // so that the glow begins anew
    this.setAttribute("data-typed", "");
    this.parts.said.className = "timeline-said";
    this.parts.said.textContent = gettext("This is the past: what you type goes nowhere. Come back to now, or continue from here.");
  }
}

customElements.define("cb-timeline", TimelineElement);
