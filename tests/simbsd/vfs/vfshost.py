"""A booted machine on which a test runs programs of its own, or makes system calls by hand."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from simbsd.kern.init_sysent import SYSENT
from simbsd.kern.kern_fork import fork1
from simbsd.lib.signal import pause
from simbsd.limits import Limits
from simbsd.machine import Machine
from simbsd.sys.errno import Errno
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Call, Proc, ProcState

Program = Callable[[], Coroutine[Any, Any, Any]]
ALICE = 1001
STEP, STEPS = 10_000, 1000


class Host:
    """One machine. ``run`` starts a child of init in a function of the test and waits for its end."""

    def __init__(self, limits: Limits | None = None, release: str = "14.0") -> None:
        self.machine = Machine(release, ttys=0, limits=limits)
        self.machine.advance(STEP)
        self.kernel: Kernel = self.machine.kernel

    def start(
        self, program: Program, uid: int = 0, groups: tuple[int, ...] | None = None
    ) -> tuple[Proc, list[Any]]:
        """Start a program; its result, or the Errno that ended it, will be in the list."""
        answer: list[Any] = []

        async def entry(state: object) -> int:
            try:
                answer.append(await program())
            except Errno as error:
                answer.append(error)
            return 0

        p = fork1(self.kernel, self.kernel.allproc[1], entry, None)
        gids = groups or ((0, 5) if uid == 0 else (uid,))
        p.p_ucred = replace(
            p.p_ucred, cr_uid=uid, cr_ruid=uid, cr_svuid=uid, cr_groups=gids, cr_rgid=gids[0], cr_svgid=gids[0]
        )
        return p, answer

    def settle(self) -> None:
        """Let everything that can run, run."""
        for _ in range(STEPS):
            self.machine.advance(STEP)
            if not self.kernel.runq:
                return
        raise AssertionError("the machine does not come to rest")

    def run(self, program: Program, uid: int = 0, groups: tuple[int, ...] | None = None) -> Any:
        """The result of a program; raises the Errno that ended it."""
        p, answer = self.start(program, uid, groups)
        for _ in range(STEPS):
            self.machine.advance(STEP)
            if p.p_state is ProcState.ZOMBIE or p.p_pid not in self.kernel.allproc:
                break
        assert answer, "the program did not end"
        if isinstance(answer[0], Errno):
            raise answer[0]
        return answer[0]

    def refused(self, program: Program, uid: int = 0, groups: tuple[int, ...] | None = None) -> str:
        """The name of the error that ends a program."""
        with pytest.raises(Errno) as caught:
            self.run(program, uid, groups)
        return caught.value.name

    def process(self, uid: int = 0, groups: tuple[int, ...] | None = None) -> Proc:
        """A process that does nothing of its own: a caller for system calls made by hand."""

        async def never() -> None:
            await pause()

        p = self.start(never, uid, groups)[0]
        self.settle()
        return p

    def call(self, p: Proc, name: str, *args: Any) -> Any:
        """One system call of a process, straight through its handler."""
        under_way, p.p_call = p.p_call, Call(name, args)
        try:
            return SYSENT[name](self.kernel, p, *args)
        finally:
            p.p_call = under_way

    def state(self) -> str:
        """Everything that the kernel's tables hold, as one digest."""
        return self.machine.digest()
