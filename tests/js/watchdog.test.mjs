import assert from "node:assert/strict";
import { test } from "node:test";
import { OPENING_PATIENCE_MS, PATIENCE_MS, Watchdog } from "../../static/js/models/watchdog.js";

const input = { type: "input", data: "x" };

test("a machine that owes nothing is never hung", () => {
  const dog = new Watchdog();
  assert.equal(dog.hung(1e9), false);
  dog.answered(dog.sent(input, 0), 10);
  assert.equal(dog.hung(1e9), false);
});

test("five seconds without an answer are a hang, a sign of life begins them anew", () => {
  const dog = new Watchdog();
  dog.sent(input, 0);
  assert.equal(dog.hung(PATIENCE_MS), false);
  assert.equal(dog.hung(PATIENCE_MS + 1), true);
  dog.heard(PATIENCE_MS);
  assert.equal(dog.hung(PATIENCE_MS + 1), false);
});

test("opening, which replays, may take longer", () => {
  const dog = new Watchdog();
  dog.sent({ type: "open" }, 0);
  assert.equal(dog.hung(PATIENCE_MS + 1), false);
  assert.equal(dog.hung(OPENING_PATIENCE_MS + 1), true);
});

test("abandoning hands back what was unanswered, the hung one first", () => {
  const dog = new Watchdog();
  dog.answered(dog.sent({ type: "save" }, 0), 1);
  dog.sent(input, 2);
  dog.sent({ type: "input", data: "later" }, 3);
  assert.deepEqual(dog.abandon().map((message) => message.data), ["x", "later"]);
  assert.equal(dog.owes, false);
});
