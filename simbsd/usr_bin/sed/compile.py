"""A script of sed(1) understood: addresses, commands and their arguments, with its error texts.

Models usr.bin/sed/compile.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err, Refused
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.sys.strtol import to_int
from simbsd.usr_bin.sed.commands import FORMATS, Address, Command, Substitution
from simbsd.usr_bin.sed.delimited import ESCAPES, delimited, hexadecimal, parts_of
from simbsd.usr_bin.sed.script import Script

DIGITS = "0123456789"
INT_MAX = (1 << 31) - 1
SPACES = " \t\n\v\f\r"
DELIMITED = "pattern can not be delimited by newline or backslash"


class Compiler:
    """One script under way: ``line`` is the line read, ``at`` the place in it."""

    def __init__(self, err: Err, script: Script, extended: bool) -> None:
        self.err, self.script, self.extended = err, script, extended
        self.line, self.at = "", 0
        self.commands: list[Command] = []
        self.open: list[int] = []  # groups not yet closed

    def refuse(self, message: str) -> Refused:
        """An error with its place."""
        return Refused(f"{self.where}: {message}")

    @property
    def where(self) -> str:
        """Line and name of the part of the script."""
        return f"{self.script.number}: {self.script.name}"

    async def program(self) -> list[Command]:
        """All commands. Raises Refused; errors: those of files that hold the script."""
        while await self._next_line():
            while self._spaces() and self.letter != "#":
                if self.letter == ";":
                    self.at += 1
                    continue
                if not await self._command():
                    break
        if self.open:
            raise self.refuse("unexpected EOF (pending }'s)")
        await self._labels()
        return self.commands

    @property
    def letter(self) -> str:
        """The letter here, empty at the end of the line."""
        return self.line[self.at : self.at + 1]

    async def _next_line(self) -> bool:
        line = await self.script.line()
        self.line, self.at = line or "", 0
        return line is not None

    def _spaces(self) -> str:
        """Go over white space; the letter after it."""
        while self.letter and self.letter in SPACES:
            self.at += 1
        return self.letter

    async def _command(self) -> bool:
        """One command; True when another may follow on this line."""
        command = Command("")
        addresses = self._addresses(command)
        while True:
            code = self.letter
            if not code:
                raise self.refuse("command expected")
            if code not in FORMATS:
                raise self.refuse(f"invalid command code {code}")
            most, kind = FORMATS[code]
            if addresses > most:
                raise self.refuse(f"command {code} expects up to {most} address(es), found {addresses}")
            self.at += 1
            if kind != "invert":
                break
            self._spaces()
            command.inverted = True
        command.code = code
        self.commands.append(command)
        return await self._argument(command, kind)

    def _addresses(self, command: Command) -> int:
        if not self.letter or self.letter not in DIGITS + "/\\$":
            return 0
        command.first = self._address()
        if self._spaces() != ",":
            return 1
        self.at += 1
        self._spaces()
        command.second = self._address()
        self._spaces()
        return 2

    def _address(self) -> Address:
        if self.letter in ("\\", "/"):
            self.at += self.letter == "\\"
            text = self._delimited("unterminated regular expression")
            fold = self.letter == "I"
            self.at += fold
            return Address("regex", regex=self._regex(text, fold))
        if self.letter == "$":
            self.at += 1
            return Address("last")
        kind = "relative" if self.letter == "+" else "line"
        self.at += kind == "relative"
        start = self.at
        while self.letter and self.letter in DIGITS:
            self.at += 1
        if kind == "line" and start == self.at:
            raise self.refuse("expected context address")
        return Address(kind, to_int(self.line[start : self.at] or "0"))

    def _delimited(self, missing: str, is_tr: bool = False) -> str:
        found = delimited(self.line, self.at, self.where, is_tr)
        if found is None:
            raise self.refuse(missing)
        text, self.at = found
        return text

    def _regex(self, text: str, fold: bool = False) -> Regex | None:
        """A compiled pattern, None for the empty one."""
        if not text:
            return None
        try:
            return Regex(text, self.extended, fold)
        except RegexError as error:
            raise self.refuse(f"RE error: {error}") from None

    async def _argument(self, command: Command, kind: str) -> bool:
        if kind == "group":
            self.open.append(len(self.commands) - 1)
            return bool(self._spaces())
        if kind == "text":
            await self._text(command)
            return False
        if kind in ("read", "write"):
            if not self._spaces():
                raise self.refuse("filename expected")
            command.text = await self._to_end("read command" if kind == "read" else "w command")
            return False
        if kind == "branch":
            command.text = await self._to_end("branch") if self._spaces() else ""
            return False
        if kind == "label":
            self._spaces()
            command.text = await self._to_end("label")
            if not command.text:
                raise self.refuse("empty label")
            if any(other.code == ":" and other.text == command.text for other in self.commands[:-1]):
                raise self.refuse(f"duplicate label '{command.text}'")
            return False
        if kind == "substitute":
            await self._substitute(command)
            return self._spaces() == ";"
        if kind == "transform":
            self._transform(command)
        elif kind == "end":
            self._close(command)
        if self._spaces() in ("", ";"):
            return self.letter == ";"
        if kind == "transform":
            raise self.refuse("extra text at the end of a transform command")
        raise self.refuse(f"extra characters at the end of {command.code} command")

    def _close(self, command: Command) -> None:
        command.inverted = True
        if not self.open:
            raise self.refuse("unexpected }")
        self.commands[self.open.pop()].target = len(self.commands)

    async def _to_end(self, what: str) -> str:
        """The rest of the line (duptoeol)."""
        text = self.line[self.at :].partition("\n")[0]
        if text and text[-1] in SPACES:
            await self.err.warnx(f"{self.where}: whitespace after {what}")
        return text

    async def _text(self, command: Command) -> None:
        """The lines that a, c or i print: each but the last ends in a backslash."""
        if self._spaces() != "\\":
            raise self.refuse(f"command {command.code} expects \\ followed by text")
        self.at += 1
        if self._spaces():
            raise self.refuse(f"extra characters after \\ at the end of {command.code} command")
        more = True
        while more and await self._next_line():
            more, at = False, 0
            while at < len(self.line):
                if self.line[at] == "\\" and at + 1 < len(self.line):
                    at += 1
                    more = more or self.line[at] == "\n"
                command.text += self.line[at]
                at += 1

    async def _substitute(self, command: Command) -> None:
        if self.letter in ("", "\\"):
            raise self.refuse(f"substitute {DELIMITED}")
        pattern = self._delimited("unterminated substitute pattern")
        regex = self._regex(pattern)
        self.at -= 1
        number = self.script.number
        text, most = await self._replacement(regex)
        command.substitution = made = Substitution(regex, parts_of(text), number, most=most)
        if self._flags(made):
            made.regex = self._regex(pattern, fold=True)

    async def _replacement(self, regex: Regex | None) -> tuple[str, int]:
        """The text between the second delimiter and the third, as regsub reads it, and the greatest group in it."""
        mark, most = self.letter, 0
        out: list[str] = []
        self.at += 1
        while True:
            while letter := self.letter:
                self.at += 1
                if letter == mark:
                    if not self.letter:
                        await self._next_line()
                    return "".join(out), most
                if letter == "\n":
                    raise self.refuse("unescaped newline inside substitute pattern")
                if letter == "\\" and self.letter:
                    piece = self._escaped(regex)
                    most = max(most, to_int(piece[1:]) if piece[0] == "\\" and piece[1:] in tuple(DIGITS) else 0)
                    letter = piece
                out.append(letter)
            if not await self._next_line():
                raise self.refuse("unterminated substitute in regular expression")

    def _escaped(self, regex: Regex | None) -> str:
        """What a backslash and the letter here stand for in a replacement."""
        letter = self.letter
        self.at += 1
        if letter in "123456789":
            if regex is not None and to_int(letter) > regex.groups:
                raise self.refuse(f"\\{letter} not defined in the RE")
            return "\\" + letter
        if letter in "&\\":
            return "\\" + letter
        if letter == "x" and (code := hexadecimal(self.line, self.at)):
            self.at = code[1]
            return code[0]
        return ESCAPES.get(letter, letter)

    def _flags(self, made: Substitution) -> bool:
        """The flags after an s command; True when case is ignored."""
        fold = counted = False
        while (letter := self._spaces()) not in ("", ";"):
            if letter in "g123456789" and counted:
                raise self.refuse("more than one number or 'g' in substitute flags")
            self.at += 1
            if letter == "g":
                counted, made.count = True, 0
            elif letter in "123456789":
                counted, made.count = True, self._count()
            elif letter == "p":
                made.prints = True
            elif letter in "iI":
                fold = True
            elif letter == "w":
                self._spaces()
                made.file = self.line[self.at :].partition("\n")[0]
                self.at += len(made.file)
                if not made.file:
                    raise self.refuse("no wfile specified")
            else:
                raise self.refuse(f"bad flag in substitute command: '{letter}'")
        return fold

    def _count(self) -> int:
        start = self.at - 1
        while self.letter and self.letter in DIGITS:
            self.at += 1
        count = to_int(self.line[start : self.at])
        if count > INT_MAX:
            raise self.refuse("overflow in the 'N' substitute flag")
        return count

    def _transform(self, command: Command) -> None:
        if self.letter in ("", "\\"):
            raise self.refuse(f"transform {DELIMITED}")
        old = self._delimited("unterminated transform source string", is_tr=True)
        self.at -= 1
        new = self._delimited("unterminated transform target string", is_tr=True)
        if len(old) != len(new):
            raise self.refuse("transform strings are not the same length")
        for letter, other in zip(old, new, strict=True):
            command.table[ord(letter)] = other

    async def _labels(self) -> None:
        """Find where each b and t leads (fixuplabel), and say which labels nobody uses (uselabel)."""
        labels = {command.text: at for at, command in enumerate(self.commands) if command.code == ":"}
        used: dict[str, bool] = {}
        for command in self.commands:
            if command.code not in "bt":
                continue
            if command.text and command.text not in labels:
                raise self.refuse(f"undefined label '{command.text}'")
            used[command.text] = True
            command.target = labels.get(command.text, len(self.commands))
        for label in labels:
            if label not in used:
                await self.err.warnx(f"{self.where}: unused label '{label}'")
