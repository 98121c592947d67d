// One element under its kernel names.

import { nameOf, value } from "../models/words.js";
import { make } from "./element.js";

/** The inspector's children for an element: its name, a way out, and each `data` field. */
export function inspectorOf(element, model, close) {
  const rows = Object.entries(element.data ?? {}).flatMap(([name, of]) => [make("dt", {}, name), make("dd", {}, value(of))]);
  return [
    make("header", {}, make("h2", {}, nameOf(element, model)), make("button.tool", { type: "button", onclick: close }, "Close")),
    make("dl", {}, ...rows),
  ];
}
