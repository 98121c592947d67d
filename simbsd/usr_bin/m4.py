"""m4(1): macros, expanded.

Models usr.bin/m4 (main.c, eval.c) as far as tests and rc files use it; leaves out GNU's extensions (-g), diversions,
syscmd, paste, tracing and synclines.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import MEMORY, STDERR, STDIN, STDOUT, decode, encode, put, puts, read_all
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int

USAGE = "m4 [-EgPs] [-Dname[=value]] [-d flags] [-I dirname] [-o filename]\n\t[-t macro] [-Uname] [file ...]"
BREATH, DEPTH = 200, 200


class Refused(Exception):
    """What was wrong; the program ends with status 1."""


@dataclass(slots=True)
class Frame:
    """A call whose arguments are being read: the macro, those complete, the one being read, open parentheses."""

    name: str
    arguments: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    depth: int = 0


class Expander:
    """The definitions, the quotes, and the text still to be read (a stack: what expands is read again)."""

    def __init__(self, folders: list[str]) -> None:
        self.macros: dict[str, list[str]] = {}
        self.builtins = dict(BUILTINS)
        self.open, self.close, self.comment, self.newline = "`", "'", "#", "\n"
        self.text, self.at = "", 0
        self.out: list[str] = []
        self.frames: list[Frame] = []
        self.folders = folders
        self.wrapped: list[str] = []
        self.errors: list[str] = []
        self.status: int | None = None

    def push(self, text: str) -> None:
        """What is read next."""
        if len(self.text) - self.at + len(text) > MEMORY:
            raise Refused("out of memory")
        self.text, self.at = text + self.text[self.at :], 0

    def emit(self, text: str) -> None:
        """To the argument that is being read, or to the output."""
        (self.frames[-1].text if self.frames else self.out).append(text)

    async def run(self, text: str) -> None:
        """Expand a whole file. Raises Refused."""
        self.push(text)
        steps = 0
        while self.at < len(self.text) and self.status is None:
            steps += 1
            if steps % BREATH == 0:
                await tick()
            await self._step()

    async def _step(self) -> None:
        text, at = self.text, self.at
        letter = text[at]
        if self.open and text.startswith(self.open, at):
            self._quoted()
        elif letter.isalpha() or letter == "_":
            await self._word()
        elif self.comment and text.startswith(self.comment, at) and not self.frames:
            end = text.find(self.newline, at)
            self.at = len(text) if end < 0 else end + len(self.newline)
            self.emit(text[at : self.at])
        elif self.frames:
            await self._in_call(letter)
        else:
            self.at += 1
            self.emit(letter)

    def _quoted(self) -> None:
        """A quoted text loses one pair of quotes."""
        start = at = self.at + len(self.open)
        level = 1
        while level:
            if at >= len(self.text):
                raise Refused("unclosed quote")
            if self.text.startswith(self.close, at):
                level -= 1
                at += len(self.close)
            elif self.text.startswith(self.open, at):
                level += 1
                at += len(self.open)
            else:
                at += 1
        self.emit(self.text[start : at - len(self.close)])
        self.at = at

    async def _word(self) -> None:
        end = self.at
        while end < len(self.text) and (self.text[end].isalnum() or self.text[end] == "_"):
            end += 1
        name, self.at = self.text[self.at : end], end
        known = name in self.macros or name in self.builtins
        if not known or (name not in self.macros and name in NEED_ARGUMENTS and not self.text.startswith("(", end)):
            self.emit(name)
        elif self.text.startswith("(", end):
            if len(self.frames) >= DEPTH:
                raise Refused("nested too deeply")
            self.at += 1
            self.frames.append(Frame(name))
            self._blanks()
        else:
            await self._call(name, [])

    def _blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    async def _in_call(self, letter: str) -> None:
        frame = self.frames[-1]
        self.at += 1
        if letter == "," and frame.depth == 0:
            frame.arguments.append("".join(frame.text))
            frame.text = []
            self._blanks()
        elif letter == ")" and frame.depth == 0:
            self.frames.pop()
            await self._call(frame.name, [*frame.arguments, "".join(frame.text)])
        else:
            frame.depth += (letter == "(") - (letter == ")")
            frame.text.append(letter)

    async def _call(self, name: str, arguments: list[str]) -> None:
        if name not in self.macros:
            await self.builtins[name](self, arguments)
            return
        self.push(self.replaced(self.macros[name][-1], name, arguments))

    def replaced(self, body: str, name: str, arguments: list[str]) -> str:
        """A definition with its arguments in place."""
        out, at = [], 0
        while at < len(body):
            letter = body[at + 1 : at + 2]
            if body[at] != "$" or not letter or (letter not in "#*@" and not letter.isdigit()):
                out.append(body[at])
                at += 1
                continue
            at += 2
            if letter == "0":
                out.append(name)
            elif letter.isdigit():
                out.append(arguments[to_int(letter) - 1] if to_int(letter) <= len(arguments) else "")
            elif letter == "#":
                out.append(str(len(arguments)))
            elif letter == "*":
                out.append(",".join(arguments))
            else:
                out.append(",".join(f"{self.open}{one}{self.close}" for one in arguments))
        return "".join(out)

    async def file(self, path: str) -> str:
        """A file's text, looked for below -I's directories too. Raises Errno."""
        for place in ["", *(f"{folder}/" for folder in self.folders)]:
            try:
                fd = await open(place + path, O_RDONLY)
            except Errno as error:
                failed = error
                continue
            text = decode(await read_all(fd))
            await close(fd)
            return text
        raise failed


def _argument(arguments: list[str], place: int) -> str:
    return arguments[place] if place < len(arguments) else ""


def _number(text: str) -> int:
    sign, digits = (-1, text.strip()[1:]) if text.strip().startswith("-") else (1, text.strip())
    if digits and not is_number(digits):
        raise Refused(f"expr: bad number: {text}")
    return sign * to_int(digits or "0")


async def _define(m4: Expander, arguments: list[str]) -> None:
    m4.macros[_argument(arguments, 0)] = [_argument(arguments, 1)]


async def _pushdef(m4: Expander, arguments: list[str]) -> None:
    m4.macros.setdefault(_argument(arguments, 0), []).append(_argument(arguments, 1))


async def _popdef(m4: Expander, arguments: list[str]) -> None:
    for name in arguments:
        if m4.macros.get(name):
            m4.macros[name].pop()
            if not m4.macros[name]:
                del m4.macros[name]


async def _undefine(m4: Expander, arguments: list[str]) -> None:
    for name in arguments:
        if m4.macros.pop(name, None) is None:
            m4.builtins.pop(name, None)


async def _defn(m4: Expander, arguments: list[str]) -> None:
    name = _argument(arguments, 0)
    if name in m4.macros:
        m4.push(f"{m4.open}{m4.macros[name][-1]}{m4.close}")


async def _ifdef(m4: Expander, arguments: list[str]) -> None:
    name = _argument(arguments, 0)
    m4.push(_argument(arguments, 1 if name in m4.macros or name in m4.builtins else 2))


async def _ifelse(m4: Expander, arguments: list[str]) -> None:
    while len(arguments) >= 3:
        if arguments[0] == arguments[1]:
            m4.push(arguments[2])
            return
        arguments = arguments[3:]
        if len(arguments) == 1:
            m4.push(arguments[0])


async def _dnl(m4: Expander, arguments: list[str]) -> None:
    end = m4.text.find("\n", m4.at)
    m4.at = len(m4.text) if end < 0 else end + 1


async def _changequote(m4: Expander, arguments: list[str]) -> None:
    m4.open = _argument(arguments, 0) or ("`" if not arguments else "")
    m4.close = _argument(arguments, 1) or "'"


async def _changecom(m4: Expander, arguments: list[str]) -> None:
    m4.comment = _argument(arguments, 0)
    m4.newline = _argument(arguments, 1) or "\n"


async def _shift(m4: Expander, arguments: list[str]) -> None:
    m4.push(",".join(f"{m4.open}{one}{m4.close}" for one in arguments[1:]))


async def _include(m4: Expander, arguments: list[str]) -> None:
    path = _argument(arguments, 0)
    try:
        m4.push(await m4.file(path))
    except Errno as error:
        raise Refused(f"{path}: {error}") from error


async def _sinclude(m4: Expander, arguments: list[str]) -> None:
    try:
        m4.push(await m4.file(_argument(arguments, 0)))
    except Errno:
        pass


async def _incr(m4: Expander, arguments: list[str]) -> None:
    m4.push(str(_number(_argument(arguments, 0)) + 1))


async def _decr(m4: Expander, arguments: list[str]) -> None:
    m4.push(str(_number(_argument(arguments, 0)) - 1))


async def _len(m4: Expander, arguments: list[str]) -> None:
    m4.push(str(len(_argument(arguments, 0))))


async def _index(m4: Expander, arguments: list[str]) -> None:
    m4.push(str(_argument(arguments, 0).find(_argument(arguments, 1))))


async def _substr(m4: Expander, arguments: list[str]) -> None:
    text, start = _argument(arguments, 0), _number(_argument(arguments, 1))
    count = _number(arguments[2]) if len(arguments) > 2 else len(text)
    m4.push(text[max(start, 0) : max(start, 0) + max(count, 0)])


async def _translit(m4: Expander, arguments: list[str]) -> None:
    text, old, new = (_argument(arguments, place) for place in range(3))
    table = {ord(letter): new[place : place + 1] for place, letter in reversed(list(enumerate(old)))}
    m4.push(text.translate(table))


async def _errprint(m4: Expander, arguments: list[str]) -> None:
    await puts(" ".join(arguments) + "\n", STDERR)


async def _m4exit(m4: Expander, arguments: list[str]) -> None:
    m4.status = _number(_argument(arguments, 0)) & 0xFF


async def _m4wrap(m4: Expander, arguments: list[str]) -> None:
    m4.wrapped.append(_argument(arguments, 0))


BUILTINS = {
    "define": _define, "pushdef": _pushdef, "popdef": _popdef, "undefine": _undefine, "defn": _defn, "ifdef": _ifdef,
    "ifelse": _ifelse, "dnl": _dnl, "changequote": _changequote, "changecom": _changecom, "shift": _shift,
    "include": _include, "sinclude": _sinclude, "incr": _incr, "decr": _decr, "len": _len, "index": _index,
    "substr": _substr, "translit": _translit, "errprint": _errprint, "m4exit": _m4exit, "m4wrap": _m4wrap,
}  # fmt: skip

# Words that mean themselves where no parenthesis follows (main.c: NEEDARGS).
NEED_ARGUMENTS = frozenset(BUILTINS) - {"dnl", "changequote", "changecom", "shift", "m4exit", "m4wrap"}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Expand the files, or standard input."""
    err = Err(argv)
    options, operands = await getopt(argv, "D:I:o:PsU:")
    if any(letter == "?" for letter, _ in options):
        await err.usage(USAGE)
    m4 = Expander([text for letter, text in options if letter == "I"])
    if any(letter == "P" for letter, _ in options):
        m4.builtins = {f"m4_{name.removeprefix('m4')}": call for name, call in BUILTINS.items()}
    for letter, text in options:
        if letter == "D":
            name, _, value = text.partition("=")
            m4.macros[name] = [value]
        elif letter == "U":
            await _undefine(m4, [text])
    try:
        for path in operands or ["-"]:
            await m4.run(decode(await read_all(STDIN)) if path == "-" else await m4.file(path))
        for text in m4.wrapped:
            await m4.run(text)
        if m4.frames:
            raise Refused("unexpected end of input, unclosed parenthesis:")
    except Refused as refused:
        await put(STDOUT, encode("".join(m4.out)))
        await err.errx(1, str(refused))
    except Errno as error:
        await put(STDOUT, encode("".join(m4.out)))
        await err.err(1, path, error)
    await put(STDOUT, encode("".join(m4.out)))
    return m4.status or 0
