// What an entry of a room's log asks of a page: a plain object with only what is asked, which the room's bar then does.
//
// `changes` (of the room), `you` (what this member is), `say`, `hint`, `quiz` (ask for it again), `closes` (when this question's time is
// up now), `over` (it is), `reload`, `holds` (who has the machine now), `give` (the machine, to a name).

import { gettext } from "./language.js";

const OWN = ["mine", "task"]; // views with a machine of one's own

/** `page` is `{me, view, executes, generation, asked}`: who this is, what it shows, the lease it holds and the question it is about, if any. */
export function askedBy({ kind, body, to }, page) {
  const mine = to === "" || to === String(page.me);
  return KINDS[kind]?.(body, page, mine) ?? {};
}

const KINDS = {
  room: (body) => ({ changes: body }),
  you: (body, _page, mine) => (mine ? { you: body } : {}),
  handing,
  control,
  hint: ({ text }, _page, mine) => (mine ? { hint: gettext("Hint: {text}", { text }) } : {}),
  reset: (_body, { view }, mine) => ({ reload: mine && view === "mine" }),
  quiz,
  looked: ({ name }, _page, mine) => (mine ? { say: gettext("{name} looked at your machine.", { name }) } : {}),
  handed: ({ name }) => ({ say: gettext("{name} handed back a machine: see the board.", { name }) }),
};

/** At a question's machine its time may have changed, or be over; another question is asked elsewhere. */
function quiz({ number, state, closes }, { view, asked }) {
  if (view !== "task") return { quiz: true };
  return state === "asked" && number === asked ? { closes } : { over: true };
}

/** The room's machine is to change hands: whoever has it gives it as it stands. */
function handing({ executor, to, to_name: name, generation }, page) {
  if (executor === page.me && page.generation === generation) return { give: name };
  return to === page.me ? { say: gettext("You are being handed the machine.") } : {};
}

/** The machine has changed hands, or stands anew: pages that have it or are to have it become other pages. */
function control({ executor, name, shows }, { me, view, executes }) {
  const mine = executor === me;
  if (view === "live" && (executes || mine)) return { reload: true };
  if (mine && OWN.includes(view)) return { say: gettext("You have the room’s machine now: go back to live to work at it.") };
  const say = shows ? gettext("Everybody is shown {name}’s machine now.", { name: shows }) : null;
  return { holds: { name, mine }, ...(say && { say }) };
}
