// The rack of the network graph: vnets as boxes, interfaces as ports on their edges, bridges as bars.

import { isLoopback, jidOf } from "./kernel_names.js";
import * as R from "./rack.js";

const PORT = 12;
const BAR = 10;
const FIRST_BAR = R.HOST_WIDTH - 84; // bars stand left of the ports' names
const BAR_PITCH = 26;
const LARGER = 24; // further left for letters of twice the size
const BULGE = 22;
const OUTSIDE = { w: 96, h: 32, gap: 24 };
const ROUND = 16; // how far the cable to the outside runs beside the host
const LEVEL = 4; // links share a gap on this many levels, this far apart
const LEVELS = 3;
const NESTED = 48; // a jail in a jail's stack: two lines of text, and a gap
const INNER = R.HOST_WIDTH - 112; // room for the host's own ports and shared-stack jails
const SHARED = 64; // a shared-stack jail: three lines of text
const MOST_VLANS = 8; // in one another
const NAMED = PORT / 2 + 4; // from a port's centre to its name

/**
 * `{places, ends, memory}`: places by node id (centre, size), ends by edge id (offsets from the centres). Letters are `text` times
 * as large as usual.
 */
export function networkRack(model, memory = {}, text = 1) {
  const world = survey(model);
  const slots = R.allot(world.slotted.keys(), memory.slots);
  const boxes = R.slotBoxes(slots, (jid) => wantedHeight(world, jid), Boolean(model.dense), text);
  const next = { slots, rows: new Map() };
  const places = new Map();
  const lowest = placePrisons(world, slots, boxes, places);
  for (const vnet of world.guests) placePorts(world, vnet, boxes.get(jidOf(vnet)), places, memory, next);
  placeHost(world, lowest, places, memory, next, text);
  placeOutside(model, places, text);
  return { places, ends: endsOf(model, places), memory: next };
}

function survey(model) {
  const vnets = model.nodes.filter((node) => node.kind === "vnet");
  const host = vnets.find((vnet) => jidOf(vnet) === 0) ?? null;
  const guests = vnets.filter((vnet) => vnet !== host);
  const jails = model.nodes.filter((node) => node.kind === "jail");
  const slotted = new Map(guests.map((vnet) => [jidOf(vnet), vnet]));
  for (const jail of jails) if (host && jail.parent === host.id) slotted.set(jidOf(jail), jail);
  const boxes = new Map();
  for (const node of model.nodes) {
    const key = `${node.kind} ${node.parent}`;
    if (boxes.has(key)) boxes.get(key).push(node);
    else boxes.set(key, [node]);
  }
  const inside = (id, kind) => boxes.get(`${kind} ${id}`) ?? [];
  const peers = new Map();
  for (const edge of model.edges) {
    if (edge.kind !== "link") continue;
    peers.set(edge.source, edge.target);
    peers.set(edge.target, edge.source);
  }
  const members = new Set(model.edges.filter((edge) => edge.kind === "member").flatMap(({ source, target }) => [source, target]));
  const carriers = new Map(model.edges.filter((edge) => edge.kind === "vlan").map(({ source, target }) => [source, target]));
  return { model, host, guests, jails, slotted, inside, peers, members, carriers };
}

function wantedHeight(world, jid) {
  const box = world.slotted.get(jid);
  if (box.kind === "jail") return world.model.dense ? 0 : R.SLOT_HEIGHT;
  if (isFolded(box)) return 0;
  const rows = world.inside(box.id, "interface").length + (world.inside(box.id, "jail").length * NESTED) / R.ROW;
  return R.TITLE + R.ROW * rows + R.GRID;
}

/** Boxes of stacks in the rack, jails that share the host's inside it, under each other. Gives the lowest edge of any. */
function placePrisons(world, slots, boxes, places) {
  let free = R.HEADER;
  for (const [jid, element] of [...world.slotted].sort(([a], [b]) => slots.get(a) - slots.get(b))) {
    const slot = boxes.get(jid);
    if (element.kind === "vnet") places.set(element.id, R.centred(isFolded(element) ? { ...slot, h: R.FOLDED } : slot));
    else if (world.model.dense) places.set(element.id, { ...R.centred({ ...slot, h: R.FOLDED }), low: true });
    else {
      const y = slots.get(jid) < R.SLOTS_PER_COLUMN ? slot.y : Math.max(free, R.bottomOf(boxes.values()) + R.SLOT_GAP);
      places.set(element.id, R.centred({ x: 16, y, w: INNER - 8, h: SHARED }));
      free = y + SHARED + R.SLOT_GAP;
    }
  }
  return Math.max(R.bottomOf(boxes.values()), free - R.SLOT_GAP);
}

