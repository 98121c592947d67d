"""less(1) and more(1): show files, or standard input, one screen at a time; on anything but a terminal, as cat(1).

Models contrib/less/main.c, command.c and prompt.c; leaves out tags, marks, editing, horizontal scrolling, following a
growing file, preprocessors, key files, and every option but those in OPTIONS.
"""

from __future__ import annotations

from simbsd.lib.err import progname
from simbsd.lib.getopt import getopt
from simbsd.lib.path import basename
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, decode, put, puts, read_all
from simbsd.lib.unistd import close, isatty, open
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_RDONLY
from simbsd.usr_bin.less.screen import Pager
from simbsd.usr_bin.less.text import squeezed

OPTIONS = "aeEFgiImMnNqQrRsSuUwXP:x:z:h?"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Page through each file; 1 when one could not be read."""
    options, files = await getopt([*argv[:1], *envp.get("LESS", "").split(), *argv[1:]], ":" + OPTIONS)
    letters = [letter for letter, _ in options]
    for letter, wrong in options:
        if letter == "?" and wrong:  # option.c: scan_option
            await puts(f'There is no -{wrong} option ("less --help" for help)\n', STDERR)
    name = progname(argv)
    if not files and await isatty(STDIN):
        await puts('Missing filename ("less --help" for help)\n', STDERR)
        return 1
    status, texts = 0, []
    for file in files or ["-"]:
        try:
            texts.append(("" if file == "-" else file, await content(file)))
        except Errno as error:
            await puts(f"{file}: {strerror(error.errno)}\n", STDERR)
            status = 1
    if not await isatty(STDOUT):
        for _, data in texts:
            await put(STDOUT, data)
        return status
    for number, (file, data) in enumerate(texts):
        lines = decode(data).split("\n")
        lines = lines[:-1] if lines and not lines[-1] else lines
        pager = Pager(file, squeezed(lines) if "s" in letters else lines)
        pager.raw = "R" in letters or "r" in letters
        pager.fold = "i" in letters or "I" in letters
        pager.leaves_at_end = basename(name) == "more" or "e" in letters or "E" in letters
        pager.leaves_if_short = "F" in letters
        pager.keeps_screen = "X" in letters
        pager.following = number + 1 < len(texts)
        if await pager.run() == "quit":
            break
    return status


async def content(file: str) -> bytes:
    """The bytes of a file; ``-`` is standard input."""
    if file == "-":
        return await read_all(STDIN)
    fd = await open(file, O_RDONLY)
    data = await read_all(fd)
    await close(fd)
    return data
