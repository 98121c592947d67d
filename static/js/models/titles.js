// What is written in a graph's boxes and beside its ports: as much of a name as there is room for, cut where it says least.

import { addressesOf, jidOf, pidOf } from "./kernel_names.js";

export const CHANGED_MARK = " ◆";
const LETTER = 7.5; // units of a box's title
const SMALL_LETTER = 6.9; // of a port's name
const PADDING = 18; // of a box, at its left and right
const LEAST = 6; // letters of a name before its jid is left to the inspector

const letters = (w) => Math.max(4, Math.floor((w - PADDING) / LETTER));

/** The title of an element at its place. Of a port before the bar there is no room for the mark; its halo shows it. */
export function titleOf(element, place, marked) {
  const mark = marked && place.side !== "left" ? CHANGED_MARK : "";
  return (element.data?.wanted ? wanted(element, place) : (TITLES[element.kind] ?? (({ label }) => label))(element, place, mark.length)) + mark;
}

const TITLES = {
  vnet: box,
  prison: box,
  user: box,
  jail: (element, place, mark) => (place.low ? folded(element, place.w) : shared(element, place.w, mark)),
  interface: port,
  bridge: port,
  process: (element) => `${pidOf(element)} ${element.label}`,
};

function box(element, { w }) {
  if (element.data?.folded !== undefined) return folded(element, w);
  return jidOf(element) ? named(element, w) : element.label;
}

/** A folded box: name, jid, and how much is in it. */
function folded(element, w) {
  const count = element.data?.folded;
  const rest = [jidOf(element) || "", count === undefined ? "" : `▸${count || ""}`].filter(Boolean).map((one) => ` ${one}`).join("");
  return cut(element.label, Math.max(LEAST, letters(w) - rest.length)) + rest;
}

/** Name and jid on one line. The name is cut first; where little of it would be left, the jid goes. */
function named(element, w) {
  const jid = `  jid ${jidOf(element)}`;
  const room = letters(w) - jid.length;
  return room < Math.min(LEAST, element.label.length) ? cut(element.label, letters(w)) : cut(element.label, room) + jid;
}

/** A jail in another's stack: name and jid, and its addresses below; a long name has the first line to itself. */
function shared(element, w, mark) {
  const room = letters(w) - mark;
  const jid = `jid ${jidOf(element)}`;
  const addresses = shortened(addressesOf(element)).join(" ");
  if (`${element.label}  ${jid}`.length <= room) return [`${element.label}  ${jid}`, cut(addresses, room)].filter(Boolean).join("\n");
  const below = `${jid}  ${addresses}`.trimEnd();
  return [cut(element.label, room), ...(below.length <= room ? [below] : [jid, cut(addresses, room)])].join("\n");
}

/** As much of a name as fits; of a nested jail's the parents go first. */
function cut(label, room) {
  if (label.length <= room) return label;
  const last = label.slice(label.lastIndexOf(".") + 1);
  const short = last === label || /^\d/.test(last) ? label : `…${last}`;
  return short.length <= room ? short : `${short.slice(0, Math.max(1, room - 1))}…`;
}

/** Name and address; without its prefix, or without its end, where there is less room. */
function port(element, { room = Infinity }, mark) {
  const most = Math.floor(room / SMALL_LETTER) - mark;
  const addresses = addressesOf(element);
  const whole = [element.label, ...shortened(addresses)].join(" ");
  if (whole.length <= most || !addresses.length) return ended(whole, most);
  const bare = [element.label, addresses[0].replace(/\/.*/, ""), ...shortened(addresses).slice(1)].join(" ");
  if (bare.length <= most) return bare;
  return most - 1 > element.label.length + LEAST ? ended(bare, most) : ended(element.label, most);
}

const ended = (text, most) => (text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`);

/** What the goals want has no jid yet; what is missing wears a plus. */
function wanted(element, place) {
  const plus = element.data.wanted === "missing" ? "+ " : "";
  return plus + (element.data.if_addrhead ? port(element, place, plus.length) : element.label);
}

/** One address fits; more are counted. */
function shortened(addresses) {
  return addresses.length <= 1 ? addresses : [addresses[0], `+${addresses.length - 1}`];
}
