"""The machine that runs an awk(1) program: a stack, a table of globals, and frames of functions.

Models contrib/one-true-awk/run.c (execute, program, call); its own instructions are compile.py's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from simbsd.lib.printf import printf
from simbsd.lib.stdio import MEMORY, STDERR
from simbsd.lib.unistd import tick
from simbsd.usr_bin.awk.errors import Fatal
from simbsd.usr_bin.awk.files import Files
from simbsd.usr_bin.awk.formats import Formatter
from simbsd.usr_bin.awk.nodes import FILENAME, FNR, NR, Program
from simbsd.usr_bin.awk.values import number_of, outside
from simbsd.usr_bin.awk.variables import Variables

BREATH = 500  # instructions between ticks
STEPS = 50  # what so many cost
Operation = Callable[["Machine", Any], Awaitable[None] | None]
Step = tuple[Operation, Any, int]  # what to do, with what, and the line of the program


class Leave(Exception):
    """``exit``: the present part of the program is over."""


@dataclass(slots=True)
class Frame:
    """Where a function was called from."""

    at: int
    locals: list[Any]
    height: int


class Machine(Variables):
    """One run of a program."""

    def __init__(self, name: str, program: Program, code: list[Step], files: Files) -> None:
        super().__init__(name, program.slots, files)
        self.functions = program.functions
        self.code = code
        self.at = self.line = self.status = 0
        self.stack: list[Any] = []
        self.locals: list[Any] = []
        self.frames: list[Frame] = []
        self.inside: dict[int, bool] = {}
        self.part = ""
        self.halted = False
        self.seed = 1.0
        self.random: list[int] = []

    async def program(self, begin: int, items: int, end: int, has_items: bool, has_end: bool) -> int:
        """BEGIN, then the patterns for each record, then END; returns the exit status. Raises Fatal."""
        try:
            self.part = "BEGIN"
            await self.run(begin)
            self.part = ""
            started = False
            while has_items or has_end:
                if not started:
                    started = True
                    await self.prepare()
                record = await self.next_record()
                if record is None:
                    break
                self.set_record(outside(record))
                await self.run(items)
        except Leave:
            pass
        try:
            self.part = "END"
            await self.run(end)
        except Leave:
            pass
        return self.status

    async def prepare(self) -> None:
        """Look at the arguments once, before the first record of all."""
        if self.main is None and self.argument == 1:
            await self.prepare_arguments()

    async def run(self, at: int) -> None:
        """Instructions from a place on, to their halt."""
        self.at, self.halted = at, False
        self.stack.clear()
        self.frames.clear()
        count = 0
        code = self.code
        while not self.halted:
            operation, argument, line = code[self.at]
            self.at += 1
            if line:
                self.line = line
            waiting = operation(self, argument)
            if waiting is not None:
                await waiting
            count += 1
            if count == BREATH:
                count = 0
                await tick(STEPS)

    async def warning(self, message: str) -> None:
        """``awk: message`` and where it happened (WARNING)."""
        await self.files.flush()
        await printf(f"{self.name}: {message}\n{self.where()}", STDERR)

    def where(self) -> str:
        """The record and the line of the program."""
        number, record = self.globals[NR], self.globals[FNR]
        text = ""
        if isinstance(number, float) and number > 0:
            name = self.setting(FILENAME)
            shown = int(number_of(record)) if isinstance(record, float | str) else 0
            text = f" input record number {shown}" + ("" if name == "-" else f", file {name}") + "\n"
        return f"{text} source line number {self.line}\n"

    def joined_text(self, parts: list[str]) -> str:
        """Strings put together. Raises Fatal when they are too long."""
        if sum(map(len, parts)) > MEMORY:
            raise Fatal("out of memory in cat2")
        return "".join(parts)

    async def formatted(self, count: int) -> str:
        """A format and its values, popped, as text. Raises Fatal."""
        values = self.popped(count)
        if not values:
            raise Fatal("not enough args in printf()")
        warnings: list[str] = []
        text = Formatter(self.text(values[0]), values[1:], self.text, warnings.append).run()
        for message in warnings:
            await self.warning(message)
        return text

    def popped(self, count: int) -> list[Any]:
        """So many values from the top of the stack, the deepest first."""
        values = self.stack[len(self.stack) - count :]
        del self.stack[len(self.stack) - count :]
        return values
