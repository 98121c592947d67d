// <cb-graph data-graph="network|processes|structures">: the drawing, what the last command changed in words, the text twin, the inspector.

import { Folding } from "../models/folding.js";
import { GraphModel } from "../models/graph.js";
import { byUser } from "../models/grouping.js";
import { gettext } from "../models/language.js";
import { Marks } from "../models/marks.js";
import { packetLine } from "../models/packets.js";
import { networkRack } from "../models/rack_network.js";
import { processRack } from "../models/rack_processes.js";
import { structuresRack } from "../models/rack_structures.js";
import { matches, nextMatch } from "../models/searching.js";
import { keep, recall } from "../models/store.js";
import { changeLines, realChanges } from "../models/words.js";
import { labOf, make } from "../views/element.js";
import { graphTools } from "../views/graph_tools.js";
import { Inspector } from "../views/inspector.js";
import { onPalette, palette } from "../views/palette.js";
import { Twin } from "../views/twin_list.js";
import { watchingOf } from "../views/watch.js";

// What each graph is called, who places it, and whether the machine is asked for it only while it is shown.
const GRAPHS = {
  network: { title: gettext("Network"), rack: networkRack },
  processes: { title: gettext("Processes"), rack: processRack, groups: true },
  wanted: { title: gettext("Wanted"), rack: networkRack, onDemand: true, beside: "network" },
  structures: { title: gettext("Structures"), rack: structuresRack, onDemand: true },
};
const OPENABLE = new Set(["prison", "vnet", "proc"]);
const PAN = 80; // pixels for a key
const DRAW_AFTER_MS = 150;
const LONG_MS = 30; // for a paint
const LONG_ROW = 3;
const MOST_REST_MS = 500;

class Graph extends HTMLElement {
  #model = new GraphModel();
  #marks = new Marks();
  #line = null;
  #broken = null;
  #goals = [];
  #fresh = new Set(); // ids to glow at the next paint
  #lost = []; // lines about packets that were dropped
  #painting = false;
  #opened = []; // what the learner opened in a graph that begins small
  #folding = new Folding();
  #byUser = false;
  #found = []; // ids that the search matches
  #long = { row: 0, until: 0 }; // paints that took long, one upon the other: until when the next leaves the page to others
  #seen = null; // the view drawn last: it holds until the model, or what is folded, changes

