import assert from "node:assert/strict";
import { test } from "node:test";
import { GraphModel } from "../../static/js/models/graph.js";
import { Marks } from "../../static/js/models/marks.js";
import { changeLines } from "../../static/js/models/words.js";
import { twinOf } from "../../static/js/models/twin.js";

const host = { id: "v0", kind: "vnet", label: "host", data: { pr_id: 0 } };
const www = { id: "v1", kind: "vnet", label: "www", data: { pr_id: 1 } };
const port = (data, parent = "v0") => ({ id: "i1", kind: "interface", label: "epair0b", parent, data });

function modelWith(...add) {
  const model = new GraphModel();
  model.apply({ full: true, delta: { add, change: [], remove: [] } });
  return model;
}

test("a delta says what was added, which fields changed, and what is gone", () => {
  const model = modelWith(host, port({ if_flags: "BROADCAST" }));
  const changes = model.apply({ delta: { add: [www], change: [port({ if_flags: "UP BROADCAST" }, "v1")], remove: ["v0"] } });
  assert.deepEqual(changes.added, [www]);
  assert.deepEqual(changes.removed, [host]);
  assert.deepEqual(changes.changed[0].fields, [
    { name: "parent", from: "v0", to: "v1" },
    { name: "if_flags", from: "BROADCAST", to: "UP BROADCAST" },
  ]);
});

test("a full graph drops what it does not name", () => {
  const model = modelWith(host, www);
  const changes = model.apply({ full: true, delta: { add: [host], change: [], remove: [] } });
  assert.deepEqual(changes.removed, [www]);
  assert.deepEqual([...model.elements.keys()], ["v0"]);
});

test("an unchanged element is no change, a removal of the unknown is nothing", () => {
  const model = modelWith(host);
  assert.deepEqual(model.apply({ delta: { add: [], change: [{ ...host }], remove: ["nobody"] } }),
    { full: false, added: [], changed: [], removed: [] });
});

test("marks hold the net effect of a command", () => {
  const model = modelWith(host, port({ up: false }));
  const marks = new Marks();
  marks.note(model.apply({ delta: { add: [www], change: [port({ up: true })] } }));
  marks.note(model.apply({ delta: { remove: ["v1"], change: [port({ up: false })] } }));
  assert.deepEqual(marks.changes, { added: [], changed: [], removed: [] });
});

test("marks last until the next command, and a full graph marks nothing", () => {
  const model = modelWith(host);
  const marks = new Marks();
  marks.note(model.apply({ delta: { add: [www] } }));
  assert.deepEqual(marks.ids, ["v1"]);
  marks.note(model.apply({ full: true, delta: { add: [host, www] } }));
  assert.deepEqual(marks.ids, ["v1"]);
  marks.begin();
  assert.deepEqual(marks.ids, []);
});

test("changes read as words under kernel names", () => {
  const model = modelWith(host, www, port({ if_flags: "" }));
  const changes = model.apply({ delta: { change: [port({ if_flags: "UP" }, "v1")] } });
  assert.deepEqual(changeLines(changes, model), [
    { sign: "~", id: "i1", text: "interface epair0b: moved to www, if_flags +UP" },
  ]);
});

test("of a list only what came and went is told", () => {
  const model = modelWith({ ...host, data: { pr_id: 0, rt: "default via 10.0.0.1, 10.0.0.0/24 em0" } });
  const changes = model.apply({ delta: { change: [{ ...host, data: { pr_id: 0, rt: "10.0.0.0/24 em0, 127.0.0.1 lo0" } }] } });
  assert.equal(changeLines(changes, model)[0].text, "network stack host: rt −default via 10.0.0.1 +127.0.0.1 lo0");
});

test("many changes are counted, not listed", () => {
  const added = Array.from({ length: 12 }, (_, i) => ({ id: `v${i}`, kind: "vnet", label: `j${i}`, data: {} }));
  const lines = changeLines({ added, changed: [], removed: [] });
  assert.equal(lines.length, 8);
  assert.equal(lines[7].text, "and 5 more");
});

test("the twin is the same graph as a tree of names and facts", () => {
  const peer = { id: "i0", kind: "interface", label: "epair0a", parent: "v0", data: { up: true } };
  const model = modelWith(host, www, peer, port({ up: true, if_addrhead: "192.0.2.1/24" }, "v1"),
    { id: "l0", kind: "link", label: "", source: "i0", target: "i1", data: {} });
  assert.deepEqual(twinOf(model).map((entry) => [entry.label, entry.facts, entry.children.map((child) => [child.label, child.facts])]), [
    ["host", ["the host's network stack"], [["epair0a", ["UP", "linked to epair0b"]]]],
    ["www", ["jid 1", "own network stack (vnet)"], [["epair0b", ["UP", "192.0.2.1/24", "linked to epair0a"]]]],
  ]);
});
