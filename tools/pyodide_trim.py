"""Trims Pyodide's interpreter to what a page of one interpreter, without libraries in C, asks of it.

Pyodide is linked so that packages written in C can be loaded: its module exports every symbol (8,560), its script
assigns each to a variable, and brings what such packages may import (SDL, OpenGL, sockets: 1,370 functions, where the
interpreter imports 548). Of all these `trimmed` keeps what the script itself names, and what the module imports.

Two more things are written otherwise (`QUICKER`): the function that holds the whole script stands in parentheses, so
that V8 compiles it when it reads it, while the module is still on its way, and not when it is called; and a JavaScript
function that goes into a table is wrapped by a module made once for its type, not once for each of 280 functions.

Asked by tools/vendor.py. Raises TrimError where the script is not written as expected.
"""

from __future__ import annotations

import re
from collections import Counter

from tools.wasm_trim import EXPORT, IMPORT, exported, imports, sections
from tools.wasm_trim import trimmed as trimmed_module

IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
ASSIGNED = re.compile(r'((?:[\w$]+=|Module\["[^"]+"\]=)+)wasmExports\["([^"]+)"\](?:\.value(?:>>>0)?)?')
VARIABLE = re.compile(r'(?<![\w"$])([\w$]+)=')
SIGNATURE = re.compile(r'(?<=[;}])([\w$]+)\.sig="\w*";')
DECLARED = re.compile(r"var (?:[\w$]+,){50,}[\w$]+;")
ALWAYS = {"__wasm_call_ctors"}
QUICKER = (
    ("async function _createPyodideModule(", "var _createPyodideModule=(async function("),
    ("return moduleRtn}export default", "return moduleRtn});export default"),
    (
        "var module=new WebAssembly.Module(bytes);",
        "var module=convertJsFunctionToWasm[sig]??=new WebAssembly.Module(bytes);",
    ),
)


class TrimError(ValueError):
    """The script is not written as this reader expects; the message says where."""


def trimmed(module: bytes, script: str, others: str) -> tuple[bytes, str]:
    """The interpreter's module and its script, without what neither needs. `others` is script that uses them, too."""
    parts = dict(sections(module))
    script = without_imports(quicker(script), {name for name, _ in imports(parts[IMPORT])})
    exports = {one.name for one in exported(parts[EXPORT])}
    head, assignments, tail = around(script, "function assignWasmExports(wasmExports){", "}")
    names = Counter(IDENTIFIER.findall(head + tail))
    names.update(2 * IDENTIFIER.findall(others))  # never declared there
    wanted = (ALWAYS | set(names)) & exports
    kept, gone = [], set()
    for statement in filter(None, assignments.split(";")):
        found = ASSIGNED.fullmatch(statement)
        if found is None:
            raise TrimError(f"an export is assigned as in {statement!r}")
        variables = VARIABLE.findall(found[1])
        # Once is where it is declared.
        if found[2] in wanted or any(names[one] > 1 for one in variables):
            wanted.add(found[2])
            kept.append(statement)
        else:
            gone.update(variables)
    whole = head + ";".join(kept) + tail
    return trimmed_module(module, wanted), DECLARED.sub(lambda found: without_variables(found[0], gone), whole)


def quicker(script: str) -> str:
    """The script with each of QUICKER's places written otherwise; each has to be there once."""
    for place, otherwise in QUICKER:
        if script.count(place) != 1:
            raise TrimError(f"{script.count(place)} times {place!r}")
        script = script.replace(place, otherwise)
    return script


def without_imports(script: str, needed: set[str]) -> str:
    """The script giving the module no more than it needs, without signatures of the rest."""
    head, entries, tail = around(script, "var wasmImports={", "};")
    kept = [entry for entry in entries.split(",") if entry.partition(":")[0] in needed]
    if len(kept) != len(needed):
        raise TrimError(f"the module needs {len(needed)} functions, the script has {len(kept)} of them")
    variables = {entry.rpartition(":")[2] for entry in kept}
    whole = head + ",".join(kept) + tail
    return SIGNATURE.sub(lambda found: found[0] if found[1] in variables else "", whole)


def without_variables(declaration: str, gone: set[str]) -> str:
    names = declaration.removeprefix("var ").removesuffix(";").split(",")
    return f"var {','.join(name for name in names if name not in gone)};"


def around(script: str, begin: str, end: str) -> tuple[str, str, str]:
    """What stands before, between and after; the two marks stay with their neighbours."""
    head, mark, rest = script.partition(begin)
    if not mark:
        raise TrimError(f"no {begin!r}")
    body, _, _ = rest.partition(end)
    return head + mark, body, rest[len(body) :]
