// A thumbnail of a network graph as a few numbers, six for each shape, as classroom/sketches.py reads them.

import { huesOf } from "./figures.js";
import { isUp } from "./kernel_names.js";
import { boundsOf } from "./rack.js";
import { networkRack } from "./rack_network.js";

const [BOX, DASHED, PORT, DOWN, LINE, BROKEN] = [0, 1, 2, 3, 4, 5];
const [WIDE, HIGH, MARGIN] = [160, 100, 3];
const MOST_SHAPES = 60;
const PORT_SIZE = 4;

/** The numbers of a GraphModel's picture; none while there is nothing to be drawn. */
export function sketchOf(model) {
  const { places, ends } = networkRack(model);
  if (!places.size) return [];
  const scaled = scaleTo(boundsOf([...places.values()]));
  const hue = huesOf(model);
  const boxes = model.nodes.filter(({ id }) => places.has(id)).map((node) => boxOf(node, scaled(places.get(node.id)), hue(node)));
  const lines = model.edges.filter(({ id }) => ends.has(id)).map((edge) => lineOf(edge, model, places, scaled)).filter(Boolean);
  return [...boxes.filter(([kind]) => kind < PORT), ...lines, ...boxes.filter(([kind]) => kind >= PORT)].slice(0, MOST_SHAPES).flat();
}

function scaleTo(bounds) {
  const scale = Math.min((WIDE - 2 * MARGIN) / Math.max(1, bounds.w), (HIGH - 2 * MARGIN) / Math.max(1, bounds.h));
  const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
  return ({ x, y, w, h }) => ({
    x: within(MARGIN + (x - bounds.x1) * scale, WIDE), y: within(MARGIN + (y - bounds.y1) * scale, HIGH), w: w * scale, h: h * scale,
  });
}

function boxOf(node, { x, y, w, h }, hue) {
  const small = node.kind === "interface" || node.kind === "bridge";
  const kind = small ? (isUp(node) ? PORT : DOWN) : node.kind === "vnet" ? BOX : DASHED;
  const [wide, high] = node.kind === "interface" ? [PORT_SIZE, PORT_SIZE] : [w, h].map((side) => Math.max(2, Math.round(side)));
  return [kind, Math.max(0, Math.round(x - wide / 2)), Math.max(0, Math.round(y - high / 2)), wide, high, hue];
}

function lineOf(edge, model, places, scaled) {
  const [from, to] = [places.get(edge.source), places.get(edge.target)];
  if (!from || !to) return null;
  const up = [edge.source, edge.target].every((id) => model.get(id).kind !== "interface" || isUp(model.get(id)));
  const [a, b] = [scaled(from), scaled(to)];
  return [up ? LINE : BROKEN, a.x, a.y, b.x, b.y, 0];
}
