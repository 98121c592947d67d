// <cb-terminal>: xterm.js in the place of the first screen. Typing is kept, and shown, before the machine is up.

import { FitAddon } from "xterm-fit";
import { Terminal } from "xterm";
import { typing } from "../models/commandline.js";
import { ControlFilter } from "../models/filter.js";
import { keep, recall } from "../models/store.js";
import { labOf } from "../views/element.js";
import { onPalette, palette } from "../views/palette.js";
import { shimStyles } from "../views/style_shim.js";
import { terminalTheme } from "../views/terminal_theme.js";

const SIZES = [11, 12, 13, 14, 15, 16, 18, 20, 24];
const PROJECTED = 24;
const TTY = 0;
const SCROLLBACK = 5_000;

class TerminalElement extends HTMLElement {
  #filter = new ControlFilter();
  #up = false;
  #size = null; // as the machine has it
  #pending = ""; // what was typed since the last Enter, as far as the page can tell
  ctrl = false;

  connectedCallback() {
    this.lab = labOf(this);
    this.lab.terminal = this;
    this.opened = document.fonts.load('14px "JetBrains Mono"').finally(() => this.#open());
    this.lab.on("output", ({ tty, data }) => tty === TTY && this.term?.write(this.#filter.pass(data)));
    this.lab.on("screen", ({ tty, ...screen }) => tty === TTY && !screen.past && this.#screen(screen));
    this.lab.on("moment", (moment) => this.#moment(moment));
    this.lab.on("insert", (command) => this.#insert(command));
    this.lab.on("focus-terminal", () => this.focusTerminal());
  }

  #open() {
    const first = this.querySelector(".first-screen");
    const restore = shimStyles();
    this.term = new Terminal({
      fontFamily: '"JetBrains Mono", "DejaVu Sans Mono", monospace', fontSize: this.fontSize, lineHeight: 1.2,
      scrollback: SCROLLBACK, theme: terminalTheme(palette()), cursorBlink: false, cursorInactiveStyle: "outline",
      screenReaderMode: recall("reader") === "on", allowProposedApi: false, linkHandler: null, macOptionIsMeta: true,
    });
    this.fit = new FitAddon();
    this.term.loadAddon(this.fit);
    this.term.open(this);
    restore();
    if (!this.#up) this.term.write(first.firstChild.textContent.replace(/\r?\n/g, "\r\n"));
    first.remove();
    this.term.attachCustomKeyEventHandler((event) => this.#key(event));
    this.term.onData((data) => this.#typed(data));
    this.term.textarea.setAttribute("aria-label", "Terminal. F6 leaves it.");
    onPalette(() => this.#restyle());
    new ResizeObserver(() => this.#fit()).observe(this);
    this.#fit();
    if (this.#late !== null) this.#screen(this.#late);
    if (matchMedia("(pointer: fine)").matches && document.activeElement === document.body) this.term.focus();
  }

  #late = null; // a screen that came before the terminal was open

  #screen(screen) {
    this.#up = true;
    this.#pending = "";
    if (!this.term) {
      this.#late = screen;
      return;
    }
    this.#late = null;
    this.#filter = new ControlFilter();
    // Cleared in the stream (RIS): a reset() would overtake what is still waiting to be written.
    this.term.write(`\x1bc${this.#filter.pass(screen.data)}`);
    this.#size = `${screen.rows}x${screen.columns}`;
    this.#tellSize();
  }

  #past = null; // a moment of the past, until it is written

  /** Shows a moment: the past without a cursor. Of many in one frame of the screen, the last is written. */
  #moment({ screens, live }) {
    this.toggleAttribute("data-past", !live);
    const waiting = this.#past !== null;
    this.#past = screens?.has(TTY) ? `\x1bc${screens.get(TTY)}${live ? "" : "\x1b[?25l"}` : null;
    if (waiting || this.#past === null) return;
    requestAnimationFrame(() => {
      if (this.#past === null) return;
      this.#filter = new ControlFilter();
      this.term?.write(this.#filter.pass(this.#past));
      this.#past = null;
    });
  }

  /** Function keys and Shift+Tab belong to the page, everything else to the machine. */
  #key(event) {
    if (/^F\d+$/.test(event.key)) return false;
    if (event.key === "Tab" && event.shiftKey) return false;
    return !(event.ctrlKey && event.shiftKey && /^[cv]$/i.test(event.key));
  }

  #typed(data) {
    if (this.lab.moment !== null) {
      this.lab.type(data);
      return;
    }
    const text = this.ctrl && data.length === 1 ? controlled(data) : data;
    if (this.ctrl) this.lab.send("ctrl-used");
    this.ctrl = false;
    this.#pending = /[\r\n\x03\x15\x04]/.test(text) ? "" : this.#pending + text;
    if (!this.#up) this.term.write(echo(text));
    this.lab.type(text);
  }

  #insert(command) {
    const text = typing(command, this.#pending);
    this.#typed(text);
    this.#pending = command;
    this.focusTerminal();
  }

  press(data) {
    this.#typed(data);
  }

  focusTerminal() {
    this.term?.focus();
  }

  #fit() {
    if (!this.offsetWidth || !this.offsetHeight) return;
    this.fit.fit();
    this.#tellSize();
  }

  #tellSize() {
    const { rows, cols } = this.term;
    this.lab.client.size = [rows, cols];
    const size = `${rows}x${cols}`;
    if (!this.#up || size === this.#size) return;
    this.#size = size;
    this.lab.client.resize(TTY, rows, cols);
  }

  get fontSize() {
    if (document.documentElement.hasAttribute("data-projector")) return PROJECTED;
    const kept = Number(recall("terminal-size"));
    return SIZES.includes(kept) ? kept : matchMedia("(width < 40rem)").matches ? 12 : 14;
  }

  /** Makes the text one step larger (1) or smaller (-1). */
  scale(step) {
    const at = SIZES.indexOf(this.fontSize);
    keep("terminal-size", String(SIZES[Math.max(0, Math.min(SIZES.length - 1, at + step))]));
    this.#restyle();
  }

  set reader(on) {
    keep("reader", on ? "on" : "off");
    this.term.options.screenReaderMode = on;
  }

  #restyle() {
    const colours = palette();
    this.term.options.theme = terminalTheme(colours);
    this.term.options.fontSize = this.fontSize;
    this.#fit();
  }
}

/** A letter with Ctrl held on the key bar. */
function controlled(letter) {
  const code = letter.toUpperCase().charCodeAt(0);
  return code >= 64 && code < 96 ? String.fromCharCode(code - 64) : letter;
}

/** Type-ahead as the tty will echo it: text, line ends, and a rub-out. */
function echo(text) {
  return text.replace(/\x7f/g, "\b \b").replace(/\r/g, "\r\n").replace(/[^\x20-\x7e\u00a0-\uffff\r\n\b]/g, "");
}

customElements.define("cb-terminal", TerminalElement);
