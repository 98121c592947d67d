"""The interpreter that travels has what its page asks of it: tools/wasm_trim.py, pyodide_trim.py and its work."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from lessons.engines import PYODIDE
from tools.node import find_node
from tools.pyodide_trim import TrimError, without_imports
from tools.pyodide_trim import trimmed as trimmed_interpreter
from tools.wasm_code import WasmError, encoded, sites
from tools.wasm_trim import CODE, EXPORT, IMPORT, STUB, Export, exported, imports, sections, sized, trimmed, vector

VENDORED = Path(__file__).resolve().parents[2] / "static" / "vendor" / "pyodide" / PYODIDE
I32 = 0x7F
# Each function's code, in the order of their numbers; the first import is number 0.
TWICE = bytes([0, 0x20, 0, 0x20, 0, 0x6A, 0x0B])
SQUARE = bytes([0, 0x20, 0, 0x20, 0, 0x6C, 0x0B])
CHOOSE = bytes([0, 0x20, 0, 0x20, 1, 0x11, 0, 0, 0x0B])  # calls what stands at place $1 of the table with $0
UNASKED = bytes([0, 0x20, 0, 0x10, 5, 0x0B])
BELOW = bytes([0, 0x20, 0, 0x41, 1, 0x6A, 0x0B])  # only UNASKED calls it
RUN = """
const results = process.argv.slice(1).map((hex) => {
  const module = new WebAssembly.Module(Buffer.from(hex, "hex"));
  const { exports } = new WebAssembly.Instance(module, { env: { seen: () => 0 } });
  return { names: Object.keys(exports), chosen: [exports.choose(7, 0), exports.choose(7, 1)] };
});
console.log(JSON.stringify(results));
"""


def counted(*parts: bytes) -> bytes:
    return encoded(len(parts)) + b"".join(parts)


def small_module(choose: bytes = CHOOSE) -> bytes:
    """Two functions in a table, one that chooses among them, and two that nobody needs."""
    of = {
        1: counted(bytes([0x60, 1, I32, 1, I32]), bytes([0x60, 2, I32, I32, 1, I32])),
        2: counted(sized(b"env") + sized(b"seen") + bytes([0, 0])),
        3: counted(*(bytes([kind]) for kind in (0, 0, 1, 0, 0))),
        4: counted(bytes([0x70, 0, 2])),
        6: counted(bytes([I32, 0, 0x41, 0, 0x0B])),
        7: counted(*(one.encoded() for one in (
            Export("choose", 0, 3), Export("unasked", 0, 4), Export("place", 3, 0), Export("table", 1, 0)
        ))),
        9: counted(bytes([0, 0x41, 0, 0x0B]) + counted(bytes([1]), bytes([2]))),
        10: counted(*map(sized, (TWICE, SQUARE, choose, UNASKED, BELOW))),
    }  # fmt: skip
    return b"\0asm\1\0\0\0" + b"".join(bytes([kind]) + sized(content) for kind, content in of.items())


def test_what_was_asked_for_stays_and_does_what_it_did() -> None:
    whole, less = small_module(), trimmed(small_module(), {"choose"})
    node = find_node()
    assert node is not None
    done = subprocess.run(
        [node, "--input-type=module", "-e", RUN, "--", whole.hex(), less.hex()], capture_output=True, text=True
    )
    assert (done.stderr, json.loads(done.stdout)) == (
        "",
        [
            {"names": ["choose", "unasked", "place", "table"], "chosen": [14, 49]},
            {"names": ["choose", "table"], "chosen": [14, 49]},
        ],
    )


def test_functions_that_nothing_reaches_are_emptied_and_keep_their_numbers() -> None:
    bodies = list(vector(dict(sections(trimmed(small_module(), {"choose"})))[CODE]))
    assert bodies[:2] + bodies[3:5] == [TWICE, SQUARE, STUB, STUB]


def test_only_the_small_functions_call_through_a_table() -> None:
    bodies = list(vector(dict(sections(trimmed(small_module(), {"choose"})))[CODE]))
    assert [[site.type_table for site in sites(body)] for body in bodies] == [[], [], [None], [], [], [(0, 0)]]
    (call,) = sites(bodies[2])
    assert call.function == 6  # behind one import and five functions


@pytest.mark.parametrize(
    ("module", "wanted", "message"),
    [
        (small_module(), {"choose", "gone"}, "not exported: gone"),
        (small_module(bytes([0, 0xFB, 0x0B])), {"choose"}, "instruction 0xfb at byte 1 of a function's body"),
        (b"#!/bin/sh\n", {"choose"}, "not a WebAssembly module of version 1"),
    ],
)
def test_what_is_not_known_is_refused_by_name(module: bytes, wanted: set[str], message: str) -> None:
    with pytest.raises(WasmError) as caught:
        trimmed(module, wanted)
    assert str(caught.value) == message


HELD = (
    "async function _createPyodideModule(){var module=new WebAssembly.Module(bytes);",
    "return moduleRtn}export default _createPyodideModule;",
)
HELD_QUICKER = (
    "var _createPyodideModule=(async function(){"
    "var module=convertJsFunctionToWasm[sig]??=new WebAssembly.Module(bytes);",
    "return moduleRtn});export default _createPyodideModule;",
)
SCRIPT = (
    HELD[0]
    + "var _seen=a=>a;_seen.sig=\"ii\";var _SDL_Init=a=>a;_SDL_Init.sig=\"ii\";"
    + "var _choose,_unasked," + ",".join(f"_x{number}" for number in range(50)) + ";"
    + 'function assignWasmExports(wasmExports){_choose=Module["_choose"]=wasmExports["choose"];'
    + '_unasked=Module["_unasked"]=wasmExports["unasked"];}'
    + "var wasmImports={SDL_Init:_SDL_Init,seen:_seen};_choose(1,0);"
    + HELD[1]
)  # fmt: skip


def test_a_script_keeps_the_variables_that_it_uses_and_the_imports_that_the_module_needs() -> None:
    module, script = trimmed_interpreter(small_module(), SCRIPT, "")
    assert [one.name for one in exported(dict(sections(module))[EXPORT])] == ["choose", "table"]
    assert script == (
        HELD_QUICKER[0]
        + "var _seen=a=>a;_seen.sig=\"ii\";var _SDL_Init=a=>a;"
        + "var _choose," + ",".join(f"_x{number}" for number in range(50)) + ";"
        + 'function assignWasmExports(wasmExports){_choose=Module["_choose"]=wasmExports["choose"]}'
        + "var wasmImports={seen:_seen};_choose(1,0);"
        + HELD_QUICKER[1]
    )  # fmt: skip


def test_a_script_that_is_written_otherwise_is_refused() -> None:
    with pytest.raises(TrimError) as caught:
        trimmed_interpreter(small_module(), SCRIPT.replace("async function _create", "function _create"), "")
    assert str(caught.value) == "0 times 'async function _createPyodideModule('"


def test_a_script_that_lacks_an_import_is_refused() -> None:
    with pytest.raises(TrimError) as caught:
        without_imports("var wasmImports={seen};", {"seen", "heard"})
    assert str(caught.value) == "the module needs 2 functions, the script has 1 of them"


def test_the_vendored_module_and_its_script_agree() -> None:
    script = (VENDORED / "pyodide.asm.mjs").read_text(encoding="utf-8")
    parts = dict(sections((VENDORED / "pyodide.asm.wasm").read_bytes()))
    names = {one.name for one in exported(parts[EXPORT])}
    words = set(re.findall(r"[A-Za-z_$][\w$]*", script + (VENDORED / "pyodide.mjs").read_text(encoding="utf-8")))
    assert names - words == set()
    given = script.partition("var wasmImports={")[2].partition("}")[0].split(",")
    assert {one.partition(":")[0] for one in given} == {name for name, _ in imports(parts[IMPORT])}
    through_tables = [body for body in vector(parts[CODE]) if any(site.type_table for site in sites(body))]
    assert len(through_tables) == 42
