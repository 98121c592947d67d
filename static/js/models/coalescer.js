// What the executor's machine said since the last frames were sent, put together: fewer and larger messages.
//
// Order matters between output, command lines and graph changes, so neighbours are joined and nothing is moved. Of the clock,
// the goals and the trace only the latest counts.

const LATEST = new Set(["clock", "goals", "trace"]);
const CLOCK_MS = 500; // a clock that merely goes on need not be sent more often
const MOST_ITEMS = 300;
const MOST_CHARACTERS = 180_000;

export class Coalescer {
  #items = [];
  #latest = new Map();
  #characters = 0;
  #clock = null; // as it was sent last, and when
  #clockAt = -CLOCK_MS;
  lost = false; // more was shown than frames may hold: only a snapshot brings followers up to date

  add(message) {
    if (LATEST.has(message.type)) {
      this.#latest.set(message.type, message);
      return;
    }
    const last = this.#items.at(-1);
    if (message.type === "output" && last?.type === "output" && last.tty === message.tty) {
      this.#items[this.#items.length - 1] = { ...last, data: last.data + message.data };
      this.#characters += message.data.length;
    } else {
      this.#items.push(message);
      this.#characters += sizeOf(message);
    }
    if (this.#items.length > MOST_ITEMS || this.#characters > MOST_CHARACTERS) this.overflow();
  }

  /** Frames were lost, or would be too large. */
  overflow() {
    this.lost = true;
    this.clear();
  }

  /** Whether there is something to send at `now`, in milliseconds of any steady clock. */
  due(now) {
    if (this.#items.length || this.#latest.has("goals") || this.#latest.has("trace")) return true;
    const clock = this.#latest.get("clock");
    if (!clock) return false;
    return now - this.#clockAt >= CLOCK_MS || clock.running !== this.#clock?.running || clock.prompt !== this.#clock?.prompt;
  }

  /** What to send now, and nothing is left. */
  take(now) {
    if (this.#latest.has("clock")) {
      this.#clock = this.#latest.get("clock");
      this.#clockAt = now;
    }
    const items = [...this.#items, ...this.#latest.values()];
    this.clear();
    return items;
  }

  clear() {
    this.#items = [];
    this.#latest.clear();
    this.#characters = 0;
  }
}

function sizeOf(message) {
  return message.type === "output" || message.type === "screen" ? message.data.length + 40 : JSON.stringify(message).length;
}
