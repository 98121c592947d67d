"""One FreeBSD host: boot it, type at it, let time pass, read what it shows and what its kernel knows.

Models the boot order of sys/kern/init_main.c; leaves out loader and hardware.
"""

from __future__ import annotations

from collections.abc import Generator

from simbsd.digest import digest
from simbsd.fs.devfs_devs import make_dev
from simbsd.image import EPOCH, base_image
from simbsd.kern.init_main import boot, spawn
from simbsd.kern.kern_shutdown import shutdown_reset
from simbsd.kern.kern_sig import psignal
from simbsd.kern.kern_synch import wakeup
from simbsd.kern.kern_timeout import next_callout
from simbsd.kern.syscall import run
from simbsd.kern.tty import TTY_CDEVSW, tty_alloc, tty_resize
from simbsd.kern.tty_ttydisc import ttydisc_rint
from simbsd.limits import Limits
from simbsd.programs import Programs
from simbsd.release import DEFAULT, RELEASES
from simbsd.sys.event import Event, TtyOutput
from simbsd.sys.file import Pipe
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import ProcState
from simbsd.sys.signal import SIGHUP
from simbsd.sys.termios import ICANON, Winsize
from simbsd.sys.wait import wexitstatus, wifexited, wtermsig

FOREVER = 1 << 62
SETTLE_STEP = 1000
SHELL = "sh"  # whose line editor asks for commands
BREAK, END_OF_FILE = "\x03", "\x04"


