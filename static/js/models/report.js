// What an import found, in the order of its lines, and whether there is something to build.

import { gettext, ngettext } from "./language.js";

const SIGNS = { wrong: "✕", unsupported: "–", changed: "~", built: "✓" };
const WORDS = { wrong: gettext("wrong"), unsupported: gettext("left out"), changed: gettext("changed"), built: gettext("built") };

/** `[{sign, level, where, text}]`. */
export function reportLines(rows) {
  return rows.map(({ file, line, level, text }) => ({ sign: SIGNS[level] ?? "?", level, word: WORDS[level] ?? level, where: line ? `${file} ${line}` : file, text }));
}

/** One sentence for the whole. */
export function reportSummary({ rows, jails, commands }) {
  const count = (level) => rows.filter((row) => row.level === level).length;
  const parts = [];
  if (jails.length) parts.push(ngettext("{n} jail can be built", "{n} jails can be built", jails.length));
  if (count("wrong")) parts.push(ngettext("{n} line is wrong", "{n} findings are wrong", count("wrong")));
  if (count("unsupported")) parts.push(gettext("{n} left out", { n: count("unsupported") }));
  if (!parts.length) parts.push(commands ? gettext("The lines can be used") : gettext("There is nothing to build"));
  const built = jails.length ? ` ${gettext("It was tried on an empty host: what stands here already can be in its way.")}` : "";
  return `${parts.join(", ")}.${built}`;
}

/** Keys that build it, as a terminal sends them. */
export function keysOf(commands) {
  return commands.replaceAll("\n", "\r");
}
