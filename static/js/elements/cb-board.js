// <cb-board>: has the board's fragment fetched again when there is news, but not under the hands of whoever uses it.

const EVERY_MS = 4_000;
const AT_MOST_MS = 1_500;

class Board extends HTMLElement {
  #last = 0;
  #timer = null;

  connectedCallback() {
    if (this.hasAttribute("data-poll")) setInterval(() => this.refresh(), EVERY_MS);
    this.addEventListener("htmx:after:request", ({ target }) => this.#done(target.closest(".board-more")));
    this.addEventListener("htmx:before:swap", (event) => this.#swapping(event));
  }

  /** A board that was asked for before somebody went to a row's more comes too late. */
  #swapping(event) {
    if (event.detail.ctx.sourceElement?.id !== "board" || !this.#inUse) return;
    event.preventDefault();
    this.refresh();
  }

  /** What was asked for there is done: the board shows what came of it. */
  #done(more) {
    if (!more) return;
    more.open = false;
    this.refresh();
  }

  /** There is news: now, or as soon as it may be. */
  refresh() {
    clearTimeout(this.#timer);
    const wait = this.#last + AT_MOST_MS - performance.now();
    if (wait > 0 || this.#inUse) this.#timer = setTimeout(() => this.refresh(), Math.max(wait, AT_MOST_MS));
    else {
      this.#last = performance.now();
      document.body.dispatchEvent(new CustomEvent("room-board"));
    }
  }

  /** Somebody is at a row's more, or has left words there. */
  get #inUse() {
    const more = this.querySelector("details[open]");
    if (!more) return false;
    return more.contains(document.activeElement) || [...more.querySelectorAll("input")].some((field) => field.value !== field.defaultValue);
  }
}

customElements.define("cb-board", Board);
