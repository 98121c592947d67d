"""A back-reference, which the matcher cannot follow, is refused and not taken for its digit (docs/fidelity-notes.md).

The words are regerror(3)'s for REG_ESUBREG (lib/libc/regex/regerror.c).
"""

from __future__ import annotations

from simbsd.machine import Machine


def test_grep_refuses_one() -> None:
    output, status = Machine(ttys=0, watched=False).script(rb"echo aa1 | grep '\(a\)\1'")
    assert (output, status) == (b"grep: invalid backreference number\n", 2)
