// Which hue a prison wears: Okabe-Ito order by jid, seven of them; the host has none.

export const HUES = 7;

/** 0 for the host, else 1..7; jid 8 wears the first hue again (its label tells them apart). */
export function hueOf(jid) {
  return jid > 0 ? ((jid - 1) % HUES) + 1 : 0;
}

/** The jid of the outermost prison on the way up, so that nested prisons share its hue. */
export function outermostJid(jid, parentOf) {
  let current = jid;
  for (let depth = 0; depth < 64; depth += 1) {
    const parent = parentOf(current);
    if (!(parent > 0)) return current;
    current = parent;
  }
  return current;
}
