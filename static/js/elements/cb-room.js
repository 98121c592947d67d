// <cb-room>: the bar of a live room. Connects this page with its room: what it shows, what is shown to it, what is asked of it.

import { Giving } from "../machine/giving.js";
import { roomOf } from "../machine/room.js";
import { askSoon, countSoon, listenForQuiz } from "../machine/room_quiz.js";
import { report } from "../machine/room_reporting.js";
import { Showing } from "../machine/room_showing.js";
import { Task } from "../machine/room_task.js";
import { offerSpeed, setSpeed } from "../machine/room_speed.js";
import { gettext } from "../models/language.js";
import { askedBy } from "../models/room_entries.js";
import { curtainWords, goneWords, handingWords, stateWord } from "../models/room_words.js";
import { drawCurtain, liftCurtain, press, reloading, sayHint, saySentence, watching } from "../views/room_curtain.js";

const JUST_MS = 1_200; // a page that loses the machine so soon after it was opened does not fight for it
const SWITCHES = ["attention", "paused", "locked"];
const NO_HELLO = 4400;

class Room extends HTMLElement {
  #lab = document.querySelector("cb-lab");
  #link = roomOf(this.#lab.config);
  #state = "connecting";
  #room = {};
  #me = null;
  #past = 0; // the last entry when this page came in: what happened before is in its welcome
  #showing = null;
  #giving = null;
  #task = null;

