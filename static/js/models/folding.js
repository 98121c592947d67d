// A graph with some of its boxes folded: what is in them is not drawn, and edges end at the box. Above a threshold every
// box but the host's is folded until the learner opens it.

import { isEdge } from "./graph.js";
import { jidOf } from "./kernel_names.js";

export const LEGIBLE = 240; // nodes that are drawn one by one
export const ROOMY = 48; // boxes that are drawn in full
const BOXES = new Set(["vnet", "prison", "user"]);

/** What the learner folded and opened, and the view of a model under it. */
export class Folding {
  #chosen = new Map(); // id -> folded or not, as the learner said
  #auto = false;
  #stands = new Map(); // id -> {element, count, figure}: a folded box is the same object until something in it changes

  /** Folds or opens a box; false when it is none. */
  toggle(model, id) {
    if (!isFoldable(model.get(id))) return false;
    this.#chosen.set(id, !this.#isFolded(id));
    return true;
  }

  /** All, or none. */
  all(model, folded) {
    this.#chosen.clear();
    for (const node of model.nodes) if (isFoldable(node)) this.#chosen.set(node.id, folded);
  }

  #isFolded(id) {
    return this.#chosen.get(id) ?? this.#auto;
  }

  /** The view: `{nodes, edges, get, folded, dense, standIn(id)}`; `standIn` gives what is drawn for an element, or null. */
  view(model) {
    const boxes = model.nodes.filter(isFoldable);
    // Once folded, a graph opens by itself only when it has shrunk by half: no to and fro at the threshold.
    const drawn = boxes.length + model.nodes.filter(({ kind }) => kind === "jail").length;
    const share = Math.max(model.nodes.length / LEGIBLE, drawn / ROOMY);
    this.#auto = share > (this.#auto ? 0.5 : 1);
    const folded = new Set(boxes.filter((box) => this.#isFolded(box.id)).map((box) => box.id));
    if (!folded.size) return plain(model, this.#auto);
    return this.#folded(model, folded);
  }

  #folded(model, folded) {
    const inside = (element) => folded.has(element?.parent) ? element.parent : null;
    const hidden = new Map(); // id -> id of what stands for it
    const counts = new Map();
    for (const node of model.nodes) {
      const box = inside(node);
      if (!box) continue;
      hidden.set(node.id, box);
      counts.set(box, (counts.get(box) ?? 0) + 1);
    }
    const edges = this.#edges(model, hidden);
    const nodes = model.nodes.filter((node) => !hidden.has(node.id)).map((node) => (folded.has(node.id) ? this.#stand(node, counts.get(node.id) ?? 0) : node));
    const byId = new Map([...nodes, ...edges].map((element) => [element.id, element]));
    const standIn = (id) => (byId.has(id) ? id : (hidden.get(id) ?? ends(model.get(id), hidden)));
    return { nodes, edges, get: (id) => byId.get(id), folded, dense: this.#auto, standIn };
  }

  #stand(element, count) {
    const known = this.#stands.get(element.id);
    if (known?.element === element && known.count === count) return known.figure;
    const figure = { ...element, data: { ...element.data, folded: count } };
    this.#stands.set(element.id, { element, count, figure });
    return figure;
  }

  /** Edges as they are drawn; the far end of a hidden port's cable goes with it, and its bridge is joined to the box. */
  #edges(model, hidden) {
    for (const edge of model.edges) {
      if (edge.kind !== "link") continue;
      for (const [near, far] of [[edge.source, edge.target], [edge.target, edge.source]]) {
        const box = hidden.get(near);
        if (box && !hidden.has(far) && !(model.get(far)?.data?.if_addrhead)) hidden.set(far, box);
      }
    }
    const members = membersOf(model);
    const found = [];
    for (const edge of model.edges) {
      const [source, target] = [hidden.get(edge.source) ?? edge.source, hidden.get(edge.target) ?? edge.target];
      if (source === edge.source && target === edge.target) found.push(edge);
      else if (source !== target) found.push({ ...edge, source, target });
      else if (edge.kind === "link" && model.get(edge.source)?.parent !== model.get(edge.target)?.parent && !members.has(edge.source) && !members.has(edge.target)) {
        const host = [edge.source, edge.target].map((id) => model.get(id).parent).find((id) => id !== source);
        if (host) found.push({ ...edge, source: host, target: source });
      }
    }
    return found;
  }
}

function membersOf(model) {
  return new Set(model.edges.filter(({ kind }) => kind === "member").map(({ target }) => target));
}

function ends(element, hidden) {
  return element && isEdge(element) ? (hidden.get(element.source) ?? hidden.get(element.target) ?? null) : null;
}

export function isFoldable(element) {
  return Boolean(element) && BOXES.has(element.kind) && (element.kind === "user" || jidOf(element) > 0);
}

function plain(model, dense) {
  return { nodes: model.nodes, edges: model.edges, get: (id) => model.get(id), folded: new Set(), dense, standIn: (id) => id };
}
