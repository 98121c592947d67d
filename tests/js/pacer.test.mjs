import assert from "node:assert/strict";
import { test } from "node:test";
import { IDLE_PAUSE_MS, Pacer, clockText } from "../../static/js/models/pacer.js";

function running(options = {}) {
  const pacer = Object.assign(new Pacer(), options);
  pacer.active(0);
  pacer.clock({ time: 0, running: true, next: null });
  pacer.tick(0);
  return pacer;
}

test("time follows the wall clock times the speed while something runs", () => {
  assert.equal(running().tick(100), 100_000);
  assert.equal(running({ speed: 10 }).tick(100), 1_000_000);
});

test("nothing running and nothing due: no time passes", () => {
  const pacer = running();
  pacer.clock({ time: 0, running: false, next: null });
  assert.equal(pacer.tick(100), 0);
});

test("an event that is due lets time pass, and skip leaps to it once", () => {
  const pacer = running();
  pacer.clock({ time: 1_000, running: false, next: 5_000_000 });
  assert.equal(pacer.tick(100), 100_000);
  assert.equal(pacer.skip(), 5_000_000 - 101_000);
  assert.equal(pacer.skip(), 0);
});

test("a hidden page and an idle minute pause it, a key wakes it", () => {
  assert.equal(running({ visible: false }).tick(100), 0);
  const pacer = running();
  assert.equal(pacer.tick(IDLE_PAUSE_MS + 1), 0);
  pacer.active(IDLE_PAUSE_MS + 2);
  assert.equal(pacer.tick(IDLE_PAUSE_MS + 52), 51_000);
});

test("a page that slept makes up for a quarter of a second at most", () => {
  assert.equal(running().tick(30_000), 250_000);
});

test("a machine that is behind is not pushed further", () => {
  const pacer = running();
  let sent = 0;
  for (let wall = 100; wall <= 2_000; wall += 100) sent += pacer.tick(wall);
  assert.ok(sent <= 400_000, String(sent));
});

test("after an undo the clock may go back", () => {
  const pacer = running();
  pacer.clock({ time: 9_000_000, running: true, next: null });
  pacer.restart(1_000_000);
  pacer.tick(0);
  assert.equal(pacer.tick(10), 10_000);
});

test("clock texts", () => {
  assert.equal(clockText(0), "0:00.000");
  assert.equal(clockText(83_042_000), "1:23.042");
  assert.equal(clockText(3_723_000_000), "1:02:03.000");
});
