import assert from "node:assert/strict";
import { test } from "node:test";

import { Coalescer } from "../../static/js/models/coalescer.js";
import { History } from "../../static/js/models/history.js";
import { Outbox } from "../../static/js/models/outbox.js";
import { Whole } from "../../static/js/models/whole.js";
import { askedBy } from "../../static/js/models/room_entries.js";
import { curtainWords, goneWords, stateWord, workOf } from "../../static/js/models/room_words.js";

const output = (data, tty = 0) => ({ v: 1, type: "output", tty, data });
const clock = (time, running = false, prompt = true) => ({ v: 1, type: "clock", time, running, next: null, prompt });
const command = (line) => ({ v: 1, type: "command", tty: 0, line });
const text = (message) => JSON.stringify(message);

test("neighbouring output is joined and nothing is moved", () => {
  const frames = new Coalescer();
  for (const message of [output("a"), output("b"), command("x"), output("c"), output("d", 1)]) frames.add(message);
  assert.deepEqual(frames.take(0), [output("ab"), command("x"), output("c"), output("d", 1)]);
  assert.equal(frames.due(10_000), false);
});

test("of the clock only the latest is sent, last, and one that merely goes on twice a second", () => {
  const frames = new Coalescer();
  frames.add(clock(1));
  frames.add(output("a"));
  frames.add(clock(2));
  assert.deepEqual(frames.take(1_000), [output("a"), clock(2)]);
  frames.add(clock(3));
  assert.equal(frames.due(1_400), false);
  assert.equal(frames.due(1_500), true);
  frames.take(1_500);
  frames.add(clock(4, true));
  assert.equal(frames.due(1_510), true);
});

test("more than frames may hold is left to a snapshot", () => {
  const frames = new Coalescer();
  frames.add(output("x".repeat(200_000)));
  assert.equal(frames.lost, true);
  assert.equal(frames.due(10_000), false);
});

test("what the room did not confirm is said again, in order and under the same numbers", () => {
  const box = new Outbox();
  box.welcomed(1, 0);
  for (const data of "abc") box.add("frames", [output(data)]);
  box.heard(1);
  assert.deepEqual(box.welcomed(1, 2).map(({ n }) => n), [3]);
  assert.equal(box.add("frames", []).n, 4);
});

test("another generation has heard nothing: what waits is forgotten and counted anew", () => {
  const box = new Outbox();
  box.welcomed(1, 0);
  box.add("frames", [output("a")]);
  assert.deepEqual(box.welcomed(2, 0), []);
  assert.deepEqual(box.add("snapshot", []), { type: "snapshot", generation: 2, n: 1, items: [] });
});

test("a room that does not confirm is not flooded", () => {
  const box = new Outbox();
  box.welcomed(1, 0);
  for (let count = 0; count < 3; count += 1) box.add("frames", []);
  assert.equal(box.busy, false);
  box.add("frames", []);
  assert.equal(box.busy, true);
  while (!box.full) box.add("frames", []);
  assert.equal(box.add("frames", []), null);
});

test("stepping back goes from command to command, and one step leads home", () => {
  const seen = new History();
  seen.restart(["base"]);
  assert.equal(seen.canBack, false);
  const frames = [[text(command("one"))], [text(output("1"))], [text(command("two"))], [text(output("2"))]];
  for (const frame of frames) assert.equal(seen.add(frame), true);
  assert.deepEqual(seen.step(-1), ["base", ...frames.slice(0, 2).flat()]);
  assert.equal(seen.add(["later"]), false, "what comes meanwhile is kept, not shown");
  assert.deepEqual(seen.step(-1), ["base"]);
  assert.equal(seen.step(-1), null);
  assert.deepEqual(seen.step(1), ["base", ...frames.slice(0, 2).flat()]);
  assert.deepEqual(seen.toLive(), ["base", ...frames.flat(), "later"]);
  assert.equal(seen.live, true);
});

test("a step on from the last place is live again", () => {
  const seen = new History();
  seen.restart(["base"]);
  seen.add(["a"]);
  seen.add([text(command("x"))]);
  assert.deepEqual(seen.step(-1), ["base", "a"]);
  assert.deepEqual(seen.step(1), ["base", "a", text(command("x"))]);
  assert.equal(seen.live, true);
});

test("a snapshot begins the past anew", () => {
  const seen = new History();
  seen.restart(["base"]);
  seen.add([text(command("x"))]);
  seen.restart(["other"]);
  assert.equal(seen.canBack, false);
});

test("words", () => {
  assert.equal(stateWord("open", false), "live");
  assert.equal(stateWord("open", true), "looking back");
  assert.equal(stateWord("lost", true), "reconnecting");
  assert.match(goneWords(4410)[0], /closed/);
  assert.match(goneWords(4999)[1], /Reload/);
  assert.equal(curtainWords("live", { paused: true }), null);
  assert.match(curtainWords("mine", { paused: true, attention: true })[0], /Eyes/);
  assert.match(curtainWords("mine", { paused: true })[0], /Paused/);
});

