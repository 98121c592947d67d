"""man(1): find a manual page and show it through a pager.

Models usr.bin/man/man.sh; leaves out -K, -o, -p, -t, pages of other machines and languages, and prepared pages (cat*).
"""

from __future__ import annotations

from simbsd.lib.files import access
from simbsd.lib.getopt import getopt
from simbsd.lib.glob import glob
from simbsd.lib.spawn import run
from simbsd.lib.stdio import STDERR, STDOUT, puts
from simbsd.lib.unistd import isatty
from simbsd.sys.errno import Errno
from simbsd.usr_bin.mandoc.whatis import MANPATH

MANSECT = "1:8:2:3:3lua:n:4:5:6:7:9"
USAGE = """Usage:
 man [-adho] [-t | -w] [-K regexp] [-M manpath] [-P pager] [-S mansect]
     [-m arch[:machine]] [-p [eprtv]] [mansect] page [...]
 man -f page [...] -- Emulates whatis(1)
 man -k page [...] -- Emulates apropos(1)
"""
R_OK = 4


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Show each page that is named; 1 when one was not found."""
    options, words = await getopt(argv, ":adfhkM:m:oP:p:S:tw")
    letters = dict(options)
    if ":" in letters or "?" in letters:  # the script's getopts says so, without a name (bin/sh/options.c: getopts)
        wrong = f"No arg for -{letters[':']} option" if ":" in letters else f"Illegal option -{letters['?']}"
        await puts(f"{wrong}\n", STDERR)
        letters["?"] = ""
    if "?" in letters or "h" in letters:
        await puts(USAGE)
        return 0 if "h" in letters and "?" not in letters else 1
    if "k" in letters or "f" in letters:
        name = "whatis" if "f" in letters else "apropos"
        return await run(f"/usr/bin/{name}", [name, *words], envp)
    sections = (letters.get("S") or envp.get("MANSECT") or MANSECT).split(":")
    if len(words) > 1 and words[0] in MANSECT.split(":"):
        sections, words = [words[0]], words[1:]
    if not words:
        await puts("What manual page do you want?\n", STDERR)
        return 1
    path = (letters.get("M") or envp.get("MANPATH") or MANPATH).split(":")
    status = 0
    for word in words:
        found = await find(word, path, sections)
        if not found:
            await puts(f'No manual entry for "{word}"\n', STDERR)
            status = 1
        for page in found if "a" in letters else found[:1]:
            if "w" in letters:
                await puts(f"{page}\n")
            else:
                status = await show(page, letters.get("P", ""), envp) or status
    return status


async def find(word: str, path: list[str], sections: list[str]) -> list[str]:
    """The files of the pages with that name, in the order of the sections; a word with a slash is a file."""
    if "/" in word:
        try:
            await access(word, R_OK)
        except Errno:
            return []
        return [word]
    patterns = [f"{folder}/man{section}/{word}.{section}" for section in sections for folder in path]
    return [page for pattern in patterns for page in await glob(pattern)]


async def show(page: str, pager: str, envp: dict[str, str]) -> int:
    """The page through mandoc(1) and the pager; on anything but a terminal, less(1) is as cat(1)."""
    pager = pager or envp.get("MANPAGER") or envp.get("PAGER") or "less -s"
    if not await isatty(STDOUT):
        pager = "cat"
    return await run("/bin/sh", ["sh", "-c", f"mandoc '{page}' | {pager}"], envp)
