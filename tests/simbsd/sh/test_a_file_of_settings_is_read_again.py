"""A file of settings that is read again is set at once (evalstring.py: _set_constants), and nobody can tell.

Files are made of assignments of constants and of what may come between them, and read three times in one shell: output,
status and virtual time are the same when every line is run for itself.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine
from simbsd.sh import evalstring

CONSTANTS = ["a=1", "b='x y'", 'c="YES"  # told', "a=", "d=~", "e='~'", "PATH=/bin", "OPTIND=1", "f=$a", "a=2 b=3", ""]
OTHERS = ["false", "readonly a", "export b", "set -a", "set -x", "set -u", "set -v", "unset c", ":", "alias z=a", "("]
LINES = st.lists(st.one_of(st.sampled_from(CONSTANTS), st.sampled_from(OTHERS)), max_size=12)
SCRIPT = """f() { local a c; . /tmp/conf; set; env; }
for i in 1 2 3; do f; echo "$? $a $b"; eval "$(cat /tmp/conf)"; echo "$? $c $d"; done; set
"""


def run(lines: list[str]) -> tuple[bytes, int, int]:
    machine = Machine(ttys=0, watched=False)
    file = "".join(f"{line}\n" for line in [*lines, *["last=1"] * 210])
    output, status = machine.script(f"cat > /tmp/conf << 'E'\n{file}E\n{SCRIPT}".encode())
    return output, status, machine.time


@given(LINES)
@settings(max_examples=60, deadline=None)
def test_lines_that_are_set_at_once_are_set_as_one_by_one(lines: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evalstring, "_set_constants", lambda sh, source: None)
        one_by_one = run(lines)
    assert run(lines) == one_by_one


def test_it_happens_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    at_once = evalstring._set_constants

    def counted(sh: object, source: object) -> None:
        before = source.position  # type: ignore[attr-defined]
        at_once(sh, source)  # type: ignore[arg-type]
        counts.append(source.position - before)  # type: ignore[attr-defined]

    monkeypatch.setattr(evalstring, "_set_constants", counted)
    run(["a=1", "b=2"])
    assert max(counts) > 1000
