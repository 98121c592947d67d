// A graph as an SVG text, drawn by hand from what the rack placed: the same boxes, ports, bars, pills and lines as on the canvas.

import { edgeFigure, huesOf, nodeFigure, ownersOf } from "./figures.js";
import { boundsOf } from "./rack.js";

const MARGIN = 16;
const LINE = 15;

/** The whole drawing. `view` is what is drawn, `rack` what `networkRack` and the like gave, `colours` a palette, `title` for who cannot see it. */
export function svgOf(view, rack, { marked = new Set(), broken = null, colours, title }) {
  const [hue, owns] = [huesOf(view), ownersOf(view)];
  const nodes = view.nodes.filter(({ id }) => rack.places.has(id));
  const figures = nodes.map((node) => ({ ...nodeFigure(node, rack.places.get(node.id), hue(node), marked.has(node.id), owns), ...placeOf(rack.places.get(node.id)) }));
  figures.sort((a, b) => a.z - b.z);
  const edges = view.edges.filter(({ id }) => rack.ends.has(id)).map((edge) => ({ ...edgeFigure(edge, rack.ends.get(edge.id), view), ends: rack.ends.get(edge.id) }));
  const box = figures.length ? boundsOf(figures) : { x1: 0, y1: 0, w: 1, h: 1 };
  const margin = MARGIN + (rack.over ?? 0);
  const state = { colours, marked, broken, places: rack.places };
  const [w, h] = [Math.ceil(box.w + 2 * margin), Math.ceil(box.h + 2 * margin)];
  const behind = edges.filter(({ z }) => z < 0).map((edge) => line(edge, state));
  const boxes = figures.filter(({ z }) => z < 3).map((figure) => shape(figure, state));
  const between = edges.filter(({ z }) => z >= 0).map((edge) => line(edge, state));
  const above = figures.filter(({ z }) => z >= 3).map((figure) => shape(figure, state));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${box.x1 - margin} ${box.y1 - margin} ${w} ${h}" role="img" font-family="JetBrains Mono, DejaVu Sans Mono, monospace">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="${box.x1 - margin}" y="${box.y1 - margin}" width="${w}" height="${h}" fill="${colours.sheet}"/>`,
    ...behind, ...boxes, ...between, ...above, "</svg>",
  ].join("\n") + "\n";
}

const placeOf = ({ x, y }) => ({ x, y });

function escaped(text) {
  return String(text).replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]);
}

function rect({ x, y, w, h }, { inset = 0, rx = 0, fill, stroke, width = 1.5, dash = "" }) {
  const dashed = dash ? ` stroke-dasharray="${dash}"` : "";
  return `<rect x="${x - w / 2 + inset}" y="${y - h / 2 + inset}" width="${Math.max(0, w - 2 * inset)}" height="${Math.max(0, h - 2 * inset)}" rx="${rx}" fill="${fill}" stroke="${stroke}" stroke-width="${width}"${dashed}/>`;
}

function text(content, x, y, { anchor = "start", size = 11.5, weight = 400, fill, turn = 0 }) {
  const turned = turn ? ` transform="rotate(${turn} ${x} ${y})"` : "";
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" dominant-baseline="middle" fill="${fill}"${turned}>${escaped(content)}</text>`;
}

function shape(figure, state) {
  const { colours, marked, broken } = state;
  const halo = marked.has(figure.id) ? rect({ ...figure, w: figure.w + 10, h: figure.h + 10 }, { rx: 8, fill: colours.changed, stroke: "none" }).replace("<rect", '<rect opacity="0.22"') : "";
  const stroke = figure.id === broken ? colours.refused : figure.missing ? colours["ink-3"] : colours.prisons[figure.hue];
  return halo + (SHAPES[figure.kind] ?? record)(figure, { colours, stroke, ink: figure.id === broken ? colours.refused : colours.ink });
}

const titled = (figure, ink) => figure.title.split("\n").map((one, row) =>
  text(one, figure.x - figure.w / 2 + 12, figure.y - figure.h / 2 + 15 + LINE * row, { size: 12.5, weight: 600, fill: ink })).join("");

function box(figure, { colours, stroke, ink }) {
  const double = !figure.missing && (figure.kind === "vnet" || figure.vnet_own);
  const dash = figure.missing || figure.kind === "jail" || (figure.kind === "prison" && !figure.vnet_own && figure.jid > 0) ? "5 3" : "";
  const outer = rect(figure, { rx: 6, fill: colours.washes[figure.hue], stroke, dash });
  const inner = double ? rect(figure, { inset: 3, rx: 4, fill: "none", stroke, width: 1 }) : "";
  return outer + inner + titled(figure, ink);
}

const RAISED = { left: 6, over: 7 }; // names above a line that runs there

function port(figure, { colours, stroke, ink }) {
  const left = figure.side === "left";
  const square = rect(figure, { fill: figure.up ? stroke : colours.sheet, stroke, width: 2 });
  const x = figure.x + (left ? -1 : 1) * (figure.w / 2 + 5);
  return square + text(figure.title, x, figure.y - (RAISED[figure.side] ?? 0), { anchor: left ? "end" : "start", fill: ink });
}

