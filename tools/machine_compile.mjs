// Compiles the machine's bundle for the browser: byte code only, stored, no docstrings. Runs Pyodide itself in node,
// because only its own Python writes byte code that it reads. The same sources give the same bytes.
//
// Two archives: every module that a lesson's opening and a first command import, with the methods that its dataclasses
// compile then (lab/boot.py), and the rest, texts included.
//
//     node machine_compile.mjs PYODIDE_FOLDER SOURCE_ZIP OUTPUT_ZIP REST_ZIP

import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const COMPILE = `
import ast, importlib._bootstrap_external as external, io, marshal, sys, zipfile

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

def undocumented(tree):
    """Every docstring cut to one sign, and one for each class without: dataclasses would compose it at import,
    from the class's whole signature. None at all would let a __future__ import begin too late."""
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body[0].value = ast.copy_location(ast.Constant("-"), node.body[0].value)
        elif isinstance(node, ast.ClassDef):
            node.body.insert(0, ast.copy_location(ast.Expr(ast.copy_location(ast.Constant("-"), node)), node))
    return tree

# What a first visit does until the answer of its first command; lessons are set up with jails and files, too, and ask the
# commonest facts.
OPENING = """
import json
from lab import files
from lab.bridge import Bridge
from lab.facts import host, jails, network, processes
bridge = Bridge()
def say(**fields):
    bridge.handle(json.dumps({"v": 1, **fields}))
asked = {
    "jail_exists": {"jail": "a"}, "process_in_jail": {"jail": "a", "command": "sleep"}, "host_unchanged": {},
    "command_ran": {"jail": "a", "command": "ls"}, "file_exists": {"jail": "a", "path": "/a"},
    "reaches": {"jail": "a", "address": "10.0.0.1"},
}
goals = [{"id": name, "text": name, "fact": name, "with": given} for name, given in asked.items()]
lesson = {"slug": "opening", "revision": 1, "release": "14.0", "setup": {"commands": ["true"]}, "goals": goals}
say(type="open", lesson=lesson, seed=0, release="14.0", engine="", journal=None)
say(type="input", tty=0, data="ls; mkdir a; mount -t devfs devfs a; sleep 0 & jail -c name=a path=/ persist; jexec a ls; jls; ifconfig\\\\r")
say(type="advance", us=2_000_000)
say(type="save")
bridge.pump(20_000)
"""

def entry(name, content):
    if not name.endswith(".py"):
        return name, content
    tree = undocumented(ast.parse(content, name))
    # The name that a traceback shows. Asserts stay: the browser is to stop where the server's replay stops.
    code = compile(tree, "/machine.zip/" + name, "exec", dont_inherit=True, optimize=0)
    # Unchecked hash-based byte code: no time stamp inside, and no source to compare with.
    return name + "c", bytes(external._code_to_hash_pyc(code, b"\\0" * 8, False))

def zipped(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()

def first(entries):
    """The names of the entries that OPENING imports, and the methods that dataclasses compiled in it; of a machine
    that has no bridge, all."""
    names = [name for name, _ in entries]
    if "lab/bridge.pyc" not in names:
        return set(names), []
    with open("/whole.zip", "wb") as file:
        file.write(zipped(entries))
    sys.path.insert(0, "/whole.zip")
    from lab.boot import METHODS, recorded
    methods = recorded()
    exec(OPENING, {})
    paths = [getattr(module, "__file__", None) or "" for module in sys.modules.values()]
    used = {path.removeprefix("/whole.zip/") for path in paths if path.startswith("/whole.zip/")}
    return used | {"lab/rest.pyc", METHODS}, [(METHODS, marshal.dumps(methods))]

def compiled(path):
    with zipfile.ZipFile(path) as sources:
        entries = [entry(name, sources.read(name)) for name in sources.namelist()]
    needed, methods = first(entries)
    entries += methods
    return [zipped([one for one in entries if (one[0] in needed) is side]) for side in (True, False)]
`;

const [folder, sources, ...outputs] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
// Columns serve only to underline source text, which the browser has not: lines stay, and a quarter of the bytes goes.
const env = { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" };
const pyodide = await loadPyodide({ indexURL: `${folder}/`, env });
pyodide.FS.writeFile("/sources.zip", new Uint8Array(await readFile(sources)));
pyodide.runPython(COMPILE);
try {
  const archives = pyodide.globals.get("compiled")("/sources.zip").toJs();
  for (const [number, output] of outputs.entries()) await writeFile(output, archives[number]);
} catch (error) {
  // Left to node, this would begin with the line of Pyodide's script where it was thrown: all of it.
  console.error(error.message.trim().split("\n").at(-1));
  process.exitCode = 1;
}
