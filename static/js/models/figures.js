// From an element and its place to what the drawing needs: one flat record per element.

import { isRoot, isUp, isZombie, jidOf, parentJidOf } from "./kernel_names.js";
import { hueOf, outermostJid } from "./hues.js";
import { titleOf } from "./titles.js";

const DEPTH = { vnet: 0, prison: 0, user: 0, jail: 1, bridge: 4, interface: 5, process: 5 };
const OWNERS = { proc: "cr_prison", ucred: "cr_prison", process: "cr_prison" };

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

/** The record of a node: size, title, and the flags that the style asks for. Letters are `text` times as large as usual, `held` in boxes. */
export function nodeFigure(element, place, hue, marked, owns = () => false, { text = 1, held = 1 } = {}) {
  return {
    id: element.id,
    kind: element.kind,
    name: element.label,
    title: titleOf(element, { ...place, w: place.w / held, room: place.room && place.room / text }, marked),
    hue,
    jid: jidOf(element),
    w: place.w,
    h: place.h,
    z: DEPTH[element.kind] ?? 5,
    side: place.side ?? "right",
    beyond: Boolean(place.beyond),
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
