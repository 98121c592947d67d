// The track of the time line: marks on a line, one path for each kind, in pixels of its own width.

const SPACE = "http://www.w3.org/2000/svg";
const HEIGHT = 24;
const EDGE = 6;
const SHAPES = {
  command: (x) => `M${x} 5v14`,
  packet: (x) => `M${x} 16v3`,
  lost: (x) => `M${x - 3} 4l6 6m0 -6l-6 6`,
  refused: (x) => `M${x} 3v18`,
};

export class Track {
  #parts = {};
  #places = [1];
  #wide = 1; // in pixels; asking the page for it while it is drawn would have it laid out again for each mark

  constructor(node) {
    this.node = node;
    this.svg = part("svg", { height: HEIGHT, "aria-hidden": "true" });
    for (const name of ["ground", "packet", "command", "lost", "refused", "anchor", "head"]) {
      this.#parts[name] = part("path", { class: `track-${name}` });
      this.svg.append(this.#parts[name]);
    }
    node.append(this.svg);
  }

  #x(place) {
    return Math.round((EDGE + place * this.#wide) * 2) / 2;
  }

  /** The track has another width. */
  resized() {
    const { clientWidth } = this.node;
    this.#wide = Math.max(1, clientWidth - 2 * EDGE);
    this.svg.setAttribute("width", clientWidth);
  }

  /** Draws anew: positions of frames, and marks with their kinds. */
  draw(places, marks) {
    this.#places = places.length ? places : [1];
    this.#parts.ground.setAttribute("d", `M${EDGE} 12H${this.#x(1)}`);
    for (const kind of Object.keys(SHAPES)) {
      const xs = new Set(marks.filter((mark) => mark.kind === kind).map(({ index }) => this.#x(this.#places[index])));
      this.#parts[kind].setAttribute("d", [...xs].map(SHAPES[kind]).join(""));
    }
  }

  /** Where the learner is, and the moment that is compared with (or null). */
  at(index, anchor) {
    const head = this.#x(this.#places[Math.min(index, this.#places.length - 1)] ?? 1);
    this.#parts.head.setAttribute("d", `M${head - 4} 1h8v3l-4 5l-4 -5zM${head} 8v15`);
    const from = anchor === null ? null : this.#x(this.#places[anchor] ?? 0);
    this.#parts.anchor.setAttribute("d", from === null ? "" : `M${from} 1v22M${from} 21H${head}`);
  }

  /** The position, 0 to 1, under a pointer. */
  position(clientX) {
    const { left } = this.node.getBoundingClientRect();
    return Math.max(0, Math.min(1, (clientX - left - EDGE) / this.#wide));
  }
}

function part(name, attributes) {
  const node = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}
