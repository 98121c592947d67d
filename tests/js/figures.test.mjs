import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeFigure, huesOf, nodeFigure, ownersOf } from "../../static/js/models/figures.js";
import { GraphModel } from "../../static/js/models/graph.js";

function modelWith(...add) {
  const model = new GraphModel();
  model.apply({ full: true, delta: { add } });
  return model;
}

const place = { x: 0, y: 0, w: 100, h: 20 };
const prison = (jid, parent, vnet) => ({ id: `prison:${jid}`, kind: "prison", label: `j${jid}`, data: { pr_id: jid, pr_parent: parent, vnet } });
const figure = (element, model, marked = false) => nodeFigure(element, place, 1, marked, ownersOf(model));

test("what stands in a prison's box wears the prison's hue, nested prisons their outermost one's", () => {
  const vnet = (id, jid, parent) => ({ id: `vnet:${id}`, kind: "vnet", label: "v", data: { pr_id: jid, pr_parent: parent } });
  const port = { id: "if:9", kind: "interface", label: "epair0b", parent: "vnet:3", data: {} };
  const model = modelWith(vnet(1, 0, 0), vnet(2, 2, 0), vnet(3, 5, 2), port);
  const hue = huesOf(model);
  assert.deepEqual([...model.nodes].map(hue), [0, 2, 2, 2]);
});

test("a prison owns its stack when its parent has another", () => {
  const model = modelWith(prison(0, 0, 1), prison(1, 0, 2), prison(2, 0, 1), prison(3, 1, 2));
  assert.deepEqual(model.nodes.map((node) => figure(node, model).vnet_own), [true, true, false, false]);
});

test("titles: names with addresses, counts of more, jids, pids, and the mark of a change", () => {
  const port = (addresses) => ({ id: "i", kind: "interface", label: "epair0b", data: { if_flags: "UP", if_addrhead: addresses } });
  const model = modelWith();
  assert.equal(figure(port(""), model).title, "epair0b");
  assert.equal(figure(port("10.0.0.1/24 10.0.0.2/24"), model, true).title, "epair0b 10.0.0.1/24 +1 ◆");
  assert.equal(figure({ id: "j", kind: "jail", label: "www", data: { pr_id: 3, pr_ip4: "10.0.0.9" } }, model).title, "www  jid 3\n10.0.0.9");
  assert.equal(figure({ id: "j", kind: "jail", label: "www", data: { pr_id: 3, pr_ip4: "disable" } }, model).title, "www  jid 3\nno IPv4");
  assert.equal(figure({ id: "p", kind: "process", label: "sh", data: { p_pid: 700, cr_uid: 0 } }, model).title, "700 sh");
});

const lines = (element, w) => nodeFigure(element, { ...place, w }, 1, false).title.split("\n");

test("a jail's name that its box has no room for has a line to itself, and is cut there, parents first; the jid stays", () => {
  const of = (label, w, data = {}) => lines({ id: "j", kind: "jail", label, data: { pr_id: 12, pr_ip4: "disable", ...data } }, w);
  assert.deepEqual(of("www", 110), ["www  jid 12", "no IPv4"]);
  assert.deepEqual(of("provider.www", 136), ["provider.www", "jid 12  no IPv4"]);
  assert.deepEqual(of("provider.customer-of-long-name", 130, { pr_ip4: "10.0.0.9" }), ["…customer-of-…", "jid 12", "10.0.0.9"]);
  assert.deepEqual(of("archive-of-the-old-intranet", 170, { pr_ip4: "10.0.0.9" }), ["archive-of-the-old-…", "jid 12  10.0.0.9"]);
});

test("a stack's name is cut before its jid; in a box with room for neither the name stands alone", () => {
  const of = (label, w) => lines({ id: "v", kind: "prison", label, data: { pr_id: 12 } }, w)[0];
  assert.equal(of("router-of-department", 200), "router-of-depar…  jid 12");
  assert.equal(of("router-of-department", 96), "router-of…");
  const larger = { text: 1.5, held: 1.25 };
  assert.equal(nodeFigure({ id: "v", kind: "prison", label: "router-of-department", data: { pr_id: 12 } }, { ...place, w: 200 }, 1, false, () => false, larger).title, "router-of…  jid 12");
});

test("a port's name and address stay in the room beside it", () => {
  const port = (room, addresses, label = "epair0b") =>
    nodeFigure({ id: "i", kind: "interface", label, data: { if_flags: "UP", if_addrhead: addresses } }, { ...place, room }, 1, false).title;
  assert.equal(port(190, "192.168.100.101/24"), "epair0b 192.168.100.101/24");
  assert.equal(port(170, "192.168.100.101/24"), "epair0b 192.168.100.101");
  assert.equal(port(140, "192.168.100.101/24"), "epair0b 192.168.100…");
  assert.equal(port(64, "192.168.100.101/24"), "epair0b");
  assert.equal(port(64, "", "a-long-interface"), "a-long-i…");
});

test("flags: up, zombie, stopped, root", () => {
  const flags = ({ up, zombie, stopped, root }) => ({ up, zombie, stopped, root });
  const model = modelWith();
  const zombie = { id: "p", kind: "process", label: "sh", data: { p_pid: 7, cr_uid: 80, p_state: "PRS_ZOMBIE", stopped: true } };
  assert.deepEqual(flags(figure(zombie, model)), { up: false, zombie: true, stopped: true, root: false });
  const port = { id: "i", kind: "interface", label: "lo0", data: { if_flags: "UP LOOPBACK" } };
  assert.equal(figure(port, model).up, true);
  assert.equal(figure({ ...port, data: { if_flags: "SUPER" } }, model).up, false);
});

test("an edge between boxes is told from one inside a box", () => {
  const at = (id, parent) => ({ id, kind: "process", label: "sh", parent, data: {} });
  const model = modelWith(at("a", "x"), at("b", "x"), at("c", "y"));
  const ends = { source: [1, 2], target: [-3, 0], side: false };
  const edge = (target) => edgeFigure({ id: "e", kind: "parent", source: "a", target, data: {} }, ends, model);
  assert.deepEqual([edge("b").across, edge("c").across], [false, true]);
  assert.deepEqual([edge("b").from, edge("b").to], ["1px 2px", "-3px 0px"]);
});
