import assert from "node:assert/strict";
import { test } from "node:test";
import { asText, isOpen, sectionsOf, titleOf } from "../../static/js/models/inspecting.js";
import { Watching } from "../../static/js/models/watching.js";

const element = { id: "if:1", kind: "interface", label: "em0", data: { if_mtu: 1500, if_link_up: true, if_description: "" } };
const routes = { title: "V_rt_tables", columns: ["destination", "gateway"], rows: [["default", "10.0.2.2"], ["10.0.2.0/24", "link#1"]], more: 3 };

test("an element's own data is shown until the machine answers for it, and not for another", () => {
  const own = [["if_mtu", "1500"], ["if_link_up", "yes"], ["if_description", "none"]];
  assert.deepEqual(sectionsOf(element, null)[0].rows, own);
  assert.deepEqual(sectionsOf(element, { id: "if:2", sections: [routes] })[0].rows, own);
  assert.deepEqual(sectionsOf(element, { id: "if:1", sections: [routes] }), [routes]);
});

test("of a past moment only the element's own data is shown: the machine answers for now", () => {
  const [past] = sectionsOf(element, { id: "if:1", sections: [routes] }, true);
  assert.match(past.title, /at that moment/);
  assert.equal(past.rows[0][1], "1500");
});

test("a table's title counts its rows, those not sent too", () => {
  assert.equal(titleOf(routes), "V_rt_tables (5)");
  assert.equal(titleOf({ title: "struct ifnet", columns: [], rows: [["a", "b"]] }), "struct ifnet");
});

test("empty sections are closed, and what the learner chose stays chosen", () => {
  assert.equal(isOpen(routes, 0, new Map()), true);
  assert.equal(isOpen({ ...routes, rows: [] }, 0, new Map()), false);
  assert.equal(isOpen(routes, 7, new Map()), false);
  assert.equal(isOpen(routes, 0, new Map([["V_rt_tables", false]])), false);
});

test("as text a table has straight columns", () => {
  assert.equal(asText("network stack blue", [routes]),
    "network stack blue\n\nV_rt_tables\n  destination  gateway\n  default      10.0.2.2\n  10.0.2.0/24  link#1\n  and 3 more\n");
});

test("the machine is asked for a graph only while it is shown, and again when it was started anew", () => {
  const said = [];
  const watching = new Watching((message) => said.push(message));
  watching.show("structures", false);
  watching.show("structures", true);
  watching.show("structures", true, []);
  watching.show("structures", true, ["prison:1"]);
  watching.again();
  watching.show("structures", false);
  assert.deepEqual(said.map(({ graphs, opened }) => [graphs.join(), opened.join()]),
    [["structures", ""], ["structures", "prison:1"], ["structures", "prison:1"], ["", ""]]);
});
