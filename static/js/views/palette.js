// Colours for canvas and terminal, read from tokens.css as the page shows them now.

import { HUES } from "../models/hues.js";

const NAMES = [
  "desk", "sheet", "sunk", "raised", "ink", "ink-2", "ink-3", "on-ink", "hairline", "mark", "changed", "refused", "focus",
  "term-ground", "term-ink", "term-selection", "term-black", "term-red", "term-green", "term-yellow", "term-blue",
  "term-magenta", "term-cyan", "term-white", "term-bright-black",
];

const MOST_HELD = 1.25;

/** `{ink: "rgb(...)", ..., prisons: [host, 1..7], washes: [...], stroke, text, held}`; a graph's letters are `text` times as large as usual, `held` where a box holds them. */
export function palette() {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(NAMES.map((name) => [name, read(name)]));
  const hues = Array.from({ length: HUES + 1 }, (_, hue) => hue);
  colours.prisons = hues.map((hue) => read(`prison-${hue}`));
  colours.washes = hues.map((hue) => read(`wash-${hue}`));
  const number = (name, usual) => Number(getComputedStyle(document.documentElement).getPropertyValue(name)) || usual;
  colours.stroke = number("--stroke", 1.5);
  colours.text = number("--graph-text", 1);
  colours.held = Math.min(MOST_HELD, colours.text);
  probe.remove();
  return colours;
}

/** Calls `handler` when the scheme or the projector changes; returns a function that stops it. */
export function onPalette(handler) {
  const query = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(handler);
  query.addEventListener("change", handler);
  observer.observe(document.documentElement, { attributeFilter: ["data-scheme", "data-projector"] });
  return () => {
    query.removeEventListener("change", handler);
    observer.disconnect();
  };
}

export function stillness() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
