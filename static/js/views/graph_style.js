// How each kind of element is drawn: look.md's encodings, never by colour alone.

const LEAST_LABEL = 8; // pixels on the screen: what would be smaller is not written
const MONO = '"JetBrains Mono", "DejaVu Sans Mono", monospace';

/** On a projector letters grow; those inside a box, a pill or a record only as far as it holds them. */
const text = (colours, size) => size * colours.text;
const held = (colours, size) => size * colours.held;

/** Cytoscape's style sheet for both graphs, from the palette. */
export function graphStyle(colours) {
  return [...boxes(colours), ...ports(colours), ...pills(colours), ...edges(colours), ...records(colours), ...chips(colours), ...states(colours)];
}

const hue = (colours) => (node) => colours.prisons[node.data("hue")];
const wash = (colours) => (node) => colours.washes[node.data("hue")];

function boxes(colours) {
  // A label left of centre: it starts at the right edge, and the margin brings it back inside.
  const title = {
    label: "data(title)", "font-family": MONO, "font-size": held(colours, 12.5), "font-weight": 600, color: colours.ink,
    "text-halign": "right", "text-valign": "top", "text-margin-x": (node) => 12 - node.data("w"), "text-margin-y": (node) => 6 + held(colours, 16) * node.data("title").split("\n").length,
    "text-wrap": "wrap", "text-justification": "left", "line-height": 1.25,
  };
  return [
    {
      selector: "node",
      style: { width: "data(w)", height: "data(h)", "min-zoomed-font-size": LEAST_LABEL, "overlay-opacity": 0, "z-index-compare": "manual", "z-index": "data(z)" },
    },
    {
      selector: 'node[kind="vnet"], node[kind="prison"], node[kind="jail"], node[kind="user"]',
      style: {
        ...title, shape: "round-rectangle", "corner-radius": 6, "background-color": wash(colours),
        "border-color": hue(colours), "border-width": colours.stroke,
      },
    },
    { selector: 'node[kind="vnet"]', style: { "border-style": "double", "border-width": 3 * colours.stroke } },
    { selector: 'node[kind="prison"][?vnet_own]', style: { "border-style": "double", "border-width": 3 * colours.stroke } },
    { selector: 'node[kind="jail"], node[kind="prison"][!vnet_own][jid>0]', style: { "border-style": "dashed" } },
  ];
}

function ports(colours) {
  const label = {
    label: "data(title)", "font-family": MONO, "font-size": text(colours, 11.5), color: colours.ink, "text-valign": "center",
  };
  return [
    {
      selector: 'node[kind="interface"]',
      style: {
        ...label, shape: "rectangle", "border-color": hue(colours), "border-width": 2 * (colours.stroke / 1.5),
        "background-color": colours.sheet, "text-halign": "right", "text-margin-x": 4,
      },
    },
    { selector: 'node[kind="interface"][?up]', style: { "background-color": hue(colours) } },
    { selector: 'node[side="left"]', style: { "text-halign": "left", "text-margin-x": -4, "text-margin-y": -6 } },
    { selector: 'node[side="over"]', style: { "text-margin-y": -7 } },
    {
      selector: 'node[kind="bridge"]',
      style: {
        ...label, shape: "round-rectangle", "corner-radius": 3, "background-color": colours.sheet, "border-width": 2 * (colours.stroke / 1.5),
        "border-color": colours["ink-2"], "text-rotation": -Math.PI / 2, "text-halign": "center", "text-margin-x": (node) => (node.data("beyond") ? 13 : -13),
      },
    },
    {
      selector: 'node[kind="outside"]',
      style: {
        ...label, shape: "ellipse", "background-color": colours.sheet, "border-width": colours.stroke,
        "border-color": colours["ink-2"], "text-halign": "center",
      },
    },
    { selector: 'node[kind="bridge"][?up]', style: { "background-color": colours["ink-2"] } },
  ];
}

