// Builds the trimmed standard library for the browser: byte code only, stored, so that HTTP compression works on it
// and nothing is compiled at start. Runs Pyodide itself in node, because only its own Python writes byte code that it reads.
//
//     node pyodide_stdlib.mjs PYODIDE_FOLDER OUTPUT_ZIP
//
// Kept: every file behind sys.modules after start-up and after importing ENOUGH (what simbsd and lab may import),
// whole packages where a part is loaded lazily (encodings, importlib.metadata). What Pyodide imports at start and the
// machine never uses (an event loop, and with it sockets, processes, threads; the unpacking of packages) gives way to the
// small modules of pyodide_slim/ first, and so does not come.

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const ENOUGH = [
  "abc", "base64", "binascii", "bisect", "codecs", "collections", "collections.abc", "contextlib", "copy", "dataclasses",
  "enum", "errno", "fnmatch", "functools", "graphlib", "hashlib", "heapq", "importlib.metadata", "inspect", "io", "ipaddress",
  "itertools", "json", "keyword", "math", "operator", "pathlib", "posixpath", "pprint", "re", "reprlib", "shlex", "string",
  "string.templatelib", "struct", "textwrap", "tomllib", "traceback", "types", "typing", "unicodedata", "warnings", "weakref",
  "zipfile", "zipimport", "zlib",
  "encodings.ascii", "encodings.cp437", "encodings.idna", "encodings.latin_1", "encodings.utf_16", "encodings.utf_8",
];

const SLIM = resolve(import.meta.dirname, "pyodide_slim");

const REPLACE = `
import io, sys, zipfile

def replaced(texts):
    """The stock library with these modules instead of its own."""
    out = io.BytesIO()
    stock_path = next(path for path in sys.path if path.endswith(".zip"))
    with zipfile.ZipFile(stock_path) as stock, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as slim:
        for name in stock.namelist():
            if name not in texts:
                slim.writestr(name, stock.read(name))
        for name, text in texts.items():
            slim.writestr(name, text)
    return out.getvalue()
`;

const PACK = `
import ast, importlib, importlib._bootstrap_external as external, sys, zipfile, zipimport, io

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

def undocumented(tree):
    """Every docstring cut to one sign, for nobody reads them there."""
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body[0].value = ast.copy_location(ast.Constant("-"), node.body[0].value)
    return tree

def sources(names):
    for name in names:
        importlib.import_module(name)
    importlib.invalidate_caches()
    archive = next(path for path in sys.path if path.endswith(".zip"))
    for name, module in sorted(sys.modules.items()):
        path = getattr(module, "__file__", None) or ""
        if path.startswith(archive + "/") and path.endswith((".py", ".pyc")):
            yield path.removeprefix(archive + "/").removesuffix("c"), archive

def pack(names):
    out = io.BytesIO()
    seen = dict(sources(names))
    with zipfile.ZipFile(next(iter(seen.values()))) as stock, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as slim:
        for name in sorted(seen):
            tree = undocumented(ast.parse(stock.read(name), name))
            code = compile(tree, "/lib/python/" + name, "exec", dont_inherit=True, optimize=0)
            entry = zipfile.ZipInfo(name + "c", date_time=(1980, 1, 1, 0, 0, 0))
            # Unchecked hash-based byte code: no time stamp inside, never looked at again.
            slim.writestr(entry, bytes(external._code_to_hash_pyc(code, b"\\0" * 8, False)))
    return out.getvalue(), len(seen)
`;

const [folder, output] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
// Columns serve only to underline source text, which the browser has not.
const options = { indexURL: `${folder}/`, env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" } };

async function texts() {
  const ours = (await readdir(SLIM, { recursive: true })).filter((name) => name.endsWith(".py")).sort();
  const places = [...ours.map((name) => [name, join(SLIM, name)]), ["quick_archive.py", resolve(SLIM, "../../lab/archive.py")]];
  return Object.fromEntries(await Promise.all(places.map(async ([name, path]) => [name, await readFile(path, "utf-8")])));
}

/** A Python that starts with our modules instead of its own. */
async function slim(scratch) {
  const stock = await loadPyodide(options);
  stock.runPython(REPLACE);
  const library = join(scratch, "slim.zip");
  await writeFile(library, stock.globals.get("replaced")(stock.toPy(await texts())).toJs());
  return loadPyodide({ ...options, stdLibURL: library });
}

const scratch = await mkdtemp(join(tmpdir(), "library-"));
try {
  const pyodide = await slim(scratch);
  pyodide.runPython(PACK);
  const packed = pyodide.globals.get("pack")(pyodide.toPy(ENOUGH));
  const [bytes, count] = [packed.get(0).toJs(), packed.get(1)];
  await writeFile(output, bytes);
  console.log(`${count} modules, ${bytes.length} bytes`);
} finally {
  await rm(scratch, { recursive: true });
}
