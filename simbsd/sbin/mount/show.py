"""What mount(8) prints: mounted file systems, in its own form and in fstab(5)'s.

Models prmount, putfsent and flags2opts of sbin/mount/mount.c and sbin/mount/vfslist.c; leaves out counts of reads,
writes and vnodes (-v), and libxo.
"""

from __future__ import annotations

from simbsd.lib.fstab import Fstab
from simbsd.lib.pwd import getpwuid
from simbsd.sys.vnode import Statfs

# Flag as listed -> option, in the order of flags2opts.
OPTIONS = {
    "read-only": "ro", "synchronous": "sync", "noexec": "noexec", "nosuid": "nosuid", "union": "union",
    "asynchronous": "async", "noatime": "noatime", "noclusterr": "noclusterr", "noclusterw": "noclusterw",
    "nosymfollow": "nosymfollow", "suiddir": "suiddir", "multilabel": "multilabel", "acls": "acls",
    "nfsv4acls": "nfsv4acls",
}  # fmt: skip


def is_selected(kind: str, wanted: str | None) -> bool:
    """True when -t (``ufs,tmpfs`` or ``nodevfs``) lets a type through (checkvfsname)."""
    if wanted is None:
        return True
    return (kind in wanted.removeprefix("no").split(",")) != wanted.startswith("no")


def flags2opts(mount: Statfs) -> str:
    """The options that a mount's flags come from."""
    return ",".join(option for flag, option in OPTIONS.items() if flag in mount.f_flags)


async def describe(mount: Statfs, verbose: bool = False) -> str:
    """``special on node (type, flag, flag)`` (prmount)."""
    words = [mount.f_fstypename, *mount.f_flags]
    if mount.f_owner:
        user = await getpwuid(mount.f_owner)
        words.append(f"mounted by {user.pw_name if user else mount.f_owner}")
    if verbose and mount.f_fsid:
        words.append(f"fsid {mount.f_fsid}")
    return f"{mount.f_mntfromname} on {mount.f_mntonname} ({', '.join(words)})\n"


def _padded(text: str) -> str:
    size = len(text)
    return text + ("\t" if size < 8 else "") + ("\t" if size < 16 else "") + ("\t" if size < 24 else " ")


def fstab_line(mount: Statfs, table: list[Fstab]) -> str:
    """A mount as a line of fstab(5) (putfsent)."""
    options = ",".join(filter(None, ("" if "read-only" in mount.f_flags else "rw", flags2opts(mount))))
    entry = next((one for one in table if one.fs_spec == mount.f_mntfromname), None)
    entry = entry or next((one for one in table if one.fs_file == mount.f_mntonname), None)
    if entry is not None:
        numbers = f"{entry.fs_freq} {entry.fs_passno}"
    else:
        numbers = ("1 1" if mount.f_mntonname == "/" else "2 2") if mount.f_fstypename == "ufs" else "0 0"
    options += "\t" if len(options) < 8 else " "
    places = _padded(mount.f_mntfromname) + _padded(mount.f_mntonname)
    return f"{places}{mount.f_fstypename}\t{options}\t{numbers}\n"
