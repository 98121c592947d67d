// Why something was refused, lost or empty: the sentence of curriculum/why.toml whose key fits best.

/** `{why, title?, url?}` or null. `what`: `{privilege}`, `{function}`, `{lost}` or `{empty}`; the first that is known answers. */
export function explain(table, what) {
  for (const [name, text] of Object.entries(what)) {
    const found = text && longest(table?.[name] ?? {}, text, name === "lost");
    if (found) return found;
  }
  return null;
}

/** The entry with the longest key that `text` begins with, or (a drop's reason) holds. */
function longest(entries, text, anywhere) {
  const fits = (key) => (anywhere ? text.includes(key) : text.startsWith(key));
  const key = Object.keys(entries).filter(fits).sort((a, b) => b.length - a.length)[0];
  return key === undefined ? null : entries[key];
}
