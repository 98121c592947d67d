// Goals as the page counts them, and as it tells the server.

import assert from "node:assert/strict";
import test from "node:test";
import { standing } from "../../static/js/models/goals.js";

const goal = (id, holds, layer) => ({ id, holds, diagnosis: layer ? { layer, sentence: "" } : null });

test("the server is told which goals hold and the first open goal's broken layer", () => {
  const goals = [goal("a", true), goal("b", false, "route"), goal("c", false, "address"), goal("d", true)];
  assert.deepEqual(JSON.parse(standing(goals)), { holds: ["a", "d"], layer: "route" });
});

test("when every goal holds, no layer is broken", () => {
  assert.deepEqual(JSON.parse(standing([goal("a", true)])), { holds: ["a"], layer: "" });
});
