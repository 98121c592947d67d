"""chown(8), chgrp(1): change owners and groups.

Models usr.sbin/chown/chown.c; leaves out SIGINFO.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.changes import Changes
from simbsd.lib.err import Err
from simbsd.lib.files import chown
from simbsd.lib.fts import Ftsent
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrnam
from simbsd.lib.pwd import getpwnam
from simbsd.lib.stdio import puts
from simbsd.lib.unistd import geteuid, getgroups
from simbsd.sys.errno import EPERM, Errno
from simbsd.sys.strtol import is_number, to_int

CHOWN_USAGE = (
    "chown [-fhvx] [-R [-H | -L | -P]] owner[:group] file ...\n       chown [-fhvx] [-R [-H | -L | -P]] :group file ..."
)
CHGRP_USAGE = "chgrp [-fhvx] [-R [-H | -L | -P]] group file ..."
ID_MAX = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked: -1 leaves an id as it is."""

    err: Err
    letters: str
    uid: int
    gid: int
    group: str


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Give each file the owner and the group."""
    err = Err(argv)
    options, operands = await getopt(argv, "HLPRfhvx")
    letters = "".join(letter for letter, _ in options)
    is_chown = err.name != "chgrp"
    if "?" in letters or len(operands) < 2:
        await err.usage(CHOWN_USAGE if is_chown else CHGRP_USAGE)
    choice = next((letter for letter in reversed(letters) if letter in "HLP"), "P")
    if "R" in letters and "h" in letters and choice != "P":
        await err.errx(1, f"the -R{choice} and -h options may not be specified together")
    owner, _, group = operands[0].partition(":") if is_chown else ("", "", operands[0])
    gid = await _id(err, group, "group")
    job = Job(err, letters, await _id(err, owner, "user"), gid, group)
    walk = Changes(err, letters, operands[1:], after=True)
    while (entry := await walk.next()) is not None:
        walk.status |= await _change(job, entry, walk.follows(entry))
    return walk.status


async def _id(err: Err, name: str, kind: str) -> int:
    if not name:
        return -1
    if kind == "user":
        user = await getpwnam(name)
        if user is not None:
            return user.pw_uid
    else:
        group = await getgrnam(name)
        if group is not None:
            return group.gr_gid
    if not is_number(name) or to_int(name) > ID_MAX:
        await err.errx(1, f"{name}: illegal {kind} name")
    return to_int(name)


async def _change(job: Job, entry: Ftsent, follow: bool) -> int:
    info, path = entry.info, entry.fts_path
    if job.uid in (-1, info.st_uid) and job.gid in (-1, info.st_gid):
        return 0
    try:
        await chown(path, job.uid, job.gid, follow)
    except Errno as error:
        if "f" in job.letters:
            return 0
        await _explain(job, path, error)
        return 1
    if "v" in job.letters:
        uid, gid = (info.st_uid if job.uid < 0 else job.uid), (info.st_gid if job.gid < 0 else job.gid)
        detail = (
            f": {info.st_uid}:{info.st_gid} -> {uid}:{gid}" if job.err.name != "chgrp" else f": {info.st_gid} -> {gid}"
        )
        await puts(path + (detail if job.letters.count("v") > 1 else "") + "\n")
    return 0


async def _explain(job: Job, path: str, error: Errno) -> None:
    """Name the reason where the kernel just says EPERM (chownerr)."""
    if error.errno == EPERM and job.uid < 0 and await geteuid() != 0 and job.gid not in await getgroups():
        await job.err.warnx(f"you are not a member of group {job.group}")
        return
    await job.err.warn(path, error)
