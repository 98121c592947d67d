// <cb-terminal data-tty="0">: xterm.js on one terminal of the machine. The first takes the place of the first screen:
// typing is kept, and shown, before the machine is up.

import { FitAddon } from "xterm-fit";
import { Terminal } from "xterm";
import { typing } from "../models/commandline.js";
import { ControlFilter } from "../models/filter.js";
import { gettext, ngettext } from "../models/language.js";
import { cleaned, pieces } from "../models/pasting.js";
import { recall } from "../models/store.js";
import { labOf } from "../views/element.js";
import { onPalette, palette } from "../views/palette.js";
import { shimStyles } from "../views/style_shim.js";
import { fontSize } from "../views/terminal_size.js";
import { terminalTheme } from "../views/terminal_theme.js";

const LARGEST = 40; // of a terminal that follows another machine, on a projector
const SMALLEST = 11; // below that nothing is read: what does not fit is scrolled
const SCROLLBACK = 5_000;

class TerminalElement extends HTMLElement {
  #filter = new ControlFilter();
  #up = false;
  #size = null; // as the machine has it
  #late = null; // a screen that came before the terminal was open
  #past = null; // a moment of the past, until it is written
  #pending = ""; // what was typed since the last Enter, as far as the page can tell
  ctrl = false;

  connectedCallback() {
    this.lab = labOf(this);
    this.tty = Number(this.dataset.tty ?? 0);
    this.lab.terminal ??= this;
    this.opened = document.fonts.load('14px "JetBrains Mono"').finally(() => this.#open());
    this.stops = [
      this.lab.on("output", ({ tty, data }) => tty === this.tty && this.term?.write(this.#filter.pass(data))),
      this.lab.on("screen", ({ tty, ...screen }) => tty === this.tty && !screen.past && this.show(screen)),
      this.lab.on("moment", (moment) => this.#moment(moment)),
      this.lab.on("insert", (command) => this.lab.terminal === this && this.#insert(command)),
      this.lab.on("focus-terminal", () => this.lab.terminal === this && this.focusTerminal()),
      this.lab.on("text-size", () => this.#restyle()),
    ];
    this.addEventListener("focusin", () => (this.lab.terminal = this));
    this.addEventListener("paste", (event) => this.#pasted(event), true);
  }

  disconnectedCallback() {
    for (const stop of this.stops) stop();
    this.term?.dispose();
  }

  #open() {
    const first = this.querySelector(".first-screen");
    const restore = shimStyles();
    this.term = new Terminal({
      fontFamily: '"JetBrains Mono", "DejaVu Sans Mono", monospace', fontSize: fontSize(), lineHeight: 1.2,
      scrollback: SCROLLBACK, theme: terminalTheme(palette()), cursorBlink: false, cursorInactiveStyle: "outline",
      screenReaderMode: recall("reader") === "on", allowProposedApi: false, logLevel: "off", linkHandler: null, macOptionIsMeta: true,
      disableStdin: this.#follows,
    });
    this.fit = new FitAddon();
    this.term.loadAddon(this.fit);
    this.term.open(this);
    this.toggleAttribute("data-follows", this.#follows);
    restore();
    if (first && !this.#up) this.term.write(first.firstChild.textContent.replace(/\r?\n/g, "\r\n"));
    first?.remove();
    this.term.attachCustomKeyEventHandler((event) => this.#key(event));
    this.term.onData((data) => this.#typed(data));
    this.term.textarea.setAttribute("aria-label", gettext("Terminal {name}. F6 leaves it.", { name: "ttyv" + this.tty }));
    onPalette(() => this.#restyle());
    new ResizeObserver(() => this.#fit()).observe(this);
    if (this.#follows) this.term.onWriteParsed(() => this.#toCursor());
    this.#fit();
    if (this.#late !== null) this.show(this.#late);
    const free = document.activeElement === document.body;
    if (this.tty === 0 && free && matchMedia("(pointer: fine)").matches) this.term.focus();
  }

  /** Shows a whole screen, `{data, rows, columns}`, as the machine told it. */
  show(screen) {
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
    if (this.#follows) this.#fit();
    else this.#tellSize();
  }

  /** The machine stands elsewhere: nothing is typed here, and the terminal has its size. */
  get #follows() {
    return Boolean(this.lab.config.urls.follow);
  }

  #toCursor() {
    const height = this.term.element.querySelector(".xterm-screen").offsetHeight / this.term.rows;
    this.scrollTop = Math.max(0, (this.term.buffer.active.cursorY + 2) * height - this.clientHeight);
  }

  /** The letters become as large as the machine's size allows. */
  #fitLetters() {
    if (!this.#size) return;
    const [rows, columns] = this.#size.split("x").map(Number);
    const projected = document.documentElement.hasAttribute("data-projector");
    const most = projected ? LARGEST : fontSize();
    this.term.options.fontSize = most;
    const room = this.fit.proposeDimensions();
    if (!room) return;
    // On a projector letters count more than lines. What does not fit is scrolled to the cursor.
    const share = Math.min(1, room.cols / columns, projected ? 1 : room.rows / rows);
    this.term.options.fontSize = Math.max(SMALLEST, Math.floor(most * share * 4) / 4);
    if (this.term.rows !== rows || this.term.cols !== columns) this.term.resize(columns, rows);
    this.#toCursor();
  }

  /** Shows a moment: the past without a cursor. Of many in one frame of the screen, the last is written. */
  #moment({ screens, live }) {
    this.toggleAttribute("data-past", !live);
    const waiting = this.#past !== null;
    this.#past = screens ? `\x1bc${screens.get(this.tty) ?? ""}${live ? "" : "\x1b[?25l"}` : null;
    if (waiting || this.#past === null) return;
    requestAnimationFrame(() => {
      if (this.#past === null) return;
      this.#filter = new ControlFilter();
      this.term?.write(this.#filter.pass(this.#past));
      this.#past = null;
    });
  }

  /** Function keys, Shift+Tab and Ctrl+Shift+letter belong to the page, everything else to the machine. */
  #key(event) {
    if (/^F\d+$/.test(event.key)) return false;
    if (event.key === "Tab" && event.shiftKey) return false;
    return !(event.ctrlKey && event.shiftKey && /^[a-z]$/i.test(event.key));
  }

  #typed(data) {
    if (this.lab.moment !== null) {
      this.lab.type(data, this.tty);
      return;
    }
    const text = this.ctrl && data.length === 1 ? controlled(data) : data;
    if (this.ctrl) this.lab.send("ctrl-used");
    this.ctrl = false;
    this.#pending = /[\r\n\x03\x15\x04]/.test(text) ? "" : this.#pending + text;
    if (!this.#up) this.term.write(echo(text));
    this.lab.type(text, this.tty);
  }

  #insert(command) {
    const text = typing(command, this.#pending);
    this.#typed(text);
    this.#pending = command;
    this.focusTerminal();
  }

  #pasted(event) {
    event.preventDefault();
    event.stopPropagation();
    this.paste(event.clipboardData.getData("text/plain"));
  }

  /** Types a text as if pasted: without control characters, and never more than can be typed. */
  paste(pasted) {
    const { text, dropped, refused } = cleaned(pasted);
    if (refused) this.lab.send("trouble", refused);
    else if (dropped) this.lab.send("note", { text: ngettext("{n} control character was left out of what you pasted", "{n} control characters were left out of what you pasted", dropped) });
    for (const piece of pieces(text)) this.#typed(piece);
  }

  press(data) {
    this.#typed(data);
  }

  focusTerminal() {
    this.term?.focus();
  }

  /** Everything that the terminal holds, lines that were wrapped joined again. */
  get text() {
    const { active } = this.term.buffer;
    const lines = [];
    for (let row = 0; row < active.length; row += 1) {
      const line = active.getLine(row);
      if (line.isWrapped && lines.length) lines[lines.length - 1] += line.translateToString(true);
      else lines.push(line.translateToString(true));
    }
    return `${lines.join("\n").trimEnd()}\n`;
  }

  #fit() {
    if (!this.offsetWidth || !this.offsetHeight) return;
    if (this.#follows) {
      this.#fitLetters();
      return;
    }
    this.fit.fit();
    this.#tellSize();
  }

  /** The machine hears of a size when it is up; the first terminal's it is given before it boots. */
  #tellSize() {
    const { rows, cols } = this.term;
    if (this.tty === 0) this.lab.client.size = [rows, cols];
    const size = `${rows}x${cols}`;
    if (!(this.#up || this.hasAttribute("data-new")) || size === this.#size) return;
    this.#size = size;
    this.#up = true;
    this.lab.client.resize(this.tty, rows, cols);
  }

  set reader(on) {
    this.term.options.screenReaderMode = on;
  }

  #restyle() {
    if (!this.term) return;
    this.term.options.theme = terminalTheme(palette());
    this.term.options.fontSize = fontSize();
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
