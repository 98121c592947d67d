// A question's machine: when its time is up, what was done is handed in as it is, and the page leads back.

import { gettext } from "../models/language.js";
import { drawCurtain, watching } from "../views/room_curtain.js";

const SPREAD_MS = 1_000; // a whole class does not hand in at the same moment; the server waits longer than that

/** `lab` is the question's machine, `room` the bar over it. */
export class Task {
  #lab;
  #room;
  #form;
  #handed = false;
  #late = false;

  constructor(lab, room) {
    this.#lab = lab;
    this.#room = room;
    this.#form = room.querySelector(".room-hand-back");
    this.#form.addEventListener("htmx:after:request", (event) => this.#answered(event.detail.ctx.response));
    document.body.addEventListener("room-quiz-due", () => this.#due());
  }

  /** The teacher gave more time. */
  closes(moment) {
    this.#room.querySelector("cb-countdown").dataset.closes = moment;
  }

  /** Nothing is taken any more. */
  over() {
    const kept = gettext("Your machine is kept as it is.");
    drawCurtain(this.#lab, [gettext("Time is up"), this.#handed ? gettext("What you did is handed in as it is.") : kept], this.#way);
  }

  /** Handed in: by its button, or when the time was up. What the server did not take is not handed in. */
  #answered(response) {
    this.#handed ||= Boolean(response && response.status < 400); // the second of two is refused: it counts once
    if (this.#late && !this.#handed) this.over();
  }

  #due() {
    if (this.#handed || this.#late) return;
    this.#late = true;
    drawCurtain(this.#lab, [gettext("Time is up"), gettext("What you did is handed in as it is.")], this.#way);
    setTimeout(() => this.#form.requestSubmit(), Math.random() * SPREAD_MS);
  }

  get #way() {
    return watching(this.#room.querySelector("a[data-live]").href);
  }
}
