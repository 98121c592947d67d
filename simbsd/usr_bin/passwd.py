"""passwd(1): change a password.

Models usr.bin/passwd/passwd.c with pam_unix (pam_sm_chauthtok) and openpam_get_authtok.c; leaves out NIS, and
passwordtime and minpasswordlen of login.conf(5).
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.lib.crypt import is_password, new_password
from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.pwd import Passwd, getpwnam, getpwuid
from simbsd.lib.readpassphrase import ask
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import getuid
from simbsd.sys.errno import Errno
from simbsd.usr_sbin.pw.database import edit_users

USAGE = "passwd [-ly] [-d domain] [-h host] [user]"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Ask for the old password (not of root), then twice for the new one."""
    err = Err(argv)
    options, operands = await getopt(argv, "d:h:loy")
    if any(letter == "?" for letter, _ in options) or len(operands) > 1:
        await err.usage(USAGE)
    uid = await getuid()
    user = await getpwnam(operands[0]) if operands else await getpwuid(uid)
    if user is None:
        await err.errx(1, f"{operands[0]}: no such user" if operands else "who are you?")
    if uid not in (0, user.pw_uid):
        await err.errx(1, "permission denied")
    await printf(f"Changing local password for {user.pw_name}\n", STDERR)
    if uid != 0 and user.pw_passwd and not await is_password(await ask("Old Password:") or "", user.pw_passwd):
        await err.errx(1, "sorry")
    return await _change(err, user)


async def _change(err: Err, user: Passwd) -> int:
    while True:
        first = await ask("New Password:")
        again = await ask("Retype New Password:") if first is not None else None
        if first is None or again is None:
            await err.warnx("pam_chauthtok(): authentication token failure")
            return 1
        if first == again:
            break
        await printf("Mismatch; try again, EOF to quit.\n", STDERR)
    try:
        await edit_users(user.pw_name, replace(user, pw_passwd=await new_password(first), pw_change=0))
    except Errno as error:
        await err.warn("pam_chauthtok(): error in service module", error)
        return 1
    return 0
