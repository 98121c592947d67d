// The learner's machine, in a worker: Python (Pyodide), lab and simbsd. One file, for a worker has no import map.
// Every URL comes with the first message. Speaks wire text in `say`, and answers in `heard`.

const STORE = "cellblock-machine";
const PAGE = 65_536; // bytes of a WebAssembly page
const SLICE_STEPS = 20_000; // about ten milliseconds of work
const CALM_AFTER_MS = 400; // a long run leaves the processor some air
const CALM_MS = 8;

// What a snapshot holds beyond the modules: every program, and the base image that each machine shares.
const WARM = `
import json
from lab.bridge import Bridge
from simbsd.programs import Programs
Programs().load()
Bridge().handle(json.dumps({"v": 1, "type": "open", "lesson": None, "seed": 0, "release": "14.0", "engine": "", "journal": None}))
`;

let bridge = null;
let running = false;
let driving = false;
const queue = [];

const post = (kind, fields = {}, transfer = []) => self.postMessage({ kind, ...fields }, transfer);

self.onmessage = ({ data }) => {
  if (data.kind === "start") start(data).catch((error) => post("broken", { where: "start", error: String(error) }));
  else if (data.kind === "prepare") prepare(data).catch((error) => post("unprepared", { error: String(error) }));
  else {
    queue.push(data);
    drive();
  }
};

async function start({ pyodide, bundle, engine }) {
  const archive = fetch(bundle).then(bytesOf);
  archive.catch(() => {}); // reported where it is awaited
  post("stage", { name: "runtime" });
  const runtime = (await restored(pyodide, bundle, archive)) ?? (await fresh(pyodide, archive));
  bridge = runtime.runPython("from lab.bridge import Bridge\nBridge()");
  post("ready", { engine });
  drive();
}

async function bytesOf(response) {
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Python from its files. */
async function fresh(pyodide, archive, extra = {}) {
  const { loadPyodide } = await import(`${pyodide}pyodide.mjs`);
  const runtime = await loadPyodide({ ...options(pyodide), ...extra });
  post("stage", { name: "engine" });
  install(runtime, await archive);
  runtime.runPython("import lab.bridge");
  return runtime;
}

/** A memory snapshot for later visits, every program loaded. Made by a worker of its own while the learner reads. */
async function prepare({ pyodide, bundle }) {
  const archive = fetch(bundle).then(bytesOf);
  const runtime = await fresh(pyodide, archive, { _makeSnapshot: true });
  runtime.runPython(WARM);
  const bytes = trimmed(runtime.makeMemorySnapshot());
  await caches.delete(STORE); // one engine, one snapshot
  await (await caches.open(STORE)).put(keyOf(pyodide, bundle), new Response(bytes));
  post("prepared", { bytes: bytes.length });
}

/** A snapshot belongs to one build of Python and one engine; both stand in their addresses. */
function keyOf(pyodide, bundle) {
  return `${bundle}?snapshot=${new URL(pyodide).pathname}`;
}

/** Python from the snapshot of an earlier visit, or null; a snapshot that fails is deleted. */
async function restored(pyodide, bundle, archive) {
  if (!("caches" in self)) return null;
  const kept = await caches.match(keyOf(pyodide, bundle), { cacheName: STORE }).catch(() => undefined);
  if (!kept) return null;
  try {
    const snapshot = new Uint8Array(await kept.arrayBuffer());
    makeRoom(snapshot.length);
    const { loadPyodide } = await import(`${pyodide}pyodide.mjs`);
    const runtime = await loadPyodide({ ...options(pyodide), _loadSnapshot: snapshot });
    install(runtime, await archive);
    runtime.runPython("import lab.bridge");
    return runtime;
  } catch {
    await caches.delete(STORE);
    return null;
  }
}

function options(pyodide) {
  return { indexURL: pyodide, env: { PYTHONHASHSEED: "0", HOME: "/" } };
}

/** The bundle is a stored zip: Python imports straight from it. */
function install(runtime, archive) {
  post("stage", { name: "boot" });
  runtime.FS.writeFile("/machine.zip", archive);
  runtime.runPython("import sys\nif '/machine.zip' not in sys.path: sys.path.insert(0, '/machine.zip')");
}

/** Restoring copies a snapshot into the first heap as it is, so the heap is grown as soon as there is one. */
function makeRoom(bytes) {
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = async (...args) => {
      const result = await original(...args);
      const exports = Object.values((result.instance ?? result).exports ?? {});
      const memory = exports.find((one) => one instanceof WebAssembly.Memory);
      const missing = memory ? bytes - memory.buffer.byteLength : 0;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return result;
    };
  }
}

/** Restoring fills the heap from its start, so trailing zeros need not be kept. */
function trimmed(bytes) {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.slice(0, end);
}

/** Takes messages in order; between them, and while the machine runs, lets new ones in. */
async function drive() {
  if (driving || !bridge) return;
  driving = true;
  const since = performance.now();
  try {
    for (;;) {
      const message = queue.shift();
      if (message) take(message);
      else if (running) hear(null, bridge.pump(SLICE_STEPS));
      else break;
      await breathe(running && performance.now() - since > CALM_AFTER_MS ? CALM_MS : 0);
    }
  } catch (error) {
    running = false;
    post("broken", { where: "machine", error: String(error) });
  } finally {
    driving = false;
  }
}

function take({ kind, n, text }) {
  if (kind === "say") hear(n, bridge.handle(text));
  else post("pong", { n });
}

function hear(n, answers) {
  const texts = answers.toJs();
  answers.destroy();
  for (const text of texts) if (text.includes('"clock"')) noteClock(JSON.parse(text));
  post("heard", { n, texts });
}

function noteClock(message) {
  if (message.type === "clock") running = Boolean(message.running);
}

const channel = new MessageChannel();
let wake = null;
channel.port1.onmessage = () => wake();

function breathe(ms) {
  return new Promise((resolve) => {
    if (ms) setTimeout(resolve, ms);
    else {
      wake = resolve;
      channel.port2.postMessage(0);
    }
  });
}
