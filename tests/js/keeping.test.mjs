import assert from "node:assert/strict";
import { test } from "node:test";
import { Keeper, latest, leftBehind } from "../../static/js/models/keeping.js";

const journal = (n) => ({ inputs: Array.from({ length: n }, (_, i) => [i, 0, "type", "x"]) });

test("a local copy that the server has not confirmed wins, even when undo made it shorter", () => {
  assert.deepEqual(latest(journal(5), { journal: journal(2), engine: "e", synced: false }, "e"), journal(2));
});

test("a page kept for want of a network holds an old journal: what goes on from it is newer", () => {
  assert.deepEqual(latest(journal(1), { journal: journal(3), engine: "e", synced: true }, "e"), journal(3));
});

test("a confirmed local copy yields to the server, which another tab may have moved on", () => {
  assert.deepEqual(latest(journal(5), { journal: journal(2), engine: "e", synced: true }, "e"), journal(5));
  assert.deepEqual(latest(null, { journal: journal(2), engine: "e", synced: true }, "e"), journal(2));
});

test("a local copy made by another engine is not replayed", () => {
  assert.equal(latest(null, { journal: journal(2), engine: "old", synced: false }, "e"), null);
});

test("one save at a time, the newest journal next, nothing when all is kept", () => {
  const keeper = new Keeper();
  keeper.note(journal(1));
  assert.equal(keeper.take(), JSON.stringify(journal(1)));
  keeper.note(journal(2));
  assert.equal(keeper.take(), null);
  assert.equal(keeper.ended(true), 0);
  assert.equal(keeper.take(), JSON.stringify(journal(2)));
  assert.equal(keeper.ended(true), null);
  assert.equal(keeper.note(journal(2)), false);
});

test("a failed save is tried again, later each time, and never given up", () => {
  const keeper = new Keeper();
  keeper.note(journal(1));
  const waits = Array.from({ length: 8 }, () => (keeper.take(), keeper.ended(false)));
  assert.deepEqual(waits, [2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
  assert.equal(keeper.pending, true);
});

test("a confirmed copy that the server overwrote from elsewhere is left behind; what it goes on from is not", () => {
  const other = { inputs: [[9, 0, "type", "y"]] };
  const local = (journal) => ({ journal, engine: "e", synced: true });
  assert.deepEqual(leftBehind(journal(3), local(other), "e"), other);
  assert.equal(leftBehind(journal(3), local(journal(2)), "e"), null);
  assert.equal(leftBehind(journal(3), local(journal(3)), "e"), null);
  assert.equal(leftBehind(journal(3), { ...local(other), engine: "old" }, "e"), null);
  assert.equal(leftBehind(null, local(other), "e"), null);
  assert.equal(leftBehind(journal(3), null, "e"), null);
});
