// The learner's machine, in a worker: Python (Pyodide), lab and simbsd. One file, for a worker has no import map.
// Every URL comes with the first message. Speaks wire text in `say`, and answers in `heard`.

const STORE = "cellblock-machine"; // a folder of this site's private files: it is read in a third of the time that a Cache takes
const TRAILER = 4; // bytes after a snapshot: its length, written last
const HEAD = 4; // where in a snapshot it is said how many bytes stand before the heap
const PAGE = 65_536; // bytes of a WebAssembly page
const SLICE_STEPS = 20_000; // about ten milliseconds of work
const CALM_AFTER_MS = 400; // a long run leaves the processor some air
const CALM_MS = 8;

const MACHINE = "/machine.zip"; // what a first command needs
const REST = "/rest.zip";
const REST_AFTER_MS = 1_000; // not in the way of a first command
const IMPORT = `
import sys
sys.path.insert(0, "${MACHINE}")
try:
    from lab.boot import install
except ImportError:
    pass  # an older engine
else:
    install("${MACHINE}")
import lab.bridge
`;

// A snapshot holds every module and text of all archives, so that none is needed again, and the base image that machines share.
// What only a command line runs (__main__.py) needs more of the library than travels.
const WARM = `
import importlib, json, os, sys, zipfile
from simbsd.rootfs import read
for archive in [path for path in [*sys.path, "${REST}"] if path.endswith(".zip") and os.path.exists(path)]:
    for name in zipfile.ZipFile(archive).namelist():
        if name.startswith("simbsd/rootfs/") and not name.endswith((".py", ".pyc")):
            read(name.removeprefix("simbsd/rootfs/"))
        elif name.endswith((".py", ".pyc")) and "__main__" not in name:
            importlib.import_module(name.rpartition(".")[0].replace("/", ".").removesuffix(".__init__"))
from lab.bridge import Bridge
Bridge().handle(json.dumps({"v": 1, "type": "open", "lesson": None, "seed": 0, "release": "14.0", "engine": "", "journal": None}))
`;

const early = new Map(); // by address, answers to what Pyodide is going to ask for
let bridge = null;
let running = false;
let driving = false;
const queue = [];

const fetched = self.fetch.bind(self);
self.fetch = (resource, ...rest) => {
  const answer = early.get(String(resource));
  early.delete(String(resource));
  return answer ?? fetched(resource, ...rest);
};

const post = (kind, fields = {}, transfer = []) => self.postMessage({ kind, ...fields }, transfer);

/** A step of starting, for the page, and for whoever measures. */
function stage(name) {
  performance.mark(name);
  post("stage", { name });
}

self.onmessage = ({ data }) => {
  if (data.kind === "start") start(data).catch((error) => post("broken", { where: "start", error: String(error) }));
  else if (data.kind === "prepare") prepare(data).catch((error) => post("unprepared", { error: String(error) }));
  else {
    queue.push(data);
    drive();
  }
};

async function start({ pyodide, bundle, rest, engine }) {
  stage("runtime");
  ahead(pyodide);
  const kept = await restored(pyodide, bundle);
  const runtime = kept ?? (await fresh(pyodide, bundle));
  if (rest) expect(runtime, rest);
  stage("boot");
  bridge = runtime.runPython("from lab.bridge import Bridge\nBridge()");
  performance.mark("ready");
  post("ready", { engine, restored: kept !== null });
  drive();
}

/** Compiles the interpreter while its script, and a snapshot, are still on their way; Pyodide would begin after them. */
function ahead(pyodide) {
  const address = `${pyodide}pyodide.asm.wasm`;
  const module = WebAssembly.compileStreaming(fetch(address).catch(() => keptCopy(address)));
  module.catch(() => {}); // reported where it is awaited
  for (const script of ["pyodide.mjs", "pyodide.asm.mjs"]) import(pyodide + script).catch(() => {});
  early.set(address, Promise.resolve(new Response()));
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module: await module, instance: await WebAssembly.instantiate(await module, imports),
  });
}

/** What the service worker keeps of a file that goes past it, for a browser that has lost it and has no network. */
async function keptCopy(address) {
  const answer = await self.caches?.match(address);
  if (!answer) throw new Error(`no answer for ${address}, and none kept`);
  return answer;
}

/** Asks for what Pyodide will ask for, so that it need not wait then. */
function ask(address) {
  const answer = fetch(address);
  answer.catch(() => {}); // reported to Pyodide
  early.set(address, answer);
}

