// What was said to the machine since its journal was asked for the last time: after a hang, or when a page is opened
// again, it is said once more. A password is told only to a machine that waits for it: what may be one is kept by nobody.

const LONGEST_ADVANCE = 3_600_000_000; // virtual microseconds of one message

export class Since {
  #said;
  #asked = 0; // how many of them the journal under way will hold
  #secret = new WeakSet(); // said while a password was being read
  #asks; // whether one is being read; undefined where the machine does not tell

  /** `fresh`: the machine is a new one, where nothing can ask for a password yet. */
  constructor(said = [], fresh = false) {
    this.#said = [...said];
    this.#asks = fresh ? false : undefined;
  }

  /** Keys, sizes and time, oldest first. */
  get all() {
    return [...this.#said];
  }

  /** Keys and sizes. */
  get done() {
    return this.#said.filter(({ type }) => type !== "advance");
  }

  /** Whether keys are among them: work that no journal holds yet. */
  get typed() {
    return this.#said.some(({ type }) => type === "input");
  }

  /** What may be written down: nothing of which it is not known that it is no password, and nothing after such. */
  get open() {
    const first = this.#said.findIndex((message) => this.#secret.has(message));
    return first < 0 ? this.all : this.#said.slice(0, first);
  }

  /** A message was said, or, where it has to wait, will be. */
  note(message, waits = false) {
    const last = this.#said.at(-1);
    const both = message.type === "advance" && last?.type === "advance" && this.#said.length > this.#asked;
    if (both && !waits && last.us + message.us <= LONGEST_ADVANCE) this.#said[this.#said.length - 1] = { ...last, us: last.us + message.us };
    else this.#said.push(message);
    if (this.#asks !== false && message.type === "input") this.#secret.add(message);
  }

  /** A clock told whether a password is being read; `unheard` are the messages that the machine has yet to take. */
  asks(secret, unheard) {
    this.#asks = secret;
    for (const message of unheard) {
      if (secret && message.type === "input") this.#secret.add(message);
      else this.#secret.delete(message);
    }
  }

  /** The journal was asked for, when the last `unsaid` of these had not reached the machine. */
  ask(unsaid = 0) {
    this.#asked = this.#said.length - unsaid;
  }

  /** Of what was said, only the last `unsaid`, which had not reached the machine, still counts. */
  drop(unsaid) {
    this.#said.splice(0, this.#said.length - unsaid);
    this.#asked = 0;
  }

  /** These of them are said again, to another machine. */
  again(messages) {
    this.#said = [...messages];
    this.#asked = 0;
    this.#asks = undefined;
  }

  /** The journal came. */
  kept() {
    this.#said.splice(0, this.#asked);
    this.#asked = 0;
  }
}
