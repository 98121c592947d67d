// Finds elements of a graph by what a person would type: a name, an address, a pid, a jid, a flag.

/** Ids of the nodes that match every word, in the order of the graph; none for an empty text. */
export function matches(model, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return model.nodes.filter((node) => words.every((word) => haystack(node).includes(word))).map((node) => node.id);
}

function haystack({ label, kind, data = {} }) {
  const facts = Object.entries(data).flatMap(([name, of]) => [String(of), `${name}=${of}`]);
  const jid = data.pr_id === undefined ? [] : [`jid ${data.pr_id}`];
  return [label, kind, ...jid, ...facts].join(" ").toLowerCase();
}

/** The match after (or before) the one that is selected, round and round. */
export function nextMatch(found, current, step = 1) {
  if (!found.length) return null;
  const at = found.indexOf(current);
  return found[at < 0 ? (step > 0 ? 0 : found.length - 1) : (at + step + found.length) % found.length];
}
