import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeFigure } from "../../static/js/models/figures.js";
import { Folding, ROOMY } from "../../static/js/models/folding.js";
import { GraphModel } from "../../static/js/models/graph.js";
import { byUser } from "../../static/js/models/grouping.js";
import { networkRack } from "../../static/js/models/rack_network.js";
import { processRack } from "../../static/js/models/rack_processes.js";
import { matches, nextMatch } from "../../static/js/models/searching.js";
import { twinOf } from "../../static/js/models/twin.js";

const vnet = (jid) => ({ id: `vnet${jid}`, kind: "vnet", label: jid ? `j${jid}` : "host", data: { pr_id: jid } });
const port = (name, jid, data = {}) => ({ id: name, kind: "interface", label: name, parent: `vnet${jid}`, data });

function network(jails, bridged = true) {
  const model = new GraphModel();
  const add = [vnet(0), port("em0", 0), { id: "bridge0", kind: "bridge", label: "bridge0", parent: "vnet0", data: {} }];
  for (let jid = 1; jid <= jails; jid += 1) {
    add.push(vnet(jid), port(`e${jid}a`, 0), port(`e${jid}b`, jid, { if_addrhead: `10.0.0.${jid}/24` }));
    add.push({ id: `link${jid}`, kind: "link", label: "", source: `e${jid}a`, target: `e${jid}b`, data: { up: true } });
    if (bridged) add.push({ id: `m${jid}`, kind: "member", label: "", source: "bridge0", target: `e${jid}a`, data: {} });
  }
  model.apply({ full: true, delta: { add } });
  return model;
}

const ids = (elements) => elements.map(({ id }) => id).sort();

test("nothing is folded in a small graph, and the view is the model itself", () => {
  const model = network(3);
  const view = new Folding().view(model);
  assert.equal(view.nodes, model.nodes);
  assert.equal(view.standIn("e1b"), "e1b");
});

test("a folded jail is joined to the bridge that its cable leads to, and stands for all of it", () => {
  const model = network(2);
  const folding = new Folding();
  assert.equal(folding.toggle(model, "vnet1"), true);
  const view = folding.view(model);
  assert.deepEqual(ids(view.nodes), ["bridge0", "e2a", "e2b", "em0", "vnet0", "vnet1", "vnet2"]);
  assert.equal(view.get("vnet1").data.folded, 1);
  const joined = view.edges.find(({ id }) => id === "m1");
  assert.deepEqual([joined.source, joined.target], ["bridge0", "vnet1"]);
  assert.deepEqual(["e1a", "e1b", "link1", "e2b"].map(view.standIn), ["vnet1", "vnet1", "vnet1", "e2b"]);
});

test("without a bridge its cable leads to the host's box", () => {
  const model = network(1, false);
  const folding = new Folding();
  folding.toggle(model, "vnet1");
  const [link] = folding.view(model).edges;
  assert.deepEqual([link.id, link.source, link.target], ["link1", "vnet0", "vnet1"]);
});

test("a host's end with an address of its own stays", () => {
  const model = network(1, false);
  model.apply({ delta: { change: [port("e1a", 0, { if_addrhead: "10.0.0.254/24" })] } });
  const folding = new Folding();
  folding.toggle(model, "vnet1");
  const view = folding.view(model);
  assert.ok(view.get("e1a"));
  assert.deepEqual(view.edges.map(({ source, target }) => [source, target]), [["e1a", "vnet1"]]);
});

test("the host is never folded, nor what is no box", () => {
  const folding = new Folding();
  assert.deepEqual(["vnet0", "em0", "nothing"].map((id) => folding.toggle(network(1), id)), [false, false, false]);
});

test("a large graph folds by itself, and opens only when it has shrunk by half", () => {
  const folding = new Folding();
  const jails = ROOMY + 12;
  assert.equal(folding.view(network(jails)).folded.size, jails);
  assert.ok(folding.view(network(jails - 10)).folded.size > 0);
  assert.equal(folding.view(network(10)).folded.size, 0);
});

test("what the learner opened stays open in a large graph, and all can be opened", () => {
  const model = network(200);
  const folding = new Folding();
  folding.view(model);
  folding.toggle(model, "vnet7");
  assert.ok(folding.view(model).get("e7b"));
  folding.all(model, false);
  assert.equal(folding.view(model).folded.size, 0);
});

