// When a page asks for the quiz again: a whole class does not ask in the same moment, and no answer is taken away from under a hand.

const SPREAD_MS = 700; // a question opens for all at the same moment all the same
const COUNT_MS = 1_200;
const COUNTED = "#room-quiz [data-phase=open], #room-quiz [data-phase=over]";

let timer = null;

const isChosen = () => Boolean(document.activeElement?.matches?.(".quiz-ask select, .quiz-ask input"));

export function askSoon(ms = Math.random() * SPREAD_MS) {
  timer ??= setTimeout(() => {
    timer = null;
    if (isChosen()) askSoon(COUNT_MS);
    else document.body.dispatchEvent(new CustomEvent("room-quiz"));
  }, ms);
}

/** The count of answers has changed. */
export function countSoon() {
  if (document.querySelector(COUNTED)) askSoon(COUNT_MS);
}

export function listenForQuiz(lab) {
  document.body.addEventListener("room-quiz-due", () => askSoon());
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.detail.ctx.sourceElement?.id !== "room-quiz" || !isChosen()) return;
    event.preventDefault();
    askSoon(COUNT_MS);
  });
  document.addEventListener("htmx:after:request", ({ target }) => target.matches(".quiz-ask") && document.activeElement?.blur());
  document.addEventListener("htmx:after:swap", () => toQuestion(lab));
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-put-away]")) return;
    document.getElementById("room-quiz").replaceChildren();
    if (matchMedia("(pointer: fine)").matches) lab.send("focus-terminal");
  });
}

/** A question lies over the panes: the focus goes to it, unless it is at work elsewhere. */
function toQuestion(lab) {
  const { activeElement } = document;
  if (activeElement === document.body || lab.contains(activeElement)) document.querySelector(".quiz-sheet[data-number] h2")?.focus();
}
