// One `Watching` for each lab page, made when first asked for.

import { Watching } from "../models/watching.js";

const known = new WeakMap();

export function watchingOf(lab) {
  if (!known.has(lab)) {
    const watching = new Watching((message) => lab.client.say(message));
    known.set(lab, watching);
    lab.on("opened", () => watching.any && watching.again());
  }
  return known.get(lab);
}
