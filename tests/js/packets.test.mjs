import assert from "node:assert/strict";
import { test } from "node:test";
import { HOP_MS, journeysOf, momentsOf, MOST_HOPS, MOST_TOKENS, packetLine, Player, wayOf } from "../../static/js/models/packets.js";
import { callLine, filtered, isEmpty, processLine, rewrittenLine, summary, treeOf, walkLine, whyLine } from "../../static/js/models/trace.js";
import { explain } from "../../static/js/models/why.js";

const packet = (id, at, until, more = {}) => ({ id, packet: Number(id), at, until, source: "a", target: "b", label: "echo", detail: "", fate: "delivered", why: null, ...more });

test("hops follow each other in virtual time, and those that overlap run together", () => {
  const moments = momentsOf([packet("2", 20, 30), packet("1", 0, 10), packet("3", 25, 28)]);
  assert.deepEqual(moments.map(({ hops }) => hops.map(({ id }) => id)), [["1"], ["2", "3"]]);
});

test("a burst is shortened and its oldest left out", () => {
  const player = new Player();
  player.add(Array.from({ length: 100 }, (_, i) => packet(String(i), i * 20, i * 20 + 10)));
  assert.equal(player.waiting, MOST_TOKENS);
  assert.ok(player.duration * player.waiting <= 2_700);
  assert.equal(player.hops.length, 100);
});

test("a single hop is long enough to see, and speed shortens it", () => {
  const player = new Player();
  player.add([packet("1", 0, 10)]);
  assert.equal(player.duration, HOP_MS);
  player.speed = 4;
  assert.equal(player.duration, HOP_MS / 4);
});

test("while paused every hop waits for its step; back shows the one before, rewind the first", () => {
  const player = new Player();
  player.paused = true;
  player.add(Array.from({ length: 40 }, (_, i) => packet(String(i), i * 20, i * 20 + 10)));
  assert.equal(player.waiting, 40);
  assert.equal(player.next()[0].id, "0");
  assert.equal(player.back(), null);
  player.next();
  assert.equal(player.back()[0].id, "0");
  player.rewind();
  assert.equal(player.next()[0].id, "0");
});

test("a new command forgets, and a flood is bounded", () => {
  const player = new Player();
  player.add(Array.from({ length: MOST_HOPS + 50 }, (_, i) => packet(String(i), i, i + 1)));
  assert.equal(player.hops.length, MOST_HOPS);
  player.begin();
  assert.deepEqual([player.hops.length, player.waiting, player.next()], [0, 0, null]);
});

test("hops of one packet are one journey, with where it went and where it was lost", () => {
  const [journey, other] = journeysOf([packet("7", 0, 1), packet("7", 2, 3, { source: "b", target: "c", fate: "dropped", why: "c is down" }), packet("8", 4, 5)]);
  assert.equal(wayOf(journey, (id) => id.toUpperCase()), "A → B → C");
  assert.deepEqual([journey.fate, journey.why, other.fate], ["dropped", "c is down", "delivered"]);
});

test("a dropped packet's line says why", () => {
  const line = packetLine({ ...packet("1", 0, 1), fate: "dropped", why: "no route to host" }, (id) => id.toUpperCase());
  assert.equal(line, "echo: A → B, dropped: no route to host");
});

test("a refused call shows its error and is kept by the filter", () => {
  const refused = { pid: 1, name: "socket", args: ["PF_INET", "SOCK_RAW", 1], result: -1, error: "EPERM",
    checks: [{ priv: "PRIV_NETINET_RAW", granted: false, rule: "allow.raw_sockets" }] };
  const fine = { pid: 1, name: "getpid", args: [], result: 7, error: null, checks: [] };
  assert.deepEqual(callLine(refused), { call: "socket(PF_INET, SOCK_RAW, 1)", outcome: "= EPERM", refused: true });
  assert.deepEqual(callLine(fine), { call: "getpid()", outcome: "= 7", refused: false });
  assert.deepEqual(filtered([fine, refused], true).shown, [refused]);
  assert.deepEqual(summary([fine, refused]), { calls: 2, refused: 1, checks: 1 });
});