function placePorts(world, vnet, box, places, memory, next) {
  const ports = world.inside(vnet.id, "interface");
  const rows = remembered(vnet.id, ports, memory, next);
  const bars = world.inside(vnet.id, "bridge");
  const barAt = (index) => box.w - 26 - index * BAR_PITCH; // named at its far side: lines come from the near one
  const room = (bars.length ? barAt(bars.length - 1) - BAR : box.w - R.GRID) - NAMED;
  for (const port of ports) {
    const y = box.y + R.TITLE + R.ROW * rows.get(port.id) + R.ROW / 2;
    places.set(port.id, { x: box.x, y, w: PORT, h: PORT, room, side: world.members.has(port.id) ? "over" : "right" });
  }
  bars.forEach((bridge, index) => {
    places.set(bridge.id, { x: box.x + barAt(index), y: box.y + (R.TITLE + box.h) / 2, w: BAR, h: box.h - R.TITLE - 12, beyond: true });
  });
  world.inside(vnet.id, "jail").forEach((jail, index) => {
    const y = box.y + R.TITLE + R.ROW * ports.length + NESTED * index;
    places.set(jail.id, R.centred({ x: box.x + 12, y, w: box.w - 24, h: NESTED - 8 }));
  });
}

function remembered(id, ports, memory, next) {
  const keys = ports.map((port) => port.id);
  const rows = R.allotRows(keys, memory.rows?.get(id));
  next.rows.set(id, rows);
  return rows;
}

function placeHost(world, bottom, places, memory, next, text) {
  if (!world.host) return;
  const ports = world.inside(world.host.id, "interface");
  const facing = ports.filter((port) => facesSlot(world, port, places));
  const faces = new Set(facing);
  // A vlan stands below the cable that carries it: the line between them runs beside the box, and crosses no name.
  const ends = new Set(facing.map(({ id }) => id));
  const carried = new Set(ports.filter(({ id }) => world.carriers.has(id) && ends.has(carrierOf(world, id))));
  const cabled = (port) => world.peers.has(carrierOf(world, port.id));
  const paired = ports.filter((port) => !faces.has(port) && !carried.has(port) && cabled(port));
  const own = ports.filter((port) => !faces.has(port) && !carried.has(port) && !cabled(port));
  const bars = world.inside(world.host.id, "bridge");
  const firstBar = FIRST_BAR - LARGER * (text - 1);
  const lastBar = firstBar - (bars.length - 1) * BAR_PITCH;
  const room = { left: R.HOST_WIDTH - (bars.length ? firstBar + BAR + 4 : INNER + R.GRID) - NAMED, right: (bars.length ? lastBar - BAR : R.HOST_WIDTH - 80) - NAMED };
  const inside = bars.length || world.jails.some(({ parent }) => parent === world.host.id);
  const beside = inside ? room.left : R.HOST_WIDTH - 2 * R.GRID - NAMED;
  for (const port of facing) {
    placeFacing(world, port, places, beside);
    placeCarried(world, port, [...carried].filter(({ id }) => carrierOf(world, id) === port.id), places, memory, next);
  }
  const top = placeColumn(`${world.host.id}/paired`, paired, R.HOST_WIDTH, places, memory, next, room);
  const ownTop = placeColumn(`${world.host.id}/own`, own.sort(loopbackLast), 0, places, memory, next, room, world.members);
  const y = Math.min(0, top, ownTop);
  places.set(world.host.id, R.centred({ x: 0, y, w: R.HOST_WIDTH, h: bottom + R.GRID * 2 - y }));
  bars.forEach((bridge, index) => {
    const span = { x: firstBar - index * BAR_PITCH, y: R.TITLE + 4, w: BAR, h: bottom - R.TITLE - 4 };
    places.set(bridge.id, R.centred(span));
  });
}

/** The interface that carries a vlan, or a vlan in a vlan, in the end. */
function carrierOf({ carriers }, id) {
  let at = id;
  for (let depth = 0; depth < MOST_VLANS && carriers.has(at); depth += 1) at = carriers.get(at);
  return at;
}

/** What is beyond the machine's own card stands above the host, where it takes no width from what is read. */
function placeOutside(model, places, text) {
  const cable = model.edges.find((edge) => edge.kind === "uplink");
  if (!cable || !model.get(cable.target)) return;
  const top = Math.min(0, ...model.nodes.filter(({ id }) => places.has(id)).map(({ id }) => places.get(id).y - places.get(id).h / 2));
  const w = OUTSIDE.w * text;
  places.set(cable.target, { x: w / 2 - ROUND, y: top - OUTSIDE.gap - OUTSIDE.h / 2, w, h: OUTSIDE.h });
}

/** The cable leaves the card to the left, runs up beside the box, and meets the outside at its near tip. */
function uplinkEnds(card, outside) {
  const x = card.x - ROUND;
  const target = { x: outside.x + (Math.sign(x - outside.x) * outside.w) / 2, y: outside.y };
  const corners = [{ x, y: card.y }, ...(x === target.x ? [] : [{ x, y: target.y }])];
  return { source: [0, 0], target: [target.x - outside.x, 0], side: false, bends: R.bends(card, target, corners) };
}

