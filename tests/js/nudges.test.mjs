// A course's page asks again when nudged, and not more often than it should.

import assert from "node:assert/strict";
import test from "node:test";
import { LEAST, Nudges } from "../../static/js/models/nudges.js";

test("the first nudge is answered at once, others wait", () => {
  const nudges = new Nudges();
  assert.equal(nudges.note(1_000), 0);
  assert.equal(nudges.note(1_001), null);
  nudges.told(1_001);
  assert.equal(nudges.note(1_501), LEAST - 500);
  nudges.told(1_001 + LEAST);
  assert.equal(nudges.note(1_001 + 3 * LEAST), 0);
});
