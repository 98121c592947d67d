import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeFigure, huesOf } from "../../static/js/models/figures.js";
import { GraphModel } from "../../static/js/models/graph.js";
import { structuresRack } from "../../static/js/models/rack_structures.js";
import { twinOf } from "../../static/js/models/twin.js";
import { changeLines, realChanges } from "../../static/js/models/words.js";

const pointer = (label, source, target, walk = false) => ({ id: `${label}:${source}`, kind: "pointer", label, source, target, data: { walk } });
const proc = (pid) => ({ id: `proc:${pid}`, kind: "proc", label: `${pid} sh`, data: { p_pid: pid, cr_prison: 0 } });

function model(jails = 1, processes = [801]) {
  const add = [...processes.map(proc), { id: "ucred:801", kind: "ucred", label: "uid 0", data: { cr_prison: 0 } }];
  for (const pid of processes) add.push(pointer("p_ucred", `proc:${pid}`, "ucred:801", true));
  add.push(pointer("cr_prison", "ucred:801", "prison:0", true));
  for (let jid = 0; jid <= jails; jid += 1) {
    add.push({ id: `prison:${jid}`, kind: "prison", label: `p${jid}`, data: { pr_id: jid, vnet: jid } });
    add.push({ id: `root:${jid}`, kind: "vnode", label: "/", data: { pr_id: jid } });
    add.push({ id: `vnet:${jid}`, kind: "vnet", label: `vnet ${jid}`, data: { pr_id: jid } });
    add.push({ id: `if:${jid}`, kind: "ifnet", label: "lo0", data: { if_vnet: jid, if_flags: "UP" } });
    add.push(pointer("pr_root", `prison:${jid}`, `root:${jid}`), pointer("pr_vnet", `prison:${jid}`, `vnet:${jid}`), pointer("if_vnet", `if:${jid}`, `vnet:${jid}`));
    if (jid) add.push(pointer("pr_parent", `prison:${jid}`, "prison:0"));
  }
  add.push({ id: "var:0:V_ifnet", kind: "variable", label: "V_ifnet", data: { vnet_id: 0 } }, pointer("V_", "vnet:0", "var:0:V_ifnet", true));
  add.push({ id: "walk:801", kind: "walk", label: "sh (801)", data: { path: "p_ucred → cr_prison: prison0 → pr_vnet: vnet0 → V_ifnet" } });
  const found = new GraphModel();
  found.apply({ full: true, delta: { add } });
  return found;
}

test("records stand under each other in the order of the walk, each prison in a lane of its own", () => {
  const { places } = structuresRack(model());
  const heights = ["proc:801", "ucred:801", "prison:0", "vnet:0", "var:0:V_ifnet"].map((id) => places.get(id).y);
  assert.deepEqual([...heights].sort((a, b) => a - b), heights);
  assert.ok(places.get("prison:1").x > places.get("vnet:0").x + places.get("vnet:0").w / 2);
});

test("a process or a prison more moves nothing that stands", () => {
  const before = structuresRack(model());
  const after = structuresRack(model(2, [801, 812, 813]), before.memory);
  for (const [id, place] of before.places) assert.deepEqual(after.places.get(id), place, id);
});

test("no two records overlap", () => {
  const places = [...structuresRack(model(4, [801, 802, 803])).places.values()];
  places.forEach((a, i) => places.slice(i + 1).forEach((b) => {
    assert.ok(Math.abs(a.x - b.x) >= (a.w + b.w) / 2 || Math.abs(a.y - b.y) >= (a.h + b.h) / 2);
  }));
});

test("every pointer has ends, and those of the walk say so", () => {
  const graph = model();
  const { ends } = structuresRack(graph);
  for (const edge of graph.edges) assert.ok(ends.has(edge.id), edge.id);
  assert.equal(edgeFigure(graph.get("V_:vnet:0"), ends.get("V_:vnet:0"), graph).walk, true);
  assert.equal(edgeFigure(graph.get("pr_root:prison:0"), ends.get("pr_root:prison:0"), graph).walk, false);
});

test("a record wears the hue of its prison", () => {
  const graph = model();
  const hue = huesOf(graph);
  assert.deepEqual(["vnet:1", "if:1", "ucred:801"].map((id) => hue(graph.get(id))), [1, 1, 0]);
});

test("the text says the walk in words first, then each record with what it points to", () => {
  const [walk, process] = twinOf(model());
  assert.deepEqual(walk.facts, ["p_ucred → cr_prison: prison0 → pr_vnet: vnet0 → V_ifnet"]);
  assert.equal(process.facts.at(-1), "p_ucred → uid 0 (walked)");
});

test("where a command looked is no change", () => {
  const graph = model();
  const changes = graph.apply({ delta: { add: [proc(900)], change: [pointer("pr_vnet", "prison:0", "vnet:0", true)], remove: ["var:0:V_ifnet", "walk:801"] } });
  assert.deepEqual(changeLines(realChanges(changes), graph).map(({ text }) => text), ["new process 900 sh"]);
});
