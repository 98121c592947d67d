// Packets on the overlay: a token runs along its edge at the order of virtual times; a drop leaves a cross. The bar below
// pauses, steps and sets the speed; a token or a line of the list shows the packet's headers.

import { gettext } from "../models/language.js";
import { journeysOf, packetCount, Player, SPEEDS, wayOf } from "../models/packets.js";
import { headersOf } from "./headers.js";
import { stillness } from "./palette.js";
import { make } from "./element.js";
import { whyOf } from "./why.js";

const MOST_LISTED = 60;

export class Tokens {
  #lab;
  #overlay;
  #drawing;
  #standIn;
  #labelOf;
  #player = new Player();
  #busy = false;
  #resting = []; // {node, x, y}: tokens that stand while the player is paused
  #drops = []; // {node, x, y} in the drawing's coordinates
  #open = null; // the packet whose headers are shown

  /** `standIn(id)` is what is drawn for an interface, `labelOf(id)` its name. `bar` is the node to be put under the drawing. */
  constructor(lab, overlay, drawing, standIn, labelOf) {
    this.#lab = lab;
    this.#overlay = overlay;
    this.#drawing = drawing;
    this.#standIn = standIn;
    this.#labelOf = labelOf;
    drawing.cy.on("viewport", () => this.#settle());
    this.bar = this.#makeBar();
  }

  /** Shows packets; with reduced motion only their drops and the list. Those before `since` have landed. */
  play(packets, since = 0) {
    this.#player.add(packets);
    for (const hop of this.#player.skip(since)) this.#lose(hop);
    this.#tell();
    this.#run();
  }

  /** A new command: packets and crosses of the last one go. */
  clear() {
    for (const { node } of [...this.#drops, ...this.#resting]) node.remove();
    this.#drops = [];
    this.#resting = [];
    this.#player.begin();
    this.#open = null;
    this.headers.hidden = true;
    this.#tell();
  }

  #makeBar() {
    const button = (label, text, onclick) => make("button.tool", { type: "button", "aria-label": label, onclick }, text);
    this.pause = button(gettext("Pause"), "❚❚", () => this.#toggle());
    const speed = make("select", { "aria-label": gettext("Speed of packets"), onchange: ({ target }) => (this.#player.speed = Number(target.value)) },
      ...SPEEDS.map((value) => make("option", { value: String(value), selected: value === 1 }, `×${value}`)));
    this.count = make("summary", {}, gettext("packets"));
    this.list = make("ol.packet-list", {});
    this.details = make("details.packets", {}, this.count, this.list);
    this.details.addEventListener("toggle", () => this.#tell());
    this.headers = make("div.packet-headers", { hidden: true, "aria-live": "polite" });
    const buttons = make("div.packet-buttons", {},
      button(gettext("First hop"), "|‹", () => this.#rewind()), button(gettext("Hop before"), "‹", () => this.#back()), this.pause, button(gettext("Next hop"), "›", () => this.#step()), speed);
    return make("section.packet-bar", { hidden: true, "aria-label": gettext("Packets") }, make("div.packet-row", {}, this.details, buttons), this.headers);
  }

  #toggle() {
    this.#player.paused = !this.#player.paused;
    if (!this.#player.paused && !this.#player.waiting) this.#player.rewind();
    this.#dressPause();
    if (!this.#player.paused) this.#rest([]);
    this.#run();
  }

  #dressPause() {
    const { paused } = this.#player;
    this.pause.textContent = paused ? "▶" : "❚❚";
    this.pause.setAttribute("aria-label", paused ? gettext("Play") : gettext("Pause"));
  }

  #hold() {
    this.#player.paused = true;
    this.#dressPause();
  }

  #step() {
    this.#hold();
    const hops = this.#player.next();
    if (hops) this.#rest(hops);
  }

  #back() {
    this.#hold();
    const hops = this.#player.back();
    if (hops) this.#rest(hops);
  }

  #rewind() {
    this.#player.rewind();
    this.#step();
  }

  /** Tokens stand at the middle of their hops, to be read and clicked. */
  #rest(hops) {
    for (const { node } of this.#resting) node.remove();
    this.#resting = [];
    for (const hop of hops) {
      const way = this.#way(hop);
      if (!way) continue;
      const node = this.#token(hop);
      this.#resting.push({ node, x: (way.from.x + way.to.x) / 2, y: (way.from.y + way.to.y) / 2 });
      this.#overlay.append(node);
      if (hop.fate === "dropped") this.#drop(hop, way.to);
    }
    this.#settle();
    if (hops.length) this.#inspect(hops[0]);
  }

  #run() {
    if (this.#busy || this.#player.paused) return;
    const { duration } = this.#player;
    const hops = this.#player.next();
    if (!hops) return;
    this.#busy = true;
    for (const hop of hops) this.#fly(hop, stillness() ? 0 : duration);
    setTimeout(() => {
      this.#busy = false;
      this.#run();
    }, stillness() ? 0 : duration);
  }

  #way(hop) {
    const from = this.#drawing.places.get(this.#standIn(hop.source));
    const to = this.#drawing.places.get(this.#standIn(hop.target)) ?? from;
    return from ? { from: level(to, from), to: level(from, to), still: to === from } : null;
  }

  /** A hop that ended before anybody looked: its cross alone. */
  #lose(hop) {
    const way = this.#way(hop);
    if (way) this.#drop(hop, way.to);
  }

  #token(hop) {
    return make("button.token", { type: "button", tabindex: "-1", onclick: () => this.#caught(hop) }, hop.label);
  }

  #fly(hop, duration) {
    const way = this.#way(hop);
    if (!way) return;
    if (duration && !way.still) {
      const node = this.#token(hop);
      this.#overlay.append(node);
      node.style.opacity = "0";
      const frames = [way.from, way.to].map((point) => ({ transform: this.#transform(point), opacity: 1 }));
      const movement = node.animate(frames, { duration, easing: "linear" });
      movement.onfinish = movement.oncancel = () => node.remove();
    }
    if (hop.fate === "dropped") setTimeout(() => this.#drop(hop, way.to), duration);
  }

  /** A token was clicked in flight: everything stands, and its headers are shown. */
  #caught(hop) {
    this.#hold();
    this.#rest([hop]);
  }

  #drop(hop, point) {
    const same = this.#drops.find((drop) => drop.why === hop.why && drop.x === point.x && drop.y === point.y);
    if (same) return;
    const node = make("span.drop", { "aria-hidden": "true" }, make("span.drop-why", {}, hop.why ?? gettext("dropped")));
    this.#drops.push({ node, why: hop.why, ...point });
    this.#overlay.append(node);
    this.#settle();
  }

  /** The list and its title, when somebody looks. */
  #tell() {
    const journeys = journeysOf(this.#player.hops);
    const lost = journeys.filter(({ fate }) => fate === "dropped").length;
    this.bar.hidden = !journeys.length;
    this.count.textContent = packetCount(journeys.length, lost);
    if (!this.details.open) return;
    this.list.replaceChildren(...journeys.slice(-MOST_LISTED).map((journey) => {
      const words = [wayOf(journey, this.#labelOf), journey.why ? gettext("lost: {why}", journey) : null].filter(Boolean).join("; ");
      const button = make("button.packet", { type: "button", "data-fate": journey.fate, onclick: () => this.#caught(journey.hops.at(-1)) },
        make("b", {}, journey.label), make("span", {}, words));
      return make("li", {}, button);
    }));
  }

  #inspect(hop) {
    this.#open = hop;
    this.headers.hidden = false;
    const title = `${hop.label}: ${hop.detail}`;
    const close = make("button.tool", { type: "button", onclick: () => this.#closeHeaders() }, gettext("Close"));
    const lost = hop.fate === "dropped" ? [make("p.check", { "data-granted": "false" }, gettext("lost: {why}", { why: hop.why })), whyOf(this.#lab, { lost: hop.why })] : [];
    this.headers.replaceChildren(make("header", {}, make("h3", {}, title), close), ...lost, headersOf(hop.headers));
  }

  #closeHeaders() {
    this.headers.hidden = true;
    this.#rest([]);
    this.pause.focus();
  }

  #settle() {
    for (const one of [...this.#drops, ...this.#resting]) one.node.style.transform = this.#transform(one);
    const { cy } = this.#drawing;
    const middle = cy.width() / 2;
    for (const { node, x } of this.#drops) node.toggleAttribute("data-right", x * cy.zoom() + cy.pan().x > middle);
  }

  #transform({ x, y }) {
    const { cy } = this.#drawing;
    return `translate(${x * cy.zoom() + cy.pan().x}px, ${y * cy.zoom() + cy.pan().y}px) translate(-50%, -50%)`;
  }
}

/** The point of `to` that is level with `from`: bars are met where the wire meets them. */
function level(from, to) {
  const reach = to.h / 2;
  return { x: to.x, y: to.h > to.w ? Math.max(to.y - reach, Math.min(to.y + reach, from.y)) : to.y };
}
