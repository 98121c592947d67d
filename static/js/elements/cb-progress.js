// <cb-progress>: the path. A nudge from the server (another tab finished a lesson) makes it fetch itself again.

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const NO_LEARNER = 4401; // the server knows nobody here yet: there is nothing to be told

class Progress extends HTMLElement {
  #socket = null;
  #wait = FIRST_WAIT_MS;

  connectedCallback() {
    this.#connect();
    // Coming back by the back button shows the page as it was: ask again.
    addEventListener("pageshow", this.#shown);
  }

  disconnectedCallback() {
    removeEventListener("pageshow", this.#shown);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #shown = (event) => event.persisted && this.#refresh();

  #connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/progress/`);
    this.#socket = socket;
    socket.onopen = () => (this.#wait = FIRST_WAIT_MS);
    socket.onmessage = ({ data }) => this.#nudged(data);
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket || code === NO_LEARNER) return;
      setTimeout(() => this.isConnected && this.#socket === socket && this.#connect(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    };
  }

  #nudged(data) {
    if (JSON.parse(data).type === "progress.changed") this.#refresh();
  }

  #refresh() {
    window.htmx?.ajax("GET", location.pathname, { target: "#path", select: "#path", swap: "outerHTML" });
  }
}

customElements.define("cb-progress", Progress);
