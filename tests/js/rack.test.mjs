import assert from "node:assert/strict";
import { test } from "node:test";
import { GraphModel } from "../../static/js/models/graph.js";
import { allot, allotRows, bends as turns, roomOf, slotBoxes } from "../../static/js/models/rack.js";
import { networkRack } from "../../static/js/models/rack_network.js";
import { processRack } from "../../static/js/models/rack_processes.js";

const vnet = (jid) => ({ id: `vnet${jid}`, kind: "vnet", label: jid ? `j${jid}` : "host", data: { pr_id: jid } });
const port = (name, jid) => ({ id: name, kind: "interface", label: name, parent: `vnet${jid}`, data: {} });
const link = (unit) => ({ id: `link${unit}`, kind: "link", label: "", source: `epair${unit}a`, target: `epair${unit}b`, data: {} });
const member = (name) => ({ id: `m-${name}`, kind: "member", label: "", source: "bridge0", target: name, data: {} });
const bridge = { id: "bridge0", kind: "bridge", label: "bridge0", parent: "vnet0", data: {} };

function network(jails) {
  const model = new GraphModel();
  const add = [vnet(0), port("vtnet0", 0), port("lo0", 0), bridge];
  for (const jid of jails) add.push(vnet(jid), port(`epair${jid}a`, 0), port(`epair${jid}b`, jid), link(jid), member(`epair${jid}a`));
  model.apply({ full: true, delta: { add, change: [], remove: [] } });
  return model;
}

const apart = (a, b) =>
  a.x + a.w / 2 <= b.x - b.w / 2 || b.x + b.w / 2 <= a.x - a.w / 2 || a.y + a.h / 2 <= b.y - b.h / 2 || b.y + b.h / 2 <= a.y - a.h / 2;

test("slots go by jid, are kept, and a vacated one is reused", () => {
  const first = allot([3, 1, 2]);
  assert.deepEqual([...first], [[1, 0], [2, 1], [3, 2]]);
  const second = allot([1, 3, 7], first);
  assert.deepEqual([...second].sort(), [[1, 0], [3, 2], [7, 1]]);
});

test("rows are kept, and newcomers go after what they must follow", () => {
  const first = allotRows(["a", "b", "c"]);
  assert.deepEqual([...allotRows(["a", "c", "d"], first)], [["a", 0], ["c", 2], ["d", 1]]);
  assert.equal(allotRows(["a", "d"], new Map([["a", 4]]), () => 5).get("d"), 5);
});

test("slot boxes of one column stand under each other and do not touch", () => {
  const boxes = [...slotBoxes(allot([1, 2, 3]), () => 60).values()];
  for (let i = 1; i < boxes.length; i += 1) assert.ok(boxes[i].y >= boxes[i - 1].y + boxes[i - 1].h);
});

test("nothing moves when a jail is added to a network, for 1 to 20 jails", () => {
  for (let count = 1; count < 20; count += 1) {
    const jails = Array.from({ length: count }, (_, i) => i + 1);
    const before = networkRack(network(jails));
    const after = networkRack(network([...jails, count + 1]), before.memory);
    for (const [id, place] of before.places) {
      const now = after.places.get(id);
      if (id === "vnet0" || id === "bridge0") assert.equal(now.x, place.x, id); // these stretch downwards
      else assert.deepEqual(now, place, `${id} with ${count} jails`);
    }
  }
});

const outside = { id: "outside", kind: "outside", label: "the Internet", data: {} };

function connected(card, jails = [1, 2]) {
  const model = network(jails);
  const cable = { id: "uplink", kind: "uplink", label: "", source: card, target: "outside", data: { up: true } };
  model.apply({ delta: { add: [outside, cable], change: [], remove: [] } });
  return model;
}

