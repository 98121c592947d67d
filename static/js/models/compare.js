// Two moments beside each other: what came, what went, what changed, by the same words as the list under a graph.

import { differences } from "./graph.js";
import { changeLine, nameOf } from "./words.js";

const IMPLIED = new Set(["parent"]); // edges that only repeat what a box says

/** [{graph, sign, text}] for everything that differs between two moments' graphs; what several graphs show is said once. */
export function compared(before, after) {
  const lines = new Map();
  for (const graph of after.graphs.keys()) {
    for (const line of comparedGraph(graph, before.graphs.get(graph) ?? new Map(), after.graphs.get(graph))) {
      const key = `${line.sign} ${line.text}`;
      if (lines.get(key)?.graph === graph) lines.set(Symbol(key), line); // as often as one graph shows it
      else if (!lines.has(key)) lines.set(key, line);
    }
  }
  return [...lines.values()];
}

function comparedGraph(graph, before, after) {
  const lines = [];
  const say = (sign, text) => lines.push({ graph, sign, text });
  for (const [id, element] of after) {
    if (IMPLIED.has(element.kind)) continue;
    const known = before.get(id);
    if (!known) say("+", nameOf(element, after));
    else if (known !== element) {
      const fields = differences(known, element);
      if (fields.length) say("~", changeLine({ element, fields }, after));
    }
  }
  for (const [id, element] of before) if (!after.has(id) && !IMPLIED.has(element.kind)) say("−", nameOf(element, before));
  return lines;
}
