// <cb-trace>: the last command's system calls, with the checks inside each and what they said.

import { labOf, make } from "../views/element.js";
import { callLine, checkLine, filtered, rewrittenLine, summary, whyLine } from "../models/trace.js";

class Trace extends HTMLElement {
  #message = null;
  #onlyRefused = false;

  connectedCallback() {
    labOf(this).on("trace", (message) => {
      this.#message = message;
      if (!this.hidden) this.#show();
      const { refused } = summary(message.calls);
      if (refused) labOf(this).send("view-news", "trace");
    });
    labOf(this).on("view-shown", (name) => name === "trace" && this.#show());
    labOf(this).on("screen", () => {
      this.#message = null;
      this.#show();
    });
    this.#show();
  }

  #show() {
    if (!this.#message?.calls.length) {
      this.replaceChildren(make("p.trace-empty", {}, "The system calls of your last command are listed here, with every privilege check and the rule that decided it."));
      return;
    }
    const { command, calls } = this.#message;
    const { shown, hidden } = filtered(calls, this.#onlyRefused);
    const counts = summary(calls);
    const words = `${counts.calls} calls, ${counts.refused} refused`;
    const button = make("button.tool", { type: "button", "aria-pressed": String(this.#onlyRefused), onclick: () => this.#toggle() }, "Why? Only what was refused");
    const head = make("div.trace-head", {}, make("p", {}, make("code", {}, command || "the shell"), ` ${words}`), button);
    const more = hidden ? make("p", {}, `${hidden} earlier calls are not shown.`) : null;
    const none = shown.length ? null : make("p.trace-empty", {}, "Nothing was refused.");
    this.replaceChildren(head, ...[more, none].filter(Boolean), make("ol.calls", {}, ...shown.map(row)));
  }

  #toggle() {
    this.#onlyRefused = !this.#onlyRefused;
    this.#show();
    this.querySelector(".trace-head button").focus();
  }
}

function row(call) {
  const { call: text, outcome, refused } = callLine(call);
  const checks = (call.checks ?? []).map(checkLine).map(({ priv, granted, rule, where }) =>
    check(granted, `${priv} ${granted ? "granted" : "refused"}${rule ? `: ${rule}` : ""}`, where));
  const why = whyLine(call);
  const notes = why ? [check(false, why.note, why.where)] : [];
  const rewritten = (call.rewritten ?? []).map((one) => make("p.check", {}, rewrittenLine(one)));
  return make("li.call", { "data-refused": refused },
    make("span.call-pid", { title: call.comm ?? null }, String(call.pid)), make("span.call-text", {}, text), make("span.call-outcome", {}, outcome),
    ...checks, ...notes, ...rewritten);
}

function check(granted, text, where) {
  return make("p.check", { "data-granted": String(granted) }, text, where ? make("code.check-where", {}, ` ${where}`) : null);
}

customElements.define("cb-trace", Trace);
