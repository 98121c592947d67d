"""python3: run a helper of FreeBSD's tests as it stands, on this machine's own system calls.

Models Programs/python.c and what its helpers import of the library (sys, os, time, threading, logging, argparse,
socket, fcntl, subprocess); leaves out all that no helper asks for, and waits for no thread when a script exits.
"""

from __future__ import annotations

import argparse
import builtins
import functools
import importlib
import inspect
import posixpath
from collections.abc import Callable
from random import Random
from types import ModuleType
from typing import Any

from simbsd.atf_python import inet, processes, scapy, threads
from simbsd.atf_python.rewrite import CALL, FORK, LOAD, rewritten
from simbsd.atf_python.sendrecv import done
from simbsd.lib.err import Err
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, decode, read_all
from simbsd.lib.unistd import close, exit, fork, getpid, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

# What is the same here as anywhere: it computes, and asks nothing of a system.
_PURE = ("math", "copy", "functools", "itertools", "struct", "binascii", "string", "re", "ipaddress", "collections")

_DEBUG, _CRITICAL = 10, 50


class Exit(Exception):
    """sys.exit, with its status."""

    def __init__(self, status: Any = 0) -> None:
        super().__init__(status)
        self.status = status


def _exit(status: Any = 0) -> None:
    raise Exit(status)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point; 1 when the script raises what nobody catches, 2 when it cannot be opened."""
    if len(argv) < 2 or argv[1].startswith("-"):
        await Err(argv).errx(2, "only scripts are run here")
    script = Script(argv[1:], envp)
    try:
        await script.threads.run(script.main())
    except Exit as end:
        if isinstance(end.status, str):
            await printf(end.status + "\n", STDERR)
            return 1
        return int(end.status or 0) & 0xFF
    except Exception as error:  # noqa: BLE001 - an interpreter tells of whatever its script raises
        told = f"{type(error).__name__}: {error}" + "".join(f" ({note})" for note in script.lines(error))
        await printf(f"Traceback (most recent call last):\n{told}\n", STDERR)
        return 1
    return 0


class Script:
    """A script under way: its arguments, the modules that it has loaded, where more are looked for."""

    def __init__(self, argv: list[str], envp: dict[str, str]) -> None:
        self.argv = argv
        self.envp = envp
        more = envp.get("PYTHONPATH", "")
        self.files: list[str] = []
        self.path = [posixpath.dirname(argv[0]) or ".", *filter(None, more.split(":"))]
        self.threads = threads.Threads()
        self.thread = type("Thread", (threads.Thread,), {"threads": self.threads})
        self.modules: dict[str, ModuleType] = {name: importlib.import_module(name) for name in _PURE}
        self.modules |= {name: _module(name, values) for name, values in self._library().items()}

    def _library(self) -> dict[str, dict[str, Any]]:
        """The modules that ask the system, as far as they are asked for."""
        names = {name: getattr(posixpath, name) for name in ("dirname", "basename", "join")}
        path = _module("path", names | {"realpath": posixpath.normpath})
        return {
            "sys": {"argv": self.argv, "path": self.path, "exit": _exit},
            "os": {"path": path, "getpid": getpid, "_exit": exit},
            "time": {"sleep": threads.sleep},
            "threading": {"Thread": self.thread, "Semaphore": threads.Semaphore},
            "logging": {"getLogger": _Logger, "basicConfig": _Logger, "CRITICAL": _CRITICAL, "DEBUG": _DEBUG},
            "argparse": {"ArgumentParser": functools.partial(_parser, self.argv)},
            "random": {"randint": Random(0).randint, "seed": lambda: None},
            "socket": {"IPPROTO_UDP": 17},
            "fcntl": {},
            "errno": {},
            "subprocess": processes.names(self.envp),
            "scapy": {"__path__": []},
            "scapy.layers": {"__path__": []},
            "scapy.layers.all": {},
            "scapy.layers.inet": vars(inet) | {"ICMPEcho_am": None},
            "scapy.layers.tuntap": {"TunTapInterface": processes.TunTapInterface.opened},
            "scapy.all": scapy.names(),
        }

    async def main(self) -> None:
        """Run the script itself. Raises Exit."""
        await self._execute("__main__", self.argv[0])

    def lines(self, error: Exception) -> list[str]:
        """Where in the script's files it happened."""
        own, trace = [], error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in self.files:
                own.append(f"{trace.tb_frame.f_code.co_filename}, line {trace.tb_lineno}")
            trace = trace.tb_next
        return own

    async def _execute(self, name: str, file: str) -> ModuleType:
        self.files.append(file)
        module = ModuleType(name)
        table = vars(module)
        own = {
            "__import__": self._imported, "print": _print, "exit": _exit, "globals": lambda: table,
            "open": processes.opened,
        }  # fmt: skip
        table |= {"__file__": file, "__builtins__": vars(builtins) | own, CALL: _call, LOAD: self._load, FORK: _fork}
        waits = eval(rewritten(decode(await _text(file)), file), table)
        if waits is not None:
            await waits
        return module

    async def _load(self, name: str) -> None:
        """Make a module be there: one of the library, or a file beside the script."""
        if name in self.modules:
            return
        for folder in self.path:
            file = f"{folder}/{name.replace('.', '/')}.py"
            try:
                await close(await open(file, O_RDONLY))
            except Errno:
                continue
            self.modules[name] = await self._execute(name, file)
            return
        raise ModuleNotFoundError(f"No module named {name!r}")

    def _imported(
        self, name: str, names: object = None, local: object = None, wanted: object = None, level: int = 0
    ) -> ModuleType:
        """What ``import`` asks for: the module that names are taken from, else the first of a dotted name."""
        found = self.modules[name]
        first, _, rest = name.partition(".")
        if wanted or not rest:
            return found
        top = self.modules.setdefault(first, ModuleType(first))
        setattr(top, rest, found)
        return top


