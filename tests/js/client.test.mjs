import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

// The browser's side of the contract, as far as the client uses it.
let now = 0;
const workers = [];
class WorkerEnd {
  heard = [];
  terminated = false;
  constructor() {
    workers.push(this);
  }
  postMessage(data) {
    this.heard.push(data);
  }
  terminate() {
    this.terminated = true;
  }
  /** Wire messages said to this worker, without their numbers. */
  get said() {
    return this.heard.filter(({ kind }) => kind === "say").map(({ text }) => JSON.parse(text));
  }
  tell(data) {
    this.onmessage({ data });
  }
  answer(n, ...messages) {
    this.tell({ kind: "heard", n, texts: messages.map((message) => JSON.stringify(message)) });
  }
  answerAll() {
    for (const { kind, n } of [...this.heard]) if (kind === "say") this.answer(n);
  }
}

Object.defineProperty(globalThis, "performance", { value: { now: () => now }, configurable: true });
globalThis.Worker = WorkerEnd;
globalThis.document = { hidden: false };
globalThis.location = { href: "http://site/lessons/x/" };
mock.timers.enable({ apis: ["setInterval"] });
const { Client } = await import("../../static/js/machine/client.js");
const { PATIENCE_MS } = await import("../../static/js/models/watchdog.js");

function pass(ms) {
  for (let left = ms; left > 0; left -= 500) {
    now += 500;
    mock.timers.tick(500);
  }
}

function started(config = {}) {
  const client = new Client({ lesson: null, seed: 1, release: "14.0", engine: "e", journal: null,
    urls: { worker: "/w.js", pyodide: "/p/", bundle: "/m.zip" }, ...config });
  client.events = [];
  for (const type of ["restarted", "broken"]) client.addEventListener(type, ({ detail }) => client.events.push([type, detail]));
  client.start();
  client.release();
  return client;
}

beforeEach(() => workers.splice(0));

const types = (worker) => worker.said.map((message) => message.data ?? message.type);

test("what is typed before the machine is up follows the opening, in order", () => {
  const client = started();
  client.input("a");
  client.input("b");
  workers[0].tell({ kind: "ready" });
  assert.deepEqual(types(workers[0]), ["open", "a", "b"]);
  assert.deepEqual(workers[0].heard[0].pyodide, "http://site/p/");
  client.stop();
});

test("the machine is not opened before the page listens", () => {
  const client = new Client({ urls: { worker: "/w", pyodide: "/p/", bundle: "/b" } });
  client.start();
  workers[0].tell({ kind: "ready" });
  assert.deepEqual(types(workers[0]), []);
  client.release();
  assert.deepEqual(types(workers[0]), ["open"]);
  client.stop();
});

test("a hung worker is replaced: the journal, what came after it, not what hung", () => {
  const client = started();
  workers[0].tell({ kind: "ready" });
  client.input("kept\r");
  client.say({ type: "save" });
  client.input("later");
  workers[0].answerAll();
  workers[0].answer(null, { type: "journal", journal: { inputs: [[0, 0, "type", "kept\r"]] } });
  client.input("hangs\r");
  client.input("ahead");
  pass(PATIENCE_MS + 1_000);
  assert.equal(workers[0].terminated, true);
  assert.deepEqual(client.events.map(([type, { dropped }]) => [type, dropped.data]), [["restarted", "hangs\r"]]);
  workers[1].tell({ kind: "ready" });
  assert.deepEqual(types(workers[1]), ["open", "later", "ahead"]);
  assert.deepEqual(workers[1].said[0].journal.inputs, [[0, 0, "type", "kept\r"]]);
  client.stop();
});

test("a machine that hangs while it runs by itself loses its last Enter", () => {
  const client = started();
  workers[0].tell({ kind: "ready" });
  client.input("loop");
  client.input("\r");
  workers[0].answerAll();
  workers[0].answer(null, { type: "clock", running: true });
  pass(PATIENCE_MS + 2_000);
  workers[1].tell({ kind: "ready" });
  assert.deepEqual(types(workers[1]), ["open", "loop"]);
  client.stop();
});

test("when only the journal can be to blame, its last input goes, and digests taken after it", () => {
  const journal = { inputs: [1, 2, 3], digests: [[2, "x"], [3, "y"]] };
  const client = started({ journal });
  workers[0].tell({ kind: "ready" });
  pass(31_000);
  workers[1].tell({ kind: "ready" });
  assert.deepEqual(workers[1].said[0].journal, { inputs: [1, 2], digests: [[2, "x"]] });
  client.stop();
});

test("a machine that hangs again and again is given up, and said to be broken", () => {
  const client = started();
  for (let round = 0; round < 4; round += 1) {
    workers.at(-1).tell({ kind: "ready" });
    client.input(`x${round}\r`);
    workers.at(-1).answer(1);
    pass(30_000 + PATIENCE_MS);
  }
  assert.equal(workers.length, 4);
  assert.equal(client.events.at(-1)[0], "broken");
  client.stop();
});

test("undo and reset forget inputs that the journal will not hold", () => {
  const client = started();
  workers[0].tell({ kind: "ready" });
  client.input("gone\r");
  client.say({ type: "undo" });
  workers[0].answerAll();
  client.input("hangs\r");
  pass(PATIENCE_MS + 1_000);
  workers[1].tell({ kind: "ready" });
  assert.deepEqual(types(workers[1]), ["open"]);
  client.stop();
});

