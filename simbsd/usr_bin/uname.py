"""uname(1): what system this is.

Models usr.bin/uname/uname.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import sysctl

# Letter -> variable, in the order of printing; U is what the program itself was built for (__FreeBSD_version).
FIELDS = {
    "s": "kern.ostype", "n": "kern.hostname", "r": "kern.osrelease", "v": "kern.version", "m": "hw.machine",
    "p": "hw.machine_arch", "i": "kern.ident", "K": "kern.osreldate", "U": "kern.proc.osrel",
    "b": "kern.build_id",
}  # fmt: skip


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the fields asked for in their own order; the environment's UNAME_x comes before the kernel's answer."""
    err = Err(argv)
    options, operands = await getopt(argv, "abiKmnoprsUv")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or operands:
        await err.usage("uname [-abiKmnoprsUv]")
    if "a" in letters:
        letters += "mnrsv"
    letters = (letters or "s").replace("o", "s")
    shown = []
    for letter, oid in FIELDS.items():
        if letter in letters:
            text = envp.get(f"UNAME_{letter}")
            shown.append(text if text is not None else str(await sysctl(oid)).rstrip("\n").replace("\n", " "))
    await puts(" ".join(shown) + "\n")
    return 0
