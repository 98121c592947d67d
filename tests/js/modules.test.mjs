// Every module of the page can be read, and imports the words that it says: elements are run by no other test here.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../static/js/", import.meta.url));
const files = readdirSync(ROOT, { recursive: true }).filter((name) => name.endsWith(".js"));

test("every module can be read", () => {
  const read = `for (const file of process.argv.slice(1)) new vm.SourceTextModule(fs.readFileSync(file, "utf8"), { identifier: file })`;
  const { status, stderr } = spawnSync(process.execPath, ["--experimental-vm-modules", "-e", read, ...files.map((name) => ROOT + name)]);
  assert.equal(status, 0, String(stderr));
});

test("who says words imports them", () => {
  for (const name of files) {
    const text = readFileSync(ROOT + name, "utf8");
    for (const word of ["gettext", "ngettext", "numeral"]) {
      const used = new RegExp(`(?<![.\\w\`])${word}\\(`).test(text.replace(/^export function.*|\/\*\*.*/gm, ""));
      const known = new RegExp(`import \\{[^}]*\\b${word}\\b[^}]*\\} from "[./a-z]*language.js"`).test(text);
      assert.equal(known, used, `${name}: ${word}`);
    }
  }
});
