"""Options of the shell and of its built-in commands.

Models bin/sh/options.c and options.h; leaves out -V (vi editing), -b (notify has no effect) and O_VERIFY.
"""

from __future__ import annotations

from collections.abc import Iterator

from simbsd.sh.errors import ShellError

# Letter (or "" for none) and name, in the order in which `set -o` lists them.
OPTIONS: tuple[tuple[str, str], ...] = (
    ("e", "errexit"), ("f", "noglob"), ("I", "ignoreeof"), ("i", "interactive"), ("m", "monitor"), ("n", "noexec"),
    ("s", "stdin"), ("x", "xtrace"), ("v", "verbose"), ("V", "vi"), ("E", "emacs"), ("C", "noclobber"),
    ("a", "allexport"), ("b", "notify"), ("u", "nounset"), ("p", "privileged"), ("T", "trapsasync"),
    ("P", "physical"), ("h", "trackall"), ("", "nolog"), ("", "pipefail"), ("", "verify"),
)  # fmt: skip
_LETTERS = {letter: name for letter, name in OPTIONS if letter}
_NAMES = {name: name for _, name in OPTIONS}


class Options:
    """The option settings of one shell: a flag by name."""

    __slots__ = ("flags",)

    def __init__(self, flags: dict[str, bool] | None = None) -> None:
        self.flags = dict.fromkeys(_NAMES, False) if flags is None else flags

    def __getitem__(self, name: str) -> bool:
        return self.flags[name]

    def clone(self) -> Options:
        """A copy."""
        return Options(self.flags.copy())

    def set_letter(self, letter: str, value: bool) -> None:
        """Set an option by its letter; raises ShellError."""
        if letter not in _LETTERS:
            raise ShellError(f"Illegal option -{letter}")
        self.set_name(_LETTERS[letter], value)

    def set_name(self, name: str, value: bool) -> None:
        """Set an option by its name; raises ShellError."""
        if name not in _NAMES:
            raise ShellError(f"Illegal option -o {name}")
        self.flags[name] = value
        if value and name in ("vi", "emacs"):
            self.flags["emacs" if name == "vi" else "vi"] = False

    def letters(self) -> str:
        """The value of ``$-``."""
        return "".join(letter for letter, name in OPTIONS if letter and self.flags[name])

    def table(self) -> str:
        """What ``set -o`` prints."""
        rows = [f"{name:<16}{'on' if self.flags[name] else 'off'}\n" for _, name in OPTIONS]
        return "Current option settings\n" + "".join(rows)

    def commands(self) -> str:
        """What ``set +o`` prints."""
        out = []
        for index, (_, name) in enumerate(OPTIONS):
            last = index % 6 == 5 or index == len(OPTIONS) - 1
            start = "set" if index % 6 == 0 else ""
            out.append(f"{start} {'-' if self.flags[name] else '+'}o {name}{chr(10) if last else ''}")
        return "".join(out)


class Parsed:
    """What parsing the arguments of the shell, or of ``set``, gave."""

    __slots__ = ("command", "rest", "replace", "listings")

    def __init__(self) -> None:
        self.command: str | None = None
        self.rest: list[str] = []
        self.replace = False
        self.listings: list[bool] = []


def parse_options(options: Options, args: list[str], command_line: bool) -> Parsed:
    """Set ``options`` from ``args`` (options() in options.c); raises ShellError.

    ``rest`` is what follows, ``replace`` whether `set --` asks for no parameters, ``listings`` the `-o` without a name.
    """
    parsed = Parsed()
    index = 0
    while index < len(args):
        word = args[index]
        if word[:1] not in ("-", "+"):
            break
        index += 1
        value = word[0] == "-"
        if value and (word == "-" or _is_end(word)):
            index = _end_options(options, parsed, word, args, index, command_line)
            break
        for letter in word[1:]:
            if letter == "c" and command_line:
                if index >= len(args) or parsed.command is not None:
                    raise ShellError("Bad -c option")
                parsed.command = args[index]
                index += 1
            elif letter == "o":
                if index < len(args):
                    options.set_name(args[index], value)
                    index += 1
                else:
                    parsed.listings.append(value)
            else:
                options.set_letter(letter, value)
    parsed.rest = args[index:]
    return parsed


def _is_end(word: str) -> bool:
    """``--``, or ``--`` with a comment after it, as in ``#!/bin/sh -- # -*- perl -*-``."""
    return word.startswith("--") and word[2:].lstrip(" \t")[:1] in ("", "#")


def _end_options(options: Options, parsed: Parsed, word: str, args: list[str], index: int, command_line: bool) -> int:
    if command_line:
        return len(args) - 1 if args[index : index + 1] == ["#"] else index
    if word == "-":
        options.flags["xtrace"] = options.flags["verbose"] = False
    elif index == len(args):
        parsed.replace = True
    return index


class NextOption:
    """Options of a built-in command (nextopt). After the loop ``rest`` holds the operands."""

    __slots__ = ("rest", "argument", "_letters")

    def __init__(self, argv: list[str], letters: str = "") -> None:
        self.rest = argv[1:]
        self.argument = ""
        self._letters = letters

    def __iter__(self) -> Iterator[str]:
        """Each option's letter; ``argument`` is its argument. Raises ShellError."""
        while self.rest and len(self.rest[0]) > 1 and self.rest[0][0] == "-":
            word = self.rest.pop(0)
            if word == "--":
                return
            position = 1
            while position < len(word):
                letter = word[position]
                position += 1
                place = self._letters.find(letter) if letter != ":" else -1
                if place < 0:
                    raise ShellError(f"Illegal option -{letter}")
                if self._letters[place + 1 : place + 2] == ":":
                    self.argument = word[position:] or self._next(letter)
                    position = len(word)
                yield letter

    def _next(self, letter: str) -> str:
        if not self.rest:
            raise ShellError(f"No arg for -{letter} option")
        return self.rest.pop(0)


def operands(argv: list[str]) -> list[str]:
    """The operands of a built-in command that takes no options; raises ShellError."""
    options = NextOption(argv)
    for _ in options:
        pass
    return options.rest


def number(text: str) -> int:
    """A non-negative decimal number (mystring.c: number); raises ShellError."""
    if not (text.isascii() and text.isdigit()):
        raise ShellError(f"Illegal number: {text}")
    digits = text.lstrip("0") or "0"
    if len(digits) > 10 or int(digits) > 0x7FFFFFFF:
        raise ShellError(f"Illegal number: {text}")
    return int(digits)
