import assert from "node:assert/strict";
import { test } from "node:test";
import { GraphModel } from "../../static/js/models/graph.js";
import { networkRack } from "../../static/js/models/rack_network.js";
import { processRack } from "../../static/js/models/rack_processes.js";
import { svgOf } from "../../static/js/models/svg.js";

const hues = Array.from({ length: 8 }, (_, hue) => `rgb(${hue}, 0, 0)`);
const colours = { sheet: "white", raised: "white", sunk: "grey", ink: "black", "ink-2": "#333", "ink-3": "#666", mark: "#888", changed: "violet", refused: "red", prisons: hues, washes: hues };

function network() {
  const model = new GraphModel();
  model.apply({ full: true, delta: { add: [
    { id: "v0", kind: "vnet", label: "host", data: { pr_id: 0 } },
    { id: "v1", kind: "vnet", label: "a<b>&\"c\"", data: { pr_id: 1 } },
    { id: "e0a", kind: "interface", label: "epair0a", parent: "v0", data: { if_flags: "UP" } },
    { id: "e0b", kind: "interface", label: "epair0b", parent: "v1", data: { if_flags: "" } },
    { id: "b0", kind: "bridge", label: "bridge0", parent: "v0", data: {} },
    { id: "l0", kind: "link", label: "", source: "e0a", target: "e0b", data: { up: false } },
    { id: "m0", kind: "member", label: "", source: "b0", target: "e0a", data: {} },
  ] } });
  return model;
}

test("every node and edge of a graph is in its SVG, and no text breaks it", () => {
  const model = network();
  const svg = svgOf(model, networkRack(model), { colours, title: "after ifconfig <x>" });
  for (const label of ["host", "epair0a", "epair0b", "bridge0", "a&lt;b&gt;&amp;&quot;c&quot;", "after ifconfig &lt;x&gt;"]) assert.ok(svg.includes(label), label);
  assert.equal(svg.match(/<path /g).length, 2);
  assert.equal(svg.match(/<svg /g).length, 1);
  assert.ok(!/NaN|undefined/.test(svg));
});

test("a down link is dashed, a mark and the first broken layer are seen", () => {
  const model = network();
  const svg = svgOf(model, networkRack(model), { colours, title: "", marked: new Set(["e0b", "l0"]), broken: "e0b" });
  assert.ok(svg.includes('stroke-dasharray="5 3"'));
  assert.equal(svg.match(/violet/g).length, 2);
  assert.ok(svg.includes('stroke="red"'));
});

test("the same graph gives the same text", () => {
  const once = svgOf(network(), networkRack(network()), { colours, title: "x" });
  assert.equal(svgOf(network(), networkRack(network()), { colours, title: "x" }), once);
});

test("processes and an empty graph are drawn too", () => {
  const model = new GraphModel();
  assert.ok(svgOf(model, processRack(model), { colours, title: "" }).includes("</svg>"));
  model.apply({ full: true, delta: { add: [
    { id: "prison:0", kind: "prison", label: "host", data: { pr_id: 0 } },
    { id: "p1", kind: "process", label: "init", parent: "prison:0", data: { p_pid: 1, cr_uid: 0, p_state: "PRS_ZOMBIE" } },
  ] } });
  assert.ok(svgOf(model, processRack(model), { colours, title: "" }).includes("1 init"));
});
