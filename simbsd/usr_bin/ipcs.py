"""ipcs(1): System V queues, shared segments and semaphores.

Models usr.bin/ipcs/ipcs.c; leaves out dumps of kernels (lib/kvm.py).
"""

from __future__ import annotations

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrgid
from simbsd.lib.ipc import listed
from simbsd.lib.kvm import kvm_openfiles
from simbsd.lib.pwd import getpwnam, getpwuid
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import boottime
from simbsd.sys.calendar import gmtime
from simbsd.sys.ipc import IPC_LIMITS, IpcRecord
from simbsd.sys.strtol import is_number, to_int

USAGE = "ipcs [-abcmopqstyMQST] [-C corefile] [-N namelist] [-u user]"
TITLES = {"msg": "Message Queues", "shm": "Shared Memory", "sem": "Semaphores"}
LETTERS = {"msg": "q", "shm": "m", "sem": "s"}
BITS = ((0o400, "r"), (0o200, "w"), (0o100, "a"), (0o40, "r"), (0o20, "w"), (0o10, "a"), (4, "r"), (2, "w"), (1, "a"))
NEVER = "no-entry"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """List what there is, or one kind (-q -m -s); -a -b -c -o -p -t add columns, -u chooses an owner."""
    err = Err(argv)
    options, _ = await getopt(argv, "MmQqSsTabC:cN:optTu:y")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters:
        await err.usage(USAGE)
    kinds, totals = list(TITLES), False
    owner: int | None = None
    for letter, text in options:
        if letter in "MmQqSsT":
            kinds = [kind for kind in TITLES if letter in ("T", LETTERS[kind], LETTERS[kind].upper())]
            totals = letter.isupper()
        elif letter == "u":
            owner = await _owner(err, text)
    given = dict(options)
    if given.keys() & {"C", "N", "y"}:
        try:
            await kvm_openfiles(given.get("N"), given.get("C"))
        except Refused as refused:
            await err.errx(1, f"kvm_openfiles: {refused.message}")
    columns = "bcopt" if "a" in letters else letters
    for kind in kinds:
        if totals:
            await puts(await _totals(kind))
            continue
        lines = [f"{TITLES[kind]}:", _header(kind, columns)]
        lines += [await _line(kind, one, columns) for one in await listed(kind) if owner in (None, one.uid)]
        await puts("\n".join(lines) + "\n\n")
    return 0


async def _totals(kind: str) -> str:
    """The kernel's limits of one kind (print_kmsqtotal and its like)."""
    rows = [(name, meaning) for name, *_, meaning in IPC_LIMITS if name.startswith(kind)]
    lines = [f"\t{name}: {await sysctl(f'kern.ipc.{name}'):>12}\t({meaning})\n" for name, meaning in rows]
    return f"{kind}info:\n{''.join(lines)}\n"


async def _owner(err: Err, text: str) -> int:
    user = None if is_number(text) else await getpwnam(text)
    if user is None and not is_number(text):
        await err.errx(1, "getpwnam failed: No such user")
    return user.pw_uid if user else to_int(text)


def _header(kind: str, columns: str) -> str:
    text = f"T {'ID':>12} {'KEY':>12} {'MODE':<11} {'OWNER':<8} {'GROUP':<8}"
    text += f" {'CREATOR':<8} {'CGROUP':<8}" if "c" in columns else ""
    if kind == "msg":
        text += f" {'CBYTES':>20} {'QNUM':>20}" if "o" in columns else ""
        text += f" {'QBYTES':>20}" if "b" in columns else ""
        text += f" {'LSPID':>12} {'LRPID':>12}" if "p" in columns else ""
        return text + (f" {'STIME':<8} {'RTIME':<8} {'CTIME':<8}" if "t" in columns else "")
    if kind == "shm":
        text += f" {'NATTCH':>12}" if "o" in columns else ""
        text += f" {'SEGSZ':>12}" if "b" in columns else ""
        text += f" {'CPID':>12} {'LPID':>12}" if "p" in columns else ""
        return text + (f" {'ATIME':<8} {'DTIME':<8} {'CTIME':<8}" if "t" in columns else "")
    text += f" {'NSEMS':>12}" if "b" in columns else ""
    return text + (f" {'OTIME':<8} {'CTIME':<8}" if "t" in columns else "")


async def _line(kind: str, one: IpcRecord, columns: str) -> str:
    mode = "--" + "".join(letter if one.mode & bit else "-" for bit, letter in BITS)
    text = f"{LETTERS[kind]} {one.id:>12} {one.key:>12} {mode} {await _user(one.uid):<8} {await _group(one.gid):<8}"
    if "c" in columns:
        text += f" {await _user(one.cuid):<8} {await _group(one.cgid):<8}"
    _, _, _, hour, minute, second = gmtime((await boottime() + one.ctime) // 1_000_000)
    changed = f"{hour:>2}:{minute:02}:{second:02}"
    if kind == "msg":
        text += f" {0:>12} {0:>12}" if "o" in columns else ""
        text += f" {one.size:>20}" if "b" in columns else ""
        text += f" {0:>12} {0:>12}" if "p" in columns else ""
        return text + (f" {NEVER} {NEVER} {changed}" if "t" in columns else "")
    if kind == "shm":
        text += f" {0:>12}" if "o" in columns else ""
        text += f" {one.size:>12}" if "b" in columns else ""
        text += f" {one.cpid:>12} {0:>12}" if "p" in columns else ""
        return text + (f" {NEVER} {NEVER} {changed}" if "t" in columns else "")
    text += f" {one.size:>12}" if "b" in columns else ""
    return text + (f" {NEVER} {changed}" if "t" in columns else "")


async def _user(uid: int) -> str:
    user = await getpwuid(uid)
    return user.pw_name if user else str(uid)


async def _group(gid: int) -> str:
    group = await getgrgid(gid)
    return group.gr_name if group else str(gid)
