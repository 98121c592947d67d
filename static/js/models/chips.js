// Chips: a drawing that is too far away for its labels shows none of them, and on its boxes a short name that keeps its
// size on the screen. What has no room for that either is a plain box.

export const LEGIBLE_ZOOM = 0.73; // nearer than that, every label is read as it stands
const STEP = 1.2; // between two sizes of chips: they change at steps, not at every turn of a wheel
const SIZE = 11; // pixels on the screen, at a step's near end
const LETTER = 0.62; // of a letter's size
const LEAST = 3; // letters
const TAIL = 3; // letters of a name's end

const inside = (w, h) => [w, h];
// The room along the letters and across them; beside a bar, and around the outside, nothing stands.
const ROOMS = { vnet: inside, prison: inside, jail: inside, user: inside, bridge: (_, h) => [h, Infinity], outside: (w) => [2 * w, Infinity] };

/** The step that a zoom is on: 0 for legible, then further and further. */
export function chipStep(zoom) {
  return zoom >= LEGIBLE_ZOOM ? 0 : Math.ceil(Math.log(LEGIBLE_ZOOM / zoom) / Math.log(STEP));
}

/**
 * `{chip, size}` of a figure at a step: its short name and the size of its letters, `text` times as large as usual, in the drawing's
 * units; null where it has no room.
 */
export function chipOf({ kind, name, w, h }, step, text = 1) {
  const near = LEGIBLE_ZOOM / STEP ** (step - 1);
  const size = (SIZE * text) / near;
  const [along, across] = ROOMS[kind]?.(w, h) ?? [0, 0];
  const room = Math.floor((along - size) / (LETTER * size));
  if (!step || room < LEAST || across < 1.1 * size) return null;
  const short = name.slice(name.lastIndexOf(".") + 1);
  if (kind === "outside" && short.length > room) return null; // a beginning of its name would tell nothing
  return { chip: short.length <= room ? short : cut(short, room), size };
}

/** Names that begin alike often end with a number: the end stays, where there is room for both. */
function cut(name, room) {
  const end = room > 2 * TAIL ? name.slice(-TAIL) : "";
  return `${name.slice(0, room - 1 - end.length)}…${end}`;
}
