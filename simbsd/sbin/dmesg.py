"""dmesg(8): the kernel's messages.

Models sbin/dmesg/dmesg.c; leaves out dumps of kernels (lib/kvm.py); the buffer holds no messages of syslog(3), so
that -a changes nothing.
"""

from __future__ import annotations

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.kvm import DEVNULL, kvm_openfiles
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import sysctl, sysctl_set
from simbsd.sys.errno import Errno


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the message buffer."""
    err = Err(argv)
    options, operands = await getopt(argv, "acM:N:")
    if operands or any(letter == "?" for letter, _ in options):
        await err.usage("dmesg [-ac] [-M core [-N system]]")
    given = dict(options)
    if "M" in given:
        try:
            await kvm_openfiles(given.get("N"), given["M"])
        except Refused as refused:
            await err.errx(1, refused.message)
        if given["M"] == DEVNULL:  # a device with nothing in it (kvm_read)
            await err.warnx("short read")
            await err.errx(1, "kvm_read: ")
    try:
        text = str(await sysctl("kern.msgbuf"))
    except Errno as error:
        await err.err(1, "sysctl kern.msgbuf", error)
    if any(letter == "c" for letter, _ in options):
        try:
            await sysctl_set("kern.msgbuf_clear", 1)
        except Errno as error:
            await err.err(1, "sysctl kern.msgbuf_clear", error)
    await puts(text if text.endswith("\n") else f"{text}\n")
    return 0
