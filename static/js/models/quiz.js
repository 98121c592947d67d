// What keys and clocks mean on a quiz page: no DOM.

const TYPING = ["INPUT:text", "INPUT:number", "TEXTAREA:", "SELECT:"];

/** Whether a key goes to the field that has the focus, and means nothing else. */
export function isTyping({ tagName = "", type = "" } = {}) {
  return TYPING.includes(`${tagName}:${tagName === "INPUT" ? type : ""}`);
}

/** The option that a key chooses, from 0; null for any other key. */
export function optionOf({ key, altKey, ctrlKey, metaKey }, count) {
  if (altKey || ctrlKey || metaKey || !/^[1-9]$/.test(key)) return null;
  const place = Number(key) - 1;
  return place < count ? place : null;
}

/** Time that is left, as it is read: `12:05`, or hours with it. */
export function timeLeft(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A list with one thing moved by so many places; the same list where it cannot be. */
export function moved(list, from, by) {
  const to = from + by;
  if (to < 0 || to >= list.length) return list;
  const copy = [...list];
  copy.splice(to, 0, ...copy.splice(from, 1));
  return copy;
}
