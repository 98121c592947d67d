import assert from "node:assert/strict";
import { test } from "node:test";

import { Branches, MOST, begins, cut } from "../../static/js/models/branches.js";

const journal = (...words) => ({ inputs: words.map((word, at) => [at * 10, 0, "type", word]), end: words.length * 10, digests: [[2, "d"]] });
const entry = (...words) => ({ journal: journal(...words), line: words.at(-1), at: 0 });

test("a journal cut at a frame has its inputs, its end, and no digest taken later", () => {
  assert.deepEqual(cut(journal("a", "b", "c"), { at: 15, inputs: 1 }), { inputs: [[0, 0, "type", "a"]], end: 15, digests: [] });
  assert.deepEqual(cut(journal("a", "b", "c"), { at: 10, inputs: null }).inputs.length, 2);
});

test("a beginning is told by every part of every input", () => {
  assert.equal(begins(journal("a"), journal("a", "b")), true);
  assert.equal(begins(journal("a", "x"), journal("a", "b")), false);
  assert.equal(begins(journal("a", "b"), journal("a")), false);
});

test("undo and redo go through the same work; something new makes the undone a branch", () => {
  const branches = new Branches();
  branches.undo(entry("a", "b", "c"));
  branches.undo(entry("a", "b"));
  assert.equal(branches.redo().line, "b");
  branches.undo(entry("a", "b"));
  assert.equal(branches.done(), true);
  assert.deepEqual(branches.list.map(({ line, id }) => [line, id]), [["c", 1]]);
  assert.equal(branches.redo(), undefined);
  assert.equal(branches.done(), false);
});

test("what another branch holds already, or what nobody typed, is not kept twice", () => {
  const branches = new Branches();
  branches.keep(entry("a", "b"));
  branches.keep(entry("a"));
  branches.keep({ journal: { inputs: [[0, 0, "resize", "24x80"]], digests: [] } });
  assert.equal(branches.list.length, 1);
  branches.keep(entry("a", "b", "c"));
  assert.deepEqual(branches.list.map(({ line }) => line), ["c"]);
});

test("only so many are kept; the oldest go; numbers stay unique over a reload", () => {
  const branches = new Branches();
  for (let n = 0; n < MOST + 3; n += 1) branches.keep(entry(`w${n}`));
  assert.equal(branches.list.length, MOST);
  const again = new Branches(JSON.parse(JSON.stringify(branches.dump())));
  again.keep(entry("new"));
  assert.equal(again.list.at(-1).id, MOST + 4);
  assert.equal(again.take(MOST + 4).line, "new");
  assert.equal(again.take(99), undefined);
});

test("stored rubbish is no branch", () => {
  assert.deepEqual(new Branches([null, 3, { journal: "x" }, { id: 1, journal: { inputs: [] } }]).list.length, 1);
});
