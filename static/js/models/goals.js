// What the learner has reached: counts, what is new, and which goal to diagnose.

import { gettext } from "./language.js";

/** Compares two goal lists: `{held, total, first, reached, lost}`; `first` is the first that fails. */
export function progress(before, after) {
  const held = new Map((before ?? []).map((goal) => [goal.id, goal.holds]));
  return {
    held: after.filter((goal) => goal.holds).length,
    total: after.length,
    first: after.find((goal) => !goal.holds) ?? null,
    reached: after.filter((goal) => goal.holds && !held.get(goal.id)),
    lost: after.filter((goal) => !goal.holds && held.get(goal.id)),
  };
}

/** One sentence for a screen reader, or null when nothing moved. */
export function spoken({ held, total, reached, lost }) {
  if (!reached.length && !lost.length) return null;
  const parts = [];
  for (const goal of reached) parts.push(gettext("Goal reached: {goal}.", { goal: goal.text }));
  for (const goal of lost) parts.push(gettext("Goal no longer holds: {goal}.", { goal: goal.text }));
  parts.push(gettext("{held} of {total} goals hold.", { held, total }));
  return parts.join(" ").replace(/\.\./g, ".");
}

/** Hints are shown one at a time: a list of hint texts (or one) and how many were asked for. */
export function hintsShown(hint, asked) {
  const all = hint === null || hint === undefined || hint === "" ? [] : [].concat(hint);
  return { shown: all.slice(0, asked), more: all.length > asked };
}

/** Where the work stands, as the text that the server is told: goals that hold, and the first open goal's broken layer. */
export function standing(goals) {
  const open = goals.find((goal) => !goal.holds);
  return JSON.stringify({ holds: goals.filter((goal) => goal.holds).map((goal) => goal.id), layer: open?.diagnosis?.layer ?? "" });
}
