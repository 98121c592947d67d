"""getopt(3): options of a command line.

Models lib/libc/stdlib/getopt.c, its messages included; leaves out getopt_long.
"""

from __future__ import annotations

from simbsd.lib.err import progname
from simbsd.lib.stdio import STDERR, puts

Options = list[tuple[str, str]]


async def getopt(argv: list[str], letters: str) -> tuple[Options, list[str]]:
    """Split ``argv[1:]`` by ``letters`` into [(letter, argument)] and the operands left.

    A bad option prints getopt's message and gives the letter ``?``, after which nothing further is parsed: the caller
    prints its usage. A letter with two colons takes what follows it in its word, or nothing. ``letters`` that begin
    with a colon print nothing, and give ``:`` where an argument is missing.
    """
    options: Options = []
    index = 1
    while index < len(argv) and len(argv[index]) > 1 and argv[index][0] == "-":
        word = argv[index]
        index += 1
        if word == "--":
            break
        index, good = await _cluster(argv, word, index, letters, options)
        if not good:
            break
    return options, argv[index:]


async def _cluster(argv: list[str], word: str, index: int, letters: str, options: Options) -> tuple[int, bool]:
    position = 1
    while position < len(word):
        letter = word[position]
        position += 1
        place = -1 if letter == ":" else letters.find(letter)
        if place < 0:
            if not letters.startswith(":"):
                await puts(f"{progname(argv)}: illegal option -- {letter}\n", STDERR)
            options.append(("?", letter))
            return index, False
        if letters[place + 1 : place + 2] != ":":
            options.append((letter, ""))
            continue
        if letters[place + 2 : place + 3] == ":":
            options.append((letter, word[position:]))
            return index, True
        if position == len(word):
            if index == len(argv):
                if letters[0] == ":":
                    options.append((":", letter))
                    return index, False
                await puts(f"{progname(argv)}: option requires an argument -- {letter}\n", STDERR)
                options.append(("?", letter))
                return index, False
            options.append((letter, argv[index]))
            return index + 1, True
        options.append((letter, word[position:]))
        return index, True
    return index, True
