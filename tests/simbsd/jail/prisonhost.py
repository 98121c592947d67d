"""A booted machine whose system calls a test makes itself."""

from __future__ import annotations

from typing import Any

import pytest

from simbsd.kern.init_main import spawn
from simbsd.kern.init_sysent import SYSENT
from simbsd.kern.kern_fork import fork1
from simbsd.machine import Machine
from simbsd.sys.errno import Errno
from simbsd.sys.file import Pipe
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Proc

CREATE, UPDATE, ATTACH, DYING = 1, 2, 4, 8


async def idle(state: Any) -> int:
    """A program that is never run."""
    return 0


class Host:
    """A machine and root's processes on it; a process makes calls without running a program."""

    def __init__(self) -> None:
        self.machine = Machine(ttys=0)
        self.kernel: Kernel = self.machine.kernel
        self.root = spawn(self.kernel, "/bin/sh", ["sh"], Pipe(), Pipe())

    def close(self) -> None:
        """Close what was never run."""
        for p in self.kernel.allproc.values():
            if p.p_coro is not None:
                p.p_coro.close()

    def call(self, p: Proc, name: str, *args: Any) -> Any:
        """One system call of a process."""
        self.kernel.curproc = p
        try:
            return SYSENT[name](self.kernel, p, *args)
        finally:
            self.kernel.curproc = None

    def refusal(self, p: Proc, name: str, *args: Any) -> tuple[str, str]:
        """(errno name, kernel's message) of a call that is refused."""
        with pytest.raises(Errno) as caught:
            self.call(p, name, *args)
        return caught.value.name, caught.value.message

    def jail(self, p: Proc | None = None, **params: Any) -> int:
        """Make a persistent jail; ``__`` in a parameter's name stands for its dot."""
        wanted = {name.replace("__", "."): value for name, value in params.items()}
        return int(self.call(p or self.root, "jail_set", {"persist": True, **wanted}, CREATE))

    def child(self, p: Proc | None = None) -> Proc:
        """A child of a process (root's by default)."""
        return fork1(self.kernel, p or self.root, idle, None)

    def inmate(self, jid: int, p: Proc | None = None) -> Proc:
        """A new process in a jail."""
        child = self.child(p)
        self.call(child, "jail_attach", jid)
        return child

    def get(self, key: str | int, p: Proc | None = None) -> dict[str, Any]:
        """Every parameter of a jail."""
        found: dict[str, Any] = self.call(
            p or self.root, "jail_get", {"jid": key} if isinstance(key, int) else {"name": key}, 0
        )
        return found
