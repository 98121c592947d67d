"""mknod(8): make a device node.

Models sbin/mknod/mknod.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import chown, mknod
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrnam
from simbsd.lib.pwd import getpwnam
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFBLK, S_IFCHR

USAGE = "mknod name\n       mknod name [b | c] major minor [owner:group]"
KINDS = {"c": S_IFCHR, "b": S_IFBLK}
MODE = 0o666


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Make ``name``; the numbers are kept, but only a node of devfs leads to a device."""
    err = Err(argv)
    _, operands = await getopt(argv, "")
    if len(operands) not in (1, 4, 5):
        await err.usage(USAGE)
    kind, device = S_IFCHR, "0,0"
    if len(operands) > 1:
        if operands[1][:1] not in KINDS:
            await err.errx(1, "node must be type 'b' or 'c'")
        kind = KINDS[operands[1][:1]]
        device = f"{await _number(err, operands[2], 'major')},{await _number(err, operands[3], 'minor')}"
    owner = await _owner(err, operands[4]) if len(operands) == 5 else None
    try:
        await mknod(operands[0], kind | MODE, device)
    except Errno as error:
        await err.err(1, operands[0], error)
    if owner is not None:
        try:
            await chown(operands[0], *owner)
        except Errno as error:
            await err.err(1, f"setting ownership on {operands[0]}", error)
    return 0


async def _number(err: Err, text: str, which: str) -> int:
    try:
        return int(text, 0)
    except ValueError:
        await err.errx(1, f"{text}: non-numeric {which} number")


async def _owner(err: Err, text: str) -> tuple[int, int]:
    user, colon, group = text.partition(":")
    if not colon:
        await err.usage(USAGE)
    if not group:
        await err.errx(1, "group must be specified when the owner is")
    found = await getgrnam(group)
    gid = found.gr_gid if found else await _id(err, group, "group")
    if not user:
        await err.errx(1, "owner must be specified when the group is")
    account = await getpwnam(user)
    return (account.pw_uid if account else await _id(err, user, "user")), gid


async def _id(err: Err, text: str, kind: str) -> int:
    if not text.isdecimal():
        await err.errx(1, f"{text}: illegal {kind} name")
    return int(text)
