// <cb-notice>: what went wrong or was replaced, in a sentence that stays until it is put away.

import { gettext } from "../models/language.js";
import { keep, recall } from "../models/store.js";
import { labOf, make } from "../views/element.js";

const MOST = 3;

class Notice extends HTMLElement {
  connectedCallback() {
    const lab = labOf(this);
    if (recall("introduced") !== "yes" && !lab.config.urls.follow && !lab.config.review) this.#introduce(Boolean(lab.config.urls.socket));
    lab.on("restarted", ({ dropped }) => this.#restarted(dropped));
    lab.on("broken", (message) => this.#broken(message));
    lab.on("failed", (message) => this.#failed(message));
    lab.on("trouble", (text) => this.#say(text, "refused"));
    lab.on("trouble-over", (text) => this.#withdraw(text));
    lab.on("lost", ({ unanswered }) => unanswered && this.#say(gettext("The connection was lost. What you typed last may not have arrived.")));
    lab.on("note", ({ text }) => this.#say(gettext("Note: {text}.", { text })));
  }

  /** Once, in place: what is where, and where the keys are listed. */
  #introduce(served) {
    const whose = served ? gettext("This is root’s shell on a FreeBSD that runs on the server.") : gettext("This is root’s shell on a FreeBSD that runs in your browser.");
    this.#say([whose, gettext("Type, or tap a command in the text; what it changes is marked in the graph. The line at the bottom goes back in time; ? lists the keys.")].join(" "), "welcome");
    this.lastElementChild.querySelector("button").addEventListener("click", () => keep("introduced", "yes"));
  }

  #broken({ where, error }) {
    if (where !== "browser") {
      this.#say(gettext("The machine stopped ({where}): {error}. Your work is kept; reload the page to go on.", { where, error }), "refused");
      return;
    }
    this.replaceChildren(); // there is no machine to be introduced to
    this.#say(gettext("This browser cannot run the machine: it has no WebAssembly, or it is turned off. The text can be read here; any browser of today runs the machine."), "refused");
  }

  #failed({ error, where, fatal }) {
    this.#say(fatal ? gettext("The machine could not start ({where}): {error}.", { where, error }) : gettext("The machine did not do that ({where}): {error}.", { where, error }), "refused");
  }

  #restarted(dropped) {
    this.#say(dropped.type === "input"
      ? gettext("The last thing you typed hung the machine. It was started again and your work replayed without it.")
      : gettext("The last command hung the machine. It was started again and your work replayed without it."));
  }

  #withdraw(text) {
    for (const old of [...this.children]) if (old.dataset.text === text) old.remove();
  }

  #say(text, tone = "plain") {
    this.#withdraw(text);
    const close = make("button.tool", { type: "button", onclick: () => notice.remove() }, gettext("Put away"));
    const notice = make("p.notice", { "data-tone": tone, "data-text": text }, make("span", {}, text), close);
    this.append(notice);
    while (this.children.length > MOST) this.firstElementChild.remove();
  }
}

customElements.define("cb-notice", Notice);
