// What keys and clocks mean on a quiz page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isTyping, moved, optionOf, timeLeft } from "../../static/js/models/quiz.js";

test("a digit chooses an option that is there, and nothing with a modifier", () => {
  assert.equal(optionOf({ key: "1" }, 4), 0);
  assert.equal(optionOf({ key: "4" }, 4), 3);
  assert.equal(optionOf({ key: "5" }, 4), null);
  assert.equal(optionOf({ key: "0" }, 4), null);
  assert.equal(optionOf({ key: "a" }, 4), null);
  assert.equal(optionOf({ key: "1", ctrlKey: true }, 4), null);
});

test("keys in a text field are text; on a radio button they are not", () => {
  assert.equal(isTyping({ tagName: "INPUT", type: "text" }), true);
  assert.equal(isTyping({ tagName: "SELECT", type: "select-one" }), true);
  assert.equal(isTyping({ tagName: "INPUT", type: "radio" }), false);
  assert.equal(isTyping({ tagName: "BODY" }), false);
});

test("time is read as minutes and seconds, hours when there are any, never below zero", () => {
  assert.equal(timeLeft(725_000), "12:05");
  assert.equal(timeLeft(59_001), "1:00");
  assert.equal(timeLeft(3_725_000), "1:02:05");
  assert.equal(timeLeft(-5), "0:00");
});

test("a line moves by one place and stays at the ends", () => {
  const list = ["a", "b", "c"];
  assert.deepEqual(moved(list, 0, 1), ["b", "a", "c"]);
  assert.deepEqual(moved(list, 2, -1), ["a", "c", "b"]);
  assert.equal(moved(list, 0, -1), list);
  assert.equal(moved(list, 2, 1), list);
});
