"""cap_mkdb(1): make a capability database of a file.

Models usr.bin/cap_mkdb/cap_mkdb.c; the database is the text of the files, and -b, -l change nothing: a hash table would
be read by nobody else.
"""

from __future__ import annotations

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.login_cap import records
from simbsd.lib.stdio import decode, encode, put, puts, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_RDWR, O_TRUNC

USAGE = "usage: cap_mkdb [-b | -l] [-v] [-f outfile] file ...\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Read the files, and write the database beside the first one."""
    err = Err(argv)
    options, files = await getopt(argv, "bf:lv")
    letters = [letter for letter, _ in options]
    if "?" in letters or not files or ("b" in letters and "l" in letters):
        return await err.refuse(Refused(), USAGE)
    name = f"{dict(options).get('f', files[0])}.db"
    texts = []
    for path in files:
        try:
            fd = await open(path, O_RDONLY)
            texts.append(decode(await read_all(fd)))
            await close(fd)
        except Errno as error:
            await err.err(1, "file argument", error)
    kept: dict[str, str] = {}
    for record in records("\n".join(texts)):
        names, colon, _ = record.partition(":")
        if not colon:
            await err.warnx(f"no name field: {record[:20]}")
        elif names in kept:
            await err.warnx(f"ignored duplicate: {names}")
        else:
            kept[names] = record
    try:
        fd = await open(name, O_CREAT | O_TRUNC | O_RDWR)
        await put(fd, encode("".join(f"{record}\n" for record in kept.values())))
        await close(fd)
    except Errno as error:
        await err.err(1, name, error)
    if "v" in letters:
        await puts(f"cap_mkdb: {len(kept)} capability records\n")
    return 0
