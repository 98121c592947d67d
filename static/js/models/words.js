// What changed, in words: one short line per element, under kernel names. The same words feed the
// list under the graph and the screen reader.

import { gettext } from "./language.js";

const NOUNS = {
  vnet: gettext("network stack"),
  jail: gettext("jail"),
  prison: gettext("jail"),
  interface: gettext("interface"),
  bridge: gettext("bridge"),
  process: gettext("process"),
  link: gettext("link"),
  member: gettext("bridge membership"),
  vlan: gettext("vlan"),
  outside: gettext("outside"),
  uplink: gettext("cable to the outside"),
  parent: gettext("parentage"),
  proc: gettext("process"),
  ucred: gettext("credential"),
  vnode: gettext("root directory"),
  ifnet: gettext("interface"),
  pointer: gettext("pointer"),
  variable: gettext("variable"),
  walk: gettext("walk of"),
  user: gettext("user"),
};
// Fields that hold a list, by what stands between its items.
const LISTS = { if_flags: " ", if_addrhead: " ", pr_allow: " ", pr_ip4: " ", rt: ", ", sc_rthash: ", " };
const MOST_LINES = 8;

export function nounOf(element) {
  return NOUNS[element.kind] ?? element.kind;
}

/** The name a person would say: `interface epair0a`, or `epair0a – bridge0` for an edge. */
export function nameOf(element, model) {
  if (element.source === undefined || element.source === null) return `${nounOf(element)} ${element.label}`;
  const end = (id) => model?.get(id)?.label ?? id;
  return `${nounOf(element)} ${end(element.source)} – ${end(element.target)}`;
}

export function value(of) {
  if (of === null || of === undefined || of === "") return gettext("none");
  if (of === true) return gettext("yes");
  if (of === false) return gettext("no");
  return String(of);
}

/** One line for one changed element. */
export function changeLine({ element, fields }, model) {
  const parts = fields.map((field) => fieldWords(field, model));
  return `${nameOf(element, model)}: ${parts.join(", ")}`;
}

function fieldWords({ name, from, to }, model) {
  if (name === "parent") return gettext("moved to {place}", { place: model?.get(to)?.label ?? value(to) });
  return LISTS[name] ? `${name} ${listWords(from, to, LISTS[name])}` : `${name} ${value(from)} → ${value(to)}`;
}

/** Of a list, what came and what went: `+UP −RUNNING`. */
function listWords(from, to, separator) {
  const [before, after] = [from, to].map((text) => String(text ?? "").split(separator).filter(Boolean));
  const came = after.filter((one) => !before.includes(one)).map((one) => `+${one}`);
  const went = before.filter((one) => !after.includes(one)).map((one) => `−${one}`);
  return [...went, ...came].join(" ") || gettext("in another order");
}

/** Lines for a whole set of changes, at most eight and a count of the rest; edges of new nodes are implied. */
export function changeLines({ added, changed, removed }, model) {
  const boxes = new Set(added.map((element) => element.id));
  // That a new stack has a loopback is no news.
  const news = (element) => telling(element) && !(boxes.has(element.parent) && /^lo\d+$/.test(element.label));
  const lines = [
    ...added.filter(news).map((element) => ({ sign: "+", id: element.id, text: gettext("new {thing}", { thing: nameOf(element, model) }) })),
    ...changed.map((change) => ({ sign: "~", id: change.element.id, text: changeLine(change, model) })),
    ...removed.filter(telling).map((element) => ({ sign: "−", id: element.id, text: gettext("gone: {thing}", { thing: nameOf(element, model) }) })),
  ];
  if (lines.length <= MOST_LINES) return lines;
  const rest = lines.length - MOST_LINES + 1;
  return [...lines.slice(0, MOST_LINES - 1), { sign: "…", id: null, text: gettext("and {n} more", { n: rest }) }];
}

const UNTOLD = new Set(["parent", "link", "pointer", "variable", "walk", "vnode"]);

function telling(element) {
  return !UNTOLD.has(element.kind) && !element.data?.ended;
}

/** A delta without what only says where the last command looked: that is shown, and is no change. */
export function realChanges(changes) {
  const real = ({ kind, data }) => kind !== "variable" && kind !== "walk" && !data?.ended && !data?.walk;
  return {
    ...changes,
    added: changes.added.filter(real),
    changed: changes.changed.filter(({ fields }) => fields.some(({ name }) => name !== "walk")),
    removed: changes.removed.filter(real),
  };
}
