"""Mount flags, and the words by which mount(8) asks for them and lists them.

Models sys/sys/mount.h, and the option and flag tables of sbin/mount/getmntopts.c and sys/kern/vfs_mount.c
(vfs_donmount).
"""

from __future__ import annotations

MNT_RDONLY, MNT_SYNCHRONOUS, MNT_NOEXEC, MNT_NOSUID = 0x1, 0x2, 0x4, 0x8
MNT_UNION, MNT_ASYNC, MNT_UPDATE, MNT_FORCE = 0x20, 0x40, 0x10000, 0x80000
MNT_BYFSID, MNT_NONBUSY = 0x8000000, 0x4000000
MNT_NOSYMFOLLOW, MNT_NOATIME, MNT_NOCLUSTERR, MNT_NOCLUSTERW = 0x400000, 0x10000000, 0x40000000, 0x80000000

# In the order in which mount(8) lists them.
MOUNT_FLAGS = (
    "asynchronous", "NFS exported", "local", "noatime", "noexec", "nosuid", "nosymfollow", "with quotas",
    "read-only", "synchronous", "union", "noclusterr", "noclusterw", "suiddir", "soft-updates",
    "journaled soft-updates", "multilabel", "acls", "nfsv4acls",
)  # fmt: skip

# Flag as listed -> its bit, the parameters that ask for it, and those that ask it away.
MNT_OPTIONS: dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    "asynchronous": (MNT_ASYNC, ("async",), ("noasync",)),
    "noatime": (MNT_NOATIME, ("noatime",), ("atime",)),
    "noexec": (MNT_NOEXEC, ("noexec",), ("exec",)),
    "nosuid": (MNT_NOSUID, ("nosuid",), ("suid",)),
    "nosymfollow": (MNT_NOSYMFOLLOW, ("nosymfollow",), ("symfollow",)),
    "read-only": (MNT_RDONLY, ("ro", "rdonly"), ("noro", "rw")),
    "synchronous": (MNT_SYNCHRONOUS, ("sync",), ("nosync",)),
    "union": (MNT_UNION, ("union",), ("nounion",)),
    "noclusterr": (MNT_NOCLUSTERR, ("noclusterr",), ("clusterr",)),
    "noclusterw": (MNT_NOCLUSTERW, ("noclusterw",), ("clusterw",)),
}
