// The page's copy of one projected graph: applies deltas and says what each changed.

/** Elements in order of appearance, by id. */
export class GraphModel {
  elements = new Map();
  #lists = null; // nodes and edges, kept until something changes

  /** Applies one `graph` message; returns `{full, added, changed, removed}` with elements, not ids. */
  apply({ full = false, delta }) {
    const before = full ? this.elements : null;
    if (full) this.elements = new Map();
    const changes = { full, added: [], changed: [], removed: [] };
    this.#lists = null;
    for (const id of delta.remove ?? []) this.#remove(id, changes);
    for (const element of [...(delta.add ?? []), ...(delta.change ?? [])]) this.#put(element, changes, before);
    if (before) {
      for (const [id, element] of before) if (!this.elements.has(id)) changes.removed.push(element);
    }
    return changes;
  }

  #remove(id, changes) {
    const element = this.elements.get(id);
    if (!element) return;
    this.elements.delete(id);
    changes.removed.push(element);
  }

  #put(element, changes, before) {
    const known = (before ?? this.elements).get(element.id);
    const fields = known && known !== element ? differences(known, element) : [];
    // What is told again and is as it was stays the same object: who has drawn it need not look.
    this.elements.set(element.id, known && !fields.length ? known : element);
    if (!known) changes.added.push(element);
    else if (fields.length) changes.changed.push({ element, before: known, fields });
  }

  get(id) {
    return this.elements.get(id);
  }

  get nodes() {
    return this.#sorted().nodes;
  }

  get edges() {
    return this.#sorted().edges;
  }

  #sorted() {
    if (this.#lists) return this.#lists;
    this.#lists = { nodes: [], edges: [] };
    for (const element of this.elements.values()) (isEdge(element) ? this.#lists.edges : this.#lists.nodes).push(element);
    return this.#lists;
  }

  childrenOf(id) {
    return this.nodes.filter((element) => (element.parent ?? null) === id);
  }
}

export function isEdge(element) {
  return element.source !== undefined && element.source !== null;
}

/** The fields that differ: `label`, `parent`, ends, and each key of `data`. */
export function differences(before, after) {
  const fields = [];
  for (const name of ["label", "parent", "source", "target"]) {
    const [from, to] = [before[name] ?? null, after[name] ?? null];
    if (from !== to) fields.push({ name, from, to });
  }
  const keys = new Set([...Object.keys(before.data ?? {}), ...Object.keys(after.data ?? {})]);
  for (const name of keys) {
    const [from, to] = [before.data?.[name] ?? null, after.data?.[name] ?? null];
    if (from !== to) fields.push({ name, from, to });
  }
  return fields;
}
