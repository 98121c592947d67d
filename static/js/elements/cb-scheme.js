// <cb-scheme>: light, dark, or as the system has it; kept in this browser.

import { gettext } from "../models/language.js";
import { keep } from "../models/store.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

class Scheme extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.title = gettext("Light or dark");
    button.addEventListener("click", () => {
      const root = document.documentElement;
      const now = root.dataset.scheme ?? (dark.matches ? "dark" : "light");
      root.dataset.scheme = now === "dark" ? "light" : "dark";
      keep("scheme", root.dataset.scheme);
    });
  }
}

customElements.define("cb-scheme", Scheme);
