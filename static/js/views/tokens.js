// Packets on the overlay: a token runs along its edge at the order of virtual times; a drop leaves a cross.

import { schedule } from "../models/packets.js";
import { stillness } from "./palette.js";
import { make } from "./element.js";

export class Tokens {
  #overlay;
  #drawing;
  #drops = []; // {node, x, y} in the drawing's coordinates

  constructor(overlay, drawing) {
    this.#overlay = overlay;
    this.#drawing = drawing;
    drawing.cy.on("viewport", () => this.#settle());
  }

  /** Shows packets; with reduced motion only their drops. */
  play(packets) {
    for (const { packet, delay, duration } of schedule(packets)) {
      const from = this.#drawing.places.get(packet.source);
      const to = this.#drawing.places.get(packet.target) ?? from;
      if (!from) continue;
      const end = level(from, to);
      if (packet.fate === "dropped") this.#dropLater(packet, end, delay + duration);
      if (!stillness() && to !== from) this.#run(packet.label, level(to, from), end, delay, duration);
    }
  }

  /** A new command: the crosses of the last one go. */
  clear() {
    for (const { node } of this.#drops) node.remove();
    this.#drops = [];
  }

  #run(label, from, to, delay, duration) {
    const node = make("span.token", { "aria-hidden": "true" }, label);
    const frames = [from, to].map((point) => ({ transform: this.#transform(point), opacity: 1 }));
    this.#overlay.append(node);
    node.style.opacity = "0";
    const movement = node.animate(frames, { delay, duration, easing: "linear" });
    movement.onfinish = movement.oncancel = () => node.remove();
  }

  #dropLater(packet, point, ms) {
    setTimeout(() => {
      const same = this.#drops.find((drop) => drop.why === packet.why && drop.x === point.x && drop.y === point.y);
      if (same) return;
      const node = make("span.drop", { "aria-hidden": "true" }, make("span.drop-why", {}, packet.why ?? "dropped"));
      this.#drops.push({ node, why: packet.why, ...point });
      this.#overlay.append(node);
      this.#settle();
    }, stillness() ? 0 : ms);
  }

  #settle() {
    for (const drop of this.#drops) drop.node.style.transform = this.#transform(drop);
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
