"""An import tried: a fresh machine takes the files, and its own jail(8) and rc(8) say what they make of them.

What jail(8) does not know is taken out, and it is asked again. The trial goes on in steps, since a page waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from lab.importing.rc_lines import read_rc
from lab.importing.report import Row, rename_cards
from simbsd.machine import Machine

FILE = "jail.conf"
PATH = "/etc/jail.conf"
BASE = "/usr/freebsd-dist/base.txz"
LONGEST = 20_000  # characters of either file
MOST_JAILS = 20
MOST_LISTED = 1000
MOST_ROUNDS = 8
BOOT_LIMIT = 10_000_000  # virtual microseconds
LIMIT = 120_000_000
OVER = object()
BETWEEN = "@@"  # parameters, in what jail -e prints
AT_LINE = re.compile(r"jail: \S+ line (\d+): (.*)")
OF_JAIL = re.compile(r"jail: (?P<jail>[^:]+): (?P<text>.*)")
UNKNOWN = re.compile(r"unknown parameter: (\S+)")

Steps = Generator[None, None, None]
Script = Generator[None, None, tuple[str, int]]


class ImportRefused(Exception):
    """The texts cannot be tried at all; the message says why."""


@dataclass(slots=True)
class Trial:
    """One import under way. ``go`` until it says that it is done; then ``dump``. Raises ImportRefused for texts that
    are too long.
    """

    jail_conf: str
    rc_conf: str
    release: str
    rows: list[Row] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    rc_lines: list[str] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)  # jail -> root, in the file's order
    built: list[str] = field(default_factory=list)
    work: Steps | None = None

    def __post_init__(self) -> None:
        for name, text in (("jail.conf", self.jail_conf), ("rc.conf", self.rc_conf)):
            if len(text) > LONGEST:
                raise ImportRefused(f"{name} has more than {LONGEST} characters")
            if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in text):
                raise ImportRefused(f"{name} holds control characters: it is no text file")
        self.work = self._steps()

    def go(self, steps: int) -> bool:
        """Some steps more; whether the trial is over."""
        for _ in range(steps):
            if self.work is None or next(self.work, OVER) is OVER:
                self.work = None
                return True
        return False

    def dump(self) -> dict[str, Any]:
        """The fields of the wire's ``imported`` message; ``commands`` build what could be built."""
        rows = sorted(dict.fromkeys(self.rows), key=lambda row: (row.file, row.line))
        return {"rows": [row.dump() for row in rows], "jails": self.built, "commands": self._commands()}

    def _steps(self) -> Steps:
        machine = Machine(self.release, 0, watched=False)
        machine.settle(BOOT_LIMIT)
        yield
        self.rc_lines, found = read_rc(self.rc_conf)
        self.rows += found
        if self.rc_lines:
            yield from self._network(machine)
        self.lines = [
            rename_cards(FILE, number, line.replace("\t", "    ").rstrip(), self.rows)
            for number, line in enumerate(self.jail_conf.splitlines(), 1)
        ]
        if self.jail_conf.strip() and (yield from self._read(machine)):
            yield from self._build(machine)

    def _network(self, machine: Machine) -> Steps:
        printed, _ = yield from _script(machine, _rc(self.rc_lines))
        for line in printed.splitlines():
            if line.startswith(("ifconfig:", "route:", "/etc/rc")):
                self.rows.append(Row("rc.conf", 0, "wrong", line))

    def _read(self, machine: Machine) -> Generator[None, None, bool]:
        """Whether jail(8) can read the file; what it says of each jail is noted."""
        printed, status = yield from _script(machine, f"{_write(PATH, self.lines)}jail -f {PATH} -e '{BETWEEN}'\n")
        if status:
            for line in printed.splitlines():
                match = AT_LINE.fullmatch(line)
                where, text = (int(match[1]), match[2]) if match else (len(self.lines), line.removeprefix("jail: "))
                self.rows.append(Row(FILE, where, "wrong", text))
            return False
        for line in printed.splitlines()[:MOST_LISTED]:
            said = OF_JAIL.fullmatch(line)
            if said is not None:
                self.rows.append(Row(FILE, self._line_of(said["jail"]), "wrong", f"{said['jail']}: {said['text']}"))
                continue
            given = dict(one.partition("=")[::2] for one in line.split(BETWEEN))
            name = _unquoted(given.get("name") or given.get("jid") or "")
            self.paths[name] = _unquoted(given.get("path", "/"))
        if len(self.paths) > MOST_JAILS:
            self.rows.append(Row(FILE, 0, "unsupported", f"Only the first {MOST_JAILS} jails are tried."))
        return True

    def _build(self, machine: Machine) -> Steps:
        for name in list(self.paths)[:MOST_JAILS]:
            for _ in range(MOST_ROUNDS):
                yield from _script(machine, _write(PATH, self.lines) + _userland(self.paths[name]))
                # What is wrong with another jail of the file makes jail(8) fail too: ask whether this one is there.
                make = f"jail -f {PATH} -c {name}\njls -j {name} name > /dev/null 2>&1\n"
                printed, status = yield from _script(machine, make)
                if not status:
                    self.built.append(name)
                    self.rows.append(Row(FILE, self._line_of(name), "built", f"{name} is made."))
                    break
                if not self._take_out(name, printed):
                    break

    def _take_out(self, name: str, printed: str) -> bool:
        """Take out what jail(8) did not know; whether there was any. Else what it said is the finding."""
        said_by = [match for match in map(OF_JAIL.fullmatch, printed.splitlines()) if match is not None]
        messages = [match["text"] for match in said_by if match["jail"] == name]
        unknown = [match[1] for match in map(UNKNOWN.fullmatch, messages) if match is not None]
        taken = [parameter for parameter in unknown if self._comment(parameter)]
        if not taken:
            said = messages or [line for line in printed.splitlines() if line.strip()][-3:]
            self.rows += [Row(FILE, self._line_of(name), "wrong", f"{name}: {text}") for text in said]
        return bool(taken)

    def _comment(self, parameter: str) -> bool:
        """Comment out every line that sets a parameter; whether there was one."""
        sets = re.compile(rf"\s*\$?{re.escape(parameter)}\s*(?:[=;+].*|)")
        found = False
        for index, line in enumerate(self.lines):
            if sets.fullmatch(line):
                self.lines[index] = f"#{line}"
                self.rows.append(Row(FILE, index + 1, "unsupported", f"{parameter} is unknown here and left out."))
                found = True
        return found

    def _line_of(self, name: str) -> int:
        head = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*\{{.*")
        return next((number for number, line in enumerate(self.lines, 1) if head.fullmatch(line)), 0)

    def _commands(self) -> str:
        """What is typed at a terminal to build what the trial built."""
        if not self.built and not self.rc_lines:
            return ""
        text = _rc(self.rc_lines) if self.rc_lines else ""
        if self.built:
            text += _write(PATH, self.lines)
            text += "".join(_userland(self.paths[name]) for name in self.built)
            text += "".join(f"jail -c {name}\n" for name in self.built)
        return text


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _write(path: str, lines: list[str], how: str = ">") -> str:
    body = "".join(f"{line}\n" for line in lines)
    return f"cat {how} {path} <<'END_OF_FILE'\n{body}END_OF_FILE\n"


def _rc(lines: list[str]) -> str:
    return _write("/etc/rc.conf", lines, ">>") + "service netif start\nservice routing start\n"


def _userland(path: str) -> str:
    """A system in a jail's root, unless there is one."""
    quoted = "'" + path.replace("'", "'\\''") + "'"
    return f"[ -e {quoted}/bin/sh ] || {{ mkdir -p {quoted}; tar -xf {BASE} -C {quoted}; }}\n"


def _script(machine: Machine, text: str) -> Script:
    output, status = yield from machine.script_steps(text.encode(), LIMIT)
    return output.decode("utf-8", "replace"), status
