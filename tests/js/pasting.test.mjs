import assert from "node:assert/strict";
import { test } from "node:test";

import { ControlFilter } from "../../static/js/models/filter.js";
import { MOST_PASTED, cleaned, pieces } from "../../static/js/models/pasting.js";

test("text is taken as it is, with one kind of line end", () => {
  assert.deepEqual(cleaned("ls\r\ncd\tx\rpwd\n"), { text: "ls\ncd\tx\npwd\n", dropped: 0, refused: null });
  assert.deepEqual(cleaned("päß 日本 🐡"), { text: "päß 日本 🐡", dropped: 0, refused: null });
});

test("control characters are keys, and are left out and counted", () => {
  assert.deepEqual(cleaned("a\x1b[31m\x03b\x00\x7f\x9b"), { text: "a[31mb", dropped: 5, refused: null });
});

test("binary does not become text, and lone surrogates go", () => {
  const binary = String.fromCharCode(...Array.from({ length: 256 }, (_, n) => n)) + "\ud800\ufffd";
  const { text, refused } = cleaned(binary);
  assert.equal(refused, null);
  assert.doesNotMatch(text, /[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800\ufffd]/);
});

test("too much is refused with a sentence, at once", () => {
  assert.match(cleaned("x".repeat(MOST_PASTED + 1)).refused, /16,385 characters/);
  assert.match(cleaned("\x00".repeat(50_000_000)).refused, /50,000,000 characters; at most 16,384/);
});

test("pieces are whole lines, long ones cut; together they are the text", () => {
  assert.deepEqual(pieces("a\nb\nc"), ["a\r", "b\r", "c"]);
  const long = `${"x".repeat(3000)}\ny`;
  assert.equal(pieces(long).join(""), long.replace("\n", "\r"));
  assert.ok(pieces(long).every((piece) => piece.length <= 1024));
  assert.deepEqual(pieces(""), []);
});

test("a million characters of output, of control strings that never end, and of escapes pass the filter", () => {
  const filter = new ControlFilter();
  const plain = "x".repeat(1_000_000);
  assert.equal(filter.pass(plain), plain);
  new ControlFilter().pass("\x1b]0;" + "y".repeat(1_000_000));
  const split = new ControlFilter();
  for (let n = 0; n < 100_000; n += 1) split.pass("\x1b]52;c;AAAA");
  new ControlFilter().pass("\x1b[".repeat(500_000));
  new ControlFilter().pass("\x1bP+q\x1b\\".repeat(200_000));
});
