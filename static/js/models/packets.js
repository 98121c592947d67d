// When each packet's token is drawn. Virtual hops last microseconds; the eye needs a good tenth of a
// second, so the order of virtual times is kept and their lengths are stretched.

export const HOP_MS = 320;
const LONGEST_SHOW_MS = 2_600;
export const MOST_TOKENS = 24;

/** `[{packet, delay, duration}]` in wall milliseconds; hops at the same virtual time run together. */
export function schedule(packets, { hop = HOP_MS, longest = LONGEST_SHOW_MS, most = MOST_TOKENS } = {}) {
  const shown = [...packets].sort((a, b) => a.at - b.at || compare(a.id, b.id)).slice(-most);
  const moments = [];
  for (const packet of shown) {
    const last = moments[moments.length - 1];
    // A hop that starts after another has landed follows it; one that overlaps it runs beside it.
    if (last && packet.at < last.until) {
      last.packets.push(packet);
      last.until = Math.max(last.until, packet.until);
    } else moments.push({ until: Math.max(packet.until, packet.at + 1), packets: [packet] });
  }
  const pace = Math.min(1, longest / Math.max(1, moments.length * hop));
  const duration = Math.round(hop * pace);
  return moments.flatMap(({ packets: group }, index) =>
    group.map((packet) => ({ packet, delay: index * duration, duration })),
  );
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One line of words for a packet, for the twin and the reader. */
export function packetLine(packet, labelOf) {
  const path = `${labelOf(packet.source)} → ${labelOf(packet.target)}`;
  return packet.fate === "dropped" ? `${packet.label}: ${path}, dropped: ${packet.why}` : `${packet.label}: ${path}`;
}
