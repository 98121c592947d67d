// The rack of the structures graph: a lane for each prison; in it, from the top, processes, credentials, the prison
// with its root, its network stack, and under that interfaces (left) and the variables that were asked for (right).

import { jidOf } from "./kernel_names.js";
import * as R from "./rack.js";

const HALF = 118; // a lane is two columns wide
const BETWEEN = 12; // its columns
const LANE = 2 * HALF + BETWEEN;
const GAP = 40; // between lanes
const PILL = 20;
const PILL_ROW = 26;
const BOX = 34;
const CRED_ROW = 44;
const STEP = 52; // room for a pointer and its name
const PRISON = 104;
const ROOT_AT = PRISON + 58;
const BRACKET = 8; // how far outside the lane pointers to what is not next run

/** As `networkRack`: `{places, ends, memory}`, and `over`: how far lines run beside what is placed. Processes stack upwards, so that a newcomer moves nothing below. */
export function structuresRack(model, memory = {}) {
  const world = survey(model);
  const slots = R.allot(world.prisons.keys(), memory.slots);
  const next = { slots, rows: new Map(), deepest: memory.deepest ?? 1 };
  const places = new Map();
  const lane = (jid) => (slots.get(jid) ?? 0) * (LANE + GAP);
  const column = (key, nodes, place) => {
    const rows = R.allotRows(nodes.map((node) => node.id), memory.rows?.get(key));
    next.rows.set(key, rows);
    for (const node of nodes) places.set(node.id, place(rows.get(node.id)));
    return rows;
  };
  for (const [jid, group] of world.creds) {
    column(`proc ${jid}`, world.procs.get(jid) ?? [], (row) => at(lane(jid), -PILL_ROW * row, PRISON, PILL));
    const rows = column(`cred ${jid}`, group, (row) => at(lane(jid), STEP + 8 + CRED_ROW * row, PRISON, BOX));
    next.deepest = Math.max(next.deepest, ...[...rows.values()].map((row) => row + 1));
  }
  const prisonAt = STEP + 8 + CRED_ROW * (next.deepest - 1) + BOX + STEP;
  const vnetAt = prisonAt + BOX + STEP;
  for (const [jid, prison] of world.prisons) {
    places.set(prison.id, at(lane(jid), prisonAt, PRISON, BOX));
    const root = model.get(`root:${jid}`);
    if (root) places.set(root.id, at(lane(jid) + ROOT_AT, prisonAt + 7, LANE - ROOT_AT, PILL));
  }
  for (const vnet of world.vnets) {
    const x = lane(jidOf(vnet));
    places.set(vnet.id, at(x, vnetAt, LANE, BOX));
    const below = vnetAt + BOX + STEP - 8;
    column(`if ${vnet.id}`, world.ports.get(vnet.id) ?? [], (row) => at(x, below + PILL_ROW * row, HALF, PILL));
    column(`var ${vnet.id}`, world.variables.get(vnet.id) ?? [], (row) => at(x + HALF + BETWEEN, below + PILL_ROW * row, HALF, PILL));
  }
  return { places, ends: endsOf(model, places), memory: next, over: BRACKET + 5 };
}

const at = (x, y, w, h) => R.centred({ x, y, w, h });

/** Who stands where: everything by the prison, or the stack, that it belongs to. */
function survey(model) {
  const world = { prisons: new Map(), creds: new Map(), procs: new Map(), vnets: [], ports: new Map(), variables: new Map() };
  const push = (map, key, node) => (map.has(key) ? map.get(key).push(node) : map.set(key, [node]));
  const holder = new Map(model.edges.filter((edge) => edge.label === "p_ucred").map((edge) => [edge.source, model.get(edge.target)]));
  for (const node of model.nodes) {
    if (node.kind === "prison") world.prisons.set(jidOf(node), node);
    else if (node.kind === "vnet") world.vnets.push(node);
    else if (node.kind === "ucred") push(world.creds, Number(node.data.cr_prison), node);
    else if (node.kind === "proc" && holder.get(node.id)) push(world.procs, Number(holder.get(node.id).data.cr_prison), node);
    else if (node.kind === "ifnet") push(world.ports, `vnet:${node.data.if_vnet}`, node);
    else if (node.kind === "variable") push(world.variables, `vnet:${node.data.vnet_id}`, node);
  }
  return world;
}