function pills(colours) {
  return [
    {
      selector: 'node[kind="process"]',
      style: {
        shape: "round-rectangle", "corner-radius": 9, label: "data(title)", "font-family": MONO, "font-size": held(colours, 11.5), color: colours.ink,
        "background-color": colours.raised, "border-width": 1, "border-color": hue(colours),
        "text-halign": "right", "text-valign": "center", "text-margin-x": (node) => 24 - node.data("w"),
        "text-max-width": (node) => node.data("w") - 34, "text-wrap": "ellipsis",
      },
    },
    {
      selector: 'node[kind="process"][key]',
      style: {
        "background-image": "data(key)", "background-width": 11, "background-height": 11, "background-position-x": 7,
        "background-position-y": "50%", "background-clip": "none", "background-image-containment": "over",
      },
    },
    { selector: "node[?zombie]", style: { color: colours["ink-3"], "background-color": colours.sunk, "border-style": "dotted" } },
    { selector: "node[?stopped]", style: { "border-style": "dashed" } },
  ];
}

/** The structures graph: records as boxes, joined by the fields that point from one to the next. */
function records(colours) {
  const label = {
    label: "data(title)", "font-family": MONO, "font-size": held(colours, 11.5), color: colours.ink, "text-valign": "center", "text-halign": "center",
    "border-color": hue(colours), "border-width": colours.stroke, "background-color": colours.raised,
    "text-max-width": (node) => node.data("w") - 8, "text-wrap": "ellipsis",
  };
  return [
    { selector: 'node[kind="proc"]', style: { ...label, shape: "round-rectangle", "corner-radius": 9 } },
    { selector: 'node[kind="ucred"], node[kind="ifnet"]', style: { ...label, shape: "rectangle" } },
    { selector: 'node[kind="ifnet"][?up]', style: { "background-color": wash(colours) } },
    { selector: 'node[kind="vnode"]', style: { ...label, shape: "rectangle", "border-style": "dotted", "background-color": colours.sheet } },
    { selector: 'node[kind="variable"]', style: { ...label, shape: "round-rectangle", "corner-radius": 9, "font-weight": 600, "border-width": 2 * (colours.stroke / 1.5), "border-color": colours.ink } },
    { selector: "node[?ended]", style: { color: colours["ink-2"], "border-style": "dashed", "background-color": colours.sunk } },
    {
      selector: 'edge[kind="pointer"]',
      style: {
        width: 1, "line-color": colours.mark, "target-arrow-shape": "triangle", "target-arrow-color": colours.mark, "arrow-scale": 0.7,
        label: "data(name)", "font-family": MONO, "font-size": held(colours, 11), color: colours["ink-2"],
        "text-background-color": colours.sheet, "text-background-opacity": 1, "text-background-padding": 1,
      },
    },
    {
      selector: 'edge[kind="pointer"][?bent]',
      style: {
        "curve-style": "segments", "edge-distances": "endpoints",
        "segment-weights": (edge) => edge.data("weights"), "segment-distances": (edge) => edge.data("distances"),
      },
    },
    { selector: 'edge[kind="pointer"][?home]', style: { "line-style": "dashed" } },
    {
      selector: 'edge[kind="pointer"][?walk]',
      style: { width: 3 * (colours.stroke / 1.5), "line-color": colours.ink, "target-arrow-color": colours.ink, color: colours.ink, "font-weight": 700, "z-index": 6 },
    },
  ];
}

/** Seen from far away: a short name on each box and bar, as large on the screen as near by (models/chips.js). */
function chips(colours) {
  const chip = {
    label: "data(chip)", "font-size": "data(size)", "text-margin-x": 0, "text-halign": "center",
    "text-background-color": colours.sheet, "text-background-opacity": 0.85, "text-background-shape": "round-rectangle", "text-background-padding": 2,
  };
  const above = (node) => node.data("h") > 3 * node.data("size");
  return [
    {
      selector: 'node[chip][kind!="bridge"]',
      style: { ...chip, "text-valign": (node) => (above(node) ? "top" : "center"), "text-margin-y": (node) => (above(node) ? 1.35 * node.data("size") : 0) },
    },
    { selector: 'node[kind="bridge"][chip]', style: { ...chip, "text-margin-x": (node) => (node.data("beyond") ? 1.2 : -1.2) * node.data("size") } },
  ];
}

