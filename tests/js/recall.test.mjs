import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

globalThis.localStorage = { getItem: () => null, setItem() {} };
mock.timers.enable({ apis: ["setTimeout"] });
const { History } = await import("../../static/js/machine/history.js");

const command = (line) => ({ type: "command", tty: 0, line });
const packets = { type: "packets", packets: [{ id: "1", packet: 1, at: 5, until: 6, fate: "delivered" }] };
const graph = { type: "graph", name: "network", full: true, delta: { add: [{ id: "vnet:1", kind: "vnet", data: {} }], change: [], remove: [] } };
const clock = (time, inputs) => ({ type: "clock", time, inputs });
const text = (...messages) => messages.map((message) => JSON.stringify(message));

let lab;
let history;
beforeEach(() => {
  lab = { sent: [], said: [], client: { remembers: true, settled: true, say: ({ type }) => lab.said.push(type) }, pacer: {}, send: (type, detail) => lab.sent.push([type, detail]) };
  history = new History(lab, "test");
  for (const message of [{ type: "screen", tty: 0, data: "# " }, graph, clock(90, 4)]) history.hear(message);
});

const sent = (type) => lab.sent.filter(([name]) => name === type).map(([, detail]) => detail);

function told(...frames) {
  history.hear({ type: "recalled", frames: frames.slice(0, -1), done: false });
  mock.timers.tick(100);
  history.hear({ type: "recalled", frames: frames.slice(-1), done: true });
}

test("a machine that was opened on work is asked for its past, part after part, when nothing else is to be done", () => {
  lab.client.settled = false;
  mock.timers.tick(600);
  assert.deepEqual(lab.said, []);
  lab.client.settled = true;
  mock.timers.tick(600);
  assert.deepEqual(lab.said, ["recall"]);
  history.hear({ type: "recalled", frames: [text({ type: "screen", tty: 0, data: "" }, clock(1, 0))], done: false });
  mock.timers.tick(100);
  assert.deepEqual(lab.said, ["recall", "recall"]);
});

test("its frames take the first one's place, and what the last command did is shown as it was; nothing flies again", () => {
  told(text({ type: "screen", tty: 0, data: "" }, graph, clock(1, 0)), text(command("ping"), packets, clock(9, 2)));
  assert.equal(history.last, 1);
  assert.equal(history.lineAt(1), "ping");
  assert.deepEqual(sent("command").map(({ line }) => line), ["ping"]);
  assert.deepEqual(sent("packets").map(({ since }) => since), [Infinity]);
  assert.deepEqual(sent("moment"), []);
});

test("what was typed meanwhile stays last, and is not overwritten by what was before", () => {
  for (const message of [command("true"), clock(120, 6)]) history.hear(message);
  lab.sent = [];
  told(text({ type: "screen", tty: 0, data: "" }, graph, clock(1, 0)), text(command("ping"), clock(9, 2)));
  assert.deepEqual([0, 1, 2].map((index) => history.lineAt(index)), [null, "ping", "true"]);
  assert.deepEqual(sent("command"), []);
});

test("who stands in the past while it grows stays at that moment", () => {
  for (const message of [command("true"), clock(120, 6)]) history.hear(message);
  history.go(0);
  told(text({ type: "screen", tty: 0, data: "" }, graph, clock(1, 0)), text(command("ping"), clock(9, 2)));
  assert.equal(history.moment, 1);
});

test("a machine that cannot tell is not shown to have failed", () => {
  assert.equal(history.hear({ type: "failed", where: "type", error: "no such message" }), false);
  assert.equal(history.hear({ type: "failed", where: "type", error: "no such message" }), true);
});
