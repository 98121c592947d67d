// The packets of the last command: their order for the eye, their hops, and the player that shows them.
// Virtual hops last microseconds; the eye needs a good tenth of a second, so order is kept and lengths are stretched.

import { gettext, ngettext } from "./language.js";

export const HOP_MS = 320;
const LONGEST_SHOW_MS = 2_600;
export const MOST_TOKENS = 24; // shown of a burst while nobody steps
export const MOST_HOPS = 1_000; // kept of one command
export const SPEEDS = [0.25, 1, 4];

/** Hops in groups that are seen at once: one that starts before another has landed runs beside it. */
export function momentsOf(packets) {
  const moments = [];
  for (const packet of [...packets].sort((a, b) => a.at - b.at || compare(a.id, b.id))) {
    const last = moments[moments.length - 1];
    if (last && packet.at < last.until) {
      last.hops.push(packet);
      last.until = Math.max(last.until, packet.until);
    } else moments.push({ until: Math.max(packet.until, packet.at + 1), hops: [packet] });
  }
  return moments;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Shows moments one after the other, at a speed, or one for each step. Holds no timer. */
export class Player {
  hops = [];
  moments = [];
  at = 0; // the moment that is shown next
  paused = false;
  speed = 1;
  #pace = 1;

  /** A new command: what flew before is forgotten. */
  begin() {
    this.hops = [];
    this.moments = [];
    this.at = 0;
  }

  /** More hops; while nobody steps, of a burst only the newest are shown. */
  add(packets) {
    const room = MOST_HOPS - this.hops.length;
    const news = momentsOf(packets.slice(0, Math.max(0, room)));
    this.hops.push(...news.flatMap(({ hops }) => hops));
    this.moments.push(...news);
    if (this.paused) return;
    this.at = Math.max(this.at, this.moments.length - MOST_TOKENS);
    this.#pace = Math.min(1, LONGEST_SHOW_MS / Math.max(1, this.waiting * HOP_MS));
  }

  /** What landed before a time is passed over; it gives the hops that were lost there. */
  skip(us) {
    const lost = [];
    while (this.waiting && this.moments[this.at].until <= us) lost.push(...this.moments[this.at++].hops.filter(({ fate }) => fate === "dropped"));
    return lost;
  }

  get waiting() {
    return this.moments.length - this.at;
  }

  /** How long the next moment is shown, in milliseconds of the wall. */
  get duration() {
    return Math.round((HOP_MS * this.#pace) / this.speed);
  }

  /** The hops of the next moment, or null at the end. */
  next() {
    return this.waiting > 0 ? this.moments[this.at++].hops : null;
  }

  /** The hops of the moment before the one shown now, or null at the beginning. */
  back() {
    if (this.at <= 1) return null;
    this.at -= 1;
    return this.moments[this.at - 1].hops;
  }

  /** From the first hop again. */
  rewind() {
    this.at = 0;
    this.#pace = 1;
  }
}

/** The packets behind hops, each with its way: `[{packet, label, detail, hops, fate, why}]`, oldest first. */
export function journeysOf(hops) {
  const journeys = new Map();
  for (const hop of hops) {
    const known = journeys.get(hop.packet);
    if (known) known.hops.push(hop);
    else journeys.set(hop.packet, { packet: hop.packet, hops: [hop] });
  }
  return [...journeys.values()].map(({ packet, hops: own }) => {
    const lost = own.find(({ fate }) => fate === "dropped");
    return { packet, label: own[0].label, detail: own[0].detail, hops: own, fate: lost ? "dropped" : "delivered", why: lost?.why ?? null };
  });
}

/** The way of a packet by names: `epair0b → epair0a → bridge0`. */
export function wayOf(journey, labelOf) {
  const names = [labelOf(journey.hops[0].source)];
  for (const hop of journey.hops) {
    for (const name of [labelOf(hop.source), labelOf(hop.target)]) if (name !== names.at(-1)) names.push(name);
  }
  return names.join(" → ");
}

/** How many there were and how many of them were lost. */
export function packetCount(number, lost) {
  const words = ngettext("{n} packet", "{n} packets", number);
  return lost ? [words, gettext("{n} lost", { n: lost })].join(", ") : words;
}

/** One line of words for a packet, for the twin and the reader. */
export function packetLine(packet, labelOf) {
  const path = `${labelOf(packet.source)} → ${labelOf(packet.target)}`;
  const line = `${packet.label}: ${path}`;
  return packet.fate === "dropped" ? [line, gettext("dropped: {why}", packet)].join(", ") : line;
}
