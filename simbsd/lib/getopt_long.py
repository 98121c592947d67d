"""getopt_long(3): options of a command line, long names too.

Models lib/libc/stdlib/getopt_long.c, its messages included; leaves out getopt_long_only, flags and ``-W``.
"""

from __future__ import annotations

from simbsd.lib.err import progname
from simbsd.lib.getopt import Options
from simbsd.lib.stdio import STDERR, puts

# A long name -> the letter that it stands for, and whether an argument follows: "" (none), ":" (one), "::" (perhaps).
Names = dict[str, tuple[str, str]]


async def getopt_long(argv: list[str], letters: str, names: Names, posix: bool = False) -> tuple[Options, list[str]]:
    """Split ``argv[1:]`` into [(letter, argument)] and the operands left.

    ``letters`` that begin with ``+`` stop at the first operand, as ``posix`` (POSIXLY_CORRECT) makes all do; otherwise
    options may stand anywhere. A bad option prints a message and gives ``?``, after which nothing further is parsed.
    """
    permute = not (posix or letters.startswith("+"))
    parser = _Parser(argv, letters.lstrip("+"), names, posix)
    operands: list[str] = []
    while parser.index < len(argv):
        word = argv[parser.index]
        if word == "--":
            parser.index += 1
            break
        if len(word) < 2 or word[0] != "-":
            if not permute:
                break
            operands.append(word)
            parser.index += 1
            continue
        parser.index += 1
        if not await (parser.long(word[2:]) if word.startswith("--") else parser.cluster(word)):
            break
    return parser.options, operands + argv[parser.index :]


class _Parser:
    """A command line being parsed; ``index`` is the next word."""

    def __init__(self, argv: list[str], letters: str, names: Names, posix: bool) -> None:
        self.argv, self.letters, self.names, self.posix = argv, letters, names, posix
        self.options: Options = []
        self.index = 1

    async def bad(self, message: str) -> bool:
        await puts(f"{progname(self.argv)}: {message}\n", STDERR)
        self.options.append(("?", ""))
        return False

    def next_word(self) -> str | None:
        self.index += 1
        return self.argv[self.index - 1] if self.index <= len(self.argv) else None

    async def cluster(self, word: str) -> bool:
        """The letters of one word."""
        position = 1
        while position < len(word):
            letter = word[position]
            position += 1
            place = -1 if letter == ":" else self.letters.find(letter)
            if place < 0:
                return await self.bad(f"{'illegal' if self.posix else 'invalid'} option -- {letter}")
            kind = self.letters[place + 1 : place + 3]
            if not kind.startswith(":"):
                self.options.append((letter, ""))
                continue
            argument: str | None = word[position:]
            if not argument and kind != "::":
                argument = self.next_word()
            if argument is None:
                return await self.bad(f"option requires an argument -- {letter}")
            self.options.append((letter, argument))
            return True
        return True

    async def long(self, text: str) -> bool:
        """A long name, perhaps shortened, perhaps with ``=argument``."""
        name, equals, argument = text.partition("=")
        matches = [known for known in self.names if known.startswith(name)]
        if name in self.names:
            matches = [name]
        if len({self.names[known] for known in matches}) > 1:
            return await self.bad(f"option `--{name}' is ambiguous")
        if not matches:
            return await self.bad(f"unrecognized option `--{text}'")
        letter, kind = self.names[matches[0]]
        if equals and not kind:
            return await self.bad(f"option `--{name}' doesn't allow an argument")
        found: str | None = argument
        if kind == ":" and not equals:
            found = self.next_word()
        if found is None:
            return await self.bad(f"option `--{text}' requires an argument")
        self.options.append((letter, found))
        return True