test("a folded box is the same object until something in it changes", () => {
  const model = network(200);
  const folding = new Folding();
  const before = folding.view(model).get("vnet3");
  model.apply({ delta: { add: [port("lo0-9", 9)] } });
  const after = folding.view(model);
  assert.equal(after.get("vnet3"), before);
  assert.equal(after.get("vnet9").data.folded, 2);
});

test("1,000 folded stacks have places of their own and edges to the bridge", () => {
  const view = new Folding().view(network(1000));
  const { places, ends } = networkRack(view);
  const boxes = view.nodes.filter(({ id }) => /^vnet[1-9]/.test(id)).map(({ id }) => places.get(id));
  assert.equal(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size, 1000);
  assert.equal(view.edges.filter(({ id }) => ends.has(id)).length, 1000);
});

test("a stack more moves no other, folded as they are", () => {
  const folding = new Folding();
  const before = networkRack(folding.view(network(300)));
  const after = networkRack(folding.view(network(301)), before.memory);
  for (let jid = 1; jid <= 300; jid += 1) assert.deepEqual(after.places.get(`vnet${jid}`), before.places.get(`vnet${jid}`));
});

test("folding one jail of a small graph moves no other", () => {
  const model = network(4);
  const folding = new Folding();
  const before = networkRack(folding.view(model));
  folding.toggle(model, "vnet2");
  const after = networkRack(folding.view(model), before.memory);
  for (const id of ["vnet1", "vnet3", "vnet4", "e3b", "e4a"]) assert.deepEqual(after.places.get(id), before.places.get(id), id);
});

test("a folded box says how many are in it, on the canvas and in the text", () => {
  const model = network(1);
  const folding = new Folding();
  folding.toggle(model, "vnet1");
  const view = folding.view(model);
  assert.equal(nodeFigure(view.get("vnet1"), { w: 1, h: 1 }, 1, false).title, "j1 1 ▸1");
  const [, jail] = twinOf(view);
  assert.deepEqual([jail.folded, jail.children.length, jail.facts.at(-1)], [1, 0, "1 inside, folded"]);
});

function processes() {
  const model = new GraphModel();
  const process = (pid, uid, jid) => ({ id: `p${pid}`, kind: "process", label: "sh", parent: `prison:${jid}`, data: { p_pid: pid, p_ppid: 1, cr_uid: uid, cr_prison: jid } });
  model.apply({ full: true, delta: { add: [
    { id: "prison:0", kind: "prison", label: "host", data: { pr_id: 0 } }, { id: "prison:1", kind: "prison", label: "www", data: { pr_id: 1 } },
    process(1, 0, 0), process(2, 1001, 0), process(3, 1001, 1), process(4, 0, 1),
    { id: "parent:2", kind: "parent", label: "", source: "p1", target: "p2", data: {} },
  ] } });
  return model;
}

test("by user, processes of one user stand in one box whatever their prison", () => {
  const model = byUser(processes());
  assert.deepEqual(twinOf(model).map(({ label, children }) => [label, children.map(({ id }) => id)]), [
    ["root, uid 0", ["p1", "p4"]], ["uid 1001", ["p2", "p3"]],
  ]);
  const { places } = processRack(model);
  assert.ok(places.get("user:1001").x > places.get("user:0").x);
  const depth = (id) => nodeFigure(model.get(id), places.get(id), 0, false).z;
  for (const id of ["p1", "p2", "p3", "p4"]) assert.ok(depth(id) > depth("user:0"), "drawn over its box");
});

test("a prison's processes fold into it", () => {
  const model = processes();
  const folding = new Folding();
  folding.toggle(model, "prison:1");
  const view = folding.view(model);
  assert.deepEqual(ids(view.nodes), ["p1", "p2", "prison:0", "prison:1"]);
  assert.ok(processRack(view).places.get("prison:1").h < 40);
});

test("search finds by name, address and field, every word", () => {
  const model = network(12);
  assert.deepEqual(matches(model, "10.0.0.12"), ["e12b"]);
  assert.deepEqual(matches(model, "vnet jid 3"), ["vnet3"]);
  assert.deepEqual(matches(processes(), "cr_uid=1001 sh"), ["p2", "p3"]);
  assert.deepEqual(matches(model, "  "), []);
});

test("the next match goes round, both ways", () => {
  assert.equal(nextMatch(["a", "b"], "b"), "a");
  assert.equal(nextMatch(["a", "b"], "a", -1), "b");
  assert.equal(nextMatch(["a", "b"], "x"), "a");
  assert.equal(nextMatch([], "x"), null);
});
