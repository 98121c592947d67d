// What the last command changed: gathered from graph deltas until the next command line.

/** Per graph, the net effect since the last command: added and gone cancels out. */
export class Marks {
  #added = new Map();
  #changed = new Map();
  #removed = new Map();

  /** A new command begins: nothing is marked. */
  begin() {
    this.#added.clear();
    this.#changed.clear();
    this.#removed.clear();
  }

  /** Notes a delta's changes; a full graph (open, undo, reset) marks nothing. */
  note(changes) {
    if (changes.full) return;
    for (const element of changes.added) this.#noteAdded(element);
    for (const change of changes.changed) this.#noteChanged(change);
    for (const element of changes.removed) this.#noteRemoved(element);
  }

  #noteAdded(element) {
    if (!this.#removed.delete(element.id)) this.#added.set(element.id, element);
  }

  #noteChanged(change) {
    const { id } = change.element;
    if (this.#added.has(id)) {
      this.#added.set(id, change.element);
      return;
    }
    const earlier = this.#changed.get(id);
    const fields = earlier ? merged(earlier.fields, change.fields) : change.fields;
    if (fields.length) this.#changed.set(id, { ...change, fields });
    else this.#changed.delete(id);
  }

  #noteRemoved(element) {
    this.#changed.delete(element.id);
    if (!this.#added.delete(element.id)) this.#removed.set(element.id, element);
  }

  get changes() {
    return {
      added: [...this.#added.values()],
      changed: [...this.#changed.values()],
      removed: [...this.#removed.values()],
    };
  }

  /** Ids of marked elements that are still there. */
  get ids() {
    return [...this.#added.keys(), ...this.#changed.keys()];
  }
}

function merged(earlier, later) {
  const fields = new Map(earlier.map((field) => [field.name, field]));
  for (const field of later) {
    const first = fields.get(field.name);
    fields.set(field.name, first ? { ...field, from: first.from } : field);
  }
  return [...fields.values()].filter((field) => field.from !== field.to);
}
