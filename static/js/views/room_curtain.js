// What lies over a room's page: a curtain with words and a way out, and one sentence that goes by itself.

import { gettext } from "../models/language.js";
import { make } from "./element.js";

const SAID_MS = 12_000;
const MOST_HINTS = 3;
let timer = null;

/** Draws the curtain over `lab`; `way` is `[address, what its button says]`, or null. */
export function drawCurtain(lab, [title, sentence], way = null) {
  const node = document.querySelector("[data-curtain]");
  const button = way && make("a.button", { href: way[0] }, way[1]);
  node.replaceChildren(make("div.curtain-words", {}, make("h2", {}, title), make("p", {}, sentence), button));
  node.hidden = false;
  lab.inert = true;
}

export function liftCurtain(lab) {
  document.querySelector("[data-curtain]").hidden = true;
  lab.inert = false;
}

export const reloading = () => [location.href, gettext("Reload")];
export const watching = (address) => [address, gettext("Watch live")];

/** A sentence in the room's status line. */
export function saySentence(text, refused = false) {
  const node = document.getElementById("room-said");
  node.replaceChildren(make("p", { "data-refused": refused }, text));
  clearTimeout(timer);
  timer = setTimeout(() => node.replaceChildren(), SAID_MS);
}

/** A hint is to be read when there is time for it: it stays until it is put away, the newest last. */
export function sayHint(text) {
  const node = document.getElementById("room-hints");
  const close = make("button.tool", { type: "button", onclick: () => hint.remove() }, gettext("Put away"));
  const hint = make("p", {}, make("span", {}, text), close);
  node.append(hint);
  while (node.children.length > MOST_HINTS) node.firstElementChild.remove();
}

/** Sets a button that is on or off, and what it will ask for when pressed. */
export function press(room, name, on) {
  const button = room.querySelector(`[data-switch="${name}"]`);
  if (!button) return;
  button.setAttribute("aria-pressed", String(on));
  button.setAttribute("hx-vals", JSON.stringify({ on: on ? "0" : "1" }));
}