class Machine:
    """A machine of the given release. The same seed and the same inputs at the same times give the same machine.

    Times are virtual microseconds. ``loader`` are lines that the machine's /boot/loader.conf has from the first. Raises
    KeyError for an unknown release.
    """

    def __init__(
        self,
        release: str = DEFAULT,
        seed: int = 0,
        limits: Limits | None = None,
        ttys: int = 1,
        watched: bool = True,
        loader: tuple[str, ...] = (),
    ) -> None:
        self.kernel: Kernel = boot(
            RELEASES[release], seed, limits or Limits(), base_image(release), Programs(), EPOCH, ttys, loader
        )
        self.kernel.watched = watched
        self.target = 0

    @property
    def time(self) -> int:
        """Virtual time that has passed."""
        return self.kernel.now

    @property
    def busy(self) -> bool:
        """True when some process can run now."""
        return self.kernel.curproc is not None or bool(self.kernel.runq)

    @property
    def next_event(self) -> int | None:
        """The virtual time of the next thing that happens by itself while nothing runs, or None."""
        return next_callout(self.kernel)

    def advance(self, us: int, steps: int = FOREVER) -> bool:
        """Let ``us`` more microseconds pass, in at most ``steps`` steps of programs; False when time is still owed.

        Owed time is made up by ``advance(0)``. Raises ValueError for a negative time.
        """
        if us < 0:
            raise ValueError("time does not run backwards")
        self.target += us
        return run(self.kernel, self.target, steps) > 0 or self.kernel.now >= self.target

    def now(self) -> int:
        """Forgive the time still owed; an input given now is an input at the returned virtual time."""
        self.target = self.kernel.now
        run(self.kernel, self.target, 1)
        self.target = self.kernel.now
        return self.target

    def type(self, tty: int, text: str) -> None:
        """Keys pressed at a terminal; at a machine that has halted any key boots it, and none is read. Raises KeyError
        for an unknown terminal.
        """
        self.now()
        if self.kernel.halted:
            shutdown_reset(self.kernel)
            return
        ttydisc_rint(self.kernel, self.kernel.ttys[tty], text.encode("utf-8", "surrogateescape"))

    def interrupt(self, tty: int) -> None:
        """Press ^C."""
        self.type(tty, BREAK)

    def eof(self, tty: int) -> None:
        """Press ^D."""
        self.type(tty, END_OF_FILE)

    def resize(self, tty: int, rows: int, columns: int) -> None:
        """The window has another size. Raises KeyError for an unknown terminal."""
        self.now()
        tty_resize(self.kernel, self.kernel.ttys[tty], rows, columns)

    def attach(self, rows: int, columns: int) -> int:
        """One terminal more, and its number: init(8) reads ttys(5) again, as after `kill -HUP 1`, and serves it."""
        self.now()
        number = len(self.kernel.ttys)
        tty = tty_alloc(self.kernel, number, f"ttyv{number}")
        tty.t_winsize = Winsize(rows, columns)
        make_dev(self.kernel, TTY_CDEVSW, tty.t_name, mode=0o600, drv1=tty)
        if 1 in self.kernel.allproc:
            psignal(self.kernel, self.kernel.allproc[1], SIGHUP)
        return number

    def waiting(self, tty: int) -> bool:
        """True when a line editor reads the terminal: the shell shows its prompt."""
        terminal = self.kernel.ttys[tty]
        if terminal.t_termios.c_lflag & ICANON or terminal.t_input:
            return False
        return any(p.p_comm == SHELL for p in self.kernel.sleepq.get(terminal, ()))

    def settle(self, limit: int, tty: int = 0) -> bool:
        """Let time pass until nothing runs and the shell on ``tty`` waits for a command; False when ``limit`` came
        first.
        """
        end = self.target + limit
        while self.target < end:
            if self.busy or self.kernel.now < self.target:
                self.advance(min(SETTLE_STEP, end - self.target))
                continue
            if self.waiting(tty):
                return True
            when = self.next_event
            if when is None:
                return False
            self.advance(min(max(when - self.target, 0), end - self.target))
        return not self.busy and self.waiting(tty)

    def events(self) -> list[Event]:
        """What happened since the last call."""
        taken, self.kernel.events = self.kernel.events, []
        return taken

    def output(self, tty: int) -> str:
        """What a terminal showed since the last call."""
        shown, kept = [], []
        for event in self.kernel.console:
            if event.tty != tty:
                kept.append(event)
            elif isinstance(event, TtyOutput):
                shown.append(event.data)
        self.kernel.console[:] = kept
        return "".join(shown)

    def script(self, text: bytes, limit: int = FOREVER) -> tuple[bytes, int]:
        """Run root's /bin/sh over a script, its input, output and errors pipes, as fast as it goes: (output, exit
        status).

        A shell killed by a signal has status 128 + its number; one still running at ``limit`` virtual microseconds has
        status 124.
        """
        steps = self.script_steps(text, limit)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                result: tuple[bytes, int] = end.value
                return result

    def script_steps(self, text: bytes, limit: int = FOREVER) -> Generator[None, None, tuple[bytes, int]]:
        """``script``, a little at a time: for who has something else to do between."""
        source, sink = Pipe(pipe_buffer=bytearray(text), pipe_writers=0), Pipe()
        shell = spawn(self.kernel, "/bin/sh", ["sh"], source, sink)
        end = self.target + limit
        output = bytearray()
        while shell.p_state is not ProcState.ZOMBIE and self.target < end:
            idle = not self.busy and self.kernel.now >= self.target
            when = self.next_event
            if idle and when is None:
                break
            self.advance(max(when - self.target, 0) if idle and when is not None else SETTLE_STEP)
            _drain(self.kernel, sink, output)
            yield
        if shell.p_state is not ProcState.ZOMBIE:
            return bytes(output), 124
        status = shell.p_xstat
        return bytes(output), wexitstatus(status) if wifexited(status) else 128 + wtermsig(status)

    def digest(self) -> str:
        """SHA-256 of the whole state."""
        return digest(self.kernel)


def _drain(kernel: Kernel, sink: Pipe, output: bytearray) -> None:
    """Take what the script has written, as the far end of its pipe."""
    if sink.pipe_buffer:
        output += sink.pipe_buffer
        sink.pipe_buffer.clear()
        wakeup(kernel, sink)