test("settled: everything answered, nothing running, the shell asks", () => {
  const client = started();
  assert.equal(client.settled, false);
  workers[0].tell({ kind: "ready" });
  workers[0].answerAll();
  workers[0].answer(null, { type: "clock", running: false, prompt: true });
  assert.equal(client.settled, true);
  client.input("x");
  assert.equal(client.settled, false);
  client.stop();
});

test("the terminal's size is told with the opening of a new machine, never beside a journal", () => {
  const fresh = started();
  fresh.size = [24, 61];
  workers[0].tell({ kind: "ready" });
  assert.deepEqual(workers[0].said[0].size, [24, 61]);
  fresh.stop();
  const kept = started({ journal: { inputs: [] } });
  kept.size = [24, 61];
  workers[1].tell({ kind: "ready" });
  assert.equal("size" in workers[1].said[0], false);
  kept.stop();
});

test("a new worker is given the sizes that came after the journal, in their place among the inputs", () => {
  const client = started();
  workers[0].tell({ kind: "ready" });
  client.input("vi x\r");
  client.resize(0, 30, 90);
  workers[0].answerAll();
  client.input("hangs\r");
  pass(PATIENCE_MS + 1_000);
  workers[1].tell({ kind: "ready" });
  assert.deepEqual(types(workers[1]), ["open", "vi x\r", "resize"]);
  client.stop();
});

test("loading another journal opens the machine on it, and forgets what came before", () => {
  const client = started();
  workers[0].tell({ kind: "ready" });
  client.input("old\r");
  client.load({ inputs: [[5, 0, "type", "x"]] });
  assert.deepEqual(workers[0].said.at(-1).journal.inputs, [[5, 0, "type", "x"]]);
  workers[0].answerAll();
  client.input("hangs\r");
  pass(PATIENCE_MS + 1_000);
  workers[1].tell({ kind: "ready" });
  assert.deepEqual(types(workers[1]), ["open"]);
  client.stop();
});

const clock = (time, running = false) => ({ type: "clock", time, running, prompt: true, secret: false });

test("what was said when the page was left comes first, then what was typed meanwhile, then what else waited", () => {
  const since = [{ type: "input", tty: 0, data: "a\r" }, { type: "advance", us: 50 }, { type: "input", tty: 0, data: "b" }];
  const client = started({ journal: { inputs: [] }, since });
  client.say({ type: "save" });
  client.input("c");
  workers[0].tell({ kind: "ready" });
  assert.deepEqual(types(workers[0]), ["open"]);
  const answered = (count, ...messages) => workers[0].answer(count, ...messages);
  answered(1, { type: "opened", time: 0 }, clock(0));
  assert.deepEqual(types(workers[0]), ["open", "a\r"]);
  assert.equal(client.settled, false);
  answered(2, clock(10, true));
  answered(3, clock(20, true));
  assert.deepEqual(types(workers[0]), ["open", "a\r", "advance"]);
  answered(null, clock(60, true));
  answered(4, clock(60));
  assert.deepEqual(types(workers[0]), ["open", "a\r", "advance", "b", "save", "c"]);
  answered(5, { type: "journal", journal: { inputs: [1, 2] } });
  assert.deepEqual(client.left, { journal: { inputs: [1, 2] }, since: [{ type: "input", tty: 0, data: "c" }] });
  client.stop();
});

test("a machine that hangs at what is said again is started without that", () => {
  const since = [{ type: "input", tty: 0, data: "hangs\r" }, { type: "input", tty: 0, data: "later" }];
  const client = started({ journal: { inputs: [] }, since });
  workers[0].tell({ kind: "ready" });
  client.input("typed");
  workers[0].answer(1, clock(0));
  pass(PATIENCE_MS + 1_000);
  workers[1].tell({ kind: "ready" });
  assert.deepEqual(types(workers[1]), ["open", "later", "typed"]);
  client.stop();
});

test("a page that is left says what its machine was told since the journal, time too; of a password nothing", () => {
  const client = started();
  client.input("su\r");
  workers[0].tell({ kind: "ready" });
  workers[0].answer(1, clock(0));
  client.say({ type: "advance", us: 7 });
  workers[0].answer(2, { ...clock(5), secret: true });
  client.input("hunter2\r");
  assert.deepEqual(client.left, { journal: null, since: [{ type: "input", tty: 0, data: "su\r" }, { type: "advance", us: 7 }] });
  client.stop();
});

test("what is said again goes on when the machine falls idle while it owes a sign of life", () => {
  const since = [{ type: "advance", us: 7 }, { type: "input", tty: 0, data: "kept" }];
  const client = started({ journal: { inputs: [] }, since });
  workers[0].tell({ kind: "ready" });
  client.input("typed");
  workers[0].answer(1, { ...clock(0), running: true });
  workers[0].answer(2);
  pass(500);
  const ping = workers[0].heard.at(-1);
  assert.equal(ping.kind, "ping");
  workers[0].tell({ kind: "heard", n: null, texts: [JSON.stringify(clock(7))] });
  assert.deepEqual(types(workers[0]), ["open", "advance"]);
  workers[0].tell({ kind: "pong", n: ping.n });
  workers[0].answer(4, clock(7));
  assert.deepEqual(types(workers[0]), ["open", "advance", "kept", "typed"]);
  client.stop();
});
