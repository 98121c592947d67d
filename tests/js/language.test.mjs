// The page's words: English where no other language is mapped, placeholders filled, numbers in the language's forms.

import assert from "node:assert/strict";
import test from "node:test";
import { gettext, ngettext, numeral } from "../../static/js/models/language.js";
import german from "../../static/js/words/de.js";

test("without another language the text itself, with what is named filled in", () => {
  assert.equal(gettext("As text"), "As text");
  assert.equal(gettext("after {line}", { line: "jls -v" }), "after jls -v");
  assert.equal(gettext("{a} and {b}", { a: "{b}", b: 2 }), "{b} and 2");
  assert.equal(gettext("${jail} {unknown}", {}), "${jail} {unknown}");
});

test("numbers choose their form", () => {
  assert.deepEqual([0, 1, 2].map((n) => ngettext("{n} packet", "{n} packets", n)), ["0 packets", "1 packet", "2 packets"]);
  assert.equal(numeral(16384), "16,384");
});

test("another language's module has words, forms, and the rule that chooses among them", () => {
  assert.equal(german.words["As text"], "Als Text");
  assert.deepEqual([0, 1, 2].map(german.plural), [1, 0, 1]);
  assert.deepEqual(german.words["{n} packet"], ["{n} Paket", "{n} Pakete"]);
});