test("the outside stands above the host and touches nothing", () => {
  const { places, ends } = networkRack(connected("vtnet0"));
  const host = places.get("vnet0");
  assert.ok(places.get("outside").y + places.get("outside").h / 2 < host.y - host.h / 2);
  for (const [id, place] of places) if (id !== "outside") assert.ok(apart(places.get("outside"), place), id);
  assert.ok(ends.has("uplink"));
});

test("the cable of the host's card turns once, up beside the host to the tip of the outside", () => {
  const { places, ends } = networkRack(connected("vtnet0"));
  const { source, target, bends } = ends.get("uplink");
  const tip = { x: places.get("outside").x + target[0], y: places.get("outside").y + target[1] };
  assert.deepEqual(source, [0, 0]);
  assert.ok(tip.x < places.get("vtnet0").x);
  assert.deepEqual(bends, turns(places.get("vtnet0"), tip, [{ x: tip.x, y: places.get("vtnet0").y }]));
});

test("the cable of a card that a jail holds turns twice, in the channel before its box", () => {
  const { places, ends } = networkRack(connected("epair1b"));
  assert.equal(ends.get("uplink").bends.weights.length, 2);
  assert.ok(ends.get("uplink").target[0] > 0);
  assert.ok(places.get("epair1b").x > places.get("outside").x);
});

test("the name of the host's own card stands over the line to its bridge", () => {
  const model = network([1]);
  assert.equal(networkRack(model).places.get("vtnet0").side, "right");
  model.apply({ delta: { add: [member("vtnet0")], change: [], remove: [] } });
  assert.equal(networkRack(model).places.get("vtnet0").side, "over");
});

test("the same model gives the same places, with and without memory", () => {
  const once = networkRack(network([1, 2, 3]));
  assert.deepEqual(networkRack(network([1, 2, 3])).places, once.places);
  assert.deepEqual(networkRack(network([1, 2, 3]), once.memory).places, once.places);
});

test("jail boxes never overlap each other or the host", () => {
  const { places } = networkRack(network(Array.from({ length: 20 }, (_, i) => i + 1)));
  const boxes = [...places].filter(([id]) => id.startsWith("vnet")).map(([, place]) => place);
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => assert.ok(apart(a, b))));
});

test("for larger letters slots, the outside and the room before the bar are wider, and rows stay where they are", () => {
  const usual = networkRack(connected("vtnet0")).places;
  const large = networkRack(connected("vtnet0"), {}, 1.35).places;
  for (const id of ["vnet1", "outside"]) assert.ok(large.get(id).w > usual.get(id).w, id);
  assert.ok(large.get("bridge0").x < usual.get("bridge0").x);
  for (const [id, place] of usual) assert.equal(large.get(id).y, place.y, id);
  assert.ok(roomOf(1.35).w > roomOf().w);
});

test("a link between host and first column is level, its host end on the host's edge", () => {
  const { places } = networkRack(network([1, 2]));
  assert.equal(places.get("epair1a").y, places.get("epair1b").y);
  const host = places.get("vnet0");
  assert.equal(places.get("epair1a").x, host.x + host.w / 2);
  const jail = places.get("vnet1");
  assert.equal(places.get("epair1b").x, jail.x - jail.w / 2);
});

test("a bridge member's edge meets the bar level with the port", () => {
  const { places, ends } = networkRack(network([1, 2]));
  const [, dy] = ends.get("m-epair2a").source;
  assert.equal(places.get("bridge0").y + dy, places.get("epair2a").y);
});

test("an unassigned epair waits in the host's head, both ends inside the host's height", () => {
  const model = network([]);
  model.apply({ delta: { add: [port("epair9a", 0), port("epair9b", 0), link(9)] } });
  const { places } = networkRack(model);
  const host = places.get("vnet0");
  for (const id of ["epair9a", "epair9b"]) {
    assert.equal(places.get(id).x, host.x + host.w / 2);
    assert.ok(places.get(id).y > host.y - host.h / 2 && places.get(id).y < host.y + host.h / 2);
  }
});

