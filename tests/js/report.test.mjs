import assert from "node:assert/strict";
import { test } from "node:test";
import { keysOf, reportLines, reportSummary } from "../../static/js/models/report.js";

const rows = [
  { file: "jail.conf", line: 7, level: "unsupported", text: "allow.mount.zfs is unknown here and left out." },
  { file: "jail.conf", line: 9, level: "built", text: "www is made." },
  { file: "rc.conf", line: 0, level: "wrong", text: "ifconfig: x" },
];

test("each finding has its line, a sign and a word", () => {
  assert.deepEqual(reportLines(rows).map(({ sign, word, where }) => [sign, word, where]), [
    ["–", "left out", "jail.conf 7"], ["✓", "built", "jail.conf 9"], ["✕", "wrong", "rc.conf"],
  ]);
});

test("the whole in one sentence", () => {
  assert.equal(reportSummary({ rows, jails: ["www"], commands: "x" }), "1 jail can be built, 1 line is wrong, 1 left out. It was tried on an empty host: what stands here already can be in its way.");
  assert.equal(reportSummary({ rows: [], jails: [], commands: "" }), "There is nothing to build.");
  assert.equal(reportSummary({ rows: [], jails: [], commands: "cat" }), "The lines can be used.");
});

test("commands become keys", () => {
  assert.equal(keysOf("a\nb\n"), "a\rb\r");
});
