// <cb-ink>: what is pointed at and drawn on a room's graphs. Everybody sees it; who may draw has pen, arrow and label here.

import { roomOf } from "../machine/room.js";
import { Ink, inWords } from "../models/ink.js";
import { gettext } from "../models/language.js";
import { InkLayer, inkList } from "../views/ink_layer.js";

const POINT_MS = 50; // after a click, until the graph has selected
const LAYER_MS = 250; // until a graph has a drawing

class InkElement extends HTMLElement {
  #ink = new Ink();
  #layers = new Map(); // by graph element
  #pointed = new Map(); // what is selected, by graph element
  #tool = null;
  #from = null; // where an arrow begins

  connectedCallback() {
    this.lab = document.querySelector("cb-lab");
    this.pane = document.getElementById("pane-graph");
    this.link = roomOf(this.lab.config);
    this.link.addEventListener("welcome", ({ detail }) => this.#welcomed(detail));
    this.link.addEventListener("entry", ({ detail }) => this.#entry(detail));
    this.lab.on("view-shown", () => this.#show());
    this.waiting = setInterval(() => this.#lay(), LAYER_MS);
    if (this.hasAttribute("data-draws")) this.#draws();
  }

  get graphs() {
    return [...this.pane.querySelectorAll("cb-graph:not(.wanted)")];
  }

  /** A graph's drawing is fetched late, and only when it is shown first. */
  #lay() {
    for (const graph of this.graphs) {
      if (!graph.drawing || this.#layers.has(graph)) continue;
      const layer = new InkLayer(graph.drawing, graph.overlay.parentElement, (element, points) => this.#say(graph, "pen", { element, points }));
      this.#layers.set(graph, layer);
      this.#show();
    }
    if (this.#layers.size === this.graphs.length) clearInterval(this.waiting);
  }

  #welcomed({ marks, last }) {
    this.#ink.restart(marks, last);
    const point = marks.find(({ shape }) => shape === "point");
    if (point && !this.hasAttribute("data-points")) this.#point(point);
    this.#show();
  }

  #entry(entry) {
    if (this.#ink.hear(entry)) {
      if (entry.kind === "draw" && !this.hasAttribute("data-points")) this.lab.send("show-view", entry.body.graph);
      this.#show();
    }
    if (entry.kind === "point" && !this.hasAttribute("data-points")) this.#point(entry.body);
  }

  #point({ graph, element }) {
    this.#graph(graph)?.point?.(element || null);
    if (element) this.lab.send("show-view", graph);
  }

  #graph(name) {
    return this.graphs.find(({ dataset }) => dataset.graph === name);
  }

  #show() {
    for (const [graph, layer] of this.#layers) layer.show(this.#ink.of(graph.dataset.graph));
    const lines = this.graphs.flatMap((graph) => this.#ink.of(graph.dataset.graph).map((mark) => inWords(mark, (id) => nameIn(graph, id))));
    this.querySelector(".ink-words").replaceChildren(...inkList(lines));
    for (const button of this.querySelectorAll("[data-ink=undo], [data-ink=wipe]")) button.disabled = !this.#here.length;
  }

  // Who may draw

  #draws() {
    const look = () => setTimeout(() => this.#looked(), POINT_MS);
    for (const type of ["click", "pointerup", "keyup"]) this.pane.addEventListener(type, look);
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-ink]")?.dataset.ink));
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.#label(event.target.elements.text);
    });
    addEventListener("keydown", ({ key }) => key === "Escape" && this.#tool && this.#arm(null));
    const room = this.closest("cb-room");
    new MutationObserver(() => room.hasAttribute("data-draws") || this.#arm(null)).observe(room, { attributeFilter: ["data-draws"] });
  }

  get #shown() {
    return this.graphs.find((graph) => !graph.hidden) ?? this.graphs[0];
  }

  get #here() {
    return this.#ink.of(this.#shown.dataset.graph);
  }

  /** What is selected in a graph here is what everybody is shown; an arrow that was begun ends there. */
  #looked() {
    for (const graph of this.graphs) {
      const element = graph.selected ?? "";
      if (element === (this.#pointed.get(graph) ?? "")) continue;
      this.#pointed.set(graph, element);
      this.#arrow(graph, element);
      if (this.hasAttribute("data-points")) this.link.say({ type: "point", graph: graph.dataset.graph, element });
    }
  }

  #act(tool) {
    if (tool === "undo" || tool === "wipe") this.link.say({ type: "wipe", graph: this.#shown.dataset.graph, last: tool === "undo" });
    else if (tool) this.#arm(tool === this.#tool ? null : tool);
  }

  #arm(tool) {
    this.#tool = tool;
    const element = this.#shown.selected ?? null;
    this.#from = tool === "arrow" && element ? { graph: this.#shown, element } : null;
    for (const button of this.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", String(button.dataset.ink === tool));
    for (const layer of this.#layers.values()) layer.armed = tool === "pen";
    const form = this.querySelector("form");
    form.hidden = tool !== "label";
    if (tool === "label") form.elements.text.focus();
    this.#help();
  }

  #help() {
    const words = {
      pen: gettext("Draw on the graph."),
      label: this.#shown.selected ? "" : gettext("Select in the graph what the label is for."),
      arrow: this.#from ? gettext("Select where the arrow ends.") : gettext("Select where the arrow begins."),
    };
    this.querySelector(".ink-help").textContent = words[this.#tool] ?? "";
  }

  #arrow(graph, element) {
    if (this.#tool === "arrow" && element) {
      const from = this.#from;
      this.#from = from?.graph === graph && from.element !== element ? null : { graph, element };
      if (!this.#from) this.#say(graph, "arrow", { element: from.element, to: element });
    }
    this.#help();
  }

  #label(field) {
    const element = this.#shown.selected;
    const text = field.value.trim();
    if (!element || !text) return;
    this.#say(this.#shown, "label", { element, text });
    field.value = "";
  }

  #say(graph, shape, more) {
    this.link.say({ type: "draw", graph: graph.dataset.graph, shape, to: "", text: "", points: [], ...more });
  }
}

function nameIn(graph, id) {
  const title = graph.drawing?.cy.getElementById(id).data("title");
  return title ? title.split(/\n| {2}| ◆/)[0] : id; // the name alone, without jid and mark
}

customElements.define("cb-ink", InkElement);
