// One graph on a canvas: Cytoscape draws what the rack placed. Deltas arrive in one batch.

import cytoscape from "cytoscape";
import { chipOf, chipStep, LEGIBLE_ZOOM } from "../models/chips.js";
import { edgeFigure, huesOf, nodeFigure, ownersOf } from "../models/figures.js";
import { isEdge } from "../models/graph.js";
import { boundsOf, roomOf } from "../models/rack.js";
import { graphStyle, keyMark } from "./graph_style.js";
import { palette, stillness } from "./palette.js";
import { shimStyles } from "./style_shim.js";

const LARGEST_ZOOM = 1.25;
const SMALLEST_ZOOM = 0.5; // of a graph of folded boxes
const READABLE_ZOOM = 0.8;
const PROJECTED_ZOOM = 2;
const FAR_LINES = 48; // as many lines of a graph's letters on the whole screen are read from the back row
const LETTER = 11.5; // units: of an interface's name
const MOST_HALOS = 60; // where more has changed, halos of links would hide what they mark
const MOST_MARKED = 300; // where nearly all has changed, marks would tell nothing
const MOST_AT_ONCE = 120; // elements that a frame puts into the picture or changes there
const NONE = new Set();
const MARGIN = 14;
const NARROW = 420; // pixels of a drawing that has none to spare
const ARRIVE_MS = 180;
const MOVE_MS = 180;

export class Drawing {
  #rack;
  #memory = {};
  #drawn = new Map(); // what is drawn, by id: {element, key}; the key holds all that the element itself does not
  #colours = palette();
  #touched = false; // the learner moved the view: leave it alone, but follow what changes
  #wholly = false; // the learner asked for all of it, however small
  #dense = false;
  #over = 0; // how far lines run beside what is placed
  #chipped = new Map(); // the step (models/chips.js) that each node wears a chip for
  #looking = false; // the chips in sight are about to be looked at
  #told = false; // what is selected now was asked for, not tapped
  #going = 0; // the frame that goes on with an update
  #followed = ""; // the marks that were followed last
  follows = true;
  places = new Map();

