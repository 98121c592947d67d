// <cb-countdown data-now data-opens data-closes>: the time left by the server's clock, all in milliseconds; the page's own clock
// only counts how long ago the server said what time it was. When a moment is reached, the quiz is asked for again.

const TICK_MS = 200;

// Those that the page came with were told the time when it began to arrive, and a machine may have been starting since.
const ARRIVED = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
const FIRST = new WeakSet(document.querySelectorAll("cb-countdown"));

class Countdown extends HTMLElement {
  #began = FIRST.has(this) ? ARRIVED : performance.now();
  #timer = null;
  #phase = null;

  connectedCallback() {
    this.setAttribute("role", "timer");
    this.#phase = this.dataset.phase || null; // as the server saw it: it may be over by the time this is shown
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #tick() {
    const now = Number(this.dataset.now) + performance.now() - this.#began;
    const opens = Number(this.dataset.opens);
    const closes = Number(this.dataset.closes);
    const phase = now < opens ? "ready" : now < closes ? "open" : "over";
    if (this.#phase && phase !== this.#phase) document.body.dispatchEvent(new CustomEvent("room-quiz-due"));
    this.#phase = phase;
    const left = Math.max(0, Math.ceil(((phase === "ready" ? opens : closes) - now) / 1000));
    const text = left < 60 ? String(left) : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (this.textContent !== text) this.textContent = text;
    this.toggleAttribute("data-last", phase === "open" && left <= 5);
  }
}

customElements.define("cb-countdown", Countdown);