def _module(name: str, values: dict[str, Any]) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(values)
    return module


async def _text(file: str) -> bytes:
    fd = await open(file, O_RDONLY)
    data = await read_all(fd)
    await close(fd)
    return data


async def _call(function: Any, *arguments: Any, **named: Any) -> Any:
    """Call whatever it is, and wait for it where it waits; so does the making of an object."""
    begin = getattr(function, "__init__", None)
    if inspect.isclass(function) and inspect.iscoroutinefunction(begin):
        made = function.__new__(function)
        await begin(made, *arguments, **named)
        return made
    return await done(function(*arguments, **named))


async def _fork(child: Callable[[], Any]) -> None:
    await fork(_child, child)


async def _child(child: Callable[[], Any]) -> int:
    run = threads.Threads()
    try:
        await run.run(child())
    except Exit as end:
        return int(end.status or 0)
    return 0


async def _print(*values: Any, end: str = "\n") -> None:
    await printf(" ".join(str(value) for value in values) + end)


class _Logger:
    """A logger that is silent until a script says how much it tells (--verbose)."""

    def __init__(self, *names: Any, **named: Any) -> None:
        self.level = _CRITICAL

    def setLevel(self, level: int) -> None:
        """How much it says."""
        self.level = level

    async def debug(self, text: str) -> None:
        """Said to developers."""
        if self.level <= _DEBUG:
            await printf(text + "\n", STDERR)


def _parser(argv: list[str], *arguments: Any, **named: Any) -> argparse.ArgumentParser:
    """A parser of this script's arguments. Raises Exit with 2 for wrong ones."""

    class Parser(argparse.ArgumentParser):
        def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
            return super().parse_args(argv[1:] if args is None else args, namespace)

        def error(self, message: str) -> Any:
            raise Exit(f"{self.prog}: error: {message}")

    return Parser(*arguments, **named)
