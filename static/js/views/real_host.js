// To the real thing and back: a dialog with the present state as files and commands, and one that tries a pasted jail.conf.

import { gettext } from "../models/language.js";
import { keysOf, reportLines, reportSummary } from "../models/report.js";
import { make } from "./element.js";
import { saveText } from "./saving.js";

const FORMATS = [["jail.conf", "jail.conf"], ["rc.conf", gettext("rc.conf lines")], ["devfs.rules", "devfs.rules"], ["sh", gettext("Shell script")], ["bastille", "Bastille"], ["imunes", "IMUNES"]];
const EXAMPLE = 'www {\n    path = "/usr/local/jails/www";\n    host.hostname = "www.example.org";\n    ip4.addr = "igb0|10.0.0.5";\n    mount.devfs;\n    exec.start = "/bin/sh /etc/rc";\n}\n';

const known = new WeakMap(); // lab -> {export, import}

export function openExport(lab) {
  dialogsOf(lab).take.open();
}

export function openImport(lab) {
  dialogsOf(lab).bring.open();
}

function dialogsOf(lab) {
  if (!known.has(lab)) {
    document.head.append(document.getElementById("real-host-style").content);
    known.set(lab, { take: new Take(lab), bring: new Bring(lab) });
  }
  return known.get(lab);
}

function dialog(title, ...children) {
  const node = make("dialog.real-host", { "aria-label": title });
  const close = make("button.tool", { type: "button", onclick: () => node.close() }, gettext("Close"));
  node.append(make("header", {}, make("h2", {}, title), close), ...children);
  document.body.append(node);
  return node;
}

/** The present state in one form at a time. */
class Take {
  #lab;
  #answer = null;

  constructor(lab) {
    this.#lab = lab;
    this.tabs = make("div.forms", { role: "group", "aria-label": gettext("Form") }, ...FORMATS.map(([format, label]) =>
      make("button.tool", { type: "button", "data-format": format, "aria-pressed": "false", onclick: () => this.#ask(format) }, label)));
    this.text = make("pre.taken", { tabindex: "0", role: "region", "aria-label": gettext("Text") });
    this.notes = make("ul.taken-notes");
    this.copied = make("span.taken-said", { role: "status" });
    const copy = make("button.button", { type: "button", onclick: () => this.#copy() }, gettext("Copy"));
    const save = make("button.button.quiet", { type: "button", onclick: () => this.#save() }, gettext("Save"));
    this.node = dialog(gettext("Take it to a real FreeBSD host"), this.tabs, this.text, this.notes, make("footer", {}, copy, save, this.copied));
    lab.on("exported", (answer) => this.#show(answer));
  }

  open() {
    this.node.showModal();
    this.#ask(this.#answer?.format ?? FORMATS[0][0]);
  }

  #ask(format) {
    for (const tab of this.tabs.children) tab.setAttribute("aria-pressed", String(tab.dataset.format === format));
    this.copied.textContent = "";
    this.#lab.client.say({ type: "export", format });
  }

  #show(answer) {
    this.#answer = answer;
    this.text.textContent = answer.text;
    this.text.scrollTop = 0;
    this.notes.replaceChildren(...answer.notes.map((note) => make("li", {}, note)));
  }

  async #copy() {
    const done = await navigator.clipboard.writeText(this.#answer?.text ?? "").then(() => true, () => false);
    this.copied.textContent = done ? gettext("Copied.") : gettext("The browser does not allow copying; select the text instead.");
  }

  #save() {
    if (this.#answer) saveText(this.#answer.file, this.#answer.text);
  }
}

/** A jail.conf and rc.conf lines: tried, reported, built at the terminal. */
class Bring {
  #lab;
  #answer = null;

  constructor(lab) {
    this.#lab = lab;
    const area = (label, rows, placeholder) => {
      const field = make("textarea", { rows: String(rows), spellcheck: "false", autocomplete: "off", maxlength: "20000", placeholder });
      return { field, node: make("label.brought", {}, label, field) };
    };
    this.jails = area("jail.conf", 10, EXAMPLE);
    this.lines = area(gettext("rc.conf lines, if you like"), 4, 'cloned_interfaces="bridge0"');
    this.said = make("p", { role: "status" });
    this.report = make("ol.report");
    this.tryIt = make("button.button", { type: "button", onclick: () => this.#try() }, gettext("Try it"));
    this.build = make("button.button.quiet", { type: "button", disabled: true, onclick: () => this.#build() }, gettext("Build it here"));
    this.node = dialog(gettext("Bring a jail.conf"), this.jails.node, this.lines.node, make("footer", {}, this.tryIt, this.build, this.said), this.report);
    lab.on("imported", (answer) => this.#show(answer));
    lab.on("failed", ({ where, error }) => where === "import" && this.#refused(error));
  }

  open() {
    this.node.showModal();
    this.jails.field.focus();
  }

  #try() {
    this.tryIt.disabled = true;
    this.build.disabled = true;
    this.said.textContent = gettext("A fresh machine reads it…");
    this.report.replaceChildren();
    this.#lab.client.say({ type: "import", jail_conf: this.jails.field.value, rc_conf: this.lines.field.value });
  }

  #show(answer) {
    this.#answer = answer;
    this.tryIt.disabled = false;
    this.build.disabled = !answer.commands || (this.jails.field.value.trim() !== "" && !answer.jails.length);
    this.said.textContent = reportSummary(answer);
    this.report.replaceChildren(...reportLines(answer.rows).map(({ sign, level, word, where, text }) =>
      make("li", { "data-level": level }, make("span", { "aria-hidden": "true" }, sign), make("code", {}, where), make("span", {}, make("b.visually-hidden", {}, `${word}: `), text))));
  }

  #refused(error) {
    this.tryIt.disabled = false;
    this.said.textContent = gettext("It cannot be tried: {error}.", { error });
  }

  /** What is typed is in the journal: undo takes it back line by line, and a link to the state holds it. */
  #build() {
    this.node.close();
    this.#lab.type(keysOf(this.#answer.commands));
    this.#lab.send("focus-terminal");
  }
}
