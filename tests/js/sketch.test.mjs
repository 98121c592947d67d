import assert from "node:assert/strict";
import { test } from "node:test";

import { GraphModel } from "../../static/js/models/graph.js";
import { sketchOf } from "../../static/js/models/sketch.js";

const vnet = (jid) => ({ id: `vnet${jid}`, kind: "vnet", label: "v", data: { pr_id: jid } });
const port = (name, jid, up) => ({ id: name, kind: "interface", label: name, parent: `vnet${jid}`, data: { up } });
const link = (unit) => ({ id: `link${unit}`, kind: "link", label: "", source: `epair${unit}a`, target: `epair${unit}b`, data: {} });

function sketch(...add) {
  const model = new GraphModel();
  model.apply({ full: true, delta: { add, change: [], remove: [] } });
  const numbers = sketchOf(model);
  return Array.from({ length: numbers.length / 6 }, (_, at) => numbers.slice(6 * at, 6 * at + 6));
}

test("nothing to be drawn is no sketch", () => assert.deepEqual(sketch(), []));

test("boxes come first, then cables, then ports; hues are those of the prisons", () => {
  const shapes = sketch(vnet(0), port("epair1a", 0, true), vnet(1), port("epair1b", 1, false), link(1));
  assert.deepEqual(shapes.map(([kind]) => kind), [0, 0, 5, 2, 3]);
  assert.deepEqual(shapes.map((shape) => shape[5]), [0, 1, 0, 0, 1]);
});

test("a cable with both ends up is whole", () => {
  const shapes = sketch(vnet(0), port("epair1a", 0, true), vnet(1), port("epair1b", 1, true), link(1));
  assert.equal(shapes.filter(([kind]) => kind === 4).length, 1);
});

test("every number fits what the room takes, however many jails there are", () => {
  const jails = Array.from({ length: 80 }, (_, at) => at + 1).flatMap((jid) => [vnet(jid), port(`epair${jid}a`, 0, true), port(`epair${jid}b`, jid, true), link(jid)]);
  const shapes = sketch(vnet(0), ...jails);
  assert.equal(shapes.length, 60);
  for (const [kind, x, y, w, h, hue] of shapes) {
    assert.ok([kind, x, y, w, h, hue].every(Number.isInteger));
    assert.ok(kind <= 5 && x >= 0 && x <= 160 && y >= 0 && y <= 100 && w >= 0 && w <= 160 && h >= 0 && h <= 100 && hue <= 7);
  }
});
