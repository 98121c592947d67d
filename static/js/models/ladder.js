// The diagnosis as a ladder: layers from the process to the service, up to the first that is broken.

import { gettext } from "./language.js";

const WALK = ["process", "jail", "vnet", "interface", "up", "link", "bridged", "address", "route", "forwarding", "nat", "firewall", "name", "service"];

/** `[{layer, state}]`, state `holds`, `broken` or `open`; none for what is no layer of the walk. */
export function rungsOf(layer) {
  const at = WALK.indexOf(layer);
  if (at < 0) return [];
  return WALK.map((name, index) => ({ layer: name, state: index < at ? "holds" : index === at ? "broken" : "open" }));
}

/** The ladder in a sentence. */
export function ladderWords(layer) {
  const at = WALK.indexOf(layer);
  if (at < 0) return "";
  return at ? gettext("Layers {first} to {last} are not what is broken; {layer} is the first.", { first: WALK[0], last: WALK[at - 1], layer }) : gettext("{layer} is the first broken layer.", { layer });
}
