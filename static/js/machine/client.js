// The page's side of the machine: speaks wire version 1 over a transport (a worker here, or a socket to the server),
// watches over it, and after a hang starts another and replays the learner's work without the input that hung.

import { gettext } from "../models/language.js";
import { Since } from "../models/since.js";
import { Watchdog } from "../models/watchdog.js";
import { Resaying } from "./resaying.js";
import { transportFor } from "./transports.js";

const WATCH_EVERY_MS = 500;
const SLEPT_MS = 1_500;
const MOST_RESTARTS = 3; // in a row, without a single answer to an input between them
const NOTED = new Set(["input", "resize", "advance"]);

/** Emits (as CustomEvent on itself): `stage`, `message`, `restarted`, `broken`, `lost`, `note`. */
export class Client extends EventTarget {
  #config;
  #transport;
  #ready = false;
  #released = false; // the page listens: the machine may be opened
  #early = null; // what broke before anybody listened
  #open = null; // how to open it, when it was up before the page listened
  #dog = new Watchdog();
  #waiting = []; // said before the machine was up
  #journal; // the last journal that the machine gave
  #since; // what was said after that journal was asked for
  #resaying = null; // while that is said again which was said when the page was left
  #clock = null; // what the machine told last of its time
  #restarts = 0;
  #lastWatch = 0;
  #timer = null;
  running = false;
  prompt = false;
  size = null; // of the first terminal, [rows, columns]: told before the machine boots

  /** `config`: `{lesson, seed, release, engine, journal, urls}` as the server gave it, and `since`, what was said after the journal. */
  constructor(config, transport = transportFor(config)) {
    super();
    this.#config = config;
    this.#transport = transport;
    this.#journal = config.journal ?? null;
    this.#since = new Since(config.since, this.#fresh);
    if (config.since?.length) this.#resaying = new Resaying(config.since);
  }

