import assert from "node:assert/strict";
import { test } from "node:test";

import { fragment, fragmentOf, nameOf, packed, problem, unpacked } from "../../static/js/models/permalink.js";

const journal = {
  format: 1, engine: "e1", release: "14.0", seed: 0, lesson: "sandbox.empty", revision: 1,
  inputs: [[0, 0, "resize", "24x80"], ...[..."jail -c name=päß path=/ persist\r"].map((key, at) => [at * 1000, 0, "type", key])], end: 99_000, digests: [],
};
const page = { lesson: { slug: "sandbox.empty", revision: 1 }, release: "14.0", seed: 0, engine: "e1" };

test("a journal goes into an address and comes out the same", async () => {
  const text = await packed(journal);
  assert.match(text, /^[\w-]+$/);
  assert.deepEqual(await unpacked(fragmentOf(fragment(text))), journal);
});

test("a day's work of a lesson fits into a link", async () => {
  let at = 0;
  const inputs = Array.from({ length: 1500 }, (_, n) => [(at += ((n * 7919) % 1000) * 50), 0, "type", "jls -h name\r"[n % 12]]);
  assert.ok((await packed({ ...journal, inputs })).length < 8 * 1024);
});

async function raw(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url");
}

test("an address without a state is none", () => {
  assert.equal(fragmentOf(""), null);
  assert.equal(fragmentOf("#step-1"), null);
});

test("damaged links say so", async () => {
  const text = await packed(journal);
  for (const wrong of [text.slice(0, -9), `x${text}`, text.replace(/.{6}$/, "AAAAAA"), "", "!!!", "%00", text.slice(10)]) {
    await assert.rejects(unpacked(wrong), /damaged/, wrong);
  }
});

test("something else, well packed, says so", async () => {
  for (const other of [{ inputs: [] }]) assert.deepEqual((await unpacked(await packed(other))).inputs, []);
  for (const other of ["null", "7", "[]", "{}", '{"inputs":3}', '{"inputs":[[1],[],[],[]]}']) await assert.rejects(unpacked(await raw(other)), /something else/);
});

test("a small link that unpacks to very much is stopped on the way", async () => {
  const bomb = await raw(`{"inputs":"${"x".repeat(30_000_000)}"}`);
  assert.ok(bomb.length < 64 * 1024);
  await assert.rejects(unpacked(bomb), /more than can be opened/);
  await assert.rejects(unpacked("A".repeat(65 * 1024)), /longer than any/);
});

test("a link to another machine is named before it is replayed", () => {
  assert.equal(problem(journal, page), null);
  assert.match(problem({ ...journal, lesson: "first-jail" }, page), /another lesson/);
  assert.match(problem({ ...journal, engine: "e0" }, page), /another version/);
  assert.match(problem({ ...journal, revision: 2 }, page), /has changed/);
  assert.match(problem({ ...journal, release: "8.0" }, page), /another machine/);
  assert.match(problem({ ...journal, seed: 4 }, page), /another machine/);
});

test("two links have two names", () => {
  assert.notEqual(nameOf("abc"), nameOf("abd"));
  assert.equal(nameOf("abc"), nameOf("abc"));
});
