// Replays journals in Pyodide under node and prints the digest of each end state, a line each.
//
//     node pyodide_replay.mjs PYODIDE_FOLDER REPOSITORY CASES.json
//
// CASES.json: [[journal, plan or null], ...]

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, repository, cases] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide({ indexURL: `${folder}/` });
for (const part of ["simbsd", "lab"]) {
  pyodide.FS.mkdirTree(`/repository/${part}`);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: `${repository}/${part}` }, `/repository/${part}`);
}
pyodide.globals.set("cases", readFileSync(cases, "utf8"));
const digests = pyodide.runPython(`
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "/repository")
from lab import journal
from lab.course import plan
from lab.replay import replay

"\\n".join(
    replay(journal.parse(one), plan.parse(of) if of else None).machine.digest() for one, of in json.loads(cases)
)
`);
console.log(digests);
