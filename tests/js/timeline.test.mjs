import assert from "node:assert/strict";
import { test } from "node:test";

import { compared } from "../../static/js/models/compare.js";
import { told } from "../../static/js/models/moment.js";
import { KEY_EVERY, Timeline } from "../../static/js/models/timeline.js";
import { frameAt, marksOf, played, scale } from "../../static/js/models/timeline_marks.js";

const output = (data) => ({ type: "output", tty: 0, data });
const command = (line) => ({ type: "command", tty: 0, line });
const vnet = (id, data = {}) => ({ id, kind: "vnet", label: id, data });
const graph = (delta, full = false) => ({ type: "graph", name: "network", full, delta: { add: [], change: [], remove: [], ...delta } });

/** A line of `count` frames: each adds a node and prints its number. */
function line(count) {
  const timeline = new Timeline();
  say(timeline, 0, 0, { type: "screen", tty: 0, data: "# " }, graph({ add: [vnet("host")] }, true));
  for (let n = 1; n < count; n += 1) say(timeline, n * 1000, n, output(`${n},`), graph({ add: [vnet(`n${n}`)] }));
  return timeline;
}

function say(timeline, time, inputs, ...messages) {
  for (const message of messages) timeline.hear(message);
  return timeline.hear({ type: "clock", time, inputs });
}

const seen = (timeline, index) => {
  const { screens, graphs } = timeline.moment(index);
  return [screens.get(0), [...graphs.get("network").keys()].join()];
};

test("a moment is what all frames up to it made, with keyframes and without", () => {
  const count = 3 * KEY_EVERY + 5;
  const timeline = line(count);
  assert.equal(timeline.frames.length, count);
  for (const index of [0, 1, KEY_EVERY - 1, KEY_EVERY, 2 * KEY_EVERY + 1, count - 1]) {
    const numbers = Array.from({ length: index }, (_, n) => n + 1);
    assert.deepEqual(seen(timeline, index), [`# ${numbers.map((n) => `${n},`).join("")}`, ["host", ...numbers.map((n) => `n${n}`)].join()]);
  }
});

test("looking at a moment changes none", () => {
  const timeline = line(10);
  const before = seen(timeline, 9);
  timeline.moment(3).screens.set(0, "spoilt");
  timeline.moment(3).graphs.get("network").clear();
  assert.deepEqual(seen(timeline, 9), before);
  assert.equal(seen(timeline, 3)[0], "# 1,2,3,");
});

test("a clock without news ends no frame", () => {
  const timeline = line(2);
  assert.equal(timeline.hear({ type: "clock", time: 9_000, inputs: 2 }), null);
  assert.equal(timeline.frames.length, 2);
});

test("after undo the frames of what was undone are gone, and what is told anew stands last", () => {
  const timeline = line(KEY_EVERY + 10);
  say(timeline, 5_000, 5, { type: "screen", tty: 0, data: "# again" }, graph({ add: [vnet("host"), vnet("n1")] }, true));
  assert.equal(timeline.frames.length, 7);
  assert.deepEqual(seen(timeline, timeline.last), ["# again", "host,n1"]);
  say(timeline, 6_000, 6, output("x"));
  assert.equal(seen(timeline, timeline.last)[0], "# againx");
});

test("time that stood still is told apart by the count of inputs", () => {
  const timeline = new Timeline();
  say(timeline, 7, 1, output("a"));
  say(timeline, 7, 2, output("b"));
  say(timeline, 7, 3, output("c"));
  say(timeline, 7, 2, { type: "screen", tty: 0, data: "ab" });
  assert.deepEqual(timeline.frames.map(({ inputs }) => inputs), [1, 2, 2]);
});

test("very many frames: the oldest go, moments stay true", () => {
  const count = 20_000 + 7;
  const timeline = line(count);
  assert.ok(timeline.frames.length <= 20_000);
  assert.equal(timeline.moment(timeline.last).graphs.get("network").size, count);
  assert.equal(timeline.moment(0).graphs.get("network").size, count - timeline.frames.length + 1);
});

test("a branch's time line begins with the frames up to its moment and goes its own way", () => {
  const timeline = line(KEY_EVERY + 20);
  const branch = timeline.upTo(KEY_EVERY + 2);
  say(branch, 900_000, 99, output("new"));
  assert.match(seen(branch, branch.last)[0], /66,new$/);
  assert.equal(timeline.frames.length, KEY_EVERY + 20);
});

function worked() {
  const timeline = new Timeline();
  say(timeline, 0, 0, { type: "screen", tty: 0, data: "# " }, graph({ add: [vnet("host"), vnet("old")] }, true));
  say(timeline, 10, 3, output("ls\r\n"), command("ls"), output("x\r\n# "));
  say(timeline, 500_020, 6, output("jail\r\n"), command("jail -c"), graph({ add: [vnet("www", { jid: 1 })], remove: ["old"] }));
  say(timeline, 500_030, 6, graph({ change: [vnet("www", { jid: 2 })] }), { type: "trace", command: "jail -c", calls: [{ name: "jail_set", error: "EPERM" }] });
  say(timeline, 500_040, 9, command("ping"), { type: "packets", packets: [{ label: "echo", fate: "dropped", why: "no route" }] });
  return timeline;
}

test("what is told at a moment: the graphs before its command, the command, and what it changed until then", () => {
  const messages = told(worked(), 3);
  assert.deepEqual(messages.map(({ type, full }) => [type, full]), [
    ["screen", undefined], ["graph", true], ["command", undefined], ["graph", false], ["trace", undefined]]);
  assert.deepEqual(messages[1].delta.add.map(({ id }) => id), ["host", "old"]);
  assert.equal(messages[2].line, "jail -c");
  assert.deepEqual(messages[3].delta.remove, ["old"]);
  assert.deepEqual(messages[3].delta.add, [vnet("www", { jid: 2 })]);
});

