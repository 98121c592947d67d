// Links to an exact state: the journal, packed into the address behind `#j=`, which browsers send to no server.

import { gettext } from "./language.js";

export const MOST_FRAGMENT = 8 * 1024; // characters of a packed journal; longer ones are kept on the server
const LONGEST_FRAGMENT = 64 * 1024; // what is looked at at all
const MOST_UNPACKED = 2 * 1024 * 1024; // bytes: a small link may unpack to very much
const MARK = "#j=";

/** The packed journal in an address's fragment, or null. */
export function fragmentOf(hash) {
  return hash.startsWith(MARK) ? hash.slice(MARK.length) : null;
}

export function fragment(packed) {
  return MARK + packed;
}

/** A journal as deflated JSON in base64url, its inputs by columns. */
export async function packed(journal) {
  const stream = new Blob([JSON.stringify({ ...journal, inputs: columns(journal.inputs) })]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return base64url(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** The journal in a packed text. Throws an Error with a sentence for anything that is none. */
export async function unpacked(text) {
  if (text.length > LONGEST_FRAGMENT) throw new Error(gettext("This link is longer than any that is made here."));
  const bytes = bytesOf(text);
  let journal;
  try {
    journal = JSON.parse(await inflated(bytes));
  } catch (error) {
    throw new Error(error.cause === "size" ? error.message : gettext("This link is damaged: a part of it may be missing."));
  }
  const inputs = rows(journal?.inputs);
  if (!inputs) throw new Error(gettext("This link holds something else than a machine’s state."));
  return { ...journal, inputs };
}

/** Inputs as columns, times as waits: alike things beside each other pack to a third. */
function columns(inputs) {
  const waits = inputs.map(([at], index) => at - (index ? inputs[index - 1][0] : 0));
  return [waits, inputs.map(([, tty]) => tty), inputs.map(([, , kind]) => kind), inputs.map(([, , , data]) => data)];
}

/** Columns as inputs again, or null for what are none. */
function rows(found) {
  if (!Array.isArray(found) || found.length !== 4 || !found.every((column) => Array.isArray(column) && column.length === found[0].length)) return null;
  const [waits, ...others] = found;
  let at = 0;
  return waits.map((wait, index) => [(at += wait), ...others.map((column) => column[index])]);
}

async function inflated(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MOST_UNPACKED) {
      await reader.cancel();
      throw new Error(gettext("This link holds more than can be opened."), { cause: "size" });
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Why a journal cannot be opened by the machine that a page has, in a sentence; null when it can. */
export function problem(journal, { lesson, release, seed, engine }) {
  if (journal.lesson !== (lesson?.slug ?? null)) return gettext("This link is to another lesson’s machine.");
  if (journal.engine !== engine) return gettext("This link was made on another version of the machine, which is not kept here.");
  if (lesson && journal.revision !== lesson.revision) return gettext("What this link starts from has changed since it was made.");
  if (journal.release !== release || journal.seed !== seed) return gettext("This link is to another machine.");
  return null;
}

/** A short name for a text: what a copy is kept under. Not for secrets. */
export function nameOf(text) {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at += 1) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  return hash.toString(16);
}

function base64url(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    throw new Error(gettext("This link is damaged: it has characters that no link has."));
  }
}
