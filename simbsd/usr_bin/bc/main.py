"""bc(1): an arbitrary-precision calculator.

Models contrib/bc (args.c, vm.c), FreeBSD's since 13; leaves out its extra mathematics (seed, random numbers), the
environment's BC_ variables, and what POSIX would warn of (-s, -w are taken).
"""

from __future__ import annotations

from simbsd.lib.output import Output
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN, LineReader, decode, read_all
from simbsd.lib.unistd import close, isatty, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.usr_bin.bc.numbers import MathError, TooLarge
from simbsd.usr_bin.bc.parse import ParseError, Parser, Unfinished
from simbsd.usr_bin.bc.run import Jump, Leave, Run, RunError

LETTERS = "e:f:hlqS:sw"
LONG = {"expression": "e", "file": "f", "help": "h", "mathlib": "l", "quiet": "q", "scale": "S", "standard": "s",
        "warn": "w"}  # fmt: skip
USAGE = "usage: bc [-hlqsw] [-e expr] [-f file] [-S scale] [file ...]\n"
MATH, PARSE, RUNTIME, FATAL = 1, 2, 3, 4


class Session:
    """The program that was read so far, and its run."""

    def __init__(self, run: Run, interactive: bool) -> None:
        self.run, self.interactive = run, interactive
        self.waiting, self.line, self.name, self.status = "", 1, "<stdin>", 0

    async def feed(self, text: str) -> bool:
        """Take lines; False when the program is over."""
        self.waiting += text
        try:
            program = Parser(self.waiting, self.line).program()
        except Unfinished:
            return True
        except ParseError as error:
            self._forget()
            return await self._failed(PARSE, f"Parse error: {error}\n    {self.name}:{error.line}\n")
        self._forget()
        try:
            for node in program:
                await self.run.statement(node)
        except Leave:
            return False
        except MathError as error:
            return await self._failed(MATH, f"Math error: {error}\n{self._trace()}")
        except RunError as error:
            return await self._failed(RUNTIME, f"Runtime error: {error}\n{self._trace()}")
        except TooLarge:
            await self._failed(FATAL, f"Fatal error: memory allocation failed\n{self._trace()}")
            return False
        except Jump:
            pass
        return True

    async def end(self) -> bool:
        """No more comes: what is not finished never will be."""
        if not self.waiting.strip():
            return True
        line = self.line + self.waiting.count("\n")
        self._forget()
        return await self._failed(PARSE, f"Parse error: end of file\n    {self.name}:{line}\n")

    def _forget(self) -> None:
        self.line += self.waiting.count("\n")
        self.waiting = ""

    def _trace(self) -> str:
        """The calls, the innermost first (bc_program_printStackTrace)."""
        names = [frame.name if at == 0 else f"{frame.name}()" for at, frame in enumerate(self.run.frames)]
        width = len(str(len(names) - 1))
        return "".join(f"    {at:>{width}}: {name}\n" for at, name in enumerate(reversed(names)))

    async def _failed(self, status: int, text: str) -> bool:
        await self.run.out.flush()
        await printf(f"\n{text}\n", STDERR)
        del self.run.frames[1:]
        self.status = status
        return self.interactive and status != FATAL


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Calculate what -e, the files, and, without -e and -f, standard input say."""
    try:
        options, operands = _options(argv[1:])
    except ValueError as error:
        await printf(f"\nFatal error: {error}\n\n", STDERR)
        return FATAL
    letters = [letter for letter, _ in options]
    if "h" in letters:
        await printf(USAGE)
        return 0
    reader, out = LineReader(STDIN), Output()

    async def line() -> str:
        await out.flush()
        return decode(await reader.line())

    run = Run(out, line, "l" in letters)
    for letter, text in options:
        if letter == "S" and text.isascii() and text.isdigit():
            run.special["scale"] = min(int(text[:6]), 10_000)
    session = Session(run, await isatty(STDIN))
    going = await _texts(session, options, operands)
    if going and not {"e", "f"} & set(letters):
        session.name, session.line = "<stdin>", 1
        while going and (text := await line()):
            going = await session.feed(text)
        if going:
            await session.end()
    await out.flush()
    return 0 if session.interactive and session.status != FATAL else session.status


def _options(words: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Options and files in any order. Raises ValueError with bc's words."""
    options, operands, waiting = [], [], list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--" or not word.startswith("-") or word == "-":
            operands += waiting if word == "--" else [word]
            waiting = [] if word == "--" else waiting
            continue
        name, equals, text = word[2:].partition("=")
        letters = LONG.get(name, "?") if word.startswith("--") else word[1:]
        if word.startswith("--") and equals:
            letters += text
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter not in LETTERS.replace(":", ""):
                raise ValueError(f'bad command-line option: "{word if word.startswith("--") else "-" + letter}"')
            if f"{letter}:" not in LETTERS:
                options.append((letter, ""))
                continue
            if not letters and not waiting:
                raise ValueError(f"option requires an argument: '{letter}' (\"-{letter}\")")
            options.append((letter, letters or waiting.pop(0)))
            letters = ""
    return options, operands


async def _texts(session: Session, options: list[tuple[str, str]], operands: list[str]) -> bool:
    """What comes before standard input, in its order."""
    for letter, text in [*options, *(("f", path) for path in operands)]:
        if letter == "e":
            session.name, session.line = "<exprs>", 1
            if not await session.feed(f"{text}\n"):
                return False
        elif letter == "f":
            session.name, session.line = text, 1
            try:
                fd = await open(text, O_RDONLY)
                data = decode(await read_all(fd))
                await close(fd)
            except Errno:
                await printf(f"\nFatal error: cannot open file: {text}\n\n", STDERR)
                session.status = FATAL
                return False
            for one in data.splitlines(keepends=True):
                if not await session.feed(one):
                    return False
            if not await session.end():
                return False
    return True
