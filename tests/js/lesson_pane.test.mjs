import assert from "node:assert/strict";
import { test } from "node:test";
import { commandsIn, typing } from "../../static/js/models/commandline.js";
import { hintsShown, progress, spoken } from "../../static/js/models/goals.js";
import { HUES, hueOf, outermostJid } from "../../static/js/models/hues.js";
import { DEFAULT, keyed, parsed, resized } from "../../static/js/models/panes.js";
import { stageShare, stageText } from "../../static/js/models/stages.js";

test("commands lose their prompts, continued lines join, comments are not commands", () => {
  assert.deepEqual(commandsIn("# jls\n$ ls -l\n## nothing\nroot@host:~ # jexec www sh\n\nifconfig epair0a \\\n  up\n"),
    ["jls", "ls -l", "jexec www sh", "ifconfig epair0a up"]);
});

test("a command takes the place of what was typed", () => {
  assert.equal(typing("jls"), "jls");
  assert.equal(typing("jls", "half a li"), "\x15jls");
});

test("goals: counts, news and the first that fails", () => {
  const before = [{ id: "a", holds: false, text: "A" }, { id: "b", holds: true, text: "B" }];
  const after = [{ id: "a", holds: true, text: "A" }, { id: "b", holds: false, text: "B" }];
  const now = progress(before, after);
  assert.deepEqual([now.held, now.total, now.first.id], [1, 2, "b"]);
  assert.equal(spoken(now), "Goal reached: A. Goal no longer holds: B. 1 of 2 goals hold.");
  assert.equal(spoken(progress(after, after)), null);
});

test("hints come one at a time", () => {
  assert.deepEqual(hintsShown(["one", "two"], 1), { shown: ["one"], more: true });
  assert.deepEqual(hintsShown("only", 1), { shown: ["only"], more: false });
  assert.deepEqual(hintsShown(null, 1), { shown: [], more: false });
});

test("hues go round by jid; a nested prison wears its outermost one's", () => {
  assert.deepEqual([0, 1, 7, 8].map(hueOf), [0, 1, 7, 1]);
  assert.equal(HUES, 7);
  const parents = new Map([[5, 4], [4, 2], [2, 0]]);
  assert.equal(outermostJid(5, (jid) => parents.get(jid)), 2);
});

test("panes keep the terminal its room, move by key, and survive bad storage", () => {
  const wide = resized(resized(DEFAULT, "graph", 0.9), "lesson", 0.9);
  assert.ok(1 - wide.lesson - wide.graph >= 0.219);
  assert.ok(keyed(DEFAULT, "lesson", "ArrowRight") > DEFAULT.lesson);
  assert.ok(keyed(DEFAULT, "graph", "ArrowLeft") > DEFAULT.graph);
  assert.equal(keyed(DEFAULT, "graph", "x"), null);
  assert.deepEqual(parsed("{"), DEFAULT);
  assert.deepEqual(parsed('{"lesson":"a"}'), DEFAULT);
  assert.deepEqual(parsed(JSON.stringify(DEFAULT)), DEFAULT);
});

test("stages have words and only grow", () => {
  const shares = ["worker", "runtime", "engine", "boot", "replay", "ready"].map(stageShare);
  assert.deepEqual([...shares].sort((a, b) => a - b), shares);
  assert.equal(shares.at(-1), 1);
  assert.equal(stageText("boot"), "booting FreeBSD");
});
