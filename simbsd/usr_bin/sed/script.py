"""The text of a script for sed(1): -e, -f and the first operand, one line after the other.

Models usr.bin/sed/main.c (cu_fgets); leaves out the bound of 2048 bytes on a line.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.stdio import STDIN, decode, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.fcntl import O_RDONLY

SHOWN = 28  # characters of a script that an error repeats


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the script: its text, or with ``is_file`` the file that holds it (``-``: standard input)."""

    text: str
    is_file: bool = False


class Script:
    """All units in order. ``number`` and ``name`` say where one is: lines are counted in each unit anew."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self.lines: list[str] = []
        self.number = 0
        self.name = ""
        self.silent = False  # a unit begins with #n

    async def line(self) -> str | None:
        """The next line with its newline, None at the end. Errors: those of open and read, the file in ``name``."""
        while not self.lines:
            if not self.units:
                return None
            await self._open(self.units.pop(0))
        self.number += 1
        line = self.lines.pop(0)
        if self.number == 1 and line.startswith("#n"):
            self.silent = True
        return line

    async def _open(self, unit: Unit) -> None:
        self.number = 0
        text = unit.text
        if unit.is_file:
            self.name = unit.text
            fd = STDIN if unit.text == "-" else await open(unit.text, O_RDONLY)
            text = decode(await read_all(fd))
            if fd != STDIN:
                await close(fd)
            self.name = "stdin" if unit.text == "-" else unit.text
        else:
            quoted = f'"{text}"'
            self.name = quoted if len(quoted) <= SHOWN else quoted[: SHOWN - 4] + ' ..."'
        self.lines = text.splitlines(keepends=True) if "\r" not in text else _lines(text)


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
