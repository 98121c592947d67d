// A packet's headers, layer by layer.

import { make } from "./element.js";

export function headersOf(layers = []) {
  return make("div.headers", {}, ...layers.map(([name, fields]) =>
    make("section", {}, make("h4", {}, name), make("dl", {}, ...fields.flatMap(([field, of]) => [make("dt", {}, field), make("dd", {}, of)])))));
}
