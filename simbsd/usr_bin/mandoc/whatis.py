"""apropos(1) and whatis(1): manual pages by a word of their name or description.

Models contrib/mandoc/mansearch.c and main.c (apropos, whatis) without its database: the pages themselves are read;
leaves out keys other than names and descriptions, operators, and -C, -m, -O, -S.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.glob import glob
from simbsd.lib.path import basename
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import decode, puts
from simbsd.lib.unistd import tick
from simbsd.sys.errno import Errno
from simbsd.usr_bin.mandoc.macros import unescaped
from simbsd.usr_bin.mandoc.main import content

MANPATH = "/usr/share/man:/usr/local/share/man:/usr/local/man"
USAGE = "apropos [-afk] [-C file] [-M path] [-m path] [-O outkey] [-S arch]\n\t       [-s section] expression ..."
NOTHING = 5  # mandoc.h: MANDOCLEVEL_BADARG


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """A line for each page that has a word; whatis asks for whole names."""
    err = Err(argv)
    options, words = await getopt(argv, "afkC:M:m:O:S:s:w")
    letters = dict(options)
    if "?" in letters or not words:
        await err.usage(USAGE, NOTHING)
    exact = "f" in letters or basename(argv[0]) == "whatis"
    path = letters.get("M") or envp.get("MANPATH") or MANPATH
    try:
        wanted = [Regex(word, extended=True, fold=True) for word in words]
    except RegexError as error:
        await err.errx(NOTHING, f"regcomp /{words[0]}/: {error}")
    found = []
    for names, section, description in await pages(path, letters.get("s", "")):
        await tick()
        if exact:
            holds = any(name.lower() == word.lower() for name in names for word in words)
        else:
            holds = any(one.search(text) is not None for one in wanted for text in (*names, description))
        if holds:
            found.append((section, names[0].lower(), f"{', '.join(names)}({section}) - {description}\n"))
    if not found:
        await err.warnx("nothing appropriate")
        return NOTHING
    await puts("".join(line for _, _, line in sorted(found)))
    return 0


async def pages(path: str, section: str) -> list[tuple[list[str], str, str]]:
    """Every page below a MANPATH: its names, section and description."""
    out = []
    for folder in path.split(":"):
        for file in await glob(f"{folder}/man{section or '*'}/*"):
            try:
                names, description = named(decode(await content(file)))
            except Errno:
                continue
            if names:
                out.append((names, file.rpartition(".")[2], description))
    return out


def named(source: str) -> tuple[list[str], str]:
    """What a page's NAME section says: names and description."""
    names: list[str] = []
    description = ""
    inside = False
    for line in source.splitlines():
        if line.startswith(".Sh"):
            if inside:
                break
            inside = line.split()[1:] == ["NAME"]
        elif inside and line.startswith(".Nm "):
            names.append(line.split()[1])
        elif inside and line.startswith(".Nd "):
            description = unescaped(line[4:].strip())
    return names, description