  /** Whether the machine is a new one, of today's engine. */
  get #fresh() {
    const { engine, current = engine } = this.#config;
    return this.#journal === null && engine === current;
  }

  get transport() {
    return this.#transport;
  }

  /** True when everything said was answered and the shell asks for a command. */
  get settled() {
    return this.#ready && !this.#resaying && !this.#dog.owes && !this.running && this.prompt;
  }

  /** Whether keys were pressed that no journal holds yet. */
  get typed() {
    return this.#since.typed;
  }

  /** For a page that is left: the last journal, and what was said since and may be written down. */
  get left() {
    return { journal: this.#journal, since: this.#transport.opens ? this.#since.open : [] };
  }

  /** Whether the machine was opened on work, and can tell how it was done. */
  get remembers() {
    const { engine, current = engine } = this.#config;
    return this.#transport.opens && engine === current && Boolean(this.#journal?.inputs?.some(([, , kind]) => kind === "type"));
  }

  start() {
    this.#spawn([]);
    this.#lastWatch = performance.now();
    this.#timer = setInterval(() => this.#watch(), WATCH_EVERY_MS);
  }

  /** The page's elements listen now. */
  release() {
    this.#released = true;
    this.#open?.();
    this.#open = null;
    if (this.#early) this.#emit("broken", this.#early);
  }

  stop() {
    clearInterval(this.#timer);
    this.#transport.stop();
  }

  /** Goes on over another transport: a room's, for one, which follows a machine that stands elsewhere. */
  use(transport) {
    this.#transport.stop();
    this.#transport = transport;
    this.#forget();
    this.#spawn([]);
  }

  /** Opens the machine anew on another journal (null: an untouched machine). */
  load(journal) {
    this.#journal = journal;
    this.#since = new Since([], this.#fresh);
    this.#resaying = null;
    if (this.#ready) this.#sayOpen();
  }

  input(data, tty = 0) {
    this.say({ type: "input", tty, data });
  }

  resize(tty, rows, columns) {
    this.say({ type: "resize", tty, rows, columns });
  }

  /** Sends one wire message, or keeps it until the machine is up. */
  say(message) {
    const waits = !this.#ready || this.#resaying !== null;
    if (NOTED.has(message.type)) this.#since.note(message, waits);
    if (waits) this.#waiting.push(message);
    else this.#tell(message);
  }

  /** How many of the noted messages have yet to be told to the machine. */
  get #unsaid() {
    return this.#waiting.filter(({ type }) => NOTED.has(type)).length;
  }

  #tell(message) {
    if (message.type === "save") this.#since.ask(this.#unsaid);
    if (message.type === "undo" || message.type === "reset") this.#since.drop(this.#unsaid);
    const n = this.#dog.sent(message, performance.now());
    this.#transport.say(n, JSON.stringify({ v: 1, ...message }));
  }

  /** Has a snapshot made for later visits. */
  prepare() {
    this.#transport.prepare?.();
  }

  #spawn(again) {
    this.#ready = false;
    this.#emit("stage", { name: this.#transport.opens ? "worker" : "connect" });
    const transport = this.#transport;
    transport.start((data) => transport === this.#transport && this.#heard(data, again));
  }

  #heard(data, again) {
    const now = performance.now();
    if (data.n) this.#dog.answered(data.n, now);
    else this.#dog.heard(now);
    if (data.kind === "ready") this.#up(() => this.#opened(again));
    else if (data.kind === "heard") for (const text of data.texts) this.#receive(JSON.parse(text));
    else if (data.kind === "lost") this.#lost();
    else if (data.kind !== "pong") this.#emit(data.kind, data);
    if (this.#resaying) this.#resay(); // not only at a clock: the last one may have come while a ping was owed
  }

  #up(open) {
    if (this.#released) open();
    else this.#open = open;
  }

  /** The machine is up: open it on the learner's journal, then say what had to wait. */
  #opened(again) {
    this.#waiting = [...again, ...this.#waiting];
    this.#ready = true;
    if (this.#transport.opens) this.#sayOpen();
    if (!this.#resaying) this.#sayWaiting();
  }

  #sayWaiting() {
    while (this.#waiting.length) this.#tell(this.#waiting.shift());
  }

  /** With all answered and the time told, what was said when the page was left goes on, and then what had to wait. */
  #resay() {
    if (this.#dog.owes || this.#clock === null) return;
    const message = this.#resaying.next(this.#clock);
    if (message) this.#tell(message);
    else if (this.#resaying.done) {
      this.#resaying = null;
      this.#sayWaiting();
    }
  }

  #sayOpen() {
    const { lesson, seed, release, engine } = this.#config;
    const journal = this.#journal;
    if (journal) this.#emit("stage", { name: "replay" });
    // An older engine, whose journal this is then, knows no size here: the journal has it.
    const size = journal === null && this.size ? { size: this.size } : {};
    this.#tell({ type: "open", lesson, seed, release, engine, journal, ...size });
  }

  #receive(message) {
    if (message.type === "clock") this.#told(message);
    if (message.type === "output") this.#restarts = 0;
    if (message.type === "journal") {
      this.#journal = message.journal;
      this.#since.kept();
    }
    this.#emit("message", message);
  }

  #told(message) {
    this.#clock = message;
    this.running = message.running;
    this.prompt = message.prompt;
    if ("secret" in message) this.#since.asks(message.secret, [...this.#dog.owed, ...this.#waiting]);
  }

  #watch() {
    const now = performance.now();
    if (now - this.#lastWatch > SLEPT_MS || document.hidden) this.#dog.heard(now); // the page itself slept
    this.#lastWatch = now;
    if (!this.#ready || !this.#transport.respawns) return;
    if (this.#dog.hung(now)) this.#restart();
    else if (this.running && !this.#dog.owes) this.#transport.ping(this.#dog.sent({ type: "ping" }, now));
  }

  /** The connection is gone, and comes back by itself; what had no answer may have arrived or not. */
  #lost() {
    const lost = this.#dog.owes;
    this.#forget();
    this.#emit("lost", { unanswered: lost });
  }

  #forget() {
    this.#ready = false;
    this.running = false;
    this.#dog.abandon();
    this.#since = new Since();
    this.#resaying = null;
  }

  #restart() {
    const [hung, ...rest] = this.#dog.abandon();
    this.#transport.stop();
    this.running = false;
    this.#restarts += 1;
    if (this.#restarts > MOST_RESTARTS) {
      this.#ready = false;
      this.#emit("broken", { where: "machine", error: gettext("it stopped answering again and again") });
      return;
    }
    const again = this.#withoutCulprit(hung);
    this.#since.again(again);
    this.#resaying = null;
    this.#waiting = this.#waiting.filter(({ type }) => !NOTED.has(type));
    const others = rest.filter(({ type }) => type === "undo" || type === "reset");
    this.#emit("restarted", { dropped: hung });
    this.#spawn([...again, ...others]);
  }

  /** Drops the input that hung; when the machine hung by itself, its last Enter is to blame. */
  #withoutCulprit(hung) {
    const since = this.#since.done;
    if (hung.type === "input") return since.filter((message) => message !== hung);
    const last = since.findLastIndex((message) => /[\r\n]/.test(message.data ?? ""));
    if (last >= 0) return since.filter((_, index) => index !== last);
    if (this.#journal?.inputs?.length) this.#journal = withoutLast(this.#journal);
    return since;
  }

  #emit(type, detail) {
    if (type === "broken" && !this.#released) this.#early = detail;
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** The journal without its last input, and without digests that were taken after it. */
function withoutLast(journal) {
  const inputs = journal.inputs.slice(0, -1);
  return { ...journal, inputs, digests: (journal.digests ?? []).filter(([count]) => count <= inputs.length) };
}
