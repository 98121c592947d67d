import assert from "node:assert/strict";
import { test } from "node:test";
import { chipOf, chipStep, LEGIBLE_ZOOM } from "../../static/js/models/chips.js";

const box = { kind: "vnet", name: "provider.web12", w: 124, h: 30 };

test("while labels can be read there are no chips; further away the steps grow", () => {
  assert.equal(chipStep(1), 0);
  assert.equal(chipStep(LEGIBLE_ZOOM), 0);
  const steps = [0.7, 0.6, 0.5, 0.4, 0.3].map(chipStep);
  assert.ok(steps[0] > 0 && steps.every((step, index) => index === 0 || step >= steps[index - 1]));
});

test("a chip keeps its size on the screen, and never needs more room than its box has", () => {
  for (const zoom of [0.7, 0.55, 0.4, 0.3, 0.2]) {
    const { chip, size } = chipOf(box, chipStep(zoom)) ?? { chip: "", size: 10 / zoom };
    if (!chip) continue;
    assert.ok(size * zoom >= 9 && size * zoom <= 11.01, `${zoom}: ${size * zoom}`);
    assert.ok(chip.length * 0.62 * size <= box.w && size < box.h);
  }
});

test("a chip is the short name, cut where it must be, and nothing where it would be dust", () => {
  assert.equal(chipOf(box, chipStep(0.6)).chip, "web12");
  assert.equal(chipOf({ ...box, name: "department-12" }, chipStep(0.5)).chip, "dep…-12");
  assert.equal(chipOf({ ...box, name: "department-12" }, chipStep(0.4)).chip, "depar…");
  assert.equal(chipOf(box, chipStep(0.15)), null);
  assert.equal(chipOf(box, 0), null);
  assert.equal(chipOf({ kind: "interface", name: "lo0", w: 12, h: 12 }, 1), null);
});
