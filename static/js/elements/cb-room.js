// <cb-room>: the bar of a live room. Sends what this page's machine shows when it is the room's, follows what others show,
// steps back and returns, and does what the teacher asks of everybody.

import { Giving } from "../machine/giving.js";
import { roomOf } from "../machine/room.js";
import { Coalescer } from "../models/coalescer.js";
import { gettext } from "../models/language.js";
import { GraphModel } from "../models/graph.js";
import { curtainWords, goneWords, stateWord, workOf } from "../models/room_words.js";
import { sketchOf } from "../models/sketch.js";
import { Whole } from "../models/whole.js";
import { make } from "../views/element.js";

const FRAME_MS = 50;
const KEEP_AFTER_MS = 150;
const LOOK_AFTER_MS = 300;
const WORK_AFTER_MS = 1_500;
const SPREAD_MS = 700; // of asking for a question: it opens for all at the same moment all the same
const COUNT_MS = 1_200;
const SAVE_WAIT_MS = 1_200;
const SHOWN = ["opened", "screen", "output", "command", "graph", "packets", "trace", "goals", "clock"];
const SWITCHES = ["attention", "paused", "locked"];

class Room extends HTMLElement {
  #lab = document.querySelector("cb-lab");
  #link = roomOf(this.#lab.config);
  #frames = new Coalescer();
  #whole = new Whole();
  #state = "connecting";
  #room = {};
  #timers = {};