function facesSlot(world, port, places) {
  const peer = world.model.get(world.peers.get(port.id));
  if (isFolded(peer)) return false;
  return Boolean(peer && peer.parent !== world.host.id && places.has(peer.id));
}

/** A host's end stands level with its peer in the first column, in the gap above it in later ones. */
function placeFacing(world, port, places, room) {
  const peer = world.model.get(world.peers.get(port.id));
  const place = places.get(peer.id);
  const column = Math.round((place.x - R.HOST_WIDTH - R.CHANNEL) / (R.SLOT_WIDTH + R.CHANNEL));
  let y = place.y;
  if (column > 0) {
    const box = places.get(peer.parent);
    y = box.y - box.h / 2 - R.SLOT_GAP + LEVEL * (1 + ((column - 1) % LEVELS));
  }
  places.set(port.id, { x: R.HOST_WIDTH, y, w: PORT, h: PORT, room, side: "left" });
}

/** The vlans of a host's end, in rows below it. */
function placeCarried(world, port, vlans, places, memory, next) {
  const place = places.get(port.id);
  const rows = remembered(`${port.id}/vlans`, vlans, memory, next);
  for (const { id } of vlans) places.set(id, { ...place, y: place.y + R.ROW * (1 + rows.get(id)) });
}

/**
 * Ports down one edge of the host's head; what does not fit grows upwards, where nothing stands. Of `members` a line runs to
 * their bridge: the name stands over it.
 */
function placeColumn(key, ports, x, places, memory, next, room, members = new Set()) {
  const rows = remembered(key, ports, memory, next);
  const fit = Math.floor((R.HEADER - R.TITLE - R.GRID) / R.ROW);
  let top = 0;
  for (const port of ports) {
    const row = rows.get(port.id);
    const y = row < fit ? R.TITLE + R.ROW * row + R.ROW / 2 : -R.ROW * (row - fit + 1);
    top = Math.min(top, y - R.ROW / 2 - R.TITLE); // the box has its title above the uppermost
    places.set(port.id, { x, y, w: PORT, h: PORT, room: x ? room.left : room.right, side: x ? "left" : members.has(port.id) ? "over" : "right" });
  }
  return top;
}

function loopbackLast(a, b) {
  return Number(isLoopback(a)) - Number(isLoopback(b));
}

/** Where each edge meets its nodes: links at port centres, members level on the bar. */
function endsOf(model, places) {
  const ends = new Map();
  for (const edge of model.edges) {
    const [source, target] = [places.get(edge.source), places.get(edge.target)];
    if (!source || !target) continue;
    if (isFolded(model.get(edge.target)) || isFolded(model.get(edge.source))) {
      ends.set(edge.id, foldedEnds(source, target, isFolded(model.get(edge.source))));
      continue;
    }
    if (edge.kind === "uplink") {
      ends.set(edge.id, uplinkEnds(source, target));
      continue;
    }
    const level = edge.kind === "member";
    ends.set(edge.id, {
      source: level ? barEnd(source, target) : [0, 0],
      target: level ? barEnd(target, source) : [0, 0],
      // Two ends on one edge: the link swings out into the channel.
      side: source.x === target.x,
      bends: edge.kind === "link" ? bendsOf(source, target) : null,
      bulge: (source.side === "left" ? -1 : 1) * (source.y < target.y ? 1 : -1) * BULGE,
    });
  }
  return ends;
}

const isFolded = (element) => element?.data?.folded !== undefined;

/** To a folded box: level from whatever is taller, behind the boxes between. */
function foldedEnds(source, target, sourceToo) {
  const right = source.x <= target.x ? 1 : -1;
  const reach = Math.max(0, source.h / 2);
  const y = sourceToo ? 0 : Math.max(-reach, Math.min(reach, target.y - source.y));
  const from = source.w > 3 * PORT ? (right * source.w) / 2 : 0;
  return { source: [from, y], target: [(-right * target.w) / 2, 0], side: false, bends: null, behind: true };
}

/**
 * A link to a later column runs through the gap above its row, then down the channel before the box: the two corners
 * between `source` and `target`, whichever of them is the host's end. Null for a level link.
 */
function bendsOf(source, target) {
  if (source.y === target.y || source.x === target.x) return null;
  const [host, guest] = source.x < target.x ? [source, target] : [target, source];
  const x = guest.x - R.CHANNEL / 3;
  const corners = [{ x, y: host.y }, { x, y: guest.y }];
  return R.bends(source, target, host === source ? corners : corners.reverse());
}

/** On a bar (taller than a port), the point level with the other end. */
function barEnd(here, there) {
  if (here.h <= PORT) return [0, 0];
  const reach = here.h / 2;
  return [0, Math.max(-reach, Math.min(reach, there.y - here.y))];
}
