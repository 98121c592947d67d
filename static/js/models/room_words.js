// What a room's page says of its state, in words.

const STATES = { connecting: "connecting", open: "live", lost: "reconnecting", gone: "ended" };
const GONE = {
  4400: ["The room did not hear from this page.", "Reload it to come back."],
  4403: ["You are not in this room.", "Join it with its code."],
  4408: ["You were removed from this room.", "Your teacher can tell you why."],
  4410: ["The room is closed.", "Thank you for coming."],
};

/** The word beside the dot: connection first, then whether this page steps back on its own. */
export function stateWord(state, back) {
  return state === "open" && back ? "looking back" : STATES[state];
}

/** What lies over the page when the room is over for it: `[title, sentence]`. */
export function goneWords(code) {
  return GONE[code] ?? ["The connection to the room has ended.", "Reload the page to come back."];
}

/** What lies over a machine of one's own: `[title, sentence]`, or null. */
export function curtainWords(view, { paused, attention }) {
  if (view !== "mine") return null;
  if (attention) return ["Eyes on the live view", "Your machine is kept as it is."];
  if (paused) return ["Paused", "Your teacher paused all machines for a moment. Yours is kept as it is."];
  return null;
}

/** How far a page's goals are, as the board wants it. */
export function workOf(goals) {
  const held = goals.filter(({ holds }) => holds).length;
  const first = goals.find(({ holds }) => !holds);
  return { type: "work", held, goals: goals.length, goal: (first?.text ?? "").slice(0, 64), layer: (first?.diagnosis?.layer ?? "").slice(0, 32) };
}
