"""What mount(8) prints: mounted file systems, in its own form and in fstab(5)'s.

Models prmount, putfsent and flags2opts of sbin/mount/mount.c and sbin/mount/vfslist.c; leaves out counts of reads,
writes and vnodes (-v).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simbsd.lib.fstab import Fstab
from simbsd.lib.libxo import Value
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


async def fields(mount: Statfs, verbose: bool = False) -> dict[str, Value]:
    """A mount by the names that libxo gives its parts (prmount)."""
    told: dict[str, Value] = {
        "special": mount.f_mntfromname, "node": mount.f_mntonname, "fstype": mount.f_fstypename,
    }  # fmt: skip
    if mount.f_flags:
        told["opts"] = tuple(mount.f_flags)
    if mount.f_owner:
        user = await getpwuid(mount.f_owner)
        told["mounter"] = user.pw_name if user else str(mount.f_owner)
    if verbose and mount.f_fsid:
        told["fsid"] = mount.f_fsid
    return told


def describe(told: Mapping[str, Value], flags: Sequence[str]) -> str:
    """``special on node (type, flag, flag)`` (prmount)."""
    words = [told["fstype"], *flags]
    words += [f"{lead} {told[name]}" for name, lead in (("mounter", "mounted by"), ("fsid", "fsid")) if name in told]
    return f"{told['special']} on {told['node']} ({', '.join(map(str, words))})\n"


def fstab_fields(mount: Statfs, table: list[Fstab]) -> dict[str, Value]:
    """A mount as fstab(5) would name it (putfsent)."""
    options = ",".join(filter(None, ("" if "read-only" in mount.f_flags else "rw", flags2opts(mount))))
    entry = next((one for one in table if one.fs_spec == mount.f_mntfromname), None)
    entry = entry or next((one for one in table if one.fs_file == mount.f_mntonname), None)
    freq, passno = (0, 0) if mount.f_fstypename != "ufs" else (1, 1) if mount.f_mntonname == "/" else (2, 2)
    if entry is not None:
        freq, passno = entry.fs_freq, entry.fs_passno
    return {
        "device": mount.f_mntfromname, "mntpoint": mount.f_mntonname, "fstype": mount.f_fstypename, "opts": options,
        "dump": freq, "pass": passno,
    }  # fmt: skip


def _padded(text: str) -> str:
    size = len(text)
    return text + ("\t" if size < 8 else "") + ("\t" if size < 16 else "") + ("\t" if size < 24 else " ")


def fstab_line(told: Mapping[str, Value]) -> str:
    """A line of fstab(5)."""
    options = str(told["opts"])
    options += "\t" if len(options) < 8 else " "
    places = _padded(str(told["device"])) + _padded(str(told["mntpoint"]))
    return f"{places}{told['fstype']}\t{options}\t{told['dump']} {told['pass']}\n"
