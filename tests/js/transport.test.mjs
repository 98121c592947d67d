import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

const sockets = [];
class SocketEnd {
  static OPEN = 1;
  readyState = 1;
  sent = [];
  constructor(url) {
    this.url = url;
    sockets.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  tell(said) {
    this.onmessage({ data: JSON.stringify(said) });
  }
}

globalThis.WebSocket = SocketEnd;
globalThis.location = { href: "https://site/quizzes/x/" };
globalThis.document = { hidden: false };
mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
const { Client } = await import("../../static/js/machine/client.js");
await import("../../static/js/machine/transport_socket.js"); // as pages do whose machine is the server's

function started() {
  const client = new Client({ lesson: null, seed: 1, release: "14.0", engine: "e", journal: null, urls: { socket: "/ws/machine/7/" } });
  client.heard = [];
  for (const type of ["message", "lost", "broken"]) client.addEventListener(type, ({ detail }) => client.heard.push([type, detail]));
  client.start();
  client.release();
  return client;
}

beforeEach(() => sockets.splice(0));

test("a socket's machine is opened by the server: the page says no `open`", () => {
  const client = started();
  assert.equal(sockets[0].url, "wss://site/ws/machine/7/");
  client.input("ls\r");
  sockets[0].onopen();
  assert.deepEqual(sockets[0].sent, [{ v: 1, type: "input", tty: 0, data: "ls\r" }]);
  client.stop();
});

test("a list answers the oldest message; a single message comes by itself", () => {
  const client = started();
  sockets[0].onopen();
  client.input("a");
  client.input("b");
  sockets[0].tell({ v: 1, type: "clock", time: 5, running: false, prompt: true });
  assert.equal(client.settled, false);
  sockets[0].tell([{ v: 1, type: "output", tty: 0, data: "a" }]);
  assert.equal(client.settled, false);
  sockets[0].tell([]);
  assert.equal(client.settled, true);
  assert.deepEqual(client.heard.map(([, { type }]) => type), ["clock", "output"]);
  client.stop();
});

test("a lost connection comes back by itself, and what had no answer is named, not sent again", () => {
  const client = started();
  sockets[0].onopen();
  client.input("x");
  sockets[0].onclose({ code: 1006 });
  assert.deepEqual(client.heard, [["lost", { unanswered: true }]]);
  client.input("later");
  mock.timers.tick(600);
  assert.equal(sockets.length, 2);
  sockets[1].onopen();
  assert.deepEqual(sockets[1].sent.map(({ data }) => data), ["later"]);
  client.stop();
  assert.equal(sockets[1].closed, true);
});

test("a refusal is final and its reason is shown", () => {
  const client = started();
  sockets[0].onclose({ code: 4403, reason: "The exam is over." });
  mock.timers.tick(60_000);
  assert.equal(sockets.length, 1);
  assert.equal(client.heard[0][1].error, "The exam is over.");
  client.stop();
});

test("another transport may take over: what the first still says is not heard", () => {
  const client = started();
  sockets[0].onopen();
  const room = { opens: false, respawns: false, said: [], start(heard) { this.heard = heard; }, say(n, text) { this.said.push(JSON.parse(text)); }, ping() {}, stop() {} };
  client.use(room);
  sockets[0].tell({ v: 1, type: "output", tty: 0, data: "old" });
  room.heard({ kind: "ready" });
  room.heard({ kind: "heard", n: null, texts: ['{"type":"output","tty":0,"data":"new"}'] });
  assert.deepEqual(client.heard.map(([, { data }]) => data), ["new"]);
  client.stop();
});
