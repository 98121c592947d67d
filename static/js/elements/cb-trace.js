// <cb-trace>: the last command's processes and their system calls, the checks inside each, the packets; Why? on what went wrong.

import { gettext, ngettext } from "../models/language.js";
import { checkLine, callLine, filtered, isEmpty, isTelling, processLine, rewrittenLine, summary, treeOf, walkLine, whyLine } from "../models/trace.js";
import { journeysOf, MOST_HOPS, packetCount, wayOf } from "../models/packets.js";
import { headersOf } from "../views/headers.js";
import { labOf, make } from "../views/element.js";
import { whyOf } from "../views/why.js";

const LONG = 24; // characters of an outcome that no longer fits beside its call

class Trace extends HTMLElement {
  #message = null;
  #hops = [];
  #names = new Map(); // interfaces by id
  #onlyTelling = false;
  #closed = new Set(); // pids that the learner closed

  connectedCallback() {
    this.lab = labOf(this);
    this.lab.on("trace", (message) => this.#take(message));
    this.lab.on("packets", ({ packets }) => this.#fly(packets));
    this.lab.on("graph", (message) => message.name === "network" && this.#name(message));
    this.lab.on("command", () => (this.#hops = []));
    this.lab.on("view-shown", (name) => name === "trace" && this.#show());
    this.lab.on("screen", () => this.#forget());
    this.#show();
  }

  #take(message) {
    this.#message = message;
    this.#closed.clear();
    if (!this.hidden) this.#show();
    if (summary(message.calls).refused) this.lab.send("view-news", "trace");
  }

  #fly(packets) {
    this.#hops.push(...packets.slice(0, MOST_HOPS - this.#hops.length));
    if (packets.some(({ fate }) => fate === "dropped")) this.lab.send("view-news", "trace");
    if (!this.hidden) this.#show();
  }

  #name({ full, delta }) {
    if (full) this.#names.clear();
    for (const { id, label } of [...delta.add, ...delta.change]) this.#names.set(id, label);
  }

  #forget() {
    this.#message = null;
    this.#hops = [];
    this.#show();
  }

  #show() {
    if (!this.#message?.calls.length && !this.#hops.length) {
      this.replaceChildren(make("p.trace-empty", {}, gettext("The system calls of your last command are listed here, with every privilege check and the rule that decided it, and every packet with what became of it.")));
      return;
    }
    const { command = "", calls = [], processes = [] } = this.#message ?? {};
    const { shown, hidden } = filtered(calls, this.#onlyTelling);
    const tree = treeOf(shown, this.#onlyTelling ? [] : processes);
    const more = hidden ? make("p.trace-note", {}, gettext("{n} earlier calls are not shown.", { n: hidden })) : null;
    const none = shown.length ? null : make("p.trace-note", {}, gettext("No call was refused, rewritten or empty."));
    this.replaceChildren(...[this.#head(command, calls), more, none, ...tree.map((root) => this.#process(root)), this.#packets()].filter(Boolean));
  }

  #head(command, calls) {
    const counts = summary(calls);
    const words = [ngettext("{n} call", "{n} calls", counts.calls), gettext("{n} failed", { n: counts.refused })].join(", ");
    const button = make("button.tool", { type: "button", "aria-pressed": String(this.#onlyTelling), onclick: () => this.#toggle() }, gettext("Only what went wrong"));
    return make("div.trace-head", {}, make("p", {}, make("code", {}, command || gettext("the shell")), ` ${words}`), button);
  }

  #toggle() {
    this.#onlyTelling = !this.#onlyTelling;
    this.#show();
    this.querySelector(".trace-head button").focus();
  }

  #process(node) {
    const { calls, refused } = node.counts;
    const counts = [ngettext("{n} call", "{n} calls", calls), refused ? gettext("{n} failed", { n: refused }) : null].filter(Boolean).join(", ");
    const summaryLine = make("summary", {}, make("span.process-name", {}, processLine(node)), make("span.process-counts", { "data-refused": refused > 0 }, counts));
    const steps = node.steps.map((step) => (step.call ? this.#call(step.call) : make("li", {}, this.#process(step.child))));
    const details = make("details.process", { open: !this.#closed.has(node.pid) }, summaryLine, make("ol.calls", {}, ...steps));
    details.addEventListener("toggle", () => (details.open ? this.#closed.delete(node.pid) : this.#closed.add(node.pid)));
    return details;
  }

  #call(call) {
    const { call: text, outcome, refused } = callLine(call);
    const checks = (call.checks ?? []).map(checkLine).map(({ priv, granted, rule, where }) =>
      check(granted, [priv, granted ? gettext("granted") : gettext("refused")].join(" ") + (rule && `: ${rule}`), where));
    const why = whyLine(call);
    const notes = why ? [check(false, why.note, why.where)] : [];
    const rewritten = (call.rewritten ?? []).map((one) => make("p.check", { "data-granted": "changed" }, rewrittenLine(one)));
    const stopped = (call.stopped ?? []).map((one) => check("changed", one.why, one.where));
    const walks = (call.vnet ?? []).map((one) => make("p.check", { "data-granted": "walk" }, walkLine(one)));
    return make("li.call", { "data-refused": refused },
      make("span.call-text", {}, text), make("span.call-outcome", { "data-long": outcome.length > LONG }, outcome), ...walks, ...checks, ...notes, ...rewritten, ...stopped,
      isTelling(call) ? this.#why(call) : null);
  }

  #why(call) {
    const refused = (call.checks ?? []).find((one) => !one.granted);
    const rewritten = (call.rewritten ?? [])[0];
    const where = (call.error ? call.where : rewritten?.call ? `in_jail.c: ${rewritten.call}` : "") || (call.stopped ?? [])[0]?.where || "";
    const what = { privilege: call.error || refused ? refused?.priv : null, function: where, empty: isEmpty(call) ? call.name : null };
    return whyOf(this.lab, what, [where ? gettext("Decided in FreeBSD's {where}.", { where }) : null]);
  }

  #packets() {
    const journeys = journeysOf(this.#hops);
    if (!journeys.length) return null;
    const name = (id) => this.#names.get(id) ?? (id === "outside" ? gettext("the Internet") : "?");
    const lost = journeys.filter(({ fate }) => fate === "dropped").length;
    const wanted = this.#onlyTelling ? journeys.filter(({ fate }) => fate === "dropped") : journeys;
    const rows = wanted.slice(-100).map((journey) => {
      const line = make("summary", {}, make("b", {}, journey.label), ` ${journey.detail}`);
      const way = make("p", {}, wayOf(journey, name));
      const fate = journey.why ? make("p.check", { "data-granted": "false" }, gettext("lost: {why}", { why: journey.why })) : null;
      const why = journey.why ? whyOf(this.lab, { lost: journey.why }) : null;
      return make("li", {}, make("details.journey", { "data-fate": journey.fate }, line, way, headersOf(journey.hops[0].headers)), fate, why);
    });
    const title = packetCount(journeys.length, lost);
    return make("section.journeys", {}, make("h3", {}, title), make("ol", {}, ...rows));
  }
}

function check(granted, text, where) {
  return make("p.check", { "data-granted": String(granted) }, text, where ? make("code.check-where", {}, ` ${where}`) : null);
}

customElements.define("cb-trace", Trace);
