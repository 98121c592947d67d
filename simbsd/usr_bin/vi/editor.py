"""vi(1) at work: keys come in, commands are done, the screen follows.

Models contrib/nvi/vi/vi.c and v_cmd.c; leaves out the commands not in COMMANDS, maps, abbreviations, tags and screens.
"""

from __future__ import annotations

from simbsd.lib.keys import character
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.signal import kill
from simbsd.lib.stdio import decode, encode, put
from simbsd.lib.termios import tcgetattr, tcsetattr
from simbsd.lib.unistd import getpid, poll, tick
from simbsd.sys.signal import SIGTSTP
from simbsd.sys.termios import ECHO, ICANON, IEXTEN, ISIG, Termios
from simbsd.usr_bin.vi.screen import ENTER, LEAVE, NORMAL, REVERSE, Screen
from simbsd.usr_bin.vi.text import Complaint, Place, Text

ESCAPE, INTERRUPT = "\033", "\x03"
ESCAPE_TIME = 100_000  # microseconds in which the rest of a function key must come
BREATH = 200
SEQUENCES = {
    "[A": "k", "[B": "j", "[C": "l", "[D": "h", "OA": "k", "OB": "j", "OC": "l", "OD": "h", "[5~": "\x02",
    "[6~": "\x06",
    "[H": "0", "[F": "$", "OH": "0", "OF": "$", "[1~": "0", "[4~": "$", "[3~": "x",
}  # fmt: skip
ARROWS = "hjkl"  # while text is put in they end it, go there and go on (cl_term.c, m2_tklist)