test("why a call was refused is said once: by the check inside it, or by the call with its function", () => {
  const unseen = { name: "kill", note: "What was named is on the host.", where: "kern_jail.c: prison_check", checks: [] };
  const check = { priv: "PRIV_KLD_LOAD", granted: false, rule: "The jail policy refuses it.", where: "kern_jail.c: prison_priv_check" };
  const denied = { name: "kldload", note: "PRIV_KLD_LOAD: The jail policy refuses it.", where: check.where, checks: [check] };
  assert.deepEqual(whyLine(unseen), { note: unseen.note, where: "kern_jail.c: prison_check" });
  assert.equal(whyLine(denied), null);
  assert.equal(whyLine({ name: "getpid", note: "", where: "" }), null);
});

test("calls stand under their process, and a child after the fork that made it", () => {
  const call = (pid, name, result) => ({ pid, comm: "sh", name, args: [], result, error: null, checks: [] });
  const calls = [call(1, "vfork", 2), call(2, "execve", 0), call(1, "wait4", 2)];
  const [root] = treeOf(calls, [{ pid: 2, ppid: 1, comm: "ping", jid: 3, status: 256 }]);
  assert.deepEqual(root.steps.map(({ call: one, child }) => one?.name ?? child.pid), ["vfork", 2, "wait4"]);
  assert.equal(processLine(root.steps[1].child), "2 ping, jail 3, exit 1");
  assert.equal(processLine({ pid: 4, comm: "sleep", jid: 0, status: 9 }), "4 sleep, killed by signal 9");
});

test("a process whose fork was not kept stands under its parent, or by itself", () => {
  const calls = [{ pid: 5, name: "read", args: [], result: 0, comm: "cat" }];
  const tree = treeOf(calls, [{ pid: 4, ppid: 1, comm: "sh", jid: 0, status: null }, { pid: 5, ppid: 4, comm: "cat", jid: 0, status: 0 }]);
  assert.deepEqual(tree.map(({ pid }) => pid), [4]);
  assert.equal(tree[0].steps[0].child.pid, 5);
});

test("an empty answer and a rewritten address ask for an explanation too", () => {
  const empty = { pid: 1, name: "jail_get", args: [], result: "[]", error: null };
  const rewritten = { pid: 1, name: "bind", args: [], result: 0, error: null, rewritten: [{ call: "prison_local_ip4", before: "0.0.0.0", after: "10.0.0.1" }] };
  assert.equal(isEmpty(empty), true);
  const stopped = { pid: 1, name: "chdir", args: ['".."'], result: 0, error: null, stopped: [{ why: "The walk up ends here.", where: "vfs_lookup.c: vfs_lookup" }] };
  assert.equal(filtered([empty, rewritten, stopped, { name: "getpid", result: 1 }], true).shown.length, 3);
  assert.equal(rewrittenLine(rewritten.rewritten[0]), "prison_local_ip4: address 0.0.0.0 → 10.0.0.1");
  assert.equal(walkLine({ prison: "0", vnet: 0, variable: "V_ifnet" }), "V_ifnet in vnet0, by prison0");
});

test("the longest key that fits explains, and the first kind that is known", () => {
  const table = { privilege: { PRIV_NET_: { why: "net" }, PRIV_NET_RAW: { why: "raw" } }, function: { "kern_jail.c: ": { why: "jail" } }, lost: { "is down": { why: "down" } } };
  assert.equal(explain(table, { privilege: "PRIV_NET_RAW", function: "kern_jail.c: x" }).why, "raw");
  assert.equal(explain(table, { privilege: "PRIV_KLD_LOAD", function: "kern_jail.c: x" }).why, "jail");
  assert.equal(explain(table, { privilege: null, function: "" }), null);
  assert.equal(explain(table, { lost: "epair0a is down: nothing is sent." }).why, "down");
  assert.equal(explain({}, { lost: "anything" }), null);
});

test("what landed before a time is passed over, tells what was lost, and can be stepped through", () => {
  const player = new Player();
  player.add([packet("1", 0, 10), packet("2", 20, 30, { fate: "dropped", why: "no route" }), packet("3", 40, 50)]);
  assert.deepEqual(player.skip(30).map(({ id }) => id), ["2"]);
  assert.equal(player.waiting, 1);
  assert.deepEqual(player.skip(Infinity), []);
  assert.equal(player.next(), null);
  player.rewind();
  assert.deepEqual(player.next().map(({ id }) => id), ["1"]);
});