test("work is the goals held, the first open one, and where it is broken", () => {
  const goals = [{ text: "A", holds: true }, { text: "B", holds: false, diagnosis: { layer: "address" } }];
  assert.deepEqual(workOf(goals), { type: "work", held: 1, goals: 2, goal: "B", layer: "address", sketch: [] });
  assert.equal(workOf([{ text: "x".repeat(100), holds: false, diagnosis: null }]).goal.length, 64);
});

test("whoever comes later is given what the messages so far have shown", () => {
  const whole = new Whole();
  const element = (id, label) => ({ id, kind: "vnet", label, data: {} });
  const graph = (full, add, remove = []) => ({ v: 1, type: "graph", name: "network", full, delta: { add, change: [], remove } });
  assert.equal(whole.ready, false);
  const opened = { v: 1, type: "opened", engine: "e", release: "14.0", time: 0, hostname: "host" };
  const screen = { v: 1, type: "screen", tty: 0, data: "# ", rows: 24, columns: 80 };
  for (const message of [opened, screen, graph(true, [element("a", "A"), element("b", "B")]), clock(1)]) whole.add(message);
  for (const message of [output("ls\r\n"), output("x", 7), graph(false, [element("c", "C")], ["a"]), clock(9)]) whole.add(message);
  assert.equal(whole.ready, true);
  assert.deepEqual(whole.messages(), [
    opened, { ...screen, data: "# ls\r\n" }, graph(true, [element("b", "B"), element("c", "C")]), clock(9),
  ]);
  assert.equal(screen.data, "# ", "what came is left as it is");
  whole.add(screen);
  assert.equal(whole.messages()[1].data, "# ");
});

test("of a long screen the last lines are kept, from the beginning of one on", () => {
  const whole = new Whole();
  whole.add({ v: 1, type: "opened" });
  whole.add({ v: 1, type: "screen", tty: 0, data: "", rows: 24, columns: 80 });
  whole.add(clock(1));
  for (let line = 0; line < 12_000; line += 1) whole.add(output(`line ${line}\r\n`));
  const { data } = whole.messages()[1];
  assert.match(data, /^line \d+\r\n/);
  assert.match(data, /line 11999\r\n$/);
  assert.ok(data.length <= 100_000);
});

const ME = 7;
const page = (more = {}) => ({ me: ME, view: "live", executes: false, generation: undefined, ...more });
const entry = (kind, body, to = "") => ({ kind, body, to });

test("what is for somebody else asks nothing of this page", () => {
  for (const kind of ["you", "hint", "looked"]) assert.deepEqual(askedBy(entry(kind, { text: "x", name: "Ada" }, "8"), page()), {});
  assert.equal(askedBy(entry("hint", { text: "look" }, "7"), page()).hint, "Hint: look");
  assert.equal(askedBy(entry("reset", {}, "8"), page({ view: "mine" })).reload, false);
  assert.equal(askedBy(entry("reset", {}, "7"), page({ view: "mine" })).reload, true);
  assert.deepEqual(askedBy(entry("something new", {}), page()), {});
});

test("whoever has the machine gives it, under its own generation only; the heir is told", () => {
  const handing = entry("handing", { executor: ME, to: 8, to_name: "Grace", generation: 3 });
  assert.deepEqual(askedBy(handing, page({ executes: true, generation: 3 })), { give: "Grace" });
  assert.deepEqual(askedBy(handing, page({ executes: true, generation: 2 })), {});
  assert.match(askedBy(handing, page({ me: 8 })).say, /handed the machine/);
});

test("a machine that changes hands changes the pages that have it or get it, and no other", () => {
  const control = (executor, more = {}) => entry("control", { executor, name: "Grace", generation: 4, ...more });
  assert.deepEqual(askedBy(control(ME), page()), { reload: true });
  assert.deepEqual(askedBy(control(8), page({ executes: true })), { reload: true });
  assert.deepEqual(askedBy(control(8), page()), { holds: { name: "Grace", mine: false } });
  assert.deepEqual(askedBy(control(ME), page({ view: "projector" })), { holds: { name: "Grace", mine: true } });
  for (const view of ["mine", "task"]) assert.match(askedBy(control(ME), page({ view })).say, /go back to live/);
  assert.match(askedBy(control(8, { shows: "Linus" }), page()).say, /Linus’s machine/);
});

test("at a question's machine its time changes, or is over", () => {
  const told = (body, more) => askedBy(entry("quiz", body), page(more));
  assert.deepEqual(told({ number: 2, state: "asked", closes: 5 }), { quiz: true });
  const task = { view: "task", asked: 2 };
  assert.deepEqual(told({ number: 2, state: "asked", closes: 5 }, task), { closes: 5 });
  assert.deepEqual(told({ number: 2, state: "stopped", closes: 5 }, task), { over: true });
  assert.deepEqual(told({ number: 3, state: "asked", closes: 9 }, task), { over: true });
});

test("a machine of one's own lies behind the curtain, in a quiz too", () => {
  assert.match(curtainWords("task", { paused: true })[0], /Paused/);
  assert.equal(curtainWords("projector", { paused: true, attention: true }), null);
});
