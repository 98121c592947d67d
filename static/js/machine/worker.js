// The learner's machine, in a worker: Python (Pyodide), lab and simbsd. One file, for a worker has no import map.
// Every URL comes with the first message. Speaks wire text in `say`, and answers in `heard`.

const STORE = "cellblock-machine";
const FIRST_HEAP = 31_457_280; // bytes; a snapshot of more would not fit the heap that restoring begins with
const SLICE_STEPS = 20_000; // about ten milliseconds of work
const CALM_AFTER_MS = 400; // a long run leaves the processor some air
const CALM_MS = 8;

let bridge = null;
let running = false;
let driving = false;
const queue = [];

const post = (kind, fields = {}, transfer = []) => self.postMessage({ kind, ...fields }, transfer);

self.onmessage = ({ data }) => {
  if (data.kind === "start") start(data).catch((error) => post("broken", { where: "start", error: String(error) }));
  else {
    queue.push(data);
    drive();
  }
};

async function start({ pyodide, bundle, engine, version, keep }) {
  const key = `${bundle}?snapshot=${version}`;
  const archive = fetch(bundle).then(bytesOf);
  archive.catch(() => {}); // reported where it is awaited
  post("stage", { name: "runtime" });
  const runtime = (await restored(pyodide, key, archive)) ?? (await fresh(pyodide, key, archive, keep));
  bridge = runtime.runPython("from lab.bridge import Bridge\nBridge()");
  post("ready", { engine });
  drive();
}

async function bytesOf(response) {
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Python from its files; leaves a memory snapshot behind for the next visit. */
async function fresh(pyodide, key, archive, keep) {
  const { loadPyodide } = await import(`${pyodide}pyodide.mjs`);
  const snapshots = keep && "caches" in self;
  const runtime = await loadPyodide({ ...options(pyodide), _makeSnapshot: snapshots });
  post("stage", { name: "engine" });
  install(runtime, await archive);
  runtime.runPython("import lab.bridge");
  if (snapshots) keepSnapshot(runtime, key);
  return runtime;
}

/** Python from the snapshot of an earlier visit, or null; a snapshot that fails is deleted. */
async function restored(pyodide, key, archive) {
  if (!("caches" in self)) return null;
  const kept = await caches.match(key, { cacheName: STORE }).catch(() => undefined);
  if (!kept) return null;
  try {
    const { loadPyodide } = await import(`${pyodide}pyodide.mjs`);
    const runtime = await loadPyodide({ ...options(pyodide), _loadSnapshot: new Uint8Array(await kept.arrayBuffer()) });
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

function keepSnapshot(runtime, key) {
  const bytes = trimmed(runtime.makeMemorySnapshot());
  if (bytes.length < FIRST_HEAP) setTimeout(store, 0, key, bytes);
}

/** Restoring fills the heap from its start, so trailing zeros need not be kept. */
function trimmed(bytes) {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.slice(0, end);
}

async function store(key, bytes) {
  try {
    await caches.delete(STORE); // one engine, one snapshot
    await (await caches.open(STORE)).put(key, new Response(bytes));
  } catch {
    post("note", { text: "this browser keeps no snapshot; the next start will be as long as this one" });
  }
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
