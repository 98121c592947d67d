import assert from "node:assert/strict";
import { test } from "node:test";
import { Resaying } from "../../static/js/machine/resaying.js";
import { saidSince } from "../../static/js/models/keeping.js";
import { Since } from "../../static/js/models/since.js";

const key = (data) => ({ type: "input", tty: 0, data });
const time = (us) => ({ type: "advance", us });
const size = { type: "resize", tty: 0, rows: 24, columns: 80 };

function noted(since, ...messages) {
  for (const message of messages) since.note(message);
  return since;
}

test("keys, sizes and time are noted in their order, time that follows time as one", () => {
  const since = noted(new Since([], true), time(5), key("a"), time(10), time(20), size, key("b"));
  assert.deepEqual(since.open, [time(5), key("a"), time(30), size, key("b")]);
  assert.deepEqual(since.done, [key("a"), size, key("b")]);
});

test("one message never lets more time pass than a machine takes", () => {
  assert.deepEqual(noted(new Since([], true), time(3_000_000_000), time(3_000_000_000)).all, [time(3_000_000_000), time(3_000_000_000)]);
});

test("a journal that comes holds what was said when it was asked for, and nothing later", () => {
  const since = noted(new Since([], true), key("a"), time(10));
  since.ask();
  noted(since, time(20), key("b"));
  since.kept();
  assert.deepEqual(since.all, [time(20), key("b")]);
});

test("a journal that was asked for while keys still waited does not hold those", () => {
  const since = noted(new Since([], true), key("a"), key("waits"));
  since.ask(1);
  since.kept();
  assert.deepEqual(since.all, [key("waits")]);
});

test("undo forgets what was said before it, and keeps what waits behind it", () => {
  const since = noted(new Since([], true), key("undone"), key("waits"));
  since.drop(1);
  assert.deepEqual(since.all, [key("waits")]);
});

test("what is typed while a password is read is not written down, nor what follows it", () => {
  const since = noted(new Since([], true), key("su\r"));
  since.asks(true, []);
  noted(since, key("hunter2\r"));
  since.asks(false, []);
  noted(since, key("ls\r"));
  assert.deepEqual(since.open, [key("su\r")]);
  assert.deepEqual(since.all, [key("su\r"), key("hunter2\r"), key("ls\r")]);
});

test("keys that the machine had not taken when it began to ask are not written down", () => {
  const [ask, word] = [key("su\r"), key("hunter2\r")];
  const since = noted(new Since([], true), ask, word);
  since.asks(true, [word]);
  assert.deepEqual(since.open, [ask]);
});

test("before a machine has told whether it asks for a password, nothing is written down", () => {
  assert.deepEqual(noted(new Since(), key("hunter2\r")).open, []);
  const restarted = noted(new Since([], true), key("a"));
  restarted.again(restarted.done);
  assert.deepEqual(noted(restarted, key("b")).open, [key("a")]);
});

test("what was said goes with the journal that it was said after, and with no other", () => {
  const journal = { inputs: [1] };
  const since = [key("x")];
  assert.deepEqual(saidSince(journal, { journal, engine: "e", since }, "e"), since);
  assert.deepEqual(saidSince(null, { journal: null, engine: "e", since }, "e"), since);
  assert.deepEqual(saidSince({ inputs: [2] }, { journal, engine: "e", since }, "e"), []);
  assert.deepEqual(saidSince(journal, { journal, engine: "old", since }, "e"), []);
  assert.deepEqual(saidSince(journal, { journal, engine: "e" }, "e"), []);
  assert.deepEqual(saidSince(journal, null, "e"), []);
});

test("what is said again waits until the machine has come to where it stood", () => {
  const again = new Resaying([key("sleep 1\r"), time(1_000), key("x"), key("y")]);
  assert.deepEqual(again.next({ time: 10, running: false }), key("sleep 1\r"));
  assert.deepEqual(again.next({ time: 20, running: true }), time(1_000));
  assert.equal(again.next({ time: 500, running: true }), null);
  assert.deepEqual(again.next({ time: 1_020, running: true }), key("x"));
  assert.equal(again.done, false);
  assert.deepEqual(again.next({ time: 1_020, running: false }), key("y"));
  assert.equal(again.done, true);
});

test("a machine where nothing runs any more does not wait for a time that it skips", () => {
  const again = new Resaying([time(1_000), key("x")]);
  again.next({ time: 0, running: false });
  assert.deepEqual(again.next({ time: 0, running: false }), key("x"));
});

test("keys are work that no journal holds yet; time and sizes are not, nor keys once the journal has come", () => {
  const since = noted(new Since(), time(1), size);
  assert.equal(since.typed, false);
  noted(since, key("a"));
  assert.equal(since.typed, true);
  since.ask();
  since.kept();
  assert.equal(since.typed, false);
});
