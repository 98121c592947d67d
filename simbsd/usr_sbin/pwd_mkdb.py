"""pwd_mkdb(8): check a password file, and put it in its place.

Models usr.sbin/pwd_mkdb/pwd_mkdb.c; leaves out the hashed databases, because this machine's programs read the files
themselves, and locks.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import chmod, rename
from simbsd.lib.getopt import getopt
from simbsd.lib.pwd import Passwd, parse_passwd
from simbsd.lib.stdio import decode, encode, put, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import EFTYPE, Errno
from simbsd.sys.fcntl import O_CREAT, O_EXCL, O_RDONLY, O_WRONLY
from simbsd.usr_sbin.pw.database import LOGNAMESIZE, pw_make_v7

USAGE = "pwd_mkdb [-CiNp] [-d directory] [-s cachesize] [-u username] file"
LINE_MAX = 2048


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point: -C only checks; -p writes the old passwd(5) too; -d names the folder for both."""
    err = Err(argv)
    options, operands = await getopt(argv, "Cd:iNps:u:v")
    given = dict(options)
    if "?" in given or len(operands) != 1 or given.get("u", "")[:1] in ("+", "-"):
        await err.usage(USAGE)
    path, folder = operands[0], given.get("d", "/etc")
    try:
        fd = await open(path, O_RDONLY)
        text = decode(await read_all(fd))
        await close(fd)
    except Errno as error:
        await err.err(1, path, error)
    users = await _scan(err, path, text)
    if "C" in given:
        long = next((user.pw_name for user in users if len(user.pw_name) > LOGNAMESIZE), None)
        if long is not None:
            await err.errx(1, f"{long}: username too long")
        return 0
    if "p" in given:
        await _make_old(err, path, folder, users)
    await chmod(path, 0o600)
    await _move(err, path, f"{folder}/master.passwd")
    return 0


async def _scan(err: Err, path: str, text: str) -> list[Passwd]:
    users = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.lstrip(" \t") or line.lstrip(" \t").startswith("#"):
            continue
        user = parse_passwd(line)
        if user is None or len(line) >= LINE_MAX - 1:
            await err.warnx(f"line #{number} too long" if user else f"at line #{number}")
            await err.err(1, path, EFTYPE)
        users.append(user)
    return users


async def _make_old(err: Err, path: str, folder: str, users: list[Passwd]) -> None:
    """passwd(5), without the comments: they might be accounts with their passwords."""
    try:
        fd = await open(f"{path}.orig", O_WRONLY | O_CREAT | O_EXCL, 0o644)
        await put(fd, encode("".join(f"{pw_make_v7(user)}\n" for user in users)))
        await close(fd)
        await chmod(f"{path}.orig", 0o644)
    except Errno as error:
        await err.err(1, f"{path}.orig", error)
    await _move(err, f"{path}.orig", f"{folder}/passwd")


async def _move(err: Err, source: str, target: str) -> None:
    try:
        await rename(source, target)
    except Errno as error:
        await err.err(1, f"{source} to {target}", error)
