// <cb-share>: a link to the machine as it is now; in the address if it is short, else kept on the server when asked.

import { gettext } from "../models/language.js";
import { MOST_FRAGMENT, fragment, packed } from "../models/permalink.js";
import { place } from "../views/menu.js";
import { token } from "../views/token.js";

class Share extends HTMLElement {
  #journal = null;

  connectedCallback() {
    this.lab = document.querySelector("cb-lab");
    this.button = this.querySelector("[popovertarget]");
    this.menu = this.querySelector("[popover]");
    this.parts = Object.fromEntries([...this.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]));
    this.button.hidden = !("CompressionStream" in window);
    this.menu.addEventListener("beforetoggle", ({ newState }) => newState === "open" && this.#open());
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-act]")?.dataset.act));
    for (const field of [this.parts.link, this.parts.frame]) field.addEventListener("focus", () => field.select());
  }

  #open() {
    place(this.menu, this.button);
    this.#show("", "");
    this.#say("…");
    this.lab.save((journal) => this.#offer(journal));
  }

  async #offer(journal) {
    this.#journal = journal;
    const { urls, engine } = this.lab.config;
    const text = await packed(journal);
    const short = text.length <= MOST_FRAGMENT;
    this.querySelector('[data-act="store"]').hidden = false; // such a link has a picture of the state itself
    if (!short) {
      this.#say(gettext("Too much was done for a link that holds it all."));
      return;
    }
    const address = (page) => new URL(`${page}&engine=${engine}${fragment(text)}`, location.href).href;
    this.#show(address(urls.shared), address(urls.embedded));
    this.#say(gettext("The link holds everything itself; the server stores nothing."));
  }

  #show(link, embedded) {
    this.parts.link.value = link;
    this.parts.frame.value = embedded ? `<iframe src="${embedded.replaceAll("&", "&amp;")}" width="960" height="540" title="Cellblock"></iframe>` : "";
  }

  #say(text) {
    this.parts.says.textContent = text;
  }

  #act(act) {
    if (act === "copy-link") this.#copy();
    if (act === "store") this.#store();
  }

  async #copy() {
    this.parts.link.select();
    try {
      await navigator.clipboard.writeText(this.parts.link.value);
      this.#say(gettext("Copied."));
    } catch {
      this.#say(gettext("Press Ctrl+C: this browser lets no page copy here."));
    }
  }

  async #store() {
    this.#say("…");
    try {
      const answer = await fetch(this.lab.config.urls.share, {
        method: "POST", body: JSON.stringify(this.#journal), headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.error);
      this.#show(new URL(said.shared, location.href).href, new URL(said.embedded, location.href).href);
      this.querySelector('[data-act="store"]').hidden = true;
      this.parts.link.focus();
      this.#say(gettext("Kept on the server until {day}.", { day: said.expires }));
    } catch (error) {
      this.#say(error instanceof TypeError ? gettext("The server could not be reached.") : gettext("The server did not keep it: {why}", { why: error.message }));
    }
  }
}

customElements.define("cb-share", Share);