  connectedCallback() {
    const { room, urls } = this.#lab.config;
    this.view = this.dataset.view;
    if (this.view === "projector") document.documentElement.setAttribute("data-projector", "");
    this.#listen();
    if (room.executes) this.#showing = new Showing(this.#lab, this.#link);
    if (room.own) report(this.#lab, this.#link);
    if (this.view === "task") this.#task = new Task(this.#lab, this);
    this.addEventListener("click", ({ target }) => this.#clicked(target.closest("button")));
    this.addEventListener("submit", (event) => this.#submitted(event), true);
    addEventListener("keydown", (event) => this.#key(event), true);
    listenForQuiz(this.#lab);
    setSpeed(this.#lab, room.speed);
    if (room.executes && this.hasAttribute("data-staff")) offerSpeed(this);
    if (urls.follow) this.#lab.send("show-pane", "terminal"); // on a phone, what happens comes first
    this.#link.start();
  }

  #listen() {
    const on = (type, handler) => this.#link.addEventListener(type, ({ detail }) => handler(detail));
    on("state", ({ state, code }) => this.#connection(state, code));
    on("welcome", (message) => this.#welcome(message));
    on("entry", (entry) => this.#entry(entry));
    on("board", () => this.#news());
    on("refused", ({ code, error }) => (code === "lease" ? this.#again() : saySentence(error, true)));
  }

  #connection(state, code) {
    this.#state = state;
    this.#word();
    if (state === "gone") drawCurtain(this.#lab, goneWords(code), code === NO_HELLO ? reloading() : null);
  }

  #word() {
    const node = this.querySelector(".room-state");
    const back = this.#transport && !this.#transport.history.live;
    node.dataset.state = back ? "back" : this.#state;
    node.querySelector(".room-word").textContent = stateWord(this.#state, back);
    const live = this.querySelector("button[data-live]");
    if (!live) return;
    live.disabled = !back;
    this.querySelector('[data-step="1"]').disabled = !back;
  }

  /** What this page follows with, if it follows. */
  get #transport() {
    return this.#lab.client.transport?.history ? this.#lab.client.transport : null;
  }

  #welcome({ room, you, lease, last, resumed }) {
    if (!resumed) this.#past = last;
    this.#holds(lease);
    this.#changed(room);
    this.#you(you);
    if (lease.yours) this.#giving = new Giving(this.#lab, lease.generation);
    const stale = this.#lab.config.room.executes ? !lease.yours : lease.mine && this.view === "live";
    if (stale) this.#again();
  }

  /** Another page has the machine now, or this one does: the server knows which page this is to be. */
  #again() {
    if (performance.now() < JUST_MS) saySentence(gettext("The machine is open in another page of yours; reload to have it here."), true);
    else location.reload();
  }

  #entry(entry) {
    if (entry.seq <= this.#past) return;
    const { executes } = this.#lab.config.room;
    this.#do(askedBy(entry, { me: this.#me, view: this.view, executes, generation: this.#giving?.generation, asked: Number(this.dataset.asked) }));
    if (entry.kind === "frames" && this.#transport) this.#word();
    this.#lab.send(`room-${entry.kind}`, entry.body);
  }

  #do({ changes, you, say, hint, quiz, closes, over, reload, holds, give }) {
    if (reload) location.reload();
    if (changes) this.#changed(changes);
    if (you) this.#you(you);
    if (holds) this.#holds(holds);
    if (say) saySentence(say);
    if (hint) sayHint(hint);
    if (quiz) askSoon();
    if (closes) this.#task.closes(closes);
    if (over) this.#task.over();
    if (give !== undefined) this.#give(give);
  }

  /** The board, or the count of answers, has changed. */
  #news() {
    document.querySelector("cb-board")?.refresh();
    countSoon();
  }

  #you({ id, name, hand, consent }) {
    if (id) this.#me = id;
    if (name !== undefined) this.dataset.name = name;
    if (hand !== undefined) press(this, "hand", hand);
    if (consent !== undefined) press(this, "consent", consent);
  }

  #give(name) {
    drawCurtain(this.#lab, handingWords(name));
    this.#showing.flush();
    this.#giving.give();
  }

  #holds({ name, mine }) {
    const node = this.querySelector("[data-holder]");
    if (node && !this.#lab.config.room.executes) node.textContent = mine ? "" : gettext("{name} has the machine", { name });
  }

  #changed(room) {
    Object.assign(this.#room, room);
    for (const name of SWITCHES) {
      if (room[name] === undefined) continue;
      this.toggleAttribute(`data-${name}`, room[name]);
      press(this, name, room[name]);
    }
    if (room.speed !== undefined) setSpeed(this.#lab, room.speed);
    const words = curtainWords(this.view, this.#room);
    const live = this.querySelector("a[data-live]")?.href;
    if (words) drawCurtain(this.#lab, words, this.#room.attention && live ? watching(live) : null);
    else if (this.#state !== "gone") liftCurtain(this.#lab);
  }

  #clicked(button) {
    if (!button) return;
    if (button.matches("[data-quiz-button]")) askSoon(0);
    else if (button.matches("[data-draw-button]")) button.setAttribute("aria-pressed", String(this.toggleAttribute("data-draws")));
    else if (button.dataset.step) this.#step(Number(button.dataset.step));
    else if (button.hasAttribute("data-live")) this.#step(0);
    else if (button.dataset.copies !== undefined) copy(button);
  }

  #step(direction) {
    if (direction) this.#transport?.step(direction);
    else this.#transport?.live();
    this.#word();
  }

  #key(event) {
    if (event.key !== "F8") return;
    event.preventDefault();
    const link = this.querySelector("a[data-live]");
    if (link) location.assign(link.href);
    else this.#step(0);
  }

  /** What is handed back is what was done until now: the journal is asked for first. */
  #submitted(event) {
    const form = event.target;
    if (!form.matches(".room-hand-back") || form.dataset.ready) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#lab.once("journal", ({ journal }) => {
      form.elements.journal.value = JSON.stringify(journal);
      form.dataset.ready = "1";
      form.requestSubmit();
      delete form.dataset.ready;
    });
    this.#lab.save();
  }
}

/** The address beside the button; where no page may copy, it is selected to be copied by hand. */
async function copy(button) {
  const address = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(address.textContent);
    button.textContent = gettext("Copied");
  } catch {
    getSelection().selectAllChildren(address);
  }
}

customElements.define("cb-room", Room);
