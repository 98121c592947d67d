// The tools over a graph: zoom, find, and a menu of what is asked for less often.

import { gettext } from "../models/language.js";
import { make } from "./element.js";

/** `{node, find, field}`. `graph` has the methods that the tools call; `more` are further entries of the menu: `[label, action]`. */
export function graphTools(graph, more = []) {
  const field = make("input", { type: "search", placeholder: gettext("Find"), "aria-label": gettext("Find in this graph"), autocomplete: "off", spellcheck: "false",
    oninput: ({ target }) => graph.search(target.value), onkeydown: (event) => searchKey(event, graph) });
  const count = make("span.find-count", { "aria-live": "polite" });
  const find = make("div.find", { hidden: true }, field, count);
  const button = (label, name, onclick) => make("button.tool", { type: "button", "aria-label": name, onclick }, label);
  const menu = menuOf(graph, more);
  const node = make("div.view-tools", {}, find,
    button("⌕", gettext("Find"), () => open(find, field)),
    button("+", gettext("Zoom in"), () => graph.zoom(1.25)), button("−", gettext("Zoom out"), () => graph.zoom(0.8)),
    make("button.tool", { type: "button", onclick: () => graph.whole() }, gettext("Fit")), menu);
  return { node, tell: (text) => (count.textContent = text), find: () => open(find, field), close: () => close(find, field, graph) };
}

function open(find, field) {
  find.hidden = false;
  field.focus();
  field.select();
}

function close(find, field, graph) {
  find.hidden = true;
  field.value = "";
  graph.search("");
}

function searchKey(event, graph) {
  if (event.key === "Enter") graph.nextMatch(event.shiftKey ? -1 : 1);
  else if (event.key === "Escape") graph.endSearch();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function menuOf(graph, more) {
  const menu = make("details.graph-menu");
  const entry = ([label, action, pressed]) => make("button.tool", { type: "button", "aria-pressed": pressed === undefined ? null : String(pressed),
    onclick: ({ currentTarget }) => {
      const on = action();
      if (typeof on === "boolean") currentTarget.setAttribute("aria-pressed", String(on));
      else menu.open = false;
    } }, label);
  menu.append(make("summary.tool", { "aria-label": gettext("More") }, "⋯"), make("div.menu", {}, ...more.map(entry)));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  addEventListener("pointerdown", ({ target }) => !menu.contains(target) && (menu.open = false));
  return menu;
}
