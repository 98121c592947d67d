// The size of a terminal's text: kept in this browser, larger on a projector, smaller on a phone.

import { keep, recall } from "../models/store.js";

const SIZES = [11, 12, 13, 14, 15, 16, 18, 20, 24];
const USUAL = [[40, 12], [96, 13]]; // below so many rem, pixels: 80 columns in a window of 1440 pixels
const FAR_LINES = 40; // of a projector's letters on the whole screen
const FAR_LEAST = 18;

export function fontSize() {
  return document.documentElement.hasAttribute("data-projector") ? Math.max(FAR_LEAST, Math.round(innerHeight / FAR_LINES)) : kept();
}

/** Makes the text one step larger (1) or smaller (-1). */
export function scale(step) {
  const at = SIZES.indexOf(kept()) + step;
  keep("terminal-size", String(SIZES[Math.max(0, Math.min(SIZES.length - 1, at))]));
}

function kept() {
  const size = Number(recall("terminal-size"));
  return SIZES.includes(size) ? size : (USUAL.find(([narrower]) => matchMedia(`(width < ${narrower}rem)`).matches)?.[1] ?? 14);
}
