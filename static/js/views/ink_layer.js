// The marks over one graph's drawing: an SVG that moves and scales with it, and takes a pen's strokes while it may draw.

import { anchorAt, cornerOf, drawn, smooth, thinned } from "../models/ink.js";
import { make } from "./element.js";

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export class InkLayer {
  #drawing;
  #marks = [];
  #stroke = null; // points of the stroke under way, in the graph's units
  #onStroke;

  /** `drawing` is a graph's Drawing; `onStroke(element, points)` hears of a finished stroke. */
  constructor(drawing, holder, onStroke) {
    this.#drawing = drawing;
    this.#onStroke = onStroke;
    this.sheet = svg("g", {});
    this.node = svg("svg", { class: "ink-layer", "aria-hidden": "true" }, this.sheet);
    holder.append(this.node);
    drawing.cy.on("viewport resize", () => this.#follow());
    drawing.cy.on("position add remove", () => this.paintSoon());
    this.node.addEventListener("pointerdown", (event) => this.#begin(event));
    this.node.addEventListener("pointermove", (event) => this.#go(event));
    for (const type of ["pointerup", "pointercancel"]) this.node.addEventListener(type, () => this.#end());
    this.#follow();
  }

  set armed(on) {
    this.node.toggleAttribute("data-armed", on);
  }

  show(marks) {
    this.#marks = marks;
    this.paintSoon();
  }

  paintSoon() {
    this.painting ??= requestAnimationFrame(() => {
      this.painting = null;
      this.#paint();
    });
  }

  #paint() {
    const marks = this.#marks.map((mark) => drawn(mark, this.#drawing.places)).filter(Boolean);
    const stroke = this.#stroke ? [{ path: smooth(this.#stroke) }] : [];
    const strokes = [...marks, ...stroke].filter(({ path }) => path).flatMap(({ path }) => [
      svg("path", { class: "ink-halo", d: path }), svg("path", { class: "ink-line", d: path }),
    ]);
    this.sheet.replaceChildren(...strokes);
    for (const { text, at } of marks.filter(({ text }) => text)) this.#label(text, at);
  }

  #label(text, { x, y }) {
    const words = svg("text", { class: "ink-text", x, y: y - 12, "text-anchor": "middle" }, text);
    const group = svg("g", {}, words);
    this.sheet.append(group);
    const box = words.getBBox();
    group.prepend(
      svg("path", { class: "ink-note", d: `M${x - 5} ${y - 6}h10l-5 7z` }),
      svg("rect", { class: "ink-note", x: box.x - 7, y: box.y - 3, width: box.width + 14, height: box.height + 6, rx: 4 }),
    );
  }

  #follow() {
    const { x, y } = this.#drawing.cy.pan();
    this.sheet.setAttribute("transform", `translate(${x} ${y}) scale(${this.#drawing.cy.zoom()})`);
  }

  #point({ offsetX, offsetY }) {
    const { x, y } = this.#drawing.cy.pan();
    const zoom = this.#drawing.cy.zoom();
    return { x: (offsetX - x) / zoom, y: (offsetY - y) / zoom };
  }

  #begin(event) {
    this.node.setPointerCapture(event.pointerId);
    this.#stroke = [this.#point(event)];
    event.preventDefault();
  }

  #go(event) {
    if (!this.#stroke) return;
    this.#stroke.push(...(event.getCoalescedEvents?.() ?? []).map((one) => this.#point(one)), this.#point(event));
    this.paintSoon();
  }

  #end() {
    const stroke = this.#stroke;
    this.#stroke = null;
    const anchor = stroke && anchorAt(this.#drawing.places, stroke[0]);
    if (!anchor) return;
    const corner = cornerOf(anchor.place);
    this.#onStroke(anchor.id, thinned(stroke.map(({ x, y }) => ({ x: x - corner.x, y: y - corner.y }))));
  }
}

/** The list of marks for who cannot see them. */
export function inkList(lines) {
  return lines.map((line) => make("li", {}, line));
}
