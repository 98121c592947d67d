// <cb-status>: what the machine is doing, in a word and a shape; ^C while it runs; its clock, speed and skip.

import { gettext } from "../models/language.js";
import { clockText } from "../models/pacer.js";
import { stageShare, stageText } from "../models/stages.js";
import { labOf } from "../views/element.js";

const SHOW_RUNNING_AFTER_MS = 250;
const CLOCK_MS = 100;

class Status extends HTMLElement {
  #runningSince = null;
  #waiting = false; // asleep on an event that will come

  connectedCallback() {
    const lab = labOf(this);
    this.lab = lab;
    this.parts = {
      text: this.querySelector(".status-text"), bar: this.querySelector("progress"), clock: this.querySelector("[data-clock]"),
      interrupt: this.querySelector(".status-interrupt"), skip: this.querySelector(".status-skip"),
    };
    lab.on("stage", ({ name }) => this.#stage(name));
    lab.on("opened", () => this.#state("ready", gettext("ready")));
    lab.on("broken", ({ error }) => this.#state("broken", gettext("stopped: {error}", { error })));
    lab.on("failed", (message) => message.fatal && this.#state("broken", gettext("stopped: {error}", message)));
    lab.on("clock", (message) => this.#clock(message));
    lab.on("moment", ({ live, at }) => (this.moment = live ? null : at));
    lab.on("command", ({ line }) => (this.line = line));
    lab.on("screen", () => (this.line = null));
    this.parts.interrupt.addEventListener("click", () => {
      lab.terminal.press("\x03");
      lab.send("focus-terminal");
    });
    this.parts.skip.addEventListener("click", () => lab.skip());
    this.querySelector("select").addEventListener("change", ({ target }) => (lab.pacer.speed = Number(target.value)));
    setInterval(() => this.#show(), CLOCK_MS);
  }

  #stage(name) {
    this.#state("booting", stageText(name));
    this.parts.bar.value = stageShare(name);
  }

  #state(state, text) {
    if (this.dataset.state !== state) this.dataset.state = state;
    if (this.parts.text.textContent !== text) this.parts.text.textContent = text;
    this.parts.interrupt.hidden = state !== "running";
  }

  #clock({ running, next, prompt }) {
    this.#waiting = next !== null;
    // A foreground command may sleep (a ping between two echoes): the shell has not asked again.
    const foreground = running || !prompt;
    this.parts.skip.disabled = next === null;
    if (!foreground) this.#runningSince = null;
    else this.#runningSince ??= performance.now();
  }

  #show() {
    const { pacer } = this.lab;
    this.parts.clock.textContent = clockText(this.moment ?? pacer.time);
    if (this.dataset.state === "booting" || this.dataset.state === "broken") return;
    const now = performance.now();
    const long = this.#runningSince !== null && now - this.#runningSince > SHOW_RUNNING_AFTER_MS;
    if (long) this.#state("running", this.line ? gettext("running: {line}", { line: shortened(this.line) }) : gettext("running"));
    else this.#state("ready", this.#waiting && pacer.paused(now) ? gettext("paused") : gettext("ready"));
  }
}

function shortened(line) {
  return line.length > 28 ? `${line.slice(0, 27)}…` : line;
}

customElements.define("cb-status", Status);