function endsOf(model, places) {
  const ends = new Map();
  for (const edge of model.edges) {
    const [source, target] = [places.get(edge.source), places.get(edge.target)];
    if (source && target) ends.set(edge.id, route(edge.label, source, target));
  }
  return ends;
}

/** Straight to what is next; round the lane's outside to what is not. Only straight pointers have room for their name. */
function route(name, source, target) {
  if (name === "pr_root") return straight([source.w / 2, 0], [-target.w / 2, 0]);
  if (name === "pr_parent") return over(source, target);
  if (name === "V_") return right(source, target);
  if (name === "if_vnet") return upwards(source, target);
  if (name === "if_home_vnet") return homewards(source, target);
  const next = target.y - source.y < STEP + BOX + 8 && target.y > source.y;
  const level = Math.abs(source.x - target.x) < LANE;
  if (name === "pr_vnet") {
    const x = clamp(source.x, target.x - target.w / 2 + 8, target.x + target.w / 2 - 8);
    return straight([0, source.h / 2], [x - target.x, -target.h / 2]);
  }
  if (next || !level) return straight([0, source.h / 2], [0, -target.h / 2]);
  return around(source, target, -1, name === "p_ucred" ? BRACKET : BRACKET + 4);
}

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
const straight = (source, target) => ({ source, target, side: false, bends: null, named: true });

/** Out of one side, along the lane, in at the same side. `side` -1: left, 1: right. */
function around(source, target, side, reach) {
  const [from, to] = [[(side * source.w) / 2, 0], [(side * target.w) / 2, 0]];
  const [start, end] = [shifted(source, from), shifted(target, to)];
  const x = side * Math.max(side * start.x, side * end.x) + side * reach;
  return { source: from, target: to, side: false, bends: R.bends(start, end, [{ x, y: start.y }, { x, y: end.y }]), named: false };
}

const shifted = (place, [dx, dy]) => ({ x: place.x + dx, y: place.y + dy });

/** From a prison to its parent's: up, across above the row, down. */
function over(source, target) {
  const side = source.x > target.x ? 1 : -1;
  const [from, to] = [[-side * 30, -source.h / 2], [side * 30, -target.h / 2]];
  const [start, end] = [shifted(source, from), shifted(target, to)];
  const y = start.y - 16;
  return { source: from, target: to, side: false, bends: R.bends(start, end, [{ x: start.x, y }, { x: end.x, y }]), named: true };
}

/** From an interface to its stack: the first straight up, the others round the left. */
function upwards(source, target) {
  if (source.y - target.y < STEP + BOX) return straight([0, -source.h / 2], [source.x - target.x, target.h / 2]);
  return around(source, target, -1, BRACKET);
}

/** From an interface that is away to the stack it returns to: through the gap between the lanes. */
function homewards(source, target) {
  const side = source.x > target.x ? 1 : -1;
  const [from, to] = [[(-side * source.w) / 2, 0], [(side * target.w) / 2, 0]];
  const [start, end] = [shifted(source, from), shifted(target, to)];
  const x = end.x + (side * GAP) / 3;
  return { source: from, target: to, side: false, bends: R.bends(start, end, [{ x, y: start.y }, { x, y: end.y }]), named: true };
}

/** From a stack to a variable: the first straight down, the others round the right. */
function right(source, target) {
  if (target.y - source.y < STEP + BOX) return straight([target.x - source.x, source.h / 2], [0, -target.h / 2]);
  return around(source, target, 1, BRACKET);
}
