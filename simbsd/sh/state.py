"""The state of one shell.

Models the global variables of bin/sh; leaves out mail.

It is all here because fork(2) is explicit: a subshell gets a copy of it (``__deepcopy__``), made of a few shallow
copies, since syntax trees and variables' values are immutable.
"""

from __future__ import annotations

from typing import Any

from simbsd.sh.errors import Interrupt, NestedFault, ShellError, SyntaxFault
from simbsd.sh.jobtable import JobTable
from simbsd.sh.nodes import Command, Simple
from simbsd.sh.options import Options
from simbsd.sh.output import Output
from simbsd.sh.source import Alias
from simbsd.sh.vars import Variables

NO_SKIP, SKIP_BREAK, SKIP_CONTINUE, SKIP_RETURN = 0, 1, 2, 3


class Parameters:
    """Positional parameters, and where getopts stands in them."""

    __slots__ = ("values", "reset", "own", "index", "rest")

    def __init__(self, values: tuple[str, ...]) -> None:
        self.values = values
        self.reset = True
        self.own: tuple[str, ...] | None = None
        self.index: int | None = 0
        self.rest = ""

    def clone(self) -> Parameters:
        """A copy."""
        copy = Parameters(self.values)
        copy.reset, copy.own, copy.index, copy.rest = self.reset, self.own, self.index, self.rest
        return copy


class Saved:
    """One level of saved descriptors: what each of them was, None if it was closed (struct redirtab)."""

    __slots__ = ("descriptors", "stdin_redirected")

    def __init__(self, stdin_redirected: bool) -> None:
        self.descriptors: dict[int, int | None] = {}
        self.stdin_redirected = stdin_redirected


class Shell:
    """Everything that one shell knows. The names follow bin/sh where it has a variable for it."""

    def __init__(self, arg0: str) -> None:
        self.arg0 = arg0
        self.command_name: str | None = None
        self.options = Options()
        self.vars = Variables()
        self.params = Parameters(())
        self.functions: dict[str, Command | None] = {}
        self.aliases: dict[str, Alias] = {}
        self.hashed: dict[str, str] = {}
        self.hashed_depends_on_cwd = False
        self.output = Output()
        self.jobs = JobTable()
        self.status = 0
        self.old_status = 0
        self.skip = NO_SKIP
        self.skip_count = 0
        self.loop_nest = 0
        self.function_nest = 0
        self.depth = 0
        self.steps = 0
        self.tried: Simple | None = None
        self.root = True
        self.root_pid = 0
        self.builtin_flags = 0
        self.command_environment: dict[str, str] = {}
        self.saved: list[Saved | None] = []
        self.stdin_redirected = False
        self.cwd: str | None = None
        self.tty: int | None = None
        self.job_control = False
        self.initial_pgrp = -1
        self._start_signals()
        # The input stack, the history and the line editor belong to the process that reads commands; a child has none.
        self.inputs: list[Any] = []
        self.script_descriptors: tuple[int, ...] = ()
        self.history: Any = None
        self.editor: Any = None
        self.set_hooks()

    def _start_signals(self) -> None:
        self.traps: dict[int, str] = {}
        self.signal_modes: dict[int, str] = {}
        self.got_signals: list[int] = []
        self.pending_signal = 0
        self.pending_wait_signal = 0
        self.interrupted = False
        self.trap_depth = 0
        self.last_trap = 0
        self.ignore_sigchld = 0
        self.exiting: int | None = None
        self.job_warning = 0

    def set_hooks(self) -> None:
        """Let the variables that mean something to the shell tell it of changes."""
        self.vars.hooks = {"PATH": self._path_changed, "OPTIND": self._optind_changed}

    def _path_changed(self, value: str) -> None:
        self.hashed.clear()
        self.hashed_depends_on_cwd = False

    def _optind_changed(self, value: str) -> None:
        if value.lstrip("0") == "1":
            self.params.reset = True

    def __deepcopy__(self, memo: object) -> Shell:
        return self.clone()

    def clone(self) -> Shell:
        """The state that a forked shell starts with; its signals, jobs and input are reset by forkshell."""
        copy = Shell.__new__(Shell)
        copy.__dict__.update(self.__dict__)
        copy.options = self.options.clone()
        copy.vars = self.vars.clone()
        copy.params = self.params.clone()
        copy.functions = self.functions.copy()
        copy.aliases = self.aliases.copy()
        copy.hashed = self.hashed.copy()
        copy.output = Output()
        copy.jobs = JobTable()
        copy.jobs.background_pid = self.jobs.background_pid
        copy.saved = self.saved.copy()
        copy.traps = self.traps.copy()
        # fork(2) sets caught signals back to their default.
        copy.signal_modes = {sig: "default" if mode == "catch" else mode for sig, mode in self.signal_modes.items()}
        copy.got_signals = []
        copy.pending_signal = copy.pending_wait_signal = 0
        copy.interrupted = False
        copy.command_environment = {}
        copy.inputs = []
        copy.history = copy.editor = None
        copy.set_hooks()
        return copy

    # Messages.

    def prefix(self) -> str:
        """What stands before a message: the built-in that runs, the script, or the shell's own name."""
        return f"{self.command_name if self.command_name is not None else self.arg0}: "

    async def warning(self, message: str) -> None:
        """Print a message on standard error."""
        self.output.err(f"{self.prefix()}{message}\n")
        await self.output.flush_err()

    async def report(self, error: ShellError) -> None:
        """Print an error's message if it has one, and take its status (verrorwithstatus)."""
        if isinstance(error, NestedFault) and error.message is not None:
            await self.report(error.inner)
        if error.message is not None:
            self.output.err(f"{self._syntax_prefix(error)}{error.message}\n")
            error.message = None
        await self.output.flush()
        self.status = error.status

    def _syntax_prefix(self, error: ShellError) -> str:
        """What stands before an error's message: a syntax error in a script has the line (synerror)."""
        if not isinstance(error, SyntaxFault):
            return self.prefix()
        line = f"{error.line}: " if self.command_name is not None else ""
        return f"{self.prefix()}{line}Syntax error: "

    def check_interrupt(self) -> None:
        """Raise Interrupt if the user has asked for it since it was last seen."""
        if self.interrupted:
            raise Interrupt

    def lookup(self, name: str) -> str | None:
        """A variable as a built-in command sees it: assignments before the command count (bltinlookup)."""
        if name in self.command_environment:
            return self.command_environment[name]
        return self.vars.get(name)
