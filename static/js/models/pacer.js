// Decides how much virtual time passes: wall clock x speed while anything runs or an event is due.
// Pauses when the page is hidden or the learner has been idle for a minute. Holds no timer of its own.

export const IDLE_PAUSE_MS = 60_000;
export const SPEEDS = [1, 10, 60];
// A page that slept (a laptop lid) must not make up for it in one leap.
const LONGEST_STEP_MS = 250;

export class Pacer {
  speed = 1;
  visible = true;
  held = false; // the learner looks at the past
  time = 0;
  running = false;
  next = null;
  #lastTick = null;
  #lastActive = 0;
  #sent = 0; // virtual time that the machine was told to reach

  /** A `clock` message came in. */
  clock({ time, running, next }) {
    this.time = time;
    this.running = running;
    this.next = next ?? null;
    if (time > this.#sent) this.#sent = time;
  }

  /** The machine was opened, undone or reset: its clock may have gone back. */
  restart(time) {
    this.time = time;
    this.#sent = time;
    this.#lastTick = null;
  }

  /** The learner did something. */
  active(wall) {
    this.#lastActive = wall;
  }

  idle(wall) {
    return wall - this.#lastActive > IDLE_PAUSE_MS;
  }

  paused(wall) {
    return !this.visible || this.held || this.idle(wall);
  }

  /** True while there is something for time to bring about. */
  get due() {
    return this.running || this.next !== null;
  }

  /** Microseconds to advance now, 0 for none. `wall` is milliseconds of any steady clock. */
  tick(wall) {
    const since = this.#lastTick === null ? 0 : Math.min(wall - this.#lastTick, LONGEST_STEP_MS);
    this.#lastTick = wall;
    if (!this.due || this.paused(wall) || since <= 0) return 0;
    if (this.#sent - this.time > LONGEST_STEP_MS * 1000 * this.speed) return 0; // the machine is behind
    const us = Math.round(since * 1000 * this.speed);
    this.#sent += us;
    return us;
  }

  /** Microseconds to the next event, 0 if there is none. */
  skip() {
    if (this.next === null || this.next <= this.#sent) return 0;
    const us = this.next - this.#sent;
    this.#sent = this.next;
    return us;
  }
}

/** Virtual microseconds as `m:ss.mmm`, hours before them when there are any. */
export function clockText(us) {
  const ms = Math.floor(us / 1000);
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(ms / 3_600_000);
  const rest = `${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
  const minutes = Math.floor(ms / 60_000) % 60;
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
