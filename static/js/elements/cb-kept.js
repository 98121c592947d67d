// <cb-kept>: keeps the journal, in this browser at once and on the server soon, and says so in a word.

import { standing } from "../models/goals.js";
import { Keeper } from "../models/keeping.js";
import { gettext } from "../models/language.js";
import { keep, recallObject } from "../models/store.js";
import { make } from "../views/element.js";
import { token } from "../views/token.js";

class Kept extends HTMLElement {
  #keeper = new Keeper();
  #timer = null;
  #owner = true; // no other tab has taken the work over
  #goals = null; // where the work stands, as a text
  #told = null; // what of that the server was told

  connectedCallback() {
    const lab = document.querySelector("cb-lab");
    this.lab = lab;
    if (lab.config.review) {
      this.#say(gettext("to look at only"));
      return;
    }
    lab.on("journal", ({ journal }) => this.#note(journal));
    this.#own(false);
    lab.on("goals", (message) => (this.#goals = standing(message.goals)));
    const { mark } = recallObject(`work.${lab.config.attempt}`) ?? {};
    this.#keeper.mark = lab.unsent && mark ? mark : lab.config.mark;
    document.addEventListener("visibilitychange", () => document.hidden && this.#keepSince());
    addEventListener("pagehide", () => this.#leave());
    if (!lab.config.urls.journal) return; // a sandbox's work stays in this browser
    addEventListener("online", () => this.#send());
    addEventListener("offline", () => this.#say(gettext("offline")));
    if (!navigator.onLine) this.#say(gettext("offline"));
  }

  /** Of several tabs with one piece of work, the one that came last keeps it; the others say so, and can take it back. */
  async #own(again) {
    if (!navigator.locks) return;
    const { attempt } = this.lab.config;
    const other = again ? recallObject(`work.${attempt}`)?.journal : null;
    this.#owner = true;
    if (other) this.lab.history.found(other);
    try {
      await navigator.locks.request(`cellblock.${attempt}`, { steal: true }, () => new Promise(() => {}));
    } catch {
      this.#lost();
    }
  }

  #lost() {
    this.#owner = false;
    clearTimeout(this.#timer);
    const back = make("button.tool", { type: "button", onclick: () => this.#back() }, gettext("Keep it here instead"));
    this.replaceChildren(gettext("open in another tab, kept there"), " ", back);
  }

  #back() {
    this.#own(true);
    this.#say("");
    this.lab.save();
  }

  #note(journal) {
    if (!this.#owner) return;
    const wanted = this.#keeper.note(journal);
    const kept = this.#keepHere(!wanted);
    if (!this.lab.config.urls.journal) this.#say(kept ? gettext("kept here") : gettext("not kept"));
    else if (wanted) this.#send();
  }

  #keepHere(synced) {
    const { attempt, engine, urls } = this.lab.config;
    const kept = keep(`work.${attempt}`, JSON.stringify({ journal: this.#keeper.journal, engine, synced, mark: this.#keeper.mark }));
    if (!kept) this.lab.send("trouble", urls.journal ? gettext("This browser keeps nothing: your work is kept on the server only.") : gettext("This browser keeps nothing: your work is kept nowhere."));
    return kept;
  }

  async #send() {
    clearTimeout(this.#timer);
    if (!this.#owner) return;
    const text = this.#keeper.take();
    if (text === null) return;
    const wait = this.#keeper.ended(await this.#put(text));
    this.#keepHere(!this.#keeper.pending);
    if (wait === null) {
      this.#say(gettext("kept"));
      this.lab.send("reached");
      this.#tell();
    } else this.#timer = setTimeout(() => this.#send(), wait);
  }

  /** True when the server has it. A refusal (4xx) is told once and not tried again with the same text. */
  async #put(text, keepalive = false) {
    try {
      const answer = await fetch(this.lab.config.urls.journal, {
        method: "PUT", body: text, keepalive, headers: { "Content-Type": "application/json", "X-CSRFToken": token(), ...(this.#keeper.mark && { "If-Match": this.#keeper.mark }) },
      });
      if (answer.ok || answer.status === 412) this.#keeper.mark = answer.headers.get("ETag");
      if (answer.ok) return true;
      if (answer.status === 412) return await this.#met(answer);
      this.#say(answer.status === 429 ? gettext("kept here") : gettext("kept here only"));
      if (answer.status < 500 && answer.status !== 429) await this.#refused(answer);
      return false;
    } catch {
      this.#say(gettext("offline, kept here"));
      return false;
    }
  }

  /** Another device has worked on this, or an answer was lost: its work becomes a branch here, and this page's is kept at the next try. */
  async #met(answer) {
    const { journal } = await answer.json();
    const tell = () => this.lab.send("note", { text: gettext("this was worked on elsewhere meanwhile; what was done there is among the branches of the time line") });
    this.lab.history.found(journal, gettext("from another device"), tell);
    return false;
  }

  /** Tells the server where the work stands, for a teacher's overview; it marks it as the browser's word. */
  async #tell() {
    const { goals } = this.lab.config.urls;
    if (!goals || this.#goals === this.#told) return;
    this.#told = this.#goals;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
    await fetch(goals, { method: "PUT", body: this.#goals, headers }).catch(() => (this.#told = null));
  }

  async #refused(answer) {
    const reason = await answer.json().catch(() => ({}));
    const why = reason.error ? `: ${reason.error}` : ` (${answer.status})`;
    this.lab.send("trouble", gettext("The server did not accept your work{why}. It is kept in this browser.", { why }));
  }

  /** The machine cannot be asked for its journal any more: what it was told since the last one is kept beside that. */
  #keepSince() {
    const { attempt, engine } = this.lab.config;
    const { journal, since } = this.lab.client.left;
    if (!this.#owner || !since.some(({ type }) => type === "input")) return;
    keep(`work.${attempt}`, JSON.stringify({ journal, engine, synced: false, mark: this.#keeper.mark, since }));
  }

  #leave() {
    this.#keepSince();
    if (!this.#owner || !this.lab.config.urls.journal) return;
    const text = this.#keeper.take();
    if (text !== null && text.length < 60_000) this.#put(text, true); // keepalive bodies may hold 64 kB
  }

  #say(word) {
    this.textContent = word;
  }
}

customElements.define("cb-kept", Kept);