class Quit(Exception):
    """The editor is left, with a status."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(status)
        self.status = status


class Editor:
    """One session. ``queue`` holds keys that come before those of the terminal; ``record`` what was typed just now."""

    def __init__(self, fd: int, envp: dict[str, str]) -> None:
        self.fd, self.envp = fd, envp
        self.text = Text()
        self.screen = Screen(fd)
        self.place: Place = (0, 0)
        self.wanted = 0  # the column that j and k keep to
        self.path = ""
        self.new = False
        self.readonly = False
        self.options: dict[str, bool | int] = {
            "number": False, "list": False, "ignorecase": False, "autoindent": False, "wrapscan": True, "magic": True,
            "extended": False, "showmode": False, "shiftwidth": 8, "readonly": False,
        }  # fmt: skip
        self.arguments: list[str] = []
        self.message = ""
        self.queue: list[str] = []
        self.ahead: list[str] = []  # read while a function key was looked for, and none
        self.record: list[str] = []
        self.last: list[str] = []  # the keys of the last change, for the dot
        self.replaying = False
        self.pattern: Regex | None = None
        self.forward = True
        self.find: tuple[str, str] | None = None
        self.undoing: bool | None = None  # the direction of the last u
        self.stepped = False  # this command was an undo
        self.modes = Termios()

    def say(self, message: str) -> None:
        """What the last line will show."""
        self.message = message

    def complain(self, complaint: Complaint) -> None:
        """Show why nothing was done; keys that were waiting are dropped."""
        self.queue.clear()
        self.say(f"{REVERSE}{complaint}.{NORMAL}")

    async def open(self) -> None:
        """Take the terminal over."""
        self.modes = await tcgetattr(self.fd)
        raw = self.modes.copy()
        raw.c_lflag &= ~(ICANON | ECHO | IEXTEN | ISIG)
        await tcsetattr(self.fd, raw)
        await put(self.fd, encode(ENTER))
        await self.screen.measure()

    async def close(self) -> None:
        """Give the terminal back, the last message still to be seen."""
        plain = self.message.replace(REVERSE, "").replace(NORMAL, "")
        await put(self.fd, encode(f"\033[{self.screen.height + 1};1H\033[K{LEAVE}"))
        await put(self.fd, encode(f"{plain}\n" if plain else ""))
        await tcsetattr(self.fd, self.modes)

    async def suspend(self) -> None:
        """^Z: stop, and draw everything again afterwards."""
        await self.close()
        await kill(await getpid(), SIGTSTP)
        await self.open()

    async def draw(self, at_message: int | None = None, inserting: bool = False) -> None:
        """Show what there is to see."""
        self.screen.numbered = bool(self.options["number"])
        self.screen.listed = bool(self.options["list"])
        await self.screen.draw(self.text, self.place, self.message, at_message, inserting)

    async def key(self, at_message: int | None = None, inserting: bool = False) -> str:
        """The next key: one that waits, or one typed, the screen being drawn before. Raises Quit at a hangup."""
        if self.queue:
            key = self.queue.pop(0)
        else:
            await self.draw(at_message, inserting)
            key = await self.typed(inserting)
        self.record.append(key)
        return key

    async def typed(self, inserting: bool = False) -> str:
        """A key from the terminal. Function keys are the keys that they stand for; but for arrows, nothing while text
        is put in.
        """
        key = await self._read()
        if not key:
            raise Quit(1)
        rest = ""
        while key == ESCAPE and (self.ahead or await poll({self.fd: "r"}, ESCAPE_TIME)):
            rest += await self._read()
            if rest in SEQUENCES:
                return self._function(SEQUENCES[rest], inserting)
            if not any(sequence.startswith(rest) for sequence in SEQUENCES):
                break
        self.ahead[:0] = rest
        return key

    async def _read(self) -> str:
        return self.ahead.pop(0) if self.ahead else decode(await character(self.fd, self._redraw))

    def _function(self, key: str, inserting: bool) -> str:
        if not inserting:
            return key
        if key not in ARROWS:
            return ""
        self.queue += [key, "a"]
        return ESCAPE

    async def _redraw(self) -> None:
        await self.screen.measure()
        await self.draw()

    async def prompt(self, mark: str) -> str | None:
        """A line typed at the bottom; None when it is given up."""
        typed = ""
        while True:
            self.say(mark + typed)
            key = await self.key(at_message=len(mark + typed))
            if key in ("\r", "\n"):
                self.say("")
                return typed
            if key in (ESCAPE, INTERRUPT):
                self.say("")
                return typed if key == ESCAPE and typed and mark == ":" else None
            if key in ("\b", "\x7f"):
                if not typed:
                    self.say("")
                    return None
                typed = typed[:-1]
            elif key == "\x15":
                typed = ""
            elif key == "\x17":
                typed = typed.rstrip().rpartition(" ")[0]
            elif key == "\x16":
                typed += await self.key(at_message=len(mark + typed))
            else:
                typed += key

    def clamp(self) -> None:
        """Keep the cursor on a character."""
        row = max(0, min(self.place[0], len(self.text.lines) - 1))
        self.place = (row, max(0, min(self.place[1], len(self.text.line(row)) - 1)))

    def compiled(self, pattern: str) -> Regex:
        """A pattern, the last one when it is empty. Raises Complaint."""
        if not pattern:
            if self.pattern is None:
                raise Complaint("No previous search pattern")
            return self.pattern
        try:
            self.pattern = Regex(pattern, bool(self.options["extended"]), bool(self.options["ignorecase"]))
        except RegexError as error:
            raise Complaint(f"RE error: {error}") from None
        return self.pattern

    async def search(self, regex: Regex, forward: bool, start: Place) -> Place:
        """The next match, round the end of the file if it must be. Raises Complaint."""
        lines = self.text.lines
        if not lines:
            raise Complaint("File empty; nothing to search")
        row, column = start
        order = range(row, row + len(lines) + 1) if forward else range(row, row - len(lines) - 1, -1)
        for step, number in enumerate(order):
            if step % BREATH == 0:
                await tick()
            wrapped = not 0 <= number < len(lines)
            if wrapped and not self.options["wrapscan"]:
                end = "end-of-file" if forward else "top-of-file"
                raise Complaint(f"Reached {end} without finding the pattern")
            line = lines[number % len(lines)]
            columns = await self._matches(regex, line)
            if step == 0:
                columns = [one for one in columns if (one > column if forward else one < column)]
            elif step == len(lines):
                columns = [one for one in columns if (one <= column if forward else one >= column)]
            if columns:
                if wrapped:
                    self.say("Search wrapped.")
                return number % len(lines), columns[0] if forward else columns[-1]
        raise Complaint("Pattern not found")

    async def _matches(self, regex: Regex, line: str) -> list[int]:
        """The columns where a pattern matches in a line."""
        columns, at = [], 0
        while at <= len(line) and (found := await regex.find(line, at)) is not None:
            if found[0] < len(line) or not line:
                columns.append(found[0])
            at = max(found[1], found[0] + 1)
        return columns
