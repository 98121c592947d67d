// gettext("Why?") on the page: a button that opens the check, FreeBSD's function and the lesson. The table is fetched when first asked for.

import { gettext } from "../models/language.js";
import { explain } from "../models/why.js";
import { make } from "./element.js";

const tables = new Map(); // url -> promise

function tableOf(lab) {
  const url = lab.config?.urls?.why;
  if (!url) return Promise.resolve({});
  if (!tables.has(url)) {
    tables.set(url, fetch(url).then((response) => (response.ok ? response.json() : {})).catch(() => (tables.delete(url), {})));
  }
  return tables.get(url);
}

/** A disclosure for `what` (see models/why.js); `said` are lines known already: the rule, the function. */
export function whyOf(lab, what, said = []) {
  const more = make("div.why-more", {});
  const details = make("details.why", {}, make("summary", {}, gettext("Why?")), more);
  details.addEventListener("toggle", async () => {
    if (!details.open || more.childElementCount) return;
    const found = explain(await tableOf(lab), what);
    const lines = said.filter(Boolean).map((text) => make("p", {}, text));
    const sentence = make("p", {}, found?.why ?? gettext("No lesson speaks of this yet."));
    const lesson = found?.url ? make("p", {}, gettext("Taught in"), " ", make("a", { href: found.url }, found.title)) : null;
    more.replaceChildren(...[...lines, sentence, lesson].filter(Boolean));
  });
  return details;
}
