// Compiles the machine's bundle for the browser: byte code only, stored, no docstrings. Runs Pyodide itself in node,
// because only its own Python writes byte code that it reads. The same sources give the same bytes.
//
//     node machine_compile.mjs PYODIDE_FOLDER SOURCE_ZIP OUTPUT_ZIP

import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const COMPILE = `
import ast, importlib._bootstrap_external as external, io, zipfile

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

def compiled(path):
    out = io.BytesIO()
    with zipfile.ZipFile(path) as sources, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sources.namelist():
            tree = undocumented(ast.parse(sources.read(name), name))
            # The name that a traceback shows; worker.js puts the bundle there.
            # Asserts stay: the browser is to stop where the server's replay stops.
            code = compile(tree, "/machine.zip/" + name, "exec", dont_inherit=True, optimize=0)
            entry = zipfile.ZipInfo(name + "c", date_time=(1980, 1, 1, 0, 0, 0))
            # Unchecked hash-based byte code: no time stamp inside, and no source to compare with.
            archive.writestr(entry, bytes(external._code_to_hash_pyc(code, b"\\0" * 8, False)))
    return out.getvalue()
`;

const [folder, sources, output] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
// Columns serve only to underline source text, which the browser has not: lines stay, and a quarter of the bytes goes.
const env = { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" };
const pyodide = await loadPyodide({ indexURL: `${folder}/`, env });
pyodide.FS.writeFile("/sources.zip", new Uint8Array(await readFile(sources)));
pyodide.runPython(COMPILE);
try {
  await writeFile(output, pyodide.globals.get("compiled")("/sources.zip").toJs());
} catch (error) {
  // Left to node, this would begin with the line of Pyodide's script where it was thrown: all of it.
  console.error(error.message.trim().split("\n").at(-1));
  process.exitCode = 1;
}