  connectedCallback() {
    const { room } = this.#lab.config;
    this.view = this.dataset.view;
    if (this.view === "projector") document.documentElement.setAttribute("data-projector", "");
    this.#listen();
    if (room.executes) this.#execute();
    if (room.own) this.#report();
    this.addEventListener("click", ({ target }) => this.#clicked(target.closest("button")));
    this.addEventListener("submit", (event) => this.#submitted(event), true);
    document.body.addEventListener("room-quiz-due", () => this.#askSoon(Math.random() * SPREAD_MS));
    document.addEventListener("click", ({ target }) => target.closest("[data-put-away]") && document.getElementById("room-quiz").replaceChildren());
    addEventListener("keydown", (event) => this.#key(event), true);
    this.#speed(room.speed);
    if (room.executes && this.hasAttribute("data-staff")) this.#setsSpeed();
    if (this.#lab.config.urls.follow) this.#lab.send("show-pane", "terminal"); // on a phone, what happens comes first
    this.#link.start();
  }

  #listen() {
    const on = (type, handler) => this.#link.addEventListener(type, ({ detail }) => handler(detail));
    on("state", ({ state, code }) => this.#connection(state, code));
    on("welcome", (message) => this.#welcome(message));
    on("entry", (entry) => this.#entry(entry));
    on("board", () => this.#news());
    on("refused", ({ code, error }) => code === "lease" ? this.#again() : this.#say(error, true));
  }

  /** This page has the room's machine: what it shows is shown to all. */
  #execute() {
    for (const type of SHOWN) this.#lab.on(type, (message) => this.#shown(message));
    // Whoever takes the machine next opens it on the journal that the room has: it must not lag behind what was shown.
    this.#lab.on("command", () => this.#later("save", KEEP_AFTER_MS, () => this.#lab.save()));
    this.#link.addEventListener("wanted", ({ detail }) => {
      this.#jump ||= Boolean(detail.fresh);
      this.#lookSoon(0);
    });
    this.#lab.terminal?.term?.onResize?.(() => this.#lookSoon(LOOK_AFTER_MS));
    new ResizeObserver(() => this.#lookSoon(LOOK_AFTER_MS)).observe(document.querySelector("cb-terminal"));
    setInterval(() => this.#flush(), FRAME_MS);
  }

  #flush() {
    if (this.#frames.lost) this.#lookSoon(LOOK_AFTER_MS);
    const now = performance.now();
    if (!this.#link.busy && this.#frames.due(now) && !this.#link.show("frames", this.#frames.take(now))) this.#frames.overflow();
  }

  /** Everything, for whoever comes later; those who follow take it where frames are missing, or the machine is another one. */
  #snapshot(messages) {
    const items = this.#frames.take(performance.now());
    if (items.length && !this.#frames.lost && !this.#jump) this.#frames.lost = !this.#link.show("frames", items);
    const jump = this.#frames.lost || this.#jump;
    if (!this.#link.show("snapshot", messages, { jump })) return;
    this.#frames.lost = this.#jump = false;
  }

  #jump = true; // this page's machine has not been shown yet

  #shown(message) {
    this.#whole.add(message);
    this.#frames.add(message);
    if (message.type === "screen") this.#lookSoon(LOOK_AFTER_MS);
  }

  /** A snapshot soon; a machine that is not up yet gives one when it is. */
  #lookSoon(ms) {
    this.#later("look", ms, () => this.#whole.ready && this.#snapshot(this.#whole.messages()));
  }

  /** A machine of one's own: the board is told how far it is, and what its network looks like. */
  #report() {
    const network = new GraphModel();
    const soon = () => this.#later("work", WORK_AFTER_MS, () => {
      const work = workOf(this.#goals, sketchOf(network));
      if (JSON.stringify(work) === JSON.stringify(this.#work)) return;
      this.#work = work;
      this.#link.say(work);
    });
    this.#link.addEventListener("welcome", () => this.#work && this.#link.say(this.#work));
    this.#lab.on("goals", ({ goals }) => (this.#goals = goals) && soon());
    this.#lab.on("graph", (message) => message.name === "network" && network.apply(message) && soon());
  }

  #goals = [];
  #work = null; // as the board was told it

  #later(name, ms, act) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(act, ms);
  }

  #connection(state, code) {
    this.#state = state;
    this.#word();
    if (state === "gone") this.#curtain(...goneWords(code), code === 4400);
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
    if (performance.now() < SAVE_WAIT_MS) this.#say(gettext("The machine is open in another page of yours; reload to have it here."), true);
    else location.reload();
  }

  /** What happened before this page came in is in its welcome. */
  #entry({ seq, kind, body, to }) {
    if (seq <= this.#past) return;
    const mine = to === "" || to === String(this.#me);
    const handlers = {
      room: () => this.#changed(body),
      you: () => mine && this.#you(body),
      handing: () => this.#handing(body),
      control: () => this.#control(body),
      hint: () => mine && this.#say(gettext("Hint: {text}", body)),
      reset: () => mine && this.view === "mine" && location.reload(),
      quiz: () => this.#askSoon(Math.random() * SPREAD_MS),
      looked: () => mine && this.#say(`${body.name} looked at your machine.`),
      handed: () => this.#say(gettext("{name} handed back a machine: see the board.", body)),
    };
    handlers[kind]?.();
    if (kind === "frames" && this.#transport) this.#word();
    this.#lab.send(`room-${kind}`, body);
  }

  /** The board, or the count of answers, has changed. */
  #news() {
    document.querySelector("cb-board")?.refresh();
    if (document.querySelector("#room-quiz [data-phase=open], #room-quiz [data-phase=over]")) this.#askSoon(COUNT_MS);
  }

  /** The quiz is asked for again; a whole class does not ask in the same moment, and no answer is taken away from under a hand. */
  #askSoon(ms) {
    this.#timers.quiz ??= setTimeout(() => {
      this.#timers.quiz = null;
      const busy = document.activeElement?.matches?.(".quiz-ask select, .quiz-ask input");
      if (busy) this.#askSoon(COUNT_MS);
      else document.body.dispatchEvent(new CustomEvent("room-quiz"));
    }, ms);
  }

  #past = 0; // the last entry when this page came in
  #me = null;

  #you({ id, name, hand, consent }) {
    if (id) this.#me = id;
    if (name !== undefined) this.dataset.name = name;
    if (hand !== undefined) this.#press("hand", hand);
    if (consent !== undefined) this.#press("consent", consent);
  }

  /** The room's machine is to change hands: whoever has it gives it as it stands. */
  #handing({ executor, to, to_name: name, generation }) {
    if (executor === this.#me && this.#giving?.generation === generation) {
      this.#curtain("One moment", `The machine goes to ${name}.`);
      this.#flush();
      this.#giving.give();
    } else if (to === this.#me) this.#say("You are being handed the machine.");
  }

  #giving = null;

  #control({ executor, name, why }) {
    const config = this.#lab.config.room;
    if (this.view !== "mine" && (config.executes || executor === this.#me) && this.view !== "projector") location.reload();
    else this.#holds({ name, mine: executor === this.#me });
    if (why) this.#say(why);
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
      this.#press(name, room[name]);
    }
    if (room.speed !== undefined) this.#speed(room.speed);
    const words = curtainWords(this.view, this.#room);
    if (words) this.#curtain(...words, false, this.#room.attention);
    else if (this.#state !== "gone") this.#curtain(null);
  }

  #speed(speed) {
    this.#lab.pacer.speed = speed;
    document.querySelector(".status-speed select").value = String(speed);
  }

  /** The speed of the room's machine is the room's: everybody's clock runs as fast. */
  #setsSpeed() {
    document.querySelector(".status-speed select").addEventListener("change", ({ target }) => {
      window.htmx.ajax("POST", this.dataset.act, { source: this, values: { speed: target.value }, target: "#room-said" });
    });
  }

  #press(name, on) {
    const button = this.querySelector(`[data-switch="${name}"]`);
    if (!button) return;
    button.setAttribute("aria-pressed", String(on));
    button.setAttribute("hx-vals", JSON.stringify({ on: on ? "0" : "1" }));
  }

  #curtain(title, sentence = "", reload = false, live = false) {
    const node = document.querySelector("[data-curtain]");
    node.hidden = title === null;
    this.#lab.inert = title !== null;
    if (title === null) return;
    const way = reload ? make("a.button", { href: location.href }, gettext("Reload")) : live ? make("a.button", { href: this.#live }, gettext("Watch live")) : null;
    node.replaceChildren(make("div.curtain-words", {}, make("h2", {}, title), make("p", {}, sentence), way));
  }

  get #live() {
    return this.querySelector("a[data-live]")?.href ?? location.href;
  }

  #say(text, refused = false) {
    const node = document.getElementById("room-said");
    node.replaceChildren(make("p", { "data-refused": refused }, text));
    this.#later("said", 12_000, () => node.replaceChildren());
  }

  #clicked(button) {
    if (!button) return;
    if (button.matches("[data-quiz-button]")) this.#askSoon(0);
    else if (button.matches("[data-draw-button]")) button.setAttribute("aria-pressed", String(this.toggleAttribute("data-draws")));
    else if (button.dataset.step) this.#step(Number(button.dataset.step));
    else if (button.hasAttribute("data-live")) this.#step(0);
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
    const send = ({ journal }) => {
      form.elements.journal.value = JSON.stringify(journal);
      form.dataset.ready = "1";
      form.requestSubmit();
      delete form.dataset.ready;
    };
    this.#lab.once("journal", send);
    this.#lab.save();
  }
}

customElements.define("cb-room", Room);
