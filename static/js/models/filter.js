// Lets only what a terminal may safely draw through: text, C0 movement and drawing CSI sequences.
// Dropped: OSC (titles, links, clipboard), DCS, APC, PM, SOS, window operations and every query that
// would make the terminal answer, for an answer would be typed into the learner's machine.

const ESC = "\x1b";
const BELL = "\x07";
const STRING_OPENERS = new Set(["]", "P", "X", "^", "_"]);
const C1_STRINGS = { "\x9d": true, "\x90": true, "\x98": true, "\x9e": true, "\x9f": true };
// Final bytes of CSI sequences that draw or move; anything else is dropped.
const DRAWING = new Set([..."@ABCDEFGHIJKLMPSTXZ`abdefghlmrsu"]);
// Cursor keys, wrap, blink, cursor, alternate screens, bracketed paste.
const PRIVATE_MODES = new Set(["1", "7", "12", "25", "47", "1047", "1048", "1049", "2004"]);
const LONGEST_SEQUENCE = 64;

/** A streaming filter: one per terminal, for a sequence may be cut between two messages. */
export class ControlFilter {
  #state = "text";
  #held = "";

  /** Returns the part of `data` that may be written; an unfinished sequence is held back. */
  pass(data) {
    let out = "";
    for (const character of data) out += this.#step(character);
    return out;
  }

  #step(character) {
    return this[`_${this.#state}`](character);
  }

  #go(state, result = "") {
    this.#state = state;
    if (state === "text") this.#held = "";
    return result;
  }

  _text(character) {
    if (character === ESC) return this.#go("escape");
    if (character === "\x9b") return this.#hold("csi", `${ESC}[`);
    if (C1_STRINGS[character]) return this.#go("string");
    if (character >= "\x80" && character <= "\x9f") return "";
    if (character === "\x05") return ""; // ENQ asks for an answer
    if (character === "\x7f") return ""; // DEL fills time and draws nothing
    return character;
  }

  _escape(character) {
    if (character === "[") return this.#hold("csi", `${ESC}[`);
    if (STRING_OPENERS.has(character)) return this.#go("string");
    if (character === ESC) return "";
    if ("78DEHMc=>".includes(character)) return this.#go("text", ESC + character);
    if (character >= " " && character <= "/") return this.#go("designate");
    return this.#go("text");
  }

  // ESC ( B and its kin choose a character set; the page has one.
  _designate(character) {
    return character >= " " && character <= "/" ? "" : this.#go("text");
  }

  _csi(character) {
    if (character === ESC) return this.#drop("escape");
    if (character < " ") return character; // C0 acts even inside a sequence, as on a VT
    this.#held += character;
    if (character >= "@" && character <= "~") return this.#finish(character);
    if (this.#held.length > LONGEST_SEQUENCE) return this.#drop("text");
    return "";
  }

  _string(character) {
    if (character === BELL || character === "\x9c") return this.#go("text");
    if (character === ESC) return this.#go("terminator");
    if (character === "\x18" || character === "\x1a") return this.#go("text");
    return "";
  }

  _terminator(character) {
    if (character === "\\") return this.#go("text");
    this.#state = "escape"; // a new sequence cut the string short
    return this.#step(character);
  }

  #hold(state, start) {
    this.#state = state;
    this.#held = start;
    return "";
  }

  #drop(state) {
    this.#held = "";
    return this.#go(state);
  }

  #finish(final) {
    const sequence = this.#held;
    // `CSI > ...` and `CSI = ...` are queries and settings of the terminal itself.
    const drawing = DRAWING.has(final) && !/[>=<$"' !]/.test(sequence.slice(2));
    return this.#go("text", drawing && harmlessMode(sequence, final) ? sequence : "");
  }
}

/** Of the private modes, mouse and focus reports would type into the machine. */
function harmlessMode(sequence, final) {
  if (final !== "h" && final !== "l") return !sequence.includes("?");
  if (!sequence.includes("?")) return true;
  return sequence.slice(3, -1).split(";").every((mode) => PRIVATE_MODES.has(mode));
}
