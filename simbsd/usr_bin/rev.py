"""rev(1): each line from its end to its beginning.

Models usr.bin/rev/rev.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.lines import Files
from simbsd.lib.output import Output


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the lines of the files reversed; 1 when a file could not be read."""
    err = Err(argv)
    options, paths = await getopt(argv, "")
    if options:
        await err.usage("rev [file ...]")
    files, out = Files(err, paths), Output()
    async for line in files.lines():
        await out.put(line.removesuffix("\n")[::-1] + "\n")
    await out.flush()
    return files.status
