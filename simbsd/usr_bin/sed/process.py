"""The commands of sed(1) applied to line after line.

Models usr.bin/sed/process.c; leaves out wcwidth(3): the l command takes every printable character for one column.
"""

from __future__ import annotations

from simbsd.lib.err import Err, Refused
from simbsd.lib.regex import Match, Regex
from simbsd.lib.regex_groups import submatches
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import MEMORY, STDOUT, decode, encode, put, read_all
from simbsd.lib.termios import winsize
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.sed.commands import Address, Command, Substitution
from simbsd.usr_bin.sed.files import Files
from simbsd.usr_bin.sed.script import Script

BREATH = 100  # commands between ticks
STEPS = 10  # what so many commands cost
WIDTH = 60
LETTERS = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


class Ended(Exception):
    """The script has left by q, n or N: what follows is the program's end, with status 0."""


class Processor:
    """Pattern space, hold space and all that the commands change."""

    def __init__(self, err: Err, script: Script, commands: list[Command], files: Files, envp: dict[str, str]) -> None:
        self.err, self.script, self.commands, self.files, self.envp = err, script, commands, files, envp
        self.silent = script.silent
        self.unbuffered = self.by_lines = False
        self.space, self.newline, self.hold = "", True, ""
        self.deleted = self.substituted = self.last_of_range = False
        self.appends: list[Command] = []
        self.opened: dict[str, int] = {}
        self.regex: Regex | None = None  # the last one used
        self.steps = 0

    async def run(self) -> int:
        """Every line; returns the exit status. Raises Refused."""
        try:
            while await self._read():
                self.deleted = False
                await self._cycle()
                if not self.silent and not self.deleted:
                    await self._say()
                await self._flush_appends()
        except Ended:
            await self.files.out.flush()
            return 0
        await self.files.out.flush()
        return self.files.status

    async def open_files(self) -> None:
        """Create or empty the files of all w commands and flags, before anything is read. Errors: those of open."""
        for command in self.commands:
            made = command.substitution
            path = command.text if command.code == "w" else made.file if made is not None else ""
            if path:
                await self._file(path)

    async def _read(self) -> bool:
        """The next line into the pattern space."""
        found = await self.files.line()
        if self.files.changed:
            self.files.changed = False
            self.hold = ""
            for command in self.commands:
                command.start = 0
        if found is None:
            return False
        self.space, self.newline = found
        return True

    async def _cycle(self) -> None:
        """The commands from first to last, as far as they lead."""
        at = 0
        while at < len(self.commands):
            self.steps += 1
            if self.steps % BREATH == 0:
                await tick(STEPS)
            command = self.commands[at]
            if not await self._applies(command):
                at = command.target if command.code == "{" else at + 1
                continue
            if command.code in "bt":
                jump = command.code == "b" or self.substituted
                self.substituted = self.substituted and command.code == "b"
                at = command.target if jump else at + 1
                continue
            if command.code == "d" or (command.code == "D" and (self.deleted or "\n" not in self.space)):
                self.deleted = True
                return
            if command.code == "D":
                self.space = self.space.partition("\n")[2]
                at = 0
                continue
            await self._do(command)
            at += 1

    async def _do(self, command: Command) -> None:
        """One command that goes on to the next one."""
        code = command.code
        if code in "ar":
            self.appends.append(command)
        elif code in "gGhHx":
            self._spaces(code)
        elif code == "s":
            assert command.substitution is not None
            self.substituted = await self._substitute(command.substitution) or self.substituted
        elif code == "y" and not self.deleted:
            self.space = self.space.translate(command.table)
        elif code in "pP" and not self.deleted:
            await self._print(first=code == "P")
        elif code == "c":
            self.deleted, self.space = True, ""
            if command.second is None or self.last_of_range or await self.files.is_last():
                await self._out(command.text)
        elif code == "i":
            await self._out(command.text)
        elif code == "=":
            await self._out(f"{self.files.number}\n")
        elif code == "l":
            await self._out(listed(self.space, await self._width()))
        elif code == "w" and not self.deleted:
            await self._write(command.text)
        elif code in "nN":
            await self._next(command)
        elif code == "q":
            await self._quit()

    def _spaces(self, code: str) -> None:
        if code == "g":
            self.space = self.hold
        elif code == "G":
            self.space += "\n" + self.hold
        elif code == "h":
            self.hold = self.space
        elif code == "H":
            self.hold += "\n" + self.space
        else:
            self.space, self.hold = self.hold, self.space
        if len(self.space) + len(self.hold) > MEMORY:
            raise Refused("realloc: Cannot allocate memory")

    async def _next(self, command: Command) -> None:
        if command.code == "n":
            if not self.silent and not self.deleted:
                await self._say()
            await self._flush_appends()
            if not await self._read():
                raise Ended
            self.deleted = False
            return
        await self._flush_appends()
        before = self.space
        if not await self._read():
            raise Ended
        self.space = f"{before}\n{self.space}"

    async def _quit(self) -> None:
        if self.files.inplace is not None:
            self.files.quit = True
            return
        if not self.silent and not self.deleted:
            await self._say()
        await self._flush_appends()
        raise Ended

    async def _applies(self, command: Command) -> bool:
        """True when a command is to be done on this line (applies)."""
        self.last_of_range = False
        first, second, number = command.first, command.second, self.files.number
        if first is None:
            holds = True
        elif second is None:
            holds = await self._matches(first)
        elif command.start:
            holds = await self._goes_on(command, second)
        else:
            holds = await self._matches(first)
            if holds and (
                (second.kind == "line" and number >= second.number) or (second.kind == "relative" and not second.number)
            ):
                self.last_of_range = True
            elif holds:
                command.start = number
        return holds != command.inverted

    async def _goes_on(self, command: Command, second: Address) -> bool:
        """True when the range under way takes this line in."""
        number = self.files.number
        if second.kind == "relative":
            if number - command.start <= second.number:
                return True
        elif await self._matches(second):
            self.last_of_range = True
            command.start = 0
            return True
        elif second.kind != "line" or number <= second.number:
            return True
        command.start = 0
        return False

    async def _matches(self, address: Address) -> bool:
        if address.kind == "regex":
            return await self._find(address.regex, 0) is not None
        return self.files.number == address.number if address.kind == "line" else await self.files.is_last()

    async def _find(self, regex: Regex | None, start: int) -> Match | None:
        """A match at or after ``start``; None is the last pattern used (regexec_e)."""
        self.regex = regex or self.regex
        if self.regex is None:
            raise Refused("first RE may not be empty")
        try:
            return await self.regex.find(self.space, start)
        except RegexError as error:
            raise Refused(f"RE error: {error}") from None

    async def _substitute(self, made: Substitution) -> bool:
        """The s command (substitute); True when something was replaced."""
        if made.regex is None and self.regex is not None and made.most > self.regex.groups:
            raise Refused(f"{made.line}: {self.files.path}: \\{made.most} not defined in the RE")
        match = await self._find(made.regex, 0)
        if match is None:
            return False
        out: list[str] = []
        size = at = 0
        wanted, after_empty, going = made.count, True, True
        while match is not None:
            begin, end = match
            if wanted <= 1:
                out.append(self.space[at:begin])
            if after_empty or begin > at or begin != end:
                if wanted <= 1:
                    out.append(await self._replacement(made, match))
                    wanted = -1 if wanted == 1 else wanted
                else:
                    out.append(self.space[at:end])
                    wanted -= 1
            at, after_empty = end, begin == end
            if after_empty:
                # An empty match moves on by one character, and ends all at a newline, the rest lost with it.
                going = self.space[at : at + 1] not in ("", "\n")
                out.append(self.space[at : at + 1])
                at += 1
            size += len(out[-1])
            if size > MEMORY:
                raise Refused("realloc: Cannot allocate memory")
            going = going and wanted >= 0
            match = await self._find(made.regex, at) if going and at <= len(self.space) else None
        if wanted > 0:
            return False
        ended = after_empty and self.space[at - 1 : at] in ("", "\n")
        self.space = "".join(out) + ("" if ended else self.space[at:])
        if made.prints:
            await self._say()
        if made.file and not self.deleted:
            await self._write(made.file)
        return True

    async def _replacement(self, made: Substitution, match: Match) -> str:
        assert self.regex is not None
        groups = await submatches(self.regex, self.space, match) if made.most else [match]
        out = []
        for part in made.parts:
            if isinstance(part, str):
                out.append(part)
            elif part < len(groups) and (place := groups[part]) is not None:
                out.append(self.space[place[0] : place[1]])
        return "".join(out)

    async def _say(self) -> None:
        await self._out(self.space + "\n" * self.newline)

    async def _print(self, first: bool) -> None:
        if first and "\n" in self.space:
            await self._out(self.space.partition("\n")[0] + "\n")
        else:
            await self._say()

    async def _out(self, text: str) -> None:
        out = self.files.out
        await out.put(text)
        if out.fd == STDOUT and (self.unbuffered or (self.by_lines and "\n" in text)):
            await out.flush()

    async def _flush_appends(self) -> None:
        """What a and r have set aside, before the next line is read."""
        for command in self.appends:
            if command.code == "a":
                await self._out(command.text)
                continue
            try:
                fd = await open(command.text, O_RDONLY)
                data = await read_all(fd)
                await close(fd)
            except Errno:
                continue  # it is no error that a file is not there
            await self._out(decode(data))
        self.appends.clear()
        self.substituted = False

    async def _file(self, path: str) -> int:
        if path not in self.opened:
            try:
                self.opened[path] = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_TRUNC)
            except Errno as error:
                await self.files.out.flush()
                await self.err.err(1, path, error)
        return self.opened[path]

    async def _write(self, path: str) -> None:
        fd = await self._file(path)
        try:
            await put(fd, encode(self.space + "\n"))
        except Errno as error:
            await self.files.out.flush()
            await self.err.err(1, path, error)

    async def _width(self) -> int:
        """How wide the l command writes (lputs)."""
        if self.files.out.fd != STDOUT:
            return WIDTH
        columns = self.envp.get("COLUMNS", "")
        if columns:
            return max(to_int(columns), 1) if is_number(columns) else 1
        try:
            return (await winsize(STDOUT)).ws_col or WIDTH
        except Errno:
            return WIDTH


def listed(text: str, width: int) -> str:
    """A text made visible, as the l command prints it."""
    out, column = [], 0
    for letter in text:
        if letter == "\n":
            out.append("\\\n" * (column + 1 >= width) + "$\n")
            column = 0
            continue
        plain = letter.isprintable() and letter not in LETTERS
        octal = "".join(f"\\{byte:03o}" for byte in encode(letter))
        shown = letter if plain else LETTERS.get(letter, octal)
        if column + len(shown) >= width:
            out.append("\\\n")
            column = 0
        out.append(shown)
        column += len(shown)
    return "".join(out) + "\\\n" * (column + 1 >= width) + "$\n"