function bar(figure, { colours, ink }) {
  return rect(figure, { rx: 3, fill: figure.up ? colours["ink-2"] : colours.sheet, stroke: colours["ink-2"], width: 2 })
    + text(figure.title, figure.x + (figure.beyond ? 13 : -13), figure.y, { anchor: "middle", fill: ink, turn: -90 });
}

function cloud(figure, { colours, ink }) {
  return `<ellipse cx="${figure.x}" cy="${figure.y}" rx="${figure.w / 2}" ry="${figure.h / 2}" fill="${colours.sheet}" stroke="${colours["ink-2"]}" stroke-width="1.5"/>`
    + text(figure.title, figure.x, figure.y, { anchor: "middle", fill: ink });
}

function pill(figure, { colours, stroke, ink }) {
  const dash = figure.zombie ? "1 2" : figure.stopped ? "5 3" : "";
  const body = rect(figure, { rx: 9, fill: figure.zombie ? colours.sunk : colours.raised, stroke, width: 1, dash });
  const key = figure.root ? `<circle cx="${figure.x - figure.w / 2 + 12}" cy="${figure.y}" r="3.5" fill="${figure.jid === 0 && figure.hue === 0 ? ink : "none"}" stroke="${ink}" stroke-width="1.4"/>` : "";
  return body + key + text(figure.title, figure.x - figure.w / 2 + 24, figure.y, { fill: figure.zombie ? colours["ink-3"] : ink });
}

function record(figure, { colours, stroke, ink }) {
  const round = figure.kind === "proc" || figure.kind === "variable" ? 9 : 0;
  const fill = figure.ended ? colours.sunk : figure.kind === "ifnet" && figure.up ? colours.washes[figure.hue] : colours.raised;
  const dash = figure.ended ? "5 3" : figure.kind === "vnode" ? "1 2" : "";
  return rect(figure, { rx: round, fill, stroke: figure.kind === "variable" ? ink : stroke, dash })
    + text(figure.title, figure.x, figure.y, { anchor: "middle", fill: figure.ended ? colours["ink-2"] : ink, weight: figure.kind === "variable" ? 600 : 400 });
}

const SHAPES = { vnet: box, prison: box, jail: box, user: box, interface: port, bridge: bar, outside: cloud, process: pill };

/** The points of an edge, corners included. */
function pointsOf(edge, places) {
  const [source, target] = [places.get(edge.source), places.get(edge.target)];
  const start = { x: source.x + edge.ends.source[0], y: source.y + edge.ends.source[1] };
  const end = { x: target.x + edge.ends.target[0], y: target.y + edge.ends.target[1] };
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const length = Math.hypot(dx, dy) || 1;
  const corners = (edge.ends.bends?.weights ?? []).map((weight, index) => {
    const away = edge.ends.bends.distances[index];
    return { x: start.x + weight * dx - (away * dy) / length, y: start.y + weight * dy + (away * dx) / length };
  });
  if (edge.side && edge.bulge) corners.push({ x: (start.x + end.x) / 2 - (edge.bulge * dy) / length, y: (start.y + end.y) / 2 + (edge.bulge * dx) / length });
  return [start, ...corners, end];
}

function line(edge, { colours, marked, broken, places }) {
  const points = pointsOf(edge, places);
  const path = points.map(({ x, y }, index) => `${index ? "L" : "M"}${round(x)} ${round(y)}`).join("");
  const solid = edge.up || ["member", "parent", "pointer"].includes(edge.kind);
  const dash = edge.kind === "vlan" || edge.blocked ? "1 3" : solid && !edge.home ? "" : "5 3";
  const colour = edge.id === broken ? colours.refused : edge.walk ? colours.ink : edge.kind === "parent" || edge.kind === "pointer" ? colours.mark : colours["ink-3"];
  const width = edge.id === broken ? 4 : edge.walk ? 3 : edge.kind === "link" && edge.up ? 2 : 1.2;
  const halo = marked.has(edge.id) ? `<path d="${path}" fill="none" stroke="${colours.changed}" stroke-opacity="0.22" stroke-width="9"/>` : "";
  const body = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`;
  return halo + body + (edge.kind === "pointer" ? head(points, colour) : "") + (edge.name ? label(edge, points, colours) : "");
}

const round = (value) => Math.round(value * 10) / 10;

function head(points, colour) {
  const [before, tip] = points.slice(-2);
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const wing = (turn) => `${round(tip.x - 7 * Math.cos(angle + turn))} ${round(tip.y - 7 * Math.sin(angle + turn))}`;
  return `<path d="M${round(tip.x)} ${round(tip.y)}L${wing(0.45)}L${wing(-0.45)}Z" fill="${colour}"/>`;
}

function label(edge, points, colours) {
  const middle = points[Math.floor((points.length - 1) / 2)];
  const next = points[Math.floor((points.length - 1) / 2) + 1];
  const [x, y] = [(middle.x + next.x) / 2, (middle.y + next.y) / 2];
  const w = edge.name.length * 6.6 + 4;
  return `<rect x="${x - w / 2}" y="${y - 7}" width="${w}" height="14" fill="${colours.sheet}"/>`
    + text(edge.name, x, y, { anchor: "middle", size: 11, fill: edge.walk ? colours.ink : colours["ink-2"], weight: edge.walk ? 700 : 400 });
}
