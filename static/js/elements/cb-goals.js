// <cb-goals>: the goals tick as they hold; the first that fails says why, and hints one at a time.

import { hintsShown, progress, spoken } from "../models/goals.js";
import { ladderWords, rungsOf } from "../models/ladder.js";
import { gettext } from "../models/language.js";
import { labOf, make } from "../views/element.js";

class Goals extends HTMLElement {
  #goals = null;
  #asked = new Map(); // goal id -> hints shown

  connectedCallback() {
    this.lab = labOf(this);
    this.items = new Map([...this.querySelectorAll(".goal")].map((item) => [item.dataset.goal, item]));
    this.meter = this.querySelector(".goals-meter");
    this.meter.append(...[...this.items].map(() => make("i")));
    this.lab.on("goals", (message) => this.#show(message));
    this.lab.on("command", () => this.#goals && this.#show({ goals: this.#goals }));
  }

  #show({ goals }) {
    const now = progress(this.#goals, goals);
    const words = this.#goals && spoken(now);
    this.#goals = goals;
    for (const goal of goals) this.#goal(goal, goal === now.first);
    [...this.meter.children].forEach((mark, index) => mark.toggleAttribute("data-holds", Boolean(goals[index]?.holds)));
    this.querySelector(".goals-count").textContent = gettext("{held} of {total}", now);
    if (words) this.querySelector("[data-live]").textContent = words;
    if (now.first) this.#reveal(this.items.get(now.first.id));
  }

  /** Scrolls the goals, and only them, to the one that is next. */
  #reveal(item) {
    if (!item || item === this.next) return;
    this.next = item;
    this.scrollTop = Math.max(0, item.offsetTop - this.clientHeight / 3);
  }

  #goal(goal, first) {
    const item = this.items.get(goal.id);
    if (!item) return;
    item.toggleAttribute("data-holds", goal.holds);
    item.toggleAttribute("data-first", first);
    const diagnosis = this.lab.tried ? goal.diagnosis : null;
    item.toggleAttribute("data-broken", first && Boolean(diagnosis));
    item.querySelector(".goal-state").textContent = goal.holds ? gettext(", reached") : gettext(", not reached yet");
    const wanted = first ? JSON.stringify([diagnosis, goal.misconception, goal.hint, this.#asked.get(goal.id)]) : "";
    if (item.dataset.shown === wanted) return;
    item.dataset.shown = wanted;
    item.querySelectorAll(".goal-why, .goal-hints").forEach((part) => part.remove());
    if (first) item.append(...this.#help(goal, diagnosis));
  }

  #help(goal, diagnosis) {
    const parts = [];
    if (diagnosis) parts.push(make("p.goal-why", {}, make("span.goal-layer", {}, diagnosis.layer), diagnosis.sentence), ladder(diagnosis.layer));
    if (goal.misconception) parts.push(make("p.goal-why.goal-belief", {}, goal.misconception));
    const { shown, more } = hintsShown(goal.hint, this.#asked.get(goal.id) ?? 0);
    const hints = shown.map((text) => make("p.goal-hint", {}, text));
    const label = shown.length ? gettext("Another hint") : gettext("Give me a hint");
    const button = more && make("button.tool", { type: "button", onclick: () => this.#ask(goal) }, label);
    if (hints.length || button) parts.push(make("div.goal-hints", {}, ...hints, button || null));
    return parts.filter(Boolean);
  }

  #ask(goal) {
    this.#asked.set(goal.id, (this.#asked.get(goal.id) ?? 0) + 1);
    this.#goal(goal, true);
    const item = this.items.get(goal.id);
    (item.querySelector(".goal-hints button") ?? this.lab).focus?.();
    this.querySelector("[data-live]").textContent = [...item.querySelectorAll(".goal-hint")].at(-1)?.textContent ?? "";
  }
}

/** The layers up to the first broken one. */
function ladder(layer) {
  const rungs = rungsOf(layer);
  if (!rungs.length) return null;
  const marks = rungs.map(({ layer: name, state }) => make("i", { "data-rung": state, title: name }, state === "broken" ? name : ""));
  return make("p.goal-why.ladder", { role: "img", "aria-label": ladderWords(layer) }, ...marks);
}

customElements.define("cb-goals", Goals);
