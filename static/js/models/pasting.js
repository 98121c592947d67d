// What may be typed by pasting: text. A machine is no sink for files, and control characters are keys.

import { gettext, numeral } from "./language.js";

export const MOST_PASTED = 16 * 1024; // characters
const PIECE = 1024; // characters given to the machine at once

/** `{text, dropped, refused}`: text with plain line ends, how many control characters were left out, why none is taken. */
export function cleaned(pasted) {
  if (pasted.length > 64 * MOST_PASTED) return tooLong(pasted.length);
  // Lone halves of surrogate pairs are no characters; U+FFFD stands for what was no text in the first place.
  const text = pasted.replace(/\r\n?/g, "\n").replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd]/g, "").replace(/\p{Surrogate}/gu, "");
  const dropped = pasted.replace(/\r\n/g, "\n").length - text.length;
  return text.length > MOST_PASTED ? tooLong(text.length) : { text, dropped, refused: null };
}

function tooLong(length) {
  return { text: "", dropped: 0, refused: gettext("That text has {length} characters; at most {most} can be pasted.", { length: numeral(length), most: numeral(MOST_PASTED) }) };
}

/** The keys for a text, in pieces that end with lines where they can. */
export function pieces(text) {
  const found = [];
  for (const line of text.replace(/\n/g, "\r").match(/[^\r]*\r|[^\r]+/g) ?? []) {
    for (let at = 0; at < line.length; at += PIECE) found.push(line.slice(at, at + PIECE));
  }
  return found;
}
