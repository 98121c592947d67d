// What is drawn on a room's graphs: the marks that stand, and where they stand in a graph as this page places it.
//
// A mark is `{id, graph, shape, element, to, text, points}`: a pen's points are counted from its element's upper left corner.

import { gettext } from "./language.js";

const NEAR = 2.5; // a point nearer to the last one than this adds nothing
const MOST_NUMBERS = 240;
const HEAD = 11; // length of an arrow's head

export class Ink {
  #marks = [];
  #since = 0; // the room's entry up to which the marks are known

  /** All marks, as of an entry of the room's log. */
  restart(marks, seq) {
    this.#marks = marks.filter(({ shape }) => shape !== "point");
    this.#since = seq;
  }

  /** An entry of the log; false when it is known already, or no mark. */
  hear({ seq, kind, body }) {
    if (seq <= this.#since) return false;
    if (kind === "draw") this.#marks = [...this.#marks, body];
    else if (kind === "wipe") this.#marks = this.#marks.filter(({ id }) => !body.ids.includes(id));
    else return false;
    this.#since = seq;
    return true;
  }

  of(graph) {
    return this.#marks.filter((mark) => mark.graph === graph);
  }
}

/** The numbers of a stroke that are worth keeping, whole, at most as many as a room takes. */
export function thinned(points) {
  let near = NEAR;
  let kept = along(points, near);
  while (kept.length * 2 > MOST_NUMBERS) kept = along(points, (near *= 1.5));
  return kept.flatMap(({ x, y }) => [Math.round(x), Math.round(y)]);
}

function along(points, near) {
  const kept = points.slice(0, 1);
  for (const point of points.slice(1, -1)) {
    const last = kept.at(-1);
    if (Math.hypot(point.x - last.x, point.y - last.y) >= near) kept.push(point);
  }
  if (points.length > 1) kept.push(points.at(-1));
  return kept;
}

/** What a stroke that begins at a point hangs on: the smallest box around it, else the nearest. */
export function anchorAt(places, { x, y }) {
  const all = [...places].map(([id, place]) => ({ id, place, away: awayFrom(place, x, y), size: place.w * place.h }));
  all.sort((a, b) => a.away - b.away || a.size - b.size);
  return all[0] ?? null;
}

function awayFrom(place, x, y) {
  return Math.hypot(Math.max(0, Math.abs(x - place.x) - place.w / 2), Math.max(0, Math.abs(y - place.y) - place.h / 2));
}

export const cornerOf = ({ x, y, w, h }) => ({ x: x - w / 2, y: y - h / 2 });

/** A mark as paths and a text of this page's graph, or null while what it hangs on is not there. */
export function drawn(mark, places) {
  const place = places.get(mark.element);
  if (!place) return null;
  if (mark.shape === "pen") return { path: strokePath(mark.points, cornerOf(place)) };
  if (mark.shape === "label") return { text: mark.text, at: { x: place.x, y: place.y - place.h / 2 } };
  const to = places.get(mark.to);
  return to ? { path: arrowPath(edgeOf(place, to), edgeOf(to, place)) } : null;
}

function strokePath(points, corner) {
  const steps = [];
  for (let at = 0; at < points.length; at += 2) steps.push({ x: points[at] + corner.x, y: points[at + 1] + corner.y });
  return smooth(steps);
}

/** A path through the middles between points, bent towards each: as a hand draws. */
export function smooth(points) {
  const at = ({ x, y }) => `${x} ${y}`;
  if (points.length === 1) return `M${at(points[0])}h0.1`;
  const bends = points.slice(1, -1).map((point, index) => {
    const next = points[index + 2];
    return `Q${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return `M${at(points[0])}${bends.join("")}L${at(points.at(-1))}`;
}

/** Where a line from a box's middle to another's leaves it. */
function edgeOf(place, other) {
  const [dx, dy] = [other.x - place.x, other.y - place.y];
  const part = Math.min(1, (place.w / 2 + 3) / Math.abs(dx || 1e-9), (place.h / 2 + 3) / Math.abs(dy || 1e-9));
  return { x: place.x + dx * part, y: place.y + dy * part };
}

function arrowPath(from, to) {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const [a, b] = [angle + 2.6, angle - 2.6].map((turn) => `${(to.x + HEAD * Math.cos(turn)).toFixed(1)} ${(to.y + HEAD * Math.sin(turn)).toFixed(1)}`);
  const [start, end] = [from, to].map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return `M${start}L${end}M${a}L${end}L${b}`;
}

/** A mark in words, for whoever cannot see it. `nameOf(id)` is what a graph calls an element. */
export function inWords({ shape, element, to, text }, nameOf) {
  if (shape === "label") return gettext("At {place}: {text}", { place: nameOf(element), text });
  return shape === "arrow" ? gettext("An arrow from {from} to {to}", { from: nameOf(element), to: nameOf(to) }) : gettext("A stroke at {place}", { place: nameOf(element) });
}
