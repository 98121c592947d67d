import assert from "node:assert/strict";
import { test } from "node:test";
import { ControlFilter } from "../../static/js/models/filter.js";

const passed = (...parts) => parts.map((part) => new ControlFilter().pass(part)).join("");
const streamed = (...parts) => {
  const filter = new ControlFilter();
  return parts.map((part) => filter.pass(part)).join("");
};

test("text, line ends, tabs and colours pass unchanged", () => {
  const text = "root@host:~ # ls\r\n\tbin\x1b[1;31mred\x1b[0m\x1b[2K\x1b[10;5H\x1b7\x1b8é→│";
  assert.equal(passed(text), text);
});

test("titles, links and clipboard writes are dropped", () => {
  assert.equal(passed("a\x1b]0;evil\x07b"), "ab");
  assert.equal(passed("a\x1b]8;;http://x\x1b\\b\x1b]52;c;ZXZpbA==\x07"), "ab");
  assert.equal(passed("a\x9d0;evil\x9cb"), "ab");
});

test("DCS, APC, PM and SOS strings are dropped", () => {
  for (const opener of ["P", "_", "^", "X"]) assert.equal(passed(`a\x1b${opener}q;secret\x1b\\b`), "ab", opener);
});

test("queries that the terminal would answer into the machine are dropped", () => {
  for (const query of ["\x1b[c", "\x1b[>c", "\x1b[6n", "\x1b[5n", "\x1b[?6n", "\x05", "\x1b[>q", "\x1bZ", "\x1b[$p"]) {
    assert.equal(passed(`a${query}b`), "ab", JSON.stringify(query));
  }
});

test("window operations and mouse reports are dropped, the alternate screen is not", () => {
  assert.equal(passed("\x1b[8;50;200t\x1b[?1000h\x1b[?1004;25h"), "");
  assert.equal(passed("\x1b[?1049h\x1b[?25l"), "\x1b[?1049h\x1b[?25l");
});

test("a sequence cut between two messages is still recognised", () => {
  assert.equal(streamed("a\x1b", "]0;ev", "il", "\x07b"), "ab");
  assert.equal(streamed("\x1b[3", "1mred"), "\x1b[31mred");
  assert.equal(streamed("a\x1b]0;x\x1b", "\\b"), "ab");
});

test("a string that never ends swallows no later escape sequence's drawing", () => {
  assert.equal(streamed("\x1b]0;x\x1b", "[31mred"), "\x1b[31mred");
});

test("an endless sequence is given up", () => {
  assert.equal(passed(`\x1b[${"1".repeat(80)}`).includes("\x1b"), false);
});

test("what only fills time is left out: xterm.js would complain of each", () => {
  assert.equal(new ControlFilter().pass("a\x7fb\x05c"), "abc");
});
