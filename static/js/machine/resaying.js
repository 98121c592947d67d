// What a page had said when it was left, after the last journal that it was given: said to the machine that is opened
// on that journal, each message when the machine stands where it stood then.

export class Resaying {
  #messages;
  #until = 0; // virtual time that what was said lets the machine come to

  /** `messages`: wire messages of the types `input`, `resize` and `advance`, oldest first. */
  constructor(messages) {
    this.#messages = [...messages];
  }

  get done() {
    return this.#messages.length === 0;
  }

  /** After a `clock`, with all answered: the message to say now, or null while the machine is behind. */
  next({ time, running }) {
    if (running && time < this.#until) return null;
    const message = this.#messages.shift() ?? null;
    if (message?.type === "advance") this.#until = time + message.us;
    return message;
  }
}
