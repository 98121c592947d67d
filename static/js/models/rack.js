// The rack: where things stand, as a pure function of the model and of the slots given before.
// The host stands left, each prison has a slot in the rack at its right, by jid. Nothing moves when
// something is added; a slot that was vacated is given to the next newcomer.

export const GRID = 8;
export const HOST_WIDTH = 248;
export const CHANNEL = 32; // between host and rack: where links run
export const SLOT_WIDTH = 200; // an end of a cable with an IPv6 address fits
export const SLOT_HEIGHT = 104;
export const SLOT_GAP = 16;
export const SLOTS_PER_COLUMN = 8;
export const HEADER = 104; // the host's own head, above the first slot
export const TITLE = 28;
export const ROW = 20;
export const FOLDED = 30; // a box of which only the title is shown

// How slots are laid out: few and roomy, or (a large graph, folded) many and small.
const ROOMY = { width: SLOT_WIDTH, least: SLOT_HEIGHT, gap: SLOT_GAP, channel: CHANNEL, rows: SLOTS_PER_COLUMN };
const DENSE = { width: 124, least: FOLDED, gap: 6, channel: 20 };
const TALLER = [[144, 24], [576, 48], [Infinity, 96]]; // up to so many small slots, rows: the whole stays about as tall as wide

/** Larger letters need wider slots: an address stands beside its interface's name. */
export const slotWidth = (text) => SLOT_WIDTH + 60 * (text - 1);

/** Slots by jid: who had one keeps it, newcomers take the lowest free ones in jid order. */
export function allot(jids, previous = new Map()) {
  const slots = new Map();
  const taken = new Set();
  const newcomers = [];
  for (const jid of [...new Set(jids)].sort((a, b) => a - b)) {
    const kept = previous.get(jid);
    if (kept === undefined || taken.has(kept)) newcomers.push(jid);
    else {
      slots.set(jid, kept);
      taken.add(kept);
    }
  }
  let free = 0;
  for (const jid of newcomers) {
    while (taken.has(free)) free += 1;
    slots.set(jid, free);
    taken.add(free);
  }
  return slots;
}

/** Stable rows inside one box: keys keep their row, newcomers take the lowest free one at or after `after(key)`. */
export function allotRows(keys, previous = new Map(), after = () => 0) {
  const rows = new Map();
  const taken = new Set();
  for (const key of keys) {
    const kept = previous.get(key);
    if (kept !== undefined && !taken.has(kept)) {
      rows.set(key, kept);
      taken.add(kept);
    }
  }
  for (const key of keys) {
    if (rows.has(key)) continue;
    let row = after(key, rows);
    while (taken.has(row)) row += 1;
    rows.set(key, row);
    taken.add(row);
  }
  return rows;
}

/**
 * The box of each slot, given how tall each wants to be. A column's slots stand under each other;
 * a slot grows only in whole steps, so that one more row seldom moves a neighbour. `dense` slots are small; letters are `text`
 * times as large as usual.
 */
export function slotBoxes(slots, wanted, dense = false, text = 1) {
  const bySlot = new Map([...slots].map(([jid, slot]) => [slot, jid]));
  const boxes = new Map();
  const last = Math.max(-1, ...bySlot.keys());
  const room = dense ? { ...DENSE, rows: TALLER.find(([most]) => last < most)[1] } : { ...ROOMY, width: slotWidth(text) };
  let y = HEADER;
  for (let slot = 0; slot <= last; slot += 1) {
    const column = Math.floor(slot / room.rows);
    if (slot % room.rows === 0) y = HEADER;
    const jid = bySlot.get(slot);
    const height = stepped(jid === undefined ? 0 : wanted(jid), room.least);
    const x = HOST_WIDTH + CHANNEL + column * (room.width + room.channel);
    if (jid !== undefined) boxes.set(jid, { x, y, w: room.width, h: height });
    y += height + room.gap;
  }
  return boxes;
}

function stepped(height, least) {
  if (height <= least) return least;
  return least + Math.ceil((height - least) / (4 * ROW)) * 4 * ROW;
}

/** The lowest edge of any box, at least one slot below the header. */
export function bottomOf(boxes) {
  let bottom = HEADER + SLOT_HEIGHT;
  for (const box of boxes) bottom = Math.max(bottom, box.y + box.h);
  return bottom;
}

/** Cytoscape places centres: a box {x, y, w, h} by its corner becomes {x, y, w, h} by its centre. */
export function centred({ x, y, w, h }) {
  return { x: x + w / 2, y: y + h / 2, w, h };
}

/** Room that is shown from the start, host and one column of slots, so that a first jail moves nothing. */
export function roomOf(text = 1) {
  const w = HOST_WIDTH + CHANNEL + slotWidth(text);
  return { x: w / 2, y: HEADER, w: w + 12, h: 2 * HEADER };
}

/** The rectangle around places (centre and size): `{x1, y1, x2, y2, w, h}`. */
export function boundsOf(places) {
  const x1 = Math.min(...places.map((place) => place.x - place.w / 2));
  const y1 = Math.min(...places.map((place) => place.y - place.h / 2));
  const x2 = Math.max(...places.map((place) => place.x + place.w / 2));
  const y2 = Math.max(...places.map((place) => place.y + place.h / 2));
  return { x1, y1, x2, y2, w: x2 - x1, h: y2 - y1 };
}

/** Corners between two points as Cytoscape wants them: shares of the way, and distances beside it. */
export function bends(source, target, corners) {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const length = Math.hypot(dx, dy) || 1;
  const weights = corners.map(({ x, y }) => ((x - source.x) * dx + (y - source.y) * dy) / length ** 2);
  const distances = corners.map(({ x, y }) => ((y - source.y) * dx - (x - source.x) * dy) / length);
  return { weights, distances };
}
