"""A machine that is given lines, keys and signals at random, and looked over afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from traceback import extract_tb, format_exc
from typing import Any

from simbsd.kern.init_main import spawn
from simbsd.kern.kern_sig import psignal
from simbsd.kern.kern_synch import wakeup
from simbsd.limits import Limits
from simbsd.machine import Machine
from simbsd.sys.errno import Errno
from simbsd.sys.file import Pipe
from simbsd.sys.proc import Proc, ProcState
from simbsd.sys.signal import NSIG, SIGKILL
from tests.simbsd.fuzz.grammar import Grammar
from tests.simbsd.fuzz.invariants import check_whole

TTYS = 2
FIRST_USER_PID = 800
MINUTE = 60_000_000
SLICE = 2_000_000
STEPS = 1200
LIFE = 150
SETTING = b"""cd /tmp; mkdir -p d/d; echo text >a; echo more >d/f; ln -s a l; ln -s loop loop; mkfifo fifo; chmod 777 d
ifconfig epair create >/dev/null; kldload if_bridge 2>/dev/null; ifconfig bridge0 create
jail -c name=j persist vnet children.max=2
jail -c name=www path=/ persist ip4.addr=10.0.2.15; printf 'c { persist; path=/; }\\n' >/etc/jail.conf
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """An exception that came out of the machine, or a table found broken."""

    line: str
    what: str
    where: str
    trace: str


class Fuzzer:
    """Feeds one machine after another; each lives for ``LIFE`` lines."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.grammar = Grammar(self.random)
        self.findings: list[Finding] = []
        self.lines = 0
        self.current = ""
        self.machine: Any = None
        self.fresh()

    def fresh(self) -> None:
        """Another machine, with files, interfaces and jails to stumble over."""
        self.drop()
        limits = Limits(processes=120, storage=4 << 20, file_size=1 << 20, memory=2 << 20, output=1 << 18)
        self.machine = Machine(
            seed=self.random.randrange(1000), ttys=TTYS, limits=limits, watched=self.random.random() < 0.5
        )
        self.machine.settle(MINUTE)
        self.machine.script(SETTING)
        self.left = LIFE
        self.sinks: list[Pipe] = []

    def drop(self) -> None:
        """End the programs of the machine that is given up, as its host would by forgetting it."""
        if self.machine is not None:
            for p in self.machine.kernel.allproc.values():
                if p.p_coro is not None:
                    p.p_coro.close()

    def one(self) -> None:
        """One line or one burst of keys, and what it leads to."""
        draw = self.random.random()
        if draw < 0.06:
            self.try_out(self.grammar.keys(), self.press)
        elif draw < 0.25:
            self.try_out(self.grammar.line(), self.type_line)
        else:
            self.try_out(self.grammar.line(), self.run_line)
        self.left -= 1
        if self.left <= 0:
            self.fresh()

    def try_out(self, line: str, how) -> None:
        """Do it; keep what goes wrong, and go on with another machine after that."""
        self.lines += 1
        self.current = line
        try:
            how(line)
            check_whole(self.machine.kernel, self.sinks)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            place = extract_tb(error.__traceback__)[-1]
            where = f"{place.filename.rpartition('/main/')[2]}:{place.lineno} {place.name}"
            self.findings.append(Finding(line, f"{type(error).__name__}: {error}"[:200], where, format_exc()))
            self.fresh()

    def run_line(self, line: str) -> None:
        """Root's shell over one line, its input closed, its output read; killed when it goes on for too long."""
        kernel = self.machine.kernel
        if kernel.halted:
            return self.press("\n")  # and it boots
        text = line.encode("utf-8", "surrogateescape") + b"\n"
        source, sink = Pipe(pipe_buffer=bytearray(text), pipe_writers=0), Pipe()
        self.sinks.append(sink)
        try:
            shell = spawn(kernel, "/bin/sh", ["sh"], source, sink)
        except Errno:  # an earlier line took it away
            return self.fresh()
        for _ in range(4):
            self.pass_time(SLICE)
            for each in self.sinks:
                each.pipe_buffer.clear()
                wakeup(kernel, each)
            if shell.p_state is ProcState.ZOMBIE and not self.machine.busy:
                return
        self.kill_all()

    def type_line(self, line: str) -> None:
        """The line at a terminal, then the ways out of whatever holds it."""
        tty = self.random.randrange(TTYS)
        self.machine.type(tty, line + "\n")
        self.pass_time(SLICE)
        for keys in ("\x03", "\x04", "\x1a", "\x11\x03\n", "\x1c", "stty sane\n"):
            if self.machine.waiting(tty) and not self.machine.busy:
                break
            self.machine.type(tty, keys)
            self.pass_time(SLICE)
        else:
            self.kill_all()
        self.machine.output(tty)

    def press(self, keys: str) -> None:
        """Keys as they come, at any terminal, with changes of its size."""
        tty = self.random.randrange(TTYS)
        if self.random.random() < 0.3:
            self.machine.resize(tty, self.random.choice((0, 1, 24, 500)), self.random.choice((0, 1, 2, 80, 500)))
        self.machine.type(tty, keys)
        self.pass_time(SLICE)
        self.type_line("\x03")

    def pass_time(self, us: int) -> None:
        """Some time, or some steps, whichever is less; now and then a signal out of nowhere."""
        self.machine.now()
        self.machine.advance(self.random.choice((1000, us, us)), STEPS)
        self.machine.events()
        if self.random.random() < 0.08:
            self.signal()

    def users(self) -> list[Proc]:
        """Processes that are not the machine's own."""
        return [
            p
            for p in self.machine.kernel.allproc.values()
            if p.p_pid > FIRST_USER_PID and p.p_state is not ProcState.ZOMBIE
        ]

    def signal(self) -> None:
        """Any signal to any of them."""
        found = self.users()
        if found:
            psignal(self.machine.kernel, self.random.choice(found), self.random.randrange(1, NSIG))

    def kill_all(self) -> None:
        """What is still running ends now; init gives the terminals new shells."""
        for p in self.users():
            psignal(self.machine.kernel, p, SIGKILL)
        self.machine.advance(SLICE, 4 * STEPS)
        self.machine.now()
