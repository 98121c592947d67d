"""id(1), whoami(1), groups(1): who a process is.

Models usr.bin/id/id.c; leaves out policies of mandatory access control: with none loaded, -M prints no label.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrgid, getgrouplist
from simbsd.lib.login_class import getloginclass
from simbsd.lib.mac import mac_prepare
from simbsd.lib.pwd import getpwnam, getpwuid
from simbsd.lib.stdio import puts
from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import getegid, geteuid, getgid, getgroups, getlogin, getuid
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.strtol import is_number, to_int

USAGE = (
    "id [user]\n       id -G [-n] [user]\n       id -M\n       id -P [user]\n       id -c\n"
    "       id -g [-nr] [user]\n       id -p [user]\n       id -u [-nr] [user]"
)
PLAIN = {"whoami": "-un", "groups": "-Gn"}


async def _class(err: Err) -> str:
    try:
        return await getloginclass()
    except Errno as error:
        await err.err(1, "loginclass", error)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print user, group and groups of the caller or of a user; -u -g -G one of them, -n by name, -r the real one."""
    err = Err(argv)
    words = [argv[0], PLAIN[err.name], *argv[1:]] if err.name in PLAIN else argv
    refused = err.name in PLAIN and bool((await getopt(argv, ""))[0])  # groups(1) and whoami(1) know no options
    options, operands = ([("?", "")], []) if refused else await getopt(words, "APGMacgnpru")
    flags = {letter for letter, _ in options}
    chosen = flags & {"A", "G", "M", "P", "g", "p", "u"}
    most = 0 if flags & {"A", "M", "c"} else 1
    if "?" in flags or len(chosen) > 1 or (flags & {"n", "r"} and not chosen) or len(operands) > most:
        await err.usage({"whoami": "whoami", "groups": "groups [user]"}.get(err.name, USAGE))
    if "A" in flags:
        await puts(await _audit(err))
        return 0
    if "c" in flags:
        await puts(await _class(err) + "\n")
        return 0
    if "M" in flags:
        await puts(await _label(err) + "\n")
        return 0
    if chosen & {"P", "p"}:
        await puts(await (_line if "P" in flags else _pretty)(err, operands))
        return 0
    uid, gid, euid, egid, groups = await _who(err, operands)
    if "u" in flags:
        await puts(f"{await _user(uid if 'r' in flags else euid, 'n' in flags)}\n")
    elif "g" in flags:
        await puts(f"{await _group(gid if 'r' in flags else egid, 'n' in flags)}\n")
    elif "G" in flags:
        await puts(" ".join([await _group(group, "n" in flags) for group in dict.fromkeys(groups)]) + "\n")
    else:
        await puts(await _all(uid, gid, euid, egid, groups))
    return 0


async def _who(err: Err, operands: list[str]) -> tuple[int, int, int, int, list[int]]:
    if not operands:
        return await getuid(), await getgid(), await geteuid(), await getegid(), list(await getgroups())
    name = operands[0]
    entry = await getpwnam(name)
    if entry is None and is_number(name):
        entry = await getpwuid(to_int(name))
    if entry is None:
        await err.errx(1, f"{name}: no such user")
    groups = await getgrouplist(entry.pw_name, entry.pw_gid)
    return entry.pw_uid, entry.pw_gid, entry.pw_uid, entry.pw_gid, groups


async def _audit(err: Err) -> str:
    """-A: how the process is audited (auditid)."""
    try:
        found = await syscall("getaudit")
    except Errno as error:
        await err.err(1, "getaudit", error)
    return (
        f"auid={found['auid']}\nmask.success=0x{found['success']:08x}\nmask.failure=0x{found['failure']:08x}\n"
        f"asid={found['asid']}\ntermid.port=0x{found['port']:08x}\ntermid.machine=0x{found['machine']:08x}\n"
    )


async def _label(err: Err) -> str:
    """-M: the process's label (maclabel)."""
    try:
        return await mac_prepare("process")
    except Errno as error:
        await err.errx(1, f"mac_prepare_type: {strerror(error.errno)}")


async def _line(err: Err, operands: list[str]) -> str:
    """-P: the account as a line of master.passwd(5) (pline)."""
    uid = (await _who(err, operands))[0]
    user = await getpwnam(operands[0]) if operands else None
    user = user or await getpwuid(uid)
    if user is None:
        await err.errx(1, "getpwuid: No error: 0")
    head = f"{user.pw_name}:{user.pw_passwd}:{user.pw_uid}:{user.pw_gid}:{user.pw_class}"
    return f"{head}:{user.pw_change}:{user.pw_expire}:{user.pw_gecos}:{user.pw_dir}:{user.pw_shell}\n"


async def _pretty(err: Err, operands: list[str]) -> str:
    """-p: one a line, by name (pretty)."""
    uid, gid, euid, egid, groups = await _who(err, operands)
    user, lines = await getpwuid(uid), []
    login = "" if operands else await getlogin()
    if login and (user is None or login != user.pw_name):
        lines.append(f"login\t{login}")
    lines.append(f"uid\t{user.pw_name if user else uid}")
    if euid != uid:
        lines.append(f"euid\t{await _user(euid, True)}")
    if gid != egid:
        lines.append(f"rgid\t{await _group(gid, True)}")
    lines.append("groups\t" + " ".join([await _group(group, True) for group in dict.fromkeys(groups)]))
    return "\n".join(lines) + "\n"


async def _user(uid: int, by_name: bool) -> str:
    entry = await getpwuid(uid) if by_name else None
    return entry.pw_name if entry else str(uid)


async def _group(gid: int, by_name: bool) -> str:
    entry = await getgrgid(gid) if by_name else None
    return entry.gr_name if entry else str(gid)


async def _all(uid: int, gid: int, euid: int, egid: int, groups: list[int]) -> str:
    user = await getpwuid(uid)
    text = f"uid={uid}({user.pw_name})" if user else f"uid={uid}"
    text += f" gid={await _named(gid)}"
    if euid != uid:
        effective = await getpwuid(euid)
        text += f" euid={euid}" + (f"({effective.pw_name})" if effective else "")
    if egid != gid:
        text += f" egid={await _named(egid)}"
    return text + " groups=" + ",".join([await _named(group) for group in dict.fromkeys(groups)]) + "\n"


async def _named(gid: int) -> str:
    entry = await getgrgid(gid)
    return f"{gid}({entry.gr_name})" if entry else str(gid)