async function bytesOf(response) {
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Python from its files. The bundle is a stored zip: Python imports straight from it. */
async function fresh(pyodide, bundle, extra = {}) {
  for (const name of ["python_stdlib.zip", "pyodide-lock.json"]) ask(pyodide + name);
  const archive = fetch(bundle).then(bytesOf);
  archive.catch(() => {}); // reported where it is awaited
  const { loadPyodide } = await import(`${pyodide}pyodide.mjs`);
  const runtime = await loadPyodide({ ...options(pyodide), ...extra });
  stage("engine");
  runtime.FS.writeFile(MACHINE, await archive);
  runtime.runPython(IMPORT);
  return runtime;
}

/** The rest of the machine comes while the learner reads; a program that needs it sooner waits for it, at once and whole. */
function expect(runtime, rest) {
  if (runtime.runPython(`import sys; any(type(one).__name__ == "Rest" for one in sys.meta_path)`)) return; // of a snapshot
  const there = () => runtime.FS.analyzePath(REST).exists;
  const bring = () => {
    const request = new XMLHttpRequest();
    request.open("GET", rest, false);
    request.responseType = "arraybuffer";
    request.send();
    if (request.status !== 200) throw new Error(`${request.status} for ${rest}`);
    runtime.FS.writeFile(REST, new Uint8Array(request.response));
  };
  runtime.globals.set("bring", bring);
  runtime.runPython(`from lab.rest import install; install("${REST}", bring)`);
  const send = () => there() || fetch(rest).then(bytesOf).then((bytes) => there() || runtime.FS.writeFile(REST, bytes));
  setTimeout(() => Promise.resolve(send()).catch(() => {}), REST_AFTER_MS); // should it fail, it is brought when needed
}

/** A memory snapshot for later visits, unless another page has made it. Made by a worker of its own while the learner reads. */
async function prepare({ pyodide, bundle, rest }) {
  const name = nameOf(pyodide, bundle);
  const folder = await snapshots();
  const kept = await opened(folder, name).catch(() => null);
  if (kept) {
    kept.close();
    post("prepared");
    return;
  }
  const runtime = await fresh(pyodide, bundle, { _makeSnapshot: true });
  if (rest) {
    runtime.FS.writeFile(REST, await fetch(rest).then(bytesOf));
    runtime.runPython(`from lab.rest import install; install("${REST}")`);
  }
  runtime.runPython(WARM);
  const bytes = trimmed(runtime.makeMemorySnapshot());
  const older = [];
  for await (const one of folder.keys()) older.push(one);
  for (const one of older) await folder.removeEntry(one).catch(() => {}); // one engine, one snapshot
  await write(folder, name, bytes);
  post("prepared", { bytes: bytes.length });
}

/** The folder of snapshots; a browser that keeps no private files has none, and throws. */
async function snapshots() {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(STORE, { create: true });
}

/** A snapshot belongs to one build of Python and one engine; both stand in their addresses. */
function nameOf(pyodide, bundle) {
  return [bundle, pyodide].map((address) => new URL(address).pathname.replaceAll("/", ".")).join("");
}

/** A snapshot's file, open; throws when there is none, when it is not whole, or when another page is at it. */
async function opened(folder, name) {
  const file = await (await folder.getFileHandle(name)).createSyncAccessHandle({ mode: "read-only" });
  const length = file.getSize() - TRAILER;
  if (length > 0 && wordAt(file, length) === length) return { file, length, close: () => file.close() };
  file.close();
  throw new Error("not whole");
}

function wordAt(file, at) {
  const word = new Uint32Array(1);
  file.read(word, { at });
  return word[0];
}

async function write(folder, name, bytes) {
  const file = await (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle();
  const trailer = Uint32Array.of(bytes.length);
  try {
    file.write(bytes, { at: 0 });
    file.flush();
    file.write(trailer, { at: bytes.length });
  } finally {
    file.close();
  }
}

/** Python from the snapshot of an earlier visit, or null; a snapshot that fails is deleted. */
async function restored(pyodide, bundle) {
  const name = nameOf(pyodide, bundle);
  const folder = await snapshots().catch(() => null);
  const kept = folder && (await opened(folder, name).catch(() => null));
  if (!kept) return null;
  try {
    for (const file of ["empty.zip", "pyodide-lock.json"]) ask(pyodide + file);
    const { loadPyodide } = await import(`${pyodide}pyodide.mjs`);
    const runtime = await loadPyodide({ ...options(pyodide), stdLibURL: `${pyodide}empty.zip`, _loadSnapshot: headOf(kept) });
    runtime.runPython("import lab.bridge");
    return runtime;
  } catch {
    kept.close();
    await folder.removeEntry(name).catch(() => {});
    return null;
  } finally {
    kept.close();
  }
}

/** What stands before the heap in a snapshot, as Pyodide wants it. When Pyodide comes to copy the heap, which follows, it is
 * read from the file straight into Python's memory, and nothing is left to be copied. */
function headOf({ file, length }) {
  const head = new Uint8Array(wordAt(file, HEAD));
  file.read(head, { at: 0 });
  const memory = firstMemory(length - head.length);
  head.subarray = (from, to) => {
    if (to === undefined) file.read(new Uint8Array(memory().buffer, 0, length - from), { at: from });
    return Uint8Array.prototype.subarray.call(head, from, to);
  };
  return head;
}

function options(pyodide) {
  return { indexURL: pyodide, env: { PYTHONHASHSEED: "0", HOME: "/" } };
}

/** The memory of the instance that is made next, grown to hold so many bytes: restoring grows none. */
function firstMemory(bytes) {
  const original = WebAssembly.instantiate.bind(WebAssembly);
  let memory = null;
  WebAssembly.instantiate = async (...args) => {
    const result = await original(...args);
    const exports = Object.values((result.instance ?? result).exports ?? {});
    memory ??= exports.find((one) => one instanceof WebAssembly.Memory) ?? null;
    const missing = memory ? bytes - memory.buffer.byteLength : 0;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return result;
  };
  return () => memory;
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
  if (n) performance.mark(`answer ${n}`);
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
