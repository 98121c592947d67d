// Runs Pyodide in node with one bundle on its path, does PROGRAM (Python) there and prints the value of its last line.
//
//     node machine_digest.mjs PYODIDE_FOLDER BUNDLE PROGRAM

import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [folder, bundle, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide({ indexURL: `${folder}/`, env: { PYTHONHASHSEED: "0" } });
pyodide.FS.writeFile("/machine.zip", new Uint8Array(await readFile(bundle)));
console.log(pyodide.runPython(`import sys\nsys.path.insert(0, "/machine.zip")\n${program}`));