test("a shared-stack jail stands inside the host's box", () => {
  const model = network([2]);
  model.apply({ delta: { add: [{ id: "jail1", kind: "jail", label: "www", parent: "vnet0", data: { pr_id: 1 } }] } });
  const { places } = networkRack(model);
  const [jail, host] = [places.get("jail1"), places.get("vnet0")];
  assert.ok(jail.x - jail.w / 2 > host.x - host.w / 2 && jail.x + jail.w / 2 < host.x + host.w / 2);
  assert.ok(jail.y + jail.h / 2 < host.y + host.h / 2);
});

test("jails that share the host's stack never stand on each other, however many", () => {
  const model = network([2, 30]);
  const jails = Array.from({ length: 25 }, (_, index) => ({ id: `jail${index + 3}`, kind: "jail", label: "www", parent: "vnet0", data: { pr_id: index + 3 } }));
  model.apply({ delta: { add: jails } });
  const { places } = networkRack(model);
  const boxes = [...places].filter(([id]) => id.startsWith("jail")).map(([, place]) => place);
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => assert.ok(apart(a, b))));
  const host = places.get("vnet0");
  for (const box of boxes) assert.ok(box.y + box.h / 2 < host.y + host.h / 2);
});

test("the name of a member stands over its line in a jail too, and the bar's name beyond the bar", () => {
  const model = network([1]);
  const inner = [{ ...bridge, id: "bridge1", parent: "vnet1" }, { ...member("epair1b"), id: "inner", source: "bridge1" }];
  model.apply({ delta: { add: inner } });
  const { places } = networkRack(model);
  assert.equal(places.get("epair1b").side, "over");
  assert.ok(places.get("bridge1").beyond && !places.get("bridge0").beyond);
  assert.ok(places.get("epair1b").x + places.get("epair1b").room < places.get("bridge1").x);
});

const prison = (jid) => ({ id: `prison${jid}`, kind: "prison", label: jid ? `j${jid}` : "host", data: { pr_id: jid } });
const process = (pid, ppid, jid) => ({
  id: `p${pid}`, kind: "process", label: "sh", parent: `prison${jid}`, data: { p_pid: pid, p_ppid: ppid, cr_uid: 0 },
});

test("processes stand in rows below their parents and do not move when one comes or goes", () => {
  const model = new GraphModel();
  model.apply({ full: true, delta: { add: [prison(0), prison(1), process(1, 0, 0), process(20, 1, 0), process(21, 20, 0), process(30, 1, 1)] } });
  const before = processRack(model);
  assert.ok(before.places.get("p20").y < before.places.get("p21").y);
  model.apply({ delta: { add: [process(40, 20, 0), process(41, 30, 1)], change: [], remove: ["p21"] } });
  const after = processRack(model, before.memory);
  for (const id of ["p1", "p20", "p30"]) assert.deepEqual(after.places.get(id), before.places.get(id), id);
  assert.equal(after.places.get("p40").y, before.places.get("p21").y);
});

test("a vlan stands on the edge of the cable that carries it, below it, and one of the card on the card's", () => {
  const model = network([1]);
  const vlan = (name, carrier) => [port(name, 0), { id: `v-${name}`, kind: "vlan", label: "", source: name, target: carrier, data: {} }];
  model.apply({ delta: { add: [...vlan("epair1a.7", "epair1a"), ...vlan("epair1a.7.9", "epair1a.7"), ...vlan("vtnet0.5", "vtnet0")], change: [], remove: [] } });
  const { places } = networkRack(model);
  const [cable, first, second] = ["epair1a", "epair1a.7", "epair1a.7.9"].map((name) => places.get(name));
  assert.deepEqual([first.x, second.x], [cable.x, cable.x]);
  assert.ok(cable.y < first.y && first.y < second.y);
  assert.equal(places.get("vtnet0.5").x, places.get("vtnet0").x);
});
