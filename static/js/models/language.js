// The page's words in the reader's language. `#words` is a module of static/js/words, by the import map; what it lacks is English.
// tools/words.py finds the calls: their texts are plain strings, and what is filled in stands in braces.

import reader from "#words";

/** `gettext("Kept until {day}.", { day })`. */
export function gettext(text, values = null) {
  return filled(reader.words[text] ?? text, values);
}

/** `ngettext("{n} packet", "{n} packets", n)`: the form that the language has for a number. */
export function ngettext(one, many, n, values = null) {
  const forms = reader.words[one];
  const text = forms ? forms[reader.plural(n)] : n === 1 ? one : many;
  return filled(text, { n, ...values });
}

/** A number as it is written there. */
export function numeral(n) {
  return n.toLocaleString(reader.language);
}

function filled(text, values) {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole)) : text;
}
