// What an import found, in the order of its lines, and whether there is something to build.

const SIGNS = { wrong: "✕", unsupported: "–", changed: "~", built: "✓" };
const WORDS = { wrong: "wrong", unsupported: "left out", changed: "changed", built: "built" };

/** `[{sign, level, where, text}]`. */
export function reportLines(rows) {
  return rows.map(({ file, line, level, text }) => ({ sign: SIGNS[level] ?? "?", level, word: WORDS[level] ?? level, where: line ? `${file} ${line}` : file, text }));
}

/** One sentence for the whole. */
export function reportSummary({ rows, jails, commands }) {
  const count = (level) => rows.filter((row) => row.level === level).length;
  const parts = [];
  if (jails.length) parts.push(`${jails.length} ${jails.length === 1 ? "jail" : "jails"} can be built`);
  if (count("wrong")) parts.push(`${count("wrong")} ${count("wrong") === 1 ? "line is" : "findings are"} wrong`);
  if (count("unsupported")) parts.push(`${count("unsupported")} left out`);
  if (!parts.length) parts.push(commands ? "The lines can be used" : "There is nothing to build");
  return `${parts.join(", ")}.`;
}

/** Keys that build it, as a terminal sends them. */
export function keysOf(commands) {
  return commands.replaceAll("\n", "\r");
}
