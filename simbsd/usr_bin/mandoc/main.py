"""mandoc(1): show the source of a manual page as text.

Models contrib/mandoc/main.c; leaves out every option but -T, -O and -a, and output other than a terminal's.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDIN, decode, puts, read_all
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.mandoc.page import WIDTH, Page

USAGE = "mandoc [-ac] [-I os=name] [-K encoding] [-mdoc | -man] [-O options]\n\t      [-T output] [-W level] [file ...]"
LEAST = 58  # columns; a narrower page is not laid out (term_ascii.c)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Each file, or standard input, one after the other."""
    err = Err(argv)
    options, files = await getopt(argv, "aT:O:m:I:K:W:c")
    width = WIDTH
    for letter, argument in options:
        if letter == "T" and argument not in ("ascii", "utf8", "locale"):
            await err.errx(1, f"-T {argument}: Bad argument")
        if letter == "O" and argument.startswith("width=") and is_number(argument[6:]):
            width = max(LEAST, to_int(argument[6:]))
        if letter == "?":
            await err.usage(USAGE, 5)
    status = 0
    for name in files or ["-"]:
        try:
            source = await page(name)
        except Errno as error:
            await err.warn(name, error)
            status = 3
            continue
        await puts(Page(source, await system(), width).text())
    return status


async def page(name: str) -> str:
    """The source of a page; one that is only ``.so man8/NAME.8``, another name of a page, is that page (read.c)."""
    source = decode(await content(name))
    if source.startswith(".so ") and name.count("/") > 1:
        return decode(await content(f"{name.rsplit('/', 2)[0]}/{source[4:].strip()}"))
    return source


async def content(name: str) -> bytes:
    """The bytes of a file; ``-`` is standard input."""
    if name == "-":
        return await read_all(STDIN)
    fd = await open(name, O_RDONLY)
    data = await read_all(fd)
    await close(fd)
    return data


async def system() -> str:
    """What stands in the foot line: the kernel's name and release (mdoc_validate.c: post_os)."""
    return f"{await sysctl('kern.ostype')} {await sysctl('kern.osrelease')}"