test("before the first command a moment is told whole, and nothing is changed by anything", () => {
  assert.deepEqual(told(worked(), 0).map(({ type, full }) => [type, full]), [["screen", undefined], ["graph", true]]);
});

test("steps go by command: back to before it, on to its end", () => {
  const timeline = worked();
  assert.equal(timeline.step(0, 1), 1);
  assert.equal(timeline.step(1, 1), 3);
  assert.equal(timeline.step(3, 1), 4);
  assert.equal(timeline.step(4, -1), 3);
  assert.equal(timeline.step(3, -1), 1);
  assert.equal(timeline.step(1, -1), 0);
  assert.equal(timeline.step(0, -1), 0);
});

test("a step back goes to before the line was typed, not to a line that waits for Enter", () => {
  const timeline = worked();
  say(timeline, 500_050, 10, output("r"));
  say(timeline, 500_050, 11, output("m"));
  say(timeline, 500_060, 12, output("\r\n"), command("rm"));
  assert.equal(timeline.step(7, -1), 4);
  assert.equal(timeline.step(6, -1), 4);
  assert.equal(timeline.step(4, 1), 7);
  assert.equal(timeline.step(7, 1), 7);
});

test("marks: commands, refusals, packets that were lost", () => {
  assert.deepEqual(marksOf(worked().frames), [
    { index: 1, kind: "command", text: "ls" },
    { index: 2, kind: "command", text: "jail -c" },
    { index: 3, kind: "refused", text: "jail_set: EPERM" },
    { index: 4, kind: "command", text: "ping" },
    { index: 4, kind: "lost", text: "echo dropped: no route" },
  ]);
});

test("a file that is not there is no refusal; what a prison hides is", () => {
  const trace = (error, where) => ({ messages: [{ type: "trace", command: "x", calls: [{ name: "kill", error, where, checks: [] }] }] });
  assert.deepEqual(marksOf([trace("ENOENT", "kern_jail.c: kern_jail_get"), trace("ESRCH", "kern_jail.c: prison_check"), trace("EPERM", null)]).map(({ index }) => index), [1, 2]);
});

test("the scale: waiting takes room but never much, and every position finds its frame", () => {
  const frames = [{ at: 0 }, { at: 0 }, { at: 3_600_000_000 }, { at: 3_600_000_001 }];
  const { places, units } = scale(frames);
  assert.deepEqual(places.map((place) => Math.round(place * units)), [0, 1, 12, 13]);
  assert.deepEqual(places.map((place) => frameAt(places, place)), [0, 1, 2, 3]);
  assert.equal(frameAt(places, 0.5), 2);
  assert.deepEqual(scale([{ at: 5 }]).places, [1]);
});

test("played at ×1, a frame that came half a second later is shown half a second later", () => {
  const frames = [{ at: 0 }, { at: 400_000 }, { at: 410_000 }];
  assert.equal(played(scale(frames), 0, 490, 1), 0);
  assert.equal(played(scale(frames), 0, 510, 1), 1);
  assert.equal(played(scale(frames), 0, 130, 4), 1);
  assert.equal(played(scale(frames), 0, 9_000, 1), 2);
});

test("two moments compared: what came, what went, which fields changed", () => {
  const timeline = worked();
  assert.deepEqual(compared(timeline.moment(1), timeline.moment(3)).map(({ sign, text }) => `${sign} ${text}`),
    ["+ network stack www", "− network stack old"]);
  assert.deepEqual(compared(timeline.moment(2), timeline.moment(3)).map(({ text }) => text), ["network stack www: jid 1 → 2"]);
  assert.deepEqual(compared(timeline.moment(3), timeline.moment(3)), []);
});

const packets = (...list) => ({ type: "packets", packets: list });
const hop = (at, fate = "delivered") => ({ id: `${at}`, packet: at, at, until: at + 10, source: "a", target: "b", label: "echo", fate, why: fate === "dropped" ? "no route" : null });

test("what flew since the last command is told with its moment", () => {
  const timeline = line(2);
  say(timeline, 2_000, 2, command("ping -c 1 a"), packets(hop(1_500)));
  say(timeline, 3_000, 2, packets(hop(2_500), hop(2_600)));
  say(timeline, 4_000, 3, command("true"));
  const flown = (index) => told(timeline, index, 7).filter(({ type }) => type === "packets").flatMap((message) => message.packets.map(({ at }) => [at, message.since]));
  assert.deepEqual(flown(2), [[1_500, 7]]);
  assert.deepEqual(flown(3), [[1_500, 7], [2_500, 7], [2_600, 7]]);
  assert.deepEqual(flown(4), []);
  assert.deepEqual(flown(1), []);
});

test("frames that are told later take the place of the one that only said how things stood", () => {
  const first = line(KEY_EVERY + 3);
  const past = first.frames.map(({ at, inputs, messages }) => [...messages, { type: "clock", time: at, inputs }]);
  const timeline = new Timeline();
  const end = seen(first, first.last);
  say(timeline, first.frames.at(-1).at, first.frames.at(-1).inputs, { type: "screen", tty: 0, data: end[0] }, graph({ add: end[1].split(",").map((id) => vnet(id)) }, true));
  say(timeline, 900_000, 99, output("typed,"), graph({ add: [vnet("new")] }));
  assert.equal(timeline.precede(past), first.last);
  assert.equal(timeline.frames.length, first.frames.length + 1);
  for (const index of [0, 5, KEY_EVERY, first.last]) assert.deepEqual(seen(timeline, index), seen(first, index));
  assert.deepEqual(seen(timeline, timeline.last), [`${end[0]}typed,`, `${end[1]},new`]);
});
