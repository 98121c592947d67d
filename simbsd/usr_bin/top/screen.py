"""top(1) on a terminal: the screen, the keys, and the signals.

Models usr.bin/top/screen.c, the loop of top.c and the readline of display.c.
"""

from __future__ import annotations

from simbsd.lib.signal import kill, signal
from simbsd.lib.stdio import STDIN, STDOUT, decode, puts
from simbsd.lib.termios import tcgetattr, tcsetattr, winsize
from simbsd.lib.unistd import poll, read
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.signal import SIG_DFL, SIGINT, SIGQUIT, SIGTSTP, SIGWINCH
from simbsd.sys.strtol import is_number
from simbsd.sys.termios import ECHO, ICANON
from simbsd.usr_bin.top.main import LARGEST, names_of_users
from simbsd.usr_bin.top.options import INFINITY, Job
from simbsd.usr_bin.top.show import HEADER_LINES, MESSAGE_LINE, clock, header, rows, summary
from simbsd.usr_bin.top.view import Seen, look

ENTER, LEAVE, CLEAR = "\033[?1049h", "\033[?1049l", "\033[H\033[2J"
CLEAR_LINE, CLEAR_REST, STANDOUT, NORMAL = "\033[K", "\033[J", "\033[7m", "\033[m"
CAUGHT = (SIGINT, SIGQUIT, SIGTSTP, SIGWINCH)
BELL, ERASE = "\a", "\b \b"


class Screen:
    """A terminal that shows the machine. ``message`` stands in its line at the next look."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.message = ""
        self.signals: list[int] = []
        self.failures: list[tuple[str, str]] = []
        self.seen: Seen | None = None
        self.left = job.displays or INFINITY
        if job.most == INFINITY:
            job.most = LARGEST

    async def run(self) -> int:
        """Look, draw, and do what the keys say; returns the exit status."""
        self.modes = await tcgetattr(STDOUT)
        for sig in CAUGHT:
            await signal(sig, self.signals.append)
        await self.start()
        while self.left:
            self.left -= self.left > 0
            self.seen = await look(self.seen)
            await self.draw()
            if self.left and not await self._wait():
                break
        await self.stop()
        return 0

    async def start(self) -> None:
        """Take the terminal."""
        await self.measure()
        modes = self.modes.copy()
        modes.c_lflag &= ~(ICANON | ECHO)
        await tcsetattr(STDOUT, modes)
        await puts(ENTER + CLEAR)

    async def stop(self) -> None:
        """Give it back."""
        await puts(f"\033[{self.height};1H{CLEAR_LINE}{LEAVE}")
        await tcsetattr(STDOUT, self.modes)

    async def measure(self) -> None:
        """Ask for the terminal's size."""
        size = await winsize(STDOUT)
        self.height, self.width = size.ws_row or 24, (size.ws_col or 80) - 1

    async def draw(self) -> None:
        """The whole screen; the cursor rests in the line for messages."""
        assert self.seen is not None
        view = self.job.view
        first, *others = summary(view, self.seen)
        up, time = clock(self.seen)
        at = max(self.width - 24 - (len(up) > len(" up 0+00:00:00")), 0)
        lines = [f"{first:<{at}}"[:at] + f"{up:<{max(self.width - 8 - at, 0)}}{time}"]
        lines += [line[: self.width] for line in others]
        lines.append(f"{STANDOUT}{self.message}{NORMAL}" if self.message else "")
        if self.job.most:
            lines.append(header(view)[: self.width])
            room = min(self.job.most, max(self.height - HEADER_LINES, 0))
            lines += rows(view, self.seen, await names_of_users(), self.width)[:room]
        self.message = ""
        await puts("\033[H" + "\n".join(line + CLEAR_LINE for line in lines) + CLEAR_REST + self.at_message())

    def at_message(self) -> str:
        """The cursor to the line for messages."""
        return f"\033[{MESSAGE_LINE + 1};1H"

    async def _wait(self) -> bool:
        """Wait for a key, a signal or the next look; False when it is over."""
        from simbsd.usr_bin.top.commands import obey

        while True:
            try:
                ready = await poll({STDIN: "r"}, self.job.delay)
            except Errno as error:
                if error.errno != EINTR:
                    return False
                ready = {}
            if self.signals:
                return await self._signalled()
            if not ready:
                return True
            key = decode(await read(STDIN, 1))
            if not key:
                return False
            await puts(self.at_message() + CLEAR_LINE)
            again = await obey(self, key)
            if again is None:
                return False
            if again:
                return True

    async def _signalled(self) -> bool:
        taken, self.signals[:] = list(self.signals), []
        if SIGINT in taken or SIGQUIT in taken:
            return False
        if SIGTSTP in taken:
            await self.stop()
            await signal(SIGTSTP, SIG_DFL)
            await kill(0, SIGTSTP)
            await signal(SIGTSTP, self.signals.append)
            await self.start()
        await self.measure()
        await puts(CLEAR)
        return True

    async def say(self, text: str) -> None:
        """A message at once, in standout."""
        await puts(f"{self.at_message()}{STANDOUT}{text}{NORMAL}{CLEAR_LINE}\r")

    async def page(self, text: str) -> None:
        """A text on a screen of its own, until a key is pressed."""
        await puts(f"{CLEAR}{text}{STANDOUT}Hit any key to continue: {NORMAL}")
        await read(STDIN, 1)
        await puts(CLEAR)

    async def ask(self, question: str, size: int, numeric: bool = False, standout: bool = True) -> str:
        """What is typed after a question; empty for nothing, or when the line is killed (readline)."""
        await puts(self.at_message() + (f"{STANDOUT}{question}{NORMAL}" if standout else question))
        text = ""
        kill_line, erase = (chr(self.modes.c_cc[name]) for name in ("VKILL", "VERASE"))
        while True:
            try:
                key = decode(await read(STDIN, 1))
            except Errno:
                return ""
            if key in ("\n", "\r", "", kill_line):
                await puts(self.at_message() + CLEAR_LINE)
                return "" if key == kill_line else text
            if key == erase:
                await puts(ERASE if text else BELL)
                text = text[:-1]
            elif len(text) == size - 1 or (numeric and not is_number(key)) or not key.isprintable():
                await puts(BELL)
            else:
                text += key
                await puts(key)
