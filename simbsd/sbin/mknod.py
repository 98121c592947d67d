"""mknod(8): make a device node.

Models sbin/mknod/mknod.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import chown, mknod
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrnam
from simbsd.lib.inet import strtoul
from simbsd.lib.pwd import getpwnam
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFBLK, S_IFCHR
from simbsd.sys.strtol import is_number, to_int

USAGE = "mknod name\n       mknod name [b | c] major minor [owner:group]"
KINDS = {"c": S_IFCHR, "b": S_IFBLK}
MODE = 0o666
NUMBER_MAX = 0xFFFFFFFF


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
        major, minor = await _number(err, operands[2], "major"), await _number(err, operands[3], "minor")
        if max(major, minor) > NUMBER_MAX:
            await err.errx(1, "major or minor number too large")
        device = f"{major},{minor}"
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
    number = strtoul(text)
    if number is None:
        await err.errx(1, f"{text}: non-numeric {which} number")
    return number


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
    if not is_number(text):
        await err.errx(1, f"{text}: illegal {kind} name")
    return to_int(text)
