// From an element and its place to what the drawing needs: one flat record per element.

import { addressesOf, isRoot, isUp, isZombie, jidOf, parentJidOf, pidOf } from "./kernel_names.js";
import { hueOf, outermostJid } from "./hues.js";

const DEPTH = { vnet: 0, prison: 0, user: 0, jail: 1, bridge: 4, interface: 5, process: 5 };
const OWNERS = { proc: "cr_prison", ucred: "cr_prison", process: "cr_prison" };
export const CHANGED_MARK = " ◆";

/** `(element) -> hue`: by the jid of its prison or of its box's prison, nested ones as their outermost. */
export function huesOf(model) {
  const parents = new Map();
  for (const node of model.nodes) if (node.data && "pr_id" in node.data) parents.set(jidOf(node), parentJidOf(node));
  const own = (element) => {
    if (!element) return 0;
    const data = element.data ?? {};
    if ("pr_id" in data) return jidOf(element);
    if (element.kind in OWNERS) return Number(data[OWNERS[element.kind]] ?? 0);
    if (element.kind === "ifnet" || element.kind === "variable") return own(model.get(`vnet:${data.if_vnet ?? data.vnet_id}`));
    return own(model.get(element.parent));
  };
  return (element) => hueOf(outermostJid(own(element), (jid) => parents.get(jid)));
}

/** The record of a node: size, title, and the flags that the style asks for. Letters are `text` times as large as usual. */
export function nodeFigure(element, place, hue, marked, owns = () => false, text = 1) {
  // A port before the bar has no room for the mark; its halo shows it.
  const whole = titleOf(element.kind in TITLED ? { ...element, label: fitted(element, place.w / text) } : element);
  const title = (place.low ? whole.split("\n")[0] : whole) + (marked && place.side !== "left" ? CHANGED_MARK : "");
  return {
    id: element.id,
    kind: element.kind,
    title,
    hue,
    jid: jidOf(element),
    w: place.w,
    h: place.h,
    z: DEPTH[element.kind] ?? 5,
    side: place.side ?? "right",
    up: isUp(element),
    zombie: isZombie(element),
    stopped: Boolean(element.data?.stopped),
    folded: element.data?.folded !== undefined,
    vnet_own: element.kind === "prison" && owns(element),
    root: element.kind === "process" && isRoot(element),
    ended: Boolean(element.data?.ended),
    missing: element.data?.wanted === "missing",
  };
}

/** `(prison) -> boolean`: a prison owns its network stack when its parent has another. */
export function ownersOf(model) {
  const stacks = new Map(model.nodes.filter((node) => node.kind === "prison").map((node) => [jidOf(node), node.data.vnet]));
  return (prison) => jidOf(prison) === 0 || stacks.get(parentJidOf(prison)) !== prison.data.vnet;
}

const TITLED = { vnet: true, jail: true, prison: true }; // boxes: their titles stand inside
const LETTER = 7.5; // units of a title's letter
const PADDING = 12; // of a box, at its left

/** As much of a box's name as it has room for; a nested jail's loses its parents' first. Its jid always stays. */
function fitted({ label, data }, w) {
  if (data?.wanted || data?.folded !== undefined) return label;
  const room = Math.max(4, Math.floor((w - PADDING) / LETTER) - (data?.pr_id ? `  jid ${data.pr_id}`.length : 0));
  if (label.length <= room) return label;
  const last = label.slice(label.lastIndexOf(".") + 1);
  const short = last === label ? label : `…${last}`;
  return short.length <= room ? short : `${short.slice(0, room - 1)}…`;
}

const TITLES = {
  vnet: (element) => (jidOf(element) ? `${element.label}  jid ${jidOf(element)}` : element.label),
  jail: (element) => [`${element.label}  jid ${jidOf(element)}`, addressesOf(element).join(" ")].filter(Boolean).join("\n"),
  prison: (element) => (jidOf(element) ? `${element.label}  jid ${jidOf(element)}` : element.label),
  interface: (element) => [element.label, ...shortened(addressesOf(element))].join(" "),
  bridge: (element) => [element.label, ...shortened(addressesOf(element))].join(" "),
  process: (element) => `${pidOf(element)} ${element.label}`,
};

function titleOf(element) {
  const title = (TITLES[element.kind] ?? ((one) => one.label))(element);
  if (element.data?.wanted) return wantedTitle(element);
  const count = element.data?.folded;
  return count === undefined ? title : `${title.replace("  jid ", " ")} ▸${count || ""}`;
}

/** What the goals want has no jid yet; what is missing wears a plus. */
function wantedTitle(element) {
  const name = [element.label, ...shortened(element.data.if_addrhead ? addressesOf(element) : [])].join(" ");
  return element.data.wanted === "missing" ? `+ ${name}` : name;
}

/** One address fits; more are counted. */
function shortened(addresses) {
  return addresses.length <= 1 ? addresses : [addresses[0], `+${addresses.length - 1}`];
}

/** The record of an edge: where it meets its nodes, and its flags. */
export function edgeFigure(element, ends, model) {
  const parents = [element.source, element.target].map((id) => model.get(id)?.parent);
  const px = ([x, y]) => `${x}px ${y}px`;
  return {
    id: element.id,
    kind: element.kind,
    source: element.source,
    target: element.target,
    from: px(ends.source),
    to: px(ends.target),
    up: Boolean(element.data?.up),
    name: ends.named ? element.label : "",
    walk: Boolean(element.data?.walk),
    home: element.label === "if_home_vnet",
    missing: element.data?.wanted === "missing",
    side: ends.side,
    bulge: ends.bulge ?? 0,
    bent: Boolean(ends.bends),
    weights: (ends.bends?.weights ?? [0]).join(" "),
    distances: (ends.bends?.distances ?? [0]).join(" "),
    z: ends.behind ? -1 : 3,
    across: element.kind === "parent" && parents[0] !== parents[1],
    blocked: /BLOCKING|DISCARDING|^blocking|^discarding/.test(String(element.data?.bif_state ?? "")),
  };
}
