import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");
const tokens = { light: {}, dark: {} };
for (const [, name, light, dark] of css.split("@media")[0].split(":root[data-projector]")[0]
  .matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)) {
  tokens.light[name] = light;
  tokens.dark[name] = dark;
}

function luminance(hex) {
  const part = (at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function check(pairs, least) {
  const failures = [];
  for (const scheme of ["light", "dark"]) {
    for (const [front, back] of pairs) {
      const ratio = contrast(tokens[scheme][front], tokens[scheme][back]);
      if (ratio < least) failures.push(`${scheme}: ${front} on ${back} is ${ratio.toFixed(2)}`);
    }
  }
  assert.deepEqual(failures, []);
}

const every = (fronts, backs) => fronts.flatMap((front) => backs.map((back) => [front, back]));
const surfaces = ["desk", "sheet", "sunk", "raised"];
const prisons = Array.from({ length: 8 }, (_, i) => i);

test("text reads at 4.5 to 1 on every surface", () => {
  check(every(["ink", "ink-2", "ink-3"], surfaces), 4.5);
  check([["on-ink", "ink"], ["changed", "sheet"], ["changed", "changed-wash"], ["refused", "sheet"], ["refused", "refused-wash"], ["refused", "sunk"]], 4.5);
  check(prisons.flatMap((i) => [["ink", `wash-${i}`], ["ink-2", `wash-${i}`]]), 4.5);
});

test("marks are seen at 3 to 1: strokes of prisons, ports, focus, what changed", () => {
  check(every(["mark", "focus", "changed", "refused"], ["sheet", "sunk"]), 3);
  check(prisons.flatMap((i) => [[`prison-${i}`, "sheet"], [`prison-${i}`, "sunk"], [`prison-${i}`, `wash-${i}`]]), 3);
});

test("the terminal's colours read on its ground", () => {
  const names = ["ink", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black"];
  check(names.map((name) => [`term-${name}`, "term-ground"]), 4.5);
});
