// The rack of the process graph: the host's processes left, each prison's in its slot, one pill a row.

import { jidOf, pidOf } from "./kernel_names.js";
import * as R from "./rack.js";

const PILL = 16;
const INDENT = 12;
const PILL_ROW = 22;
const DEEPEST_INDENT = 6;

/** As `networkRack`: `{places, ends, memory}`. Rows are by pid, so that a child stands below its parent. Boxes are prisons or users. */
export function processRack(model, memory = {}) {
  const prisons = model.nodes.filter((node) => node.kind === "prison" || node.kind === "user");
  const host = prisons.find((prison) => numberOf(prison) === 0) ?? null;
  const guests = prisons.filter((prison) => prison !== host);
  const members = groupByPrison(model);
  const next = { slots: R.allot(guests.map(numberOf), memory.slots), rows: new Map() };
  for (const prison of prisons) next.rows.set(prison.id, rowsOf(members.get(prison.id) ?? [], memory.rows?.get(prison.id)));
  const byJid = new Map(guests.map((prison) => [numberOf(prison), prison]));
  const height = (prison) => (isFolded(prison) ? 0 : heightOf(next.rows.get(prison.id)));
  const boxes = R.slotBoxes(next.slots, (jid) => height(byJid.get(jid)), Boolean(model.dense));
  const places = new Map();
  for (const prison of guests) placeBox(prison, boxOf(prison, boxes), members, next.rows, places);
  if (host) {
    const bottom = Math.max(R.bottomOf(boxes.values()), heightOf(next.rows.get(host.id)));
    placeBox(host, { x: 0, y: 0, w: R.HOST_WIDTH, h: bottom + R.GRID * 2 }, members, next.rows, places);
  }
  return { places, ends: endsOf(model, places), memory: next };
}

const isFolded = (box) => box.data?.folded !== undefined;
const numberOf = (box) => (box.kind === "user" ? Number(box.data.cr_uid) : jidOf(box));

function boxOf(prison, boxes) {
  const box = boxes.get(numberOf(prison));
  return isFolded(prison) ? { ...box, h: R.FOLDED } : box;
}

function groupByPrison(model) {
  const groups = new Map();
  for (const node of model.nodes) {
    if (node.kind !== "process") continue;
    if (!groups.has(node.parent)) groups.set(node.parent, []);
    groups.get(node.parent).push(node);
  }
  for (const group of groups.values()) group.sort((a, b) => pidOf(a) - pidOf(b));
  return groups;
}

/** A child never stands above its parent: its row is the first free one after it. */
function rowsOf(processes, previous) {
  const ids = new Map(processes.map((process) => [pidOf(process), process.id]));
  const parents = new Map(processes.map((process) => [process.id, ids.get(Number(process.data?.p_ppid ?? -1))]));
  return R.allotRows(
    processes.map((process) => process.id),
    previous,
    (id, rows) => (rows.has(parents.get(id)) ? rows.get(parents.get(id)) + 1 : 0),
  );
}

function heightOf(rows) {
  return R.TITLE + PILL_ROW * (Math.max(-1, ...rows.values()) + 1) + R.GRID;
}

function placeBox(prison, box, members, allRows, places) {
  places.set(prison.id, R.centred(box));
  const processes = members.get(prison.id) ?? [];
  const rows = allRows.get(prison.id);
  const depths = depthsOf(processes);
  for (const process of processes) {
    const x = box.x + 10 + INDENT * depths.get(process.id);
    const y = box.y + R.TITLE + PILL_ROW * rows.get(process.id);
    places.set(process.id, R.centred({ x, y, w: box.x + box.w - 10 - x, h: PILL + 2 }));
  }
}

function depthsOf(processes) {
  const byPid = new Map(processes.map((process) => [pidOf(process), process]));
  const depths = new Map();
  for (const process of processes) {
    const parent = byPid.get(Number(process.data?.p_ppid ?? -1));
    const depth = parent && parent !== process ? (depths.get(parent.id) ?? 0) + 1 : 0;
    depths.set(process.id, Math.min(depth, DEEPEST_INDENT));
  }
  return depths;
}

/** An edge leaves its parent at the pill's lower left, or at its right end for another box; it meets its child at the left. */
function endsOf(model, places) {
  const ends = new Map();
  const inside = (edge) => model.get(edge.source).parent === model.get(edge.target).parent;
  for (const edge of model.edges) {
    const [source, target] = [places.get(edge.source), places.get(edge.target)];
    if (!source || !target) continue;
    const from = inside(edge) ? [-source.w / 2 + INDENT / 2, source.h / 2] : [source.w / 2, 0];
    const to = [-target.w / 2, 0];
    const [start, end] = [{ x: source.x + from[0], y: source.y + from[1] }, { x: target.x + to[0], y: target.y + to[1] }];
    ends.set(edge.id, { source: from, target: to, side: false, bends: R.bends(start, end, [{ x: start.x, y: end.y }]) });
  }
  return ends;
}
