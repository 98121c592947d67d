// Runs Pyodide in node with one bundle on its path, does PROGRAM (Python) there and prints the value of its last line.
// What the bundle lacks is brought from REST, as static/js/machine/worker.js does; empty: the bundle lacks nothing.
//
//     node machine_digest.mjs PYODIDE_FOLDER BUNDLE REST PROGRAM

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, bundle, rest, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide({ indexURL: `${folder}/`, env: { PYTHONHASHSEED: "0" } });
pyodide.FS.writeFile("/machine.zip", new Uint8Array(readFileSync(bundle)));
pyodide.globals.set("bring", () => pyodide.FS.writeFile("/rest.zip", new Uint8Array(readFileSync(rest))));
const later = rest ? 'from lab.rest import install\ninstall("/rest.zip", bring)' : "";
const quick = 'from lab.boot import install as quicken\nquicken("/machine.zip")'; // as the worker does
console.log(pyodide.runPython(`import sys\nsys.path.insert(0, "/machine.zip")\n${quick}\n${later}\n${program}`));