  connectedCallback() {
    this.name = this.dataset.graph;
    this.kind = GRAPHS[this.name];
    this.lab = labOf(this);
    this.#build();
    this.lab.on("graph", (message) => message.name === this.name && this.#apply(message));
    this.lab.on("command", ({ line }) => this.#begin(line));
    this.lab.on("screen", ({ tty }) => tty === 0 && this.#begin(null));
    this.lab.on("goals", ({ goals }) => this.#diagnose(goals));
    if (this.name === "network" && location.hash === "#import") this.#bringAtOnce();
    const view = this.kind.beside ?? this.name;
    this.lab.on("view-shown", (name) => this.#turned(name === view && !(this.kind.beside && this.hidden)));
    if (this.name === "network") this.lab.on("packets", (message) => this.#packets(message));
    onPalette(() => {
      this.drawing?.recoloured();
      this.#paintSoon();
    });
  }

  /** What draws is large. The first graph says that the machine is up; what was typed ahead is answered before it comes. */
  #fetchDrawing() {
    this.fetching = true;
    setTimeout(() => import("../views/drawing.js").then((views) => this.#draw(views)), DRAW_AFTER_MS);
  }

  #build() {
    const text = recall("graph-text") === "on" ? "on" : "off";
    this.dataset.text = text;
    this.canvas = make("div.canvas", { "aria-hidden": "true" });
    this.overlay = make("div.overlay");
    this.empty = make("p.empty", {}, gettext("{graph}: drawn here when the machine is up.", { graph: this.kind.title }));
    this.asText = make("button.tool", { type: "button", "aria-pressed": String(text === "on"), onclick: () => this.#toggleText() }, gettext("As text"));
    this.tools = graphTools(this, this.#menu());
    this.twin = new Twin(gettext("{graph} as text", { graph: this.kind.title }), (id) => this.select(id), (id) => this.#open(id));
    this.words = make("section.changes", { hidden: true, "aria-live": "polite" });
    this.inspector = new Inspector(this.lab, () => this.#letGo());
    const drawing = make("div.drawing", {}, this.canvas, this.overlay, this.empty, this.tools.node);
    const body = make("div.graph-body", {}, drawing, this.twin.node, this.inspector.node);
    this.replaceChildren(make("div.text-tools", {}, this.asText), body, this.words);
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  #menu() {
    const folds = this.kind.onDemand ? [] : [[gettext("Fold every box"), () => this.#foldAll(true)], [gettext("Open every box"), () => this.#foldAll(false)]];
    const groups = this.kind.groups ? [[gettext("Group by user"), () => this.#group(), false]] : [];
    const goals = this.name === "network" && this.lab.config.lesson?.goals?.length ? [[gettext("Show what the goals want"), () => this.#showWanted(), false]] : [];
    const host = this.name === "network" ? [[gettext("Take it to a real host…"), () => this.#realHost("openExport")], [gettext("Bring a jail.conf…"), () => this.#bring()]] : [];
    return [...goals, ...groups, ...folds, [gettext("Follow what changes"), () => this.#follow(), true], [gettext("Save as SVG"), () => this.#save("svg")], [gettext("Save as PNG"), () => this.#save("png")], ...host];
  }

  #realHost(open) {
    import("../views/real_host.js").then((views) => views[open](this.lab));
  }

  #bringAtOnce() {
    if (this.lab.history.last < 0) this.lab.on("opened", () => this.#bring());
    else this.#bring();
  }

  /** What is built from a file is built in a sandbox, never in a lesson. */
  #bring() {
    if (this.lab.hasAttribute("data-sandbox")) this.#realHost("openImport");
    else location.assign(this.lab.config.urls.sandbox);
  }

  #foldAll(folded) {
    this.#folding.all(this.#shownModel(), folded);
    this.#anew();
  }

  #group() {
    this.#byUser = !this.#byUser;
    this.drawing?.forget();
    this.#anew();
    return this.#byUser;
  }

  #follow() {
    if (this.drawing) this.drawing.follows = !this.drawing.follows;
    return this.drawing?.follows ?? true;
  }

  async #save(kind) {
    const [{ svgOf }, saving] = await Promise.all([import("../models/svg.js"), import("../views/saving.js")]);
    const title = this.#line ? gettext("{graph} of the machine after {line}", { graph: this.kind.title, line: this.#line }) : gettext("{graph} of the machine", { graph: this.kind.title });
    const view = this.#view();
    const svg = svgOf(view, this.kind.rack(view, this.drawing?.memory), { marked: this.#standing(view), broken: this.#broken, colours: palette(), title });
    if (kind === "png") await saving.savePng(`${this.name}.png`, svg);
    else saving.saveText(`${this.name}.svg`, svg, "image/svg+xml");
  }

  zoom(factor) {
    this.drawing?.zoomBy(factor);
  }

  whole() {
    this.drawing?.whole();
  }

  search(text) {
    this.#found = matches(this.#shownModel(), text);
    this.tools.tell(text.trim() ? gettext("{n} found", { n: this.#found.length }) : "");
    if (this.#found.length) this.#go(this.#found[0]);
  }

  nextMatch(step) {
    const id = nextMatch(this.#found, this.selected, step);
    if (id) this.#go(id);
  }

  endSearch() {
    this.tools.close();
    this.twin.focus();
  }

  /** Selects an element and shows where it is. */
  #go(id) {
    this.select(id);
    const stand = this.#view().standIn(id);
    if (stand) this.drawing?.centre(stand);
  }

  /** Keys of the whole graph; the text twin has its own arrows. */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
    const pans = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };
    if (event.shiftKey && event.key in pans) this.drawing?.panBy(...pans[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (event.key === "0") this.whole();
    else if (event.key === "/") this.tools.find();
    else return;
    event.preventDefault();
  }

  #shownModel() {
    return this.#byUser ? byUser(this.#model) : this.#model;
  }

  #view() {
    const { nodes } = this.#model;
    if (this.#seen?.nodes !== nodes) this.#seen = { nodes, view: this.#folding.view(this.#shownModel()) };
    return this.#seen.view;
  }

  /** Something else is folded, or grouped otherwise. */
  #anew() {
    this.#seen = null;
    this.#paintSoon();
  }

  /** The marks, as what stands for each in the view. */
  #standing(view) {
    return new Set(this.#marks.ids.map((id) => view.standIn(id)).filter(Boolean));
  }

  #draw({ Drawing }) {
    this.drawing = new Drawing(this.canvas, this.kind.rack, (id) => this.select(id), (id) => this.#open(id));
    if (this.name === "network") import("../views/tokens.js").then((views) => this.#drawPackets(views));
    new ResizeObserver(() => this.#shown()).observe(this.canvas);
    this.#paintSoon();
  }

  #drawPackets({ Tokens }) {
    this.tokens = new Tokens(this.lab, this.overlay, this.drawing, (id) => this.#view().standIn(id), (id) => this.#model.get(id)?.label ?? "?");
    this.words.before(this.tokens.bar);
    for (const { packets, since } of this.early ?? []) this.tokens.play(packets, since);
    this.early = null;
  }

  /** The wanted topology stands beside the present one, in the same view. */
  #showWanted() {
    if (!this.wanted) {
      this.wanted = make("cb-graph.wanted", { "data-graph": "wanted", role: "region", "aria-label": gettext("Wanted by the goals"), hidden: true });
      this.querySelector(".graph-body").insertBefore(this.wanted, this.twin.node);
    }
    this.wanted.hidden = !this.wanted.hidden;
    this.lab.send("view-shown", this.name);
    this.#shown();
    return !this.wanted.hidden;
  }

  #turned(shown) {
    if (this.kind.onDemand) watchingOf(this.lab).show(this.name, shown, this.#opened);
    if (shown) this.#shown();
  }

  /** Shows what is around an element too, where a graph begins with a part; once more, and it is closed. */
  #open(id) {
    if (!this.kind.onDemand) {
      const done = this.#folding.toggle(this.#shownModel(), id);
      if (done) this.#anew();
      return done;
    }
    if (!OPENABLE.has(this.#model.get(id)?.kind)) return false;
    this.#opened = this.#opened.includes(id) ? this.#opened.filter((one) => one !== id) : [...this.#opened, id];
    watchingOf(this.lab).show(this.name, true, this.#opened);
    return true;
  }

  #shown() {
    if (!this.drawing || !this.canvas.offsetWidth) return;
    this.drawing.resized();
    this.#paintSoon();
  }

  #begin(line) {
    this.#line = line;
    this.#marks.begin();
    this.#lost = [];
    this.tokens?.clear();
    this.#diagnose(this.#goals);
    this.#paintSoon();
  }

  #apply(message) {
    if (!this.fetching) this.#fetchDrawing();
    const changes = this.#model.apply(message);
    this.#marks.note(realChanges(changes));
    if (!changes.full) {
      for (const { id } of [...changes.added, ...changes.changed.map(({ element }) => element)]) this.#fresh.add(id);
      if (this.#fresh.size) this.lab.send("view-news", this.name);
    }
    this.#paintSoon();
  }

  #diagnose(goals) {
    this.#goals = goals;
    const broken = (this.lab.tried && goals.find((goal) => !goal.holds)?.diagnosis?.element) || null;
    if (broken === this.#broken) return;
    this.#broken = broken;
    this.#paintSoon();
  }

  #packets({ packets, since }) {
    // Where they fly is known once the graph is painted.
    if (this.tokens) requestAnimationFrame(() => this.tokens.play(packets, since));
    else this.early = [...(this.early ?? []), { packets, since }];
    const label = (id) => this.#model.get(id)?.label ?? "?";
    for (const packet of packets) {
      const line = packet.fate === "dropped" && packetLine(packet, label);
      if (line && !this.#lost.includes(line)) this.#lost.push(line);
    }
    if (this.#lost.length) this.#paintSoon();
  }

  /** Many deltas, one paint; of a graph so large that it takes long, not one after the other. */
  #paintSoon() {
    if (this.#painting) return;
    this.#painting = true;
    const paint = () => {
      this.#painting = false;
      const begin = performance.now();
      this.#paint();
      const took = performance.now() - begin;
      const row = took > LONG_MS && begin < this.#long.until + LONG_MS ? this.#long.row + 1 : 0;
      this.#long = { row, until: begin + 3 * took };
    };
    // What is hidden has time: it is painted a frame after what is seen.
    const frame = () => requestAnimationFrame(this.hidden ? () => requestAnimationFrame(paint) : paint);
    const rest = this.#long.row < LONG_ROW ? 0 : this.#long.until - performance.now();
    if (rest > 0) setTimeout(frame, Math.min(rest, MOST_REST_MS));
    else frame();
  }

  #paint() {
    const view = this.#view();
    const marked = this.#standing(view);
    const broken = this.#broken && view.standIn(this.#broken);
    this.empty.hidden = this.#model.elements.size > 0;
    this.twin.show(view, marked, broken);
    this.#describe();
    if (this.drawing && !this.hidden) {
      this.drawing.update(view, marked, broken);
      this.drawing.glow([...this.#fresh].map((id) => view.standIn(id)).filter((id) => marked.has(id)));
    }
    this.#fresh.clear();
    if (this.selected) this.#inspect();
  }

  #describe() {
    const lines = changeLines(this.#marks.changes, this.#model);
    for (const text of this.#lost.slice(-3)) lines.push({ sign: "✕", id: null, text });
    const key = JSON.stringify([this.#line, lines]);
    if (key === this.described) return;
    this.described = key;
    this.words.hidden = !lines.length;
    const by = this.#line ? [gettext("Changed by"), " ", make("code", {}, this.#line)] : [gettext("Changed")];
    const items = lines.map(({ sign, text }) => make("li", {}, make("span", { "aria-hidden": "true" }, sign), make("span", {}, text)));
    this.words.replaceChildren(make("h2", {}, ...by), make("ul", {}, ...items));
    this.words.dataset.glow = this.words.dataset.glow === "odd" ? "even" : "odd"; // the glow begins anew, and nothing is laid out for it
  }

  select(id) {
    if (id === this.selected) return;
    this.selected = id;
    const stand = id && this.#view().standIn(id);
    this.drawing?.select(stand);
    this.twin.mark(stand);
    this.#inspect();
  }

  /** Selects what somebody else points at. */
  point(id) {
    this.select(id);
    const stand = id && this.#view().standIn(id);
    if (stand) this.drawing?.reveal(stand);
  }

  #inspect() {
    this.inspector.show((this.selected && this.#model.get(this.selected)) || null, this.#model);
  }

  /** Nothing is selected; who was in the inspector is back in the text. */
  #letGo() {
    const within = this.inspector.node.contains(document.activeElement);
    this.select(null);
    if (within) this.twin.focus();
  }

  #toggleText() {
    const on = this.dataset.text !== "on";
    keep("graph-text", on ? "on" : "off");
    this.dataset.text = on ? "on" : "off";
    this.asText.setAttribute("aria-pressed", String(on));
    this.#shown();
  }
}

customElements.define("cb-graph", Graph);
