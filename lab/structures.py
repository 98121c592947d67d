"""Structures among the values of a call, as truss(1) writes them: what usr.bin/truss/syscalls.c (print_arg) knows,
in its form; of others, for which it has an address only, the numbers and texts by their members' names.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from simbsd.sys.proc import Rusage
from simbsd.sys.signal import SIGNAMES
from simbsd.sys.vnode import Stat, Statfs
from simbsd.sys.wait import wcoredump, wexitstatus, wifexited, wifstopped, wstopsig, wtermsig

BLKSIZE = 32768  # st_blksize, as truss(1) here has it
SECOND = 1_000_000
HEXADECIMAL = ("flag", "flags", "address")  # how members end that are written so


def structure(value: object) -> str | None:
    """A structure in braces; None for what is none."""
    known = FORMS.get(type(value))
    if known is not None:
        return f"{{ {known(value)} }}"
    return _members(value) if is_dataclass(value) and not isinstance(value, type) else None


def exit_status(status: int) -> str:
    """What wait4(2) has to tell of a process (print_arg: ExitStatus)."""
    if wifexited(status):
        return f"{{ EXITED,val={wexitstatus(status)} }}"
    if wifstopped(status):
        return f"{{ STOPPED,sig=SIG{SIGNAMES[wstopsig(status)]} }}"
    return f"{{ SIGNALED,sig=SIG{SIGNAMES[wtermsig(status)]}{',cored' if wcoredump(status) else ''} }}"


def _stat(found: Stat) -> str:
    from simbsd.lib.mode import strmode  # not needed before the first file is looked at

    return f"mode={strmode(found.st_mode)},inode={found.st_ino},size={found.st_size},blksize={BLKSIZE}"


def _statfs(found: Statfs) -> str:
    names = f"fstypename={found.f_fstypename},mntonname={found.f_mntonname},mntfromname={found.f_mntfromname}"
    return f"{names},fsid={found.f_fsid}"


def _rusage(found: Rusage) -> str:
    times = f"u={_seconds(found.ru_utime)},s={_seconds(found.ru_stime)}"
    return f"{times},in={found.ru_inblock},out={found.ru_oublock}"


def _seconds(us: int) -> str:
    return f"{us // SECOND}.{us % SECOND:06d}"


FORMS: dict[type, Callable[[Any], str]] = {Stat: _stat, Statfs: _statfs, Rusage: _rusage}


def _members(value: Any) -> str:
    members = [(one.name, getattr(value, one.name)) for one in fields(value)]
    shown = [f"{name}={_scalar(name, item)}" for name, item in members if isinstance(item, int | str)]
    return f"{{ {','.join(shown)} }}"


def _scalar(name: str, value: int | str) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"{value:#x}" if name.endswith(HEXADECIMAL) else str(int(value))
