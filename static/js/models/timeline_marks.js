// Where things stand on the time line: its scale, its marks, and how playing goes along it.

import { gettext } from "./language.js";
import { commandIn } from "./timeline.js";

const UNIT_US = 100_000; // of waiting, as wide as one frame
const MOST_UNITS = 10; // a minute of waiting is no wider than a second
export const UNITS_A_SECOND = 10; // played at ×1

/** Positions of frames from 0 to 1: each takes room, and waiting takes some, but never much. */
export function scale(frames) {
  const places = [];
  let sum = 0;
  frames.forEach(({ at }, index) => {
    const waited = index ? Math.max(0, at - frames[index - 1].at) / UNIT_US : 0;
    sum += index ? 1 + Math.min(MOST_UNITS, waited) : 0;
    places.push(sum);
  });
  return { places: places.map((place) => (sum ? place / sum : 1)), units: sum };
}

/** The frame nearest to a position. */
export function frameAt(places, position) {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < position) low = middle + 1;
    else high = middle;
  }
  return low > 0 && position - places[low - 1] < places[low] - position ? low - 1 : low;
}

/** What stands out: [{index, kind: command | refused | packet | lost, text}]. */
export function marksOf(frames) {
  return frames.flatMap((frame, index) => marksIn(frame).map((mark) => ({ index, ...mark })));
}

function marksIn(frame) {
  const marks = [];
  const line = commandIn(frame);
  if (line !== undefined) marks.push({ kind: "command", text: line });
  for (const message of frame.messages) {
    const refused = message.type === "trace" && message.calls.findLast(isRefused);
    if (refused) marks.push({ kind: "refused", text: `${refused.name}: ${refused.error}` });
    if (message.type === "packets") marks.push(...packetMarks(message.packets));
  }
  return marks;
}

/** Refused for want of a privilege or because of a prison; that a file, or a jail, is not there is no refusal. */
function isRefused({ error, where = "", checks = [] }) {
  return Boolean(error) && error !== "ENOENT" && (/EPERM|EACCES/.test(error) || /^kern_(jail|prot|priv)\b/.test(where ?? "") || checks.some(({ granted }) => !granted));
}

function packetMarks(packets) {
  const lost = packets.find(({ fate }) => fate === "dropped");
  return [lost ? { kind: "lost", text: [lost.label, gettext("dropped: {why}", { why: lost.why ?? "" })].join(" ") } : { kind: "packet", text: packets[0]?.label ?? "" }];
}

/** How far playing has come after `ms` at a speed: the frame to show; the last when it is over. */
export function played({ places, units }, from, ms, speed) {
  const position = (places[from] ?? 0) + (ms / 1000) * UNITS_A_SECOND * speed / Math.max(units, 1);
  let index = from;
  while (index < places.length - 1 && places[index + 1] <= position) index += 1;
  return index;
}
