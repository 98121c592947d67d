// Everything that a machine shows, kept up from its messages: what somebody who comes later is given at once.

import { GraphModel } from "./graph.js";

const LONGEST_SCREEN = 100_000; // characters of one terminal; then its oldest lines go
const KEPT = 80_000;

export class Whole {
  #opened = null;
  #screens = new Map(); // by terminal
  #graphs = new Map(); // by name
  #goals = null;
  #clock = null;

  /** Takes in the machine's next message. */
  add(message) {
    const { type } = message;
    if (type === "opened") this.#opened = message;
    else if (type === "screen") this.#screens.set(message.tty, { ...message });
    else if (type === "output") this.#printed(message);
    else if (type === "graph") this.#drawn(message);
    else if (type === "goals") this.#goals = message;
    else if (type === "clock") this.#clock = message;
  }

  /** Whether there is a machine to be shown. */
  get ready() {
    return this.#opened !== null && this.#screens.size > 0 && this.#clock !== null;
  }

  /** The messages that show all of it, as after opening the machine. */
  messages() {
    const graphs = [...this.#graphs].map(([name, { elements }]) => {
      return { v: 1, type: "graph", name, full: true, delta: { add: [...elements.values()], change: [], remove: [] } };
    });
    return [this.#opened, ...this.#screens.values(), ...graphs, this.#goals, this.#clock].filter((message) => message !== null);
  }

  #printed({ tty, data }) {
    const screen = this.#screens.get(tty);
    if (!screen) return;
    screen.data += data;
    if (screen.data.length <= LONGEST_SCREEN) return;
    const end = screen.data.slice(-KEPT);
    screen.data = end.slice(end.indexOf("\n") + 1);
  }

  #drawn(message) {
    if (!this.#graphs.has(message.name)) this.#graphs.set(message.name, new GraphModel());
    this.#graphs.get(message.name).apply(message);
  }
}