function edges(colours) {
  return [
    {
      selector: "edge",
      style: {
        width: 1.4 * (colours.stroke / 1.5), "line-color": colours["ink-3"], "min-zoomed-font-size": LEAST_LABEL, "curve-style": "straight", "overlay-opacity": 0,
        "source-endpoint": (edge) => edge.data("from"), "target-endpoint": (edge) => edge.data("to"),
        "z-index-compare": "manual", "z-index": "data(z)",
      },
    },
    { selector: 'edge[kind="link"]', style: { "line-style": "dashed" } },
    { selector: 'edge[kind="uplink"]', style: { "line-style": "dashed" } },
    { selector: 'edge[kind="uplink"][?up]', style: { "line-style": "solid" } },
    { selector: 'edge[kind="link"][?up]', style: { "line-style": "solid", width: 2 * (colours.stroke / 1.5) } },
    { selector: 'edge[kind="vlan"]', style: { "line-style": "dotted" } },
    {
      selector: 'edge[kind="link"][?side], edge[kind="vlan"][?side]',
      style: { "curve-style": "unbundled-bezier", "control-point-distances": (edge) => edge.data("bulge"), "control-point-weights": 0.5 },
    },
    {
      selector: 'edge[kind="link"][?bent], edge[kind="uplink"]',
      style: {
        "curve-style": "segments", "edge-distances": "endpoints",
        "segment-weights": (edge) => edge.data("weights"), "segment-distances": (edge) => edge.data("distances"),
      },
    },
    {
      selector: 'edge[kind="parent"]',
      style: {
        width: 1, "line-color": colours.mark, "curve-style": "segments", "edge-distances": "endpoints",
        "segment-weights": (edge) => edge.data("weights"), "segment-distances": (edge) => edge.data("distances"),
      },
    },
    { selector: 'edge[kind="parent"][?across]', style: { "curve-style": "straight", "line-style": "dotted" } },
    { selector: 'edge[kind="member"][?blocked]', style: { "line-style": "dotted", "mid-target-arrow-shape": "tee", "mid-target-arrow-color": colours.refused } },
  ];
}

function states(colours) {
  return [
    { selector: ".changed", style: { "underlay-color": colours.changed, "underlay-opacity": 0.22, "underlay-padding": 5 } },
    { selector: "edge.changed", style: { "underlay-padding": 4 } },
    { selector: ".glow", style: { "underlay-opacity": 0.6, "underlay-padding": 8 } },
    { selector: "node[?missing]", style: { "border-style": "dashed", "border-width": colours.stroke, "border-color": colours["ink-3"], "background-color": colours.sheet, color: colours["ink-2"] } },
    { selector: "edge[?missing]", style: { "line-style": "dashed", width: 1.2, "line-color": colours["ink-3"] } },
    { selector: ".broken", style: { "border-color": colours.refused, "border-width": 4, color: colours.refused } },
    { selector: "edge.broken", style: { "line-color": colours.refused, width: 4 } },
    { selector: "node:selected", style: { "outline-color": colours.focus, "outline-width": 2, "outline-offset": 3 } },
    { selector: "edge:selected", style: { "line-color": colours.focus } },
    { selector: ".arriving", style: { opacity: 0 } },
  ];
}

/** A key for root (filled) or for a jailed root (hollow), as an image that the canvas may use. */
export function keyMark(filled, colour) {
  const bow = filled ? `fill="${colour}"` : `fill="none" stroke="${colour}" stroke-width="1.6"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="22" height="22" viewBox="0 0 12 12"><circle cx="3.6" cy="6" r="2.6" ${bow}/>`
    + `<path d="M6.2 6h5M9.6 6v2.4" stroke="${colour}" stroke-width="1.6" fill="none"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
