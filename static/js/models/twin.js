// The text twin of a graph: the same elements as a tree of names and facts, for eyes and screen readers.

import { isEdge } from "./graph.js";
import { addressesOf, isRoot, isUp, isZombie, jidOf, pidOf } from "./kernel_names.js";
import { gettext } from "./language.js";

/** `[{id, label, facts: [text], children}]`: roots in order; orphans (an unknown parent) are roots too. */
export function twinOf(model) {
  const children = new Map();
  const roots = [];
  for (const element of [...model.nodes].sort(inOrder)) {
    const known = element.parent && model.get(element.parent);
    if (!known) roots.push(element);
    else if (children.has(element.parent)) children.get(element.parent).push(element);
    else children.set(element.parent, [element]);
  }
  const edges = edgesByNode(model);
  const entry = (element) => ({
    id: element.id,
    kind: element.kind,
    label: element.label,
    jid: jidOf(element),
    facts: factsOf(element, edges.get(element.id) ?? [], model),
    folded: element.data?.folded ?? null,
    children: (children.get(element.id) ?? []).map(entry),
  });
  return roots.map(entry);
}

const KINDS = ["walk", "proc", "ucred", "vnet", "prison", "vnode", "interface", "ifnet", "variable", "bridge", "user", "process", "jail", "outside"];

/** Host first, then jails by jid, interfaces by index, processes by pid: the same order however it came about. */
function inOrder(a, b) {
  const number = (element) => Number(element.data?.if_index ?? element.data?.p_pid ?? jidOf(element));
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || number(a) - number(b);
}

function edgesByNode(model) {
  const edges = new Map();
  for (const edge of model.edges) {
    for (const id of [edge.source, edge.target]) {
      if (!edges.has(id)) edges.set(id, []);
      edges.get(id).push(edge);
    }
  }
  return edges;
}

const FACTS = {
  vnet: (element) => (jidOf(element) ? [`jid ${jidOf(element)}`, gettext("own network stack (vnet)")] : [gettext("the host's network stack")]),
  jail: (element) => [`jid ${jidOf(element)}`, gettext("shares its parent's network stack"), ...addressesOf(element)],
  prison: (element) => (jidOf(element) ? [`jid ${jidOf(element)}`] : [gettext("the host (prison0)")]),
  interface: (element) => [isUp(element) ? "UP" : gettext("down"), ...addressesOf(element)],
  bridge: (element) => [gettext("bridge"), isUp(element) ? "UP" : gettext("down"), ...addressesOf(element)],
  outside: (element) => [gettext("network {network}", element.data), gettext("gateway {gateway}", element.data), gettext("name server {nameserver}", element.data)],
  walk: (element) => [String(element.data?.path ?? "")],
  proc: (element) => ["struct proc", ...(element.data?.ended ? [gettext("ended")] : [keyWord(element)])],
  ucred: (element) => ["struct ucred", ...(element.data?.ended ? [] : [`p_ucred of ${element.data?.["p_ucred of"]}`])],
  vnode: () => ["vnode"],
  ifnet: (element) => ["struct ifnet", isUp(element) ? "UP" : gettext("down"), ...addressesOf(element)],
  variable: (element) => [gettext("asked for by the last command, in vnet {vnet_id}", element.data)],
  user: (element) => [element.data?.cr_uid ? gettext("a user") : gettext("the superuser")],
  process: (element) => [`pid ${pidOf(element)}`, keyWord(element), ...(isZombie(element) ? [gettext("zombie")] : [])],
};

function keyWord(element) {
  if (!isRoot(element)) return `uid ${element.data?.cr_uid ?? "?"}`;
  return jidOf(element) ? gettext("root, jailed") : "root";
}

function factsOf(element, edges, model) {
  const facts = (FACTS[element.kind] ?? (() => []))(element);
  if (element.data?.wanted) return [...wantedFacts(element), ...joined(element, edges, model)];
  if (element.data?.folded) facts.push(gettext("{n} inside, folded", { n: element.data.folded }));
  return [...facts, ...joined(element, edges, model)].filter(Boolean);
}

function wantedFacts(element) {
  return [element.data.wanted === "missing" ? gettext("wanted, missing") : gettext("wanted, there"), ...(element.data.if_addrhead ? addressesOf(element) : [])];
}

/** What the edges of an element say of it. */
function joined(element, edges, model) {
  const facts = [];
  for (const edge of edges) {
    const other = model.get(edge.source === element.id ? edge.target : edge.source);
    if (!other || isEdge(other)) continue;
    if (edge.kind === "pointer" && edge.source === element.id) facts.push([edge.label, "→", other.label, ...(edge.data?.walk ? [gettext("(walked)")] : [])].join(" "));
    if (edge.kind === "link") facts.push(gettext("linked to {other}", { other: other.label }));
    if (edge.kind === "uplink") facts.push(gettext("cable to {other}", { other: other.label }));
    if (edge.kind === "vlan" && edge.source === element.id) facts.push(gettext("vlan {tag} on {other}", { tag: edge.data?.ifv_vid ?? "?", other: other.label }));
    if (edge.kind === "member" && element.kind === "interface") facts.push(gettext("member of {other}", { other: other.label }));
  }
  return facts;
}
