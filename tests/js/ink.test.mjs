import assert from "node:assert/strict";
import { test } from "node:test";

import { Ink, anchorAt, cornerOf, drawn, inWords, thinned } from "../../static/js/models/ink.js";

const label = { id: 3, graph: "network", shape: "label", element: "a", to: "", text: "here", points: [] };
const arrow = { ...label, id: 4, shape: "arrow", to: "b" };
const stroke = { ...label, id: 5, shape: "pen", points: [1, 2, 11, 12] };
const places = new Map([["a", { x: 50, y: 50, w: 100, h: 40 }], ["b", { x: 350, y: 50, w: 100, h: 40 }], ["c", { x: 50, y: 50, w: 20, h: 20 }]]);

test("marks stand as they were on coming in, and what the log says later is added once", () => {
  const ink = new Ink();
  ink.restart([label, { shape: "point", graph: "network", element: "a" }], 7);
  assert.deepEqual(ink.of("network"), [label]);
  assert.equal(ink.hear({ seq: 7, kind: "draw", body: arrow }), false, "known already");
  assert.equal(ink.hear({ seq: 8, kind: "draw", body: arrow }), true);
  assert.deepEqual(ink.of("network"), [label, arrow]);
  assert.equal(ink.hear({ seq: 9, kind: "frames", body: {} }), false);
  assert.equal(ink.hear({ seq: 10, kind: "wipe", body: { ids: [3] } }), true);
  assert.deepEqual(ink.of("network"), [arrow]);
  assert.deepEqual(ink.of("processes"), []);
});

test("a mark stands at its element, wherever this page has it, and nowhere without it", () => {
  assert.deepEqual(cornerOf(places.get("a")), { x: 0, y: 30 });
  assert.equal(drawn(stroke, places).path, "M1 32L11 42");
  assert.equal(drawn({ ...stroke, points: [0, 0, 10, 0, 10, 10] }, places).path, "M0 30Q10 30 10 35L10 40");
  assert.equal(drawn({ ...stroke, points: [0, 0] }, places).path, "M0 30h0.1");
  assert.deepEqual(drawn(label, places), { text: "here", at: { x: 50, y: 30 } });
  assert.match(drawn(arrow, places).path, /^M103\.0 50\.0L297\.0 50\.0M/);
  for (const mark of [stroke, label, arrow]) assert.equal(drawn({ ...mark, element: "gone" }, places), null);
  assert.equal(drawn({ ...arrow, to: "gone" }, places), null);
});

test("a stroke hangs on the smallest box around its beginning, else on the nearest", () => {
  assert.equal(anchorAt(places, { x: 52, y: 52 }).id, "c");
  assert.equal(anchorAt(places, { x: 90, y: 40 }).id, "a");
  assert.equal(anchorAt(places, { x: 290, y: 300 }).id, "b");
  assert.equal(anchorAt(new Map(), { x: 0, y: 0 }), null);
});

test("a stroke is thinned to what a room takes, and its ends stay", () => {
  assert.deepEqual(thinned([{ x: 0, y: 0 }]), [0, 0]);
  assert.deepEqual(thinned([{ x: 0, y: 0 }, { x: 0.4, y: 0 }, { x: 9, y: 0 }]), [0, 0, 9, 0]);
  const long = thinned(Array.from({ length: 5_000 }, (_, at) => ({ x: 3 * at, y: 0 })));
  assert.ok(long.length <= 240);
  assert.deepEqual(long.slice(-2), [14_997, 0]);
});

test("marks are said in words", () => {
  const name = (id) => ({ a: "www", b: "db" })[id];
  assert.deepEqual([label, arrow, stroke].map((mark) => inWords(mark, name)), ["At www: here", "An arrow from www to db", "A stroke at www"]);
});
