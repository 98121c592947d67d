"""jail(8) of 4.0: start a command in a jail of its own.

Models usr.sbin/jail/jail.c of 4.0, the whole of it.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.inet import inet_aton
from simbsd.lib.jail import jail
from simbsd.lib.unistd import chdir, execve
from simbsd.sys.errno import Errno
from simbsd.sys.jail import Jail


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """``jail path hostname ip-number command ...``: change directory, be jailed, become the command."""
    err = Err(argv)
    if len(argv) < 5:
        await err.errx(1, f"Usage: {argv[0]} path hostname ip-number command ...\n")
    path, hostname, address, command = argv[1], argv[2], argv[3], argv[4:]
    try:
        await chdir(path)
    except Errno as error:
        await err.err(1, f"chdir {path}", error)
    number = inet_aton(address)
    if number is None:
        await err.errx(1, "Couldn't make sense of ip-number\n")
    try:
        await jail(Jail(0, path, hostname, ip4=[number]))
    except Errno as error:
        await err.err(1, "Imprisonment failed", error)
    try:
        await execve(command[0], command, envp)
    except Errno as error:
        await err.err(1, f"execv({command[0]})", error)
