import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeFigure } from "../../static/js/models/figures.js";
import { GraphModel } from "../../static/js/models/graph.js";
import { ladderWords, rungsOf } from "../../static/js/models/ladder.js";
import { networkRack } from "../../static/js/models/rack_network.js";
import { twinOf } from "../../static/js/models/twin.js";

test("layers below the first broken one hold, those above are open", () => {
  const states = Object.fromEntries(rungsOf("up").map(({ layer, state }) => [layer, state]));
  assert.deepEqual([states.process, states.interface, states.up, states.route], ["holds", "holds", "broken", "open"]);
  assert.equal(ladderWords("up"), "Layers process to interface are not what is broken; up is the first.");
  assert.equal(ladderWords("process"), "process is the first broken layer.");
});

test("what is no layer of the walk has no ladder", () => {
  assert.deepEqual(rungsOf("file"), []);
  assert.equal(ladderWords("done"), "");
});

const model = new GraphModel();
model.apply({ full: true, delta: { add: [
  { id: "vnet:0", kind: "vnet", label: "host", data: { pr_id: 0, wanted: "present" } },
  { id: "wanted:vnet:a", kind: "vnet", label: "a", data: { pr_id: -1, wanted: "missing" } },
  { id: "wanted:vnet:b", kind: "vnet", label: "b", data: { pr_id: -2, wanted: "missing" } },
  { id: "p", kind: "interface", label: "to host", parent: "wanted:vnet:a", data: { if_flags: "", if_addrhead: "10.0.0.2/24", wanted: "missing" } },
  { id: "q", kind: "interface", label: "to a", parent: "vnet:0", data: { if_flags: "", if_addrhead: "", wanted: "missing" } },
  { id: "l", kind: "link", label: "", source: "p", target: "q", data: { up: false, wanted: "missing" } },
] } });

test("what is wanted and missing wears a plus and no number, and has a place", () => {
  const { places, ends } = networkRack(model);
  const figure = (id) => nodeFigure(model.get(id), places.get(id), 0, false);
  assert.equal(figure("wanted:vnet:a").title, "+ a");
  assert.equal(figure("vnet:0").title, "host");
  assert.equal(figure("p").title, "+ to host 10.0.0.2/24");
  assert.ok(figure("p").missing);
  assert.notDeepEqual(places.get("wanted:vnet:a"), places.get("wanted:vnet:b"));
  assert.ok(ends.has("l"));
});

test("the text says what is there and what is missing", () => {
  const [host] = twinOf(model).filter(({ id }) => id === "vnet:0");
  assert.deepEqual(host.facts, ["wanted, there"]);
  assert.deepEqual(host.children[0].facts, ["wanted, missing", "linked to to host"]);
});
