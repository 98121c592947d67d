// Which graphs the machine is asked for besides those it always sends: only what is shown costs anything.

export class Watching {
  #say;
  #shown = new Map(); // graph -> ids that were opened in it

  /** `say(message)` sends one wire message. */
  constructor(say) {
    this.#say = say;
  }

  /** A graph is shown, or not any more. */
  show(name, on, opened = []) {
    if (on === this.#shown.has(name) && (!on || same(opened, this.#shown.get(name)))) return;
    if (on) this.#shown.set(name, [...opened]);
    else this.#shown.delete(name);
    this.again();
  }

  /** Says it all again: a machine that was started anew does not know. */
  again() {
    this.#say({ type: "watch", graphs: [...this.#shown.keys()].sort(), opened: [...this.#shown.values()].flat() });
  }

  get any() {
    return this.#shown.size > 0;
  }
}

function same(a, b) {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
