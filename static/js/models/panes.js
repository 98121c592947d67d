// Sizes of the three panes: fractions that survive a resize, moved by drag or by key, kept in storage.

export const DEFAULT = { lesson: 0.24, graph: 0.29 }; // 80 columns of the terminal in a window of 1440 pixels
const LIMITS = { lesson: [0.16, 0.4], graph: [0.26, 0.55] };
const LEAST_TERMINAL = 0.22;
export const STEP = 0.02;

/** `sizes` with `pane` set to `fraction`, held inside its limits and leaving the terminal its room. */
export function resized(sizes, pane, fraction) {
  const [low, high] = LIMITS[pane];
  const other = pane === "lesson" ? sizes.graph : sizes.lesson;
  const most = Math.min(high, 1 - LEAST_TERMINAL - other);
  return { ...sizes, [pane]: Math.max(low, Math.min(most, fraction)) };
}

/** What a key does to a divider: a new fraction, or null when the key means nothing to it. */
export function keyed(sizes, pane, key) {
  const grow = pane === "lesson" ? "ArrowRight" : "ArrowLeft";
  const shrink = pane === "lesson" ? "ArrowLeft" : "ArrowRight";
  const [low, high] = LIMITS[pane];
  const moves = {
    [grow]: sizes[pane] + STEP,
    [shrink]: sizes[pane] - STEP,
    Home: pane === "lesson" ? low : high,
    End: pane === "lesson" ? high : low,
    Enter: DEFAULT[pane],
  };
  return key in moves ? moves[key] : null;
}

/** Stored text back to sizes; anything odd gives the defaults. */
export function parsed(text) {
  try {
    const { lesson, graph } = JSON.parse(text);
    if (!Number.isFinite(lesson) || !Number.isFinite(graph)) return { ...DEFAULT };
    return resized(resized({ ...DEFAULT }, "lesson", lesson), "graph", graph);
  } catch {
    return { ...DEFAULT };
  }
}

export function bounds(pane) {
  return LIMITS[pane].map((fraction) => Math.round(fraction * 100));
}
