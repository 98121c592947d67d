// What a room's page says of its state, in words.

import { gettext } from "./language.js";

const STATES = { connecting: gettext("connecting"), open: gettext("live"), lost: gettext("reconnecting"), gone: gettext("ended") };
const GONE = {
  4400: [gettext("The room did not hear from this page."), gettext("Reload it to come back.")],
  4403: [gettext("You are not in this room."), gettext("Join it with its code.")],
  4408: [gettext("You were removed from this room."), gettext("Your teacher can tell you why.")],
  4410: [gettext("The room is closed."), gettext("Thank you for coming.")],
};

/** The word beside the dot: connection first, then whether this page steps back on its own. */
export function stateWord(state, back) {
  return state === "open" && back ? gettext("looking back") : STATES[state];
}

/** What lies over the page when the room is over for it: `[title, sentence]`. */
export function goneWords(code) {
  return GONE[code] ?? [gettext("The connection to the room has ended."), gettext("Reload the page to come back.")];
}

/** What lies over the page while it gives the room's machine away. */
export function handingWords(name) {
  return [gettext("One moment"), gettext("The machine goes to {name}.", { name })];
}

/** What lies over a machine of one's own: `[title, sentence]`, or null. */
export function curtainWords(view, { paused, attention }) {
  if (view !== "mine" && view !== "task") return null;
  if (attention) return [gettext("Eyes on the live view"), gettext("Your machine is kept as it is.")];
  if (paused) return [gettext("Paused"), gettext("Your teacher paused all machines for a moment. Yours is kept as it is.")];
  return null;
}

/** How far a page's goals are, as the board wants it, with a thumbnail of its network. */
export function workOf(goals, sketch = []) {
  const held = goals.filter(({ holds }) => holds).length;
  const first = goals.find(({ holds }) => !holds);
  return { type: "work", held, goals: goals.length, goal: (first?.text ?? "").slice(0, 64), layer: (first?.diagnosis?.layer ?? "").slice(0, 32), sketch };
}
