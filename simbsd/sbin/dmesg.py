"""dmesg(8): the kernel's messages.

Models sbin/dmesg/dmesg.c; leaves out -M, -N and -c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import sysctl
from simbsd.sys.errno import Errno


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the message buffer."""
    err = Err(argv)
    options, operands = await getopt(argv, "a")
    if operands or any(letter == "?" for letter, _ in options):
        await err.usage("dmesg [-ac] [-M core [-N system]]")
    try:
        text = str(await sysctl("kern.msgbuf"))
    except Errno as error:
        await err.err(1, "sysctl kern.msgbuf", error)
    await puts(text)
    return 0
