import assert from "node:assert/strict";
import { test } from "node:test";
import { HOP_MS, MOST_TOKENS, packetLine, schedule } from "../../static/js/models/packets.js";
import { callLine, filtered, summary, whyLine } from "../../static/js/models/trace.js";

const packet = (id, at, until) => ({ id, at, until, source: "a", target: "b", label: "echo", fate: "delivered", why: null });

test("hops follow each other in virtual time, each long enough to see", () => {
  const plan = schedule([packet("2", 20, 30), packet("1", 0, 10)]);
  assert.deepEqual(plan.map(({ packet: { id }, delay }) => [id, delay]), [["1", 0], ["2", HOP_MS]]);
});

test("hops at the same time run together", () => {
  assert.deepEqual(schedule([packet("1", 0, 10), packet("2", 5, 12)]).map(({ delay }) => delay), [0, 0]);
});

test("a burst is shortened and the oldest left out", () => {
  const many = Array.from({ length: 100 }, (_, i) => packet(String(i), i * 20, i * 20 + 10));
  const plan = schedule(many);
  assert.equal(plan.length, MOST_TOKENS);
  const end = Math.max(...plan.map(({ delay, duration }) => delay + duration));
  assert.ok(end <= 2_700, String(end));
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
