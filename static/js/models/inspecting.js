// What the inspector shows: the element's own fields at once, and when the machine has answered, its sections.

import { gettext } from "./language.js";

/** Sections to show for an element: the machine's, or its graph's own data until those come, and of the past always. */
export function sectionsOf(element, answer, past = false) {
  if (!past && answer?.id === element.id && answer.sections.length) return answer.sections;
  const rows = Object.entries(element.data ?? {}).map(([name, of]) => [name, worded(of)]);
  return [{ title: past ? gettext("fields, at that moment (tables are kept of now only)") : gettext("fields"), columns: [], rows, more: 0 }];
}

function worded(of) {
  if (of === null || of === undefined || of === "") return "none";
  if (typeof of === "boolean") return of ? gettext("yes") : gettext("no");
  return String(of);
}

/** A section's title with how many rows a table has. */
export function titleOf(section) {
  if (!section.columns.length) return section.title;
  return `${section.title} (${section.rows.length + (section.more ?? 0)})`;
}

/** Empty tables are closed at first, and so is what is long; what the learner opened or closed stays so. */
export function isOpen(section, index, chosen) {
  if (chosen.has(section.title)) return chosen.get(section.title);
  return section.rows.length > 0 && index < 3;
}

/** The whole as plain text: what "Copy" copies. */
export function asText(name, sections) {
  const blocks = sections.map((section) => [section.title, ...linesOf(section)].join("\n"));
  return [name, ...blocks].join("\n\n") + "\n";
}

function linesOf({ columns, rows, more }) {
  const all = columns.length ? [columns, ...rows] : rows;
  const widths = [];
  for (const row of all) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  const lines = all.map((row) => "  " + row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index]))).join("  "));
  return more ? [...lines, `  and ${more} more`] : lines;
}