  /** `rack(model, memory)` places; `onSelect(id | null)` hears what is tapped, `onOpen(id)` what is tapped twice. */
  constructor(container, rack, onSelect, onOpen) {
    this.#rack = rack;
    const restore = shimStyles();
    this.cy = cytoscape({
      container, style: graphStyle(this.#colours), elements: [], boxSelectionEnabled: false, autoungrabify: true,
      minZoom: 0.12, maxZoom: 3, selectionType: "single",
    });
    restore();
    this.cy.on("select", "*", ({ target }) => this.#told || onSelect(target.id()));
    this.cy.on("dbltap", "node", ({ target }) => onOpen(target.id()));
    this.cy.on("tap", (event) => event.target === this.cy && onSelect(null));
    this.cy.on("dragpan pinchzoom scrollzoom", () => this.#moved());
    this.cy.on("viewport", () => this.#chipSoon());
  }

  /** Draws a view of a model; `changed` ids wear the mark, `broken` (an id or null) the first broken layer. */
  update(model, changed, broken) {
    const marked = changed.size > MOST_MARKED ? NONE : changed;
    const { places, ends, memory, over = 0 } = this.#rack(model, this.#memory, this.#colours.text);
    this.#memory = memory;
    this.#over = over;
    this.places = places;
    this.#dense = Boolean(model.dense);
    cancelAnimationFrame(this.#going);
    this.#portion({ model, ends, marked, broken, hue: huesOf(model), owns: ownersOf(model), first: this.#drawn.size === 0, begun: false });
  }

  /** As much of an update as a frame bears; what is left comes with the next ones, unless another update comes before. */
  #portion(plan) {
    const { model, ends, marked, broken, hue, owns, first } = plan;
    const arrived = [];
    let left = MOST_AT_ONCE;
    this.cy.batch(() => {
      for (const id of [...this.#drawn.keys()]) if (!model.get(id)) this.#remove(id);
      for (const element of [...model.nodes, ...model.edges]) { // an edge is drawn between nodes that are there
        if (left <= 0) break;
        if (isEdge(element)) left -= this.#edge(element, ends.get(element.id), model, arrived, first);
        else left -= this.#node(element, this.places.get(element.id), { hue, owns, mark: marked.has(element.id) }, arrived, first);
      }
      this.#dress(marked, broken);
    });
    this.#arrive(arrived);
    this.#chipSoon();
    if (left <= 0) this.#going = requestAnimationFrame(() => this.#portion({ ...plan, begun: true }));
    if (this.#touched) this.#follow(marked);
    else if (left > 0 || !plan.begun) this.fit(!first);
  }

  /** Whether an element, or what else its figure depends on, differs from what is drawn; remembers it. */
  #isNew(element, key) {
    const known = this.#drawn.get(element.id);
    if (known?.element === element && known.key === key) return false;
    this.#drawn.set(element.id, { element, key });
    return true;
  }

  #node(element, place, { hue, owns, mark }, arrived, first) {
    if (!place) return false;
    const key = `${place.x} ${place.y} ${place.w} ${place.h} ${place.side} ${hue(element)} ${mark} ${element.kind === "prison" && owns(element)}`;
    const news = this.#isNew(element, key);
    if (news) this.#put(nodeFigure(element, place, hue(element), mark, owns, this.#colours), place, arrived, first);
    return news;
  }

  #edge(element, ends, model, arrived, first) {
    if (!ends) return false;
    const { source, target, side, bends, bulge, named, behind } = ends;
    const across = model.get(element.source)?.parent === model.get(element.target)?.parent;
    const key = `${source} ${target} ${side} ${bends?.weights} ${bends?.distances} ${bulge} ${named} ${behind} ${across}`;
    const news = this.#isNew(element, key);
    if (news) this.#put(edgeFigure(element, ends, model), null, arrived, first);
    return news;
  }

  /** Other boxes from now on: nothing has a place any more. */
  forget() {
    this.#memory = {};
  }

  get memory() {
    return this.#memory;
  }

  /** Where the learner has moved the view, it goes on to what changed last, unless that is in sight. */
  #follow(marked) {
    const ids = [...marked].filter((id) => this.places.has(id));
    const key = ids.join(" ");
    if (!this.follows || !ids.length || key === this.#followed) return;
    this.#followed = key;
    this.#bringIntoView(ids);
  }

  #bringIntoView(ids) {
    const box = boundsOf(ids.map((id) => this.places.get(id)));
    const { x1, y1, x2, y2 } = this.cy.extent();
    if (box.x1 >= x1 && box.y1 >= y1 && box.x2 <= x2 && box.y2 <= y2) return;
    const zoom = this.cy.zoom();
    const pan = { x: this.cy.width() / 2 - (zoom * (box.x1 + box.x2)) / 2, y: this.cy.height() / 2 - (zoom * (box.y1 + box.y2)) / 2 };
    this.cy.stop(true);
    if (stillness()) this.cy.pan(pan);
    else this.cy.animate({ pan }, { duration: MOVE_MS, easing: "ease-out" });
  }

  /** Shows an element large enough to read, wherever the view was. */
  centre(id) {
    if (!this.places.has(id)) return;
    this.#moved();
    if (this.cy.zoom() < READABLE_ZOOM) this.cy.zoom(READABLE_ZOOM);
    this.#bringIntoView([id]);
  }

  /** Brings an element into the view, if it is not in sight; the view stays free to follow what changes. */
  reveal(id) {
    if (this.places.has(id)) this.#bringIntoView([id]);
  }

  #moved() {
    this.#touched = true;
    this.#wholly = false;
  }

  panBy(x, y) {
    this.#moved();
    this.cy.panBy({ x, y });
  }

  #remove(id) {
    this.#drawn.delete(id);
    this.#chipped.delete(id);
    this.cy.getElementById(id).remove();
  }

  #put(figure, place, arrived, first) {
    const step = this.#chipped.get(figure.id);
    if (place && step) Object.assign(figure, chipOf(figure, step, this.#colours.text));
    if (figure.kind === "process" && figure.root) figure.key = keyMark(figure.jid === 0 && figure.hue === 0, this.#colours.ink);
    const known = this.cy.getElementById(figure.id);
    if (known.empty()) {
      const added = this.cy.add({ data: figure, position: place && { x: place.x, y: place.y } });
      if (!first && !this.#dense) arrived.push(added.addClass("arriving"));
      return;
    }
    if (known.isEdge() && (known.data("source") !== figure.source || known.data("target") !== figure.target)) {
      known.move({ source: figure.source, target: figure.target });
    }
    this.cy.getElementById(figure.id).data(figure);
    if (place) this.#place(known, place);
  }

  #chipSoon() {
    if (this.#looking) return;
    this.#looking = true;
    requestAnimationFrame(() => {
      this.#looking = false;
      this.#chip();
    });
  }

  /** What is in sight wears a chip of the size for how far away it is seen, or its whole title again. */
  #chip() {
    const step = chipStep(this.cy.zoom());
    const { x1, y1, x2, y2 } = this.cy.extent();
    this.cy.batch(() => {
      for (const [id, { x, y, w, h }] of this.places) {
        if ((this.#chipped.get(id) ?? 0) === step || x + w < x1 || x - w > x2 || y + h < y1 || y - h > y2) continue;
        const node = this.cy.getElementById(id);
        const chip = node.nonempty() && chipOf(node.data(), step, this.#colours.text);
        if (chip) node.data(chip);
        else if (node.data("chip")) node.data({ chip: undefined, size: undefined }); // removeData would leave the style
        this.#chipped.set(id, step);
      }
    });
  }

  #place(node, { x, y }) {
    const at = node.position();
    if (at.x === x && at.y === y) return;
    if (stillness() || !this.#onScreen()) node.position({ x, y });
    else {
      node.stop(true, true).removeStyle("opacity"); // its arrival, if that is still under way, is over
      node.animate({ position: { x, y } }, { duration: MOVE_MS, easing: "ease-out" });
    }
  }

  #onScreen() {
    return this.cy.width() > 0;
  }

  #dress(marked, broken) {
    this.cy.elements(".changed").forEach((element) => void (marked.has(element.id()) || element.removeClass("changed")));
    const nodesOnly = marked.size > MOST_HALOS;
    for (const id of marked) {
      const element = this.cy.getElementById(id);
      if (!nodesOnly || element.isNode()) element.addClass("changed");
    }
    this.cy.elements(".broken").removeClass("broken");
    if (broken) this.cy.getElementById(broken).addClass("broken");
  }

  /** Newcomers fade in at their places; many at once, or among many, are just there. */
  #arrive(arrived) {
    if (arrived.length > MOST_HALOS) {
      this.cy.batch(() => arrived.forEach((element) => element.removeClass("arriving")));
      return;
    }
    for (const element of arrived) {
      element.removeClass("arriving");
      if (!stillness()) element.style("opacity", 0).animate({ style: { opacity: 1 } }, { duration: ARRIVE_MS, complete: () => element.removeStyle("opacity") });
    }
  }

  /** What changed glows once; where much has changed, the halos say it. */
  glow(ids) {
    if (this.#dense || stillness() || ids.length > MOST_HALOS) return;
    for (const id of ids) this.cy.getElementById(id).flashClass("glow", 700);
  }

  fit(smoothly = false) {
    const box = boundsOf([roomOf(this.#colours.text), ...this.places.values()]);
    const [width, height] = [this.cy.width(), this.cy.height()];
    if (!this.places.size || !width || !height) return;
    const margin = width < NARROW ? MARGIN / 2 : MARGIN;
    const wide = Math.min((width - 2 * margin) / box.w, width / (box.w + 2 * this.#over));
    const whole = Math.min(wide, (height - 2 * margin) / box.h);
    // What is too large to be read whole is shown from its beginning; the learner, or what changed, moves the view.
    const { readable, largest } = this.#zooms;
    const least = this.#wholly ? this.cy.minZoom() : this.#dense ? SMALLEST_ZOOM : LEGIBLE_ZOOM;
    const zoom = Math.max(least, Math.min(largest, this.#wholly ? whole : Math.max(whole, Math.min(wide, readable))));
    const pan = { x: Math.max(margin, this.#over * zoom, (width - box.w * zoom) / 2) - box.x1 * zoom, y: margin - box.y1 * zoom };
    const view = { zoom, pan: this.#towards(pan, zoom, { width, height }) };

    this.cy.stop(true); // an older movement would end at an older place
    if (this.#isAt(view)) return; // a movement to where the view is would be drawn frame by frame too
    if (smoothly && !stillness()) this.cy.animate(view, { duration: MOVE_MS, easing: "ease-out" });
    else this.cy.viewport(view);
  }

  /** From how near a graph is read at a desk, and, by the height of the screen, from the back row. */
  get #zooms() {
    if (this.#colours.text === 1) return { readable: READABLE_ZOOM, largest: LARGEST_ZOOM };
    return { readable: innerHeight / FAR_LINES / (LETTER * this.#colours.text), largest: PROJECTED_ZOOM };
  }

  #isAt({ zoom, pan }) {
    const at = this.cy.pan();
    return this.cy.zoom() === zoom && at.x === pan.x && at.y === pan.y;
  }

  /** The top left corner, or, when what is marked, or else selected, stands beyond the view, as far from it as that needs. */
  #towards(pan, zoom, { width, height }) {
    const changed = this.cy.nodes(".changed");
    const shown = changed.nonempty() ? changed : this.cy.nodes(":selected");
    const marked = this.follows ? shown.map((node) => this.places.get(node.id())).filter(Boolean) : [];
    if (!marked.length) return pan;
    const { x2, y2 } = boundsOf(marked);
    const over = { x: x2 * zoom + pan.x + MARGIN - width, y: y2 * zoom + pan.y + MARGIN - height };
    return { x: pan.x - Math.max(0, over.x), y: pan.y - Math.max(0, over.y) };
  }

  /** The learner asks for the whole picture; asked once more, for one that can be read. */
  whole() {
    this.#wholly = this.#touched || !this.#wholly;
    this.#touched = false;
    this.fit(true);
  }

  zoomBy(factor) {
    this.#moved();
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
  }

  /** Dresses what is selected; nobody is told, for who asks knows. */
  select(id) {
    this.#told = true;
    this.cy.elements(":selected").unselect();
    if (id) this.cy.getElementById(id).select();
    this.#told = false;
  }

  resized() {
    this.cy.resize();
    if (!this.#touched) this.fit();
  }

  recoloured() {
    this.#colours = palette();
    this.cy.style(graphStyle(this.#colours));
    for (const drawn of this.#drawn.values()) drawn.key = null; // titles have more room, or less
    this.cy.nodes("[?root]").forEach((node) => node.data("key", keyMark(node.data("hue") === 0, this.#colours.ink)));
  }
}
