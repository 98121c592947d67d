"""Every program refuses an option that it does not know, with FreeBSD's text and status.

unknown_options.txt is the table. A row is a program, the release it is on and the source of its text, then the command,
the status in brackets, and all that is printed. A program takes part by being in PROGRAMS.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simbsd.programs import PROGRAMS

TABLE = Path(__file__).with_name("unknown_options.txt").read_text(encoding="utf-8")
ROW = re.compile(r"== (\S+), (\S+), (.+)\n\$ (.+)\n\[(\d+)\]\n((?:(?!== ).*\n)*)")
ROWS = {name: (release, source, command, int(status), text) for name, release, source, command, status, text in
        ROW.findall(TABLE)}  # fmt: skip
LIMIT = 60_000_000


def test_every_program_has_its_row() -> None:
    assert sorted(ROWS) == sorted(PROGRAMS)


def test_the_table_is_read_to_its_last_line() -> None:
    assert "".join(found.group() for found in ROW.finditer(TABLE)) == TABLE
    assert all("/" in source or source.startswith("this machine") for _, source, *_ in ROWS.values())


@pytest.mark.parametrize("name", ROWS)
def test_it_says_so(sh, name: str) -> None:
    release, _, command, status, text = ROWS[name]
    assert sh(command, limit=LIMIT, release=release) == (text, status)
