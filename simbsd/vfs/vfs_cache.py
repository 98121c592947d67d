"""The cache of names: directories that walks have led to, and from a file back to its path.

Models sys/kern/vfs_cache.c (cache_enter, cache_lookup, cache_purge, vn_fullpath, kern___getcwd); leaves out negative
entries and single names. What is kept is whole: the path from where a walk began to the directory of its last name,
for one credential. Only where every step was a plain name of a directory on a store that tells of its changes
(``vop_names``), and search permission needed no privilege: nothing else has happened on such a walk, so whoever takes
it from here misses nothing (decision 47). A directory's last name is remembered too, a file's is looked for in the
directory that last named it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.vnode import Vnode

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

NAMES_MAX = 4096


def cache_lookup(kernel: Kernel, cred: Ucred, start: Vnode, head: str) -> Vnode | None:
    """The directory that ``head`` leads to from ``start``, if a walk of this credential has found it."""
    found = kernel.namecache.get((start.v_mount, start.v_ino, head))
    return found[1] if found is not None and found[0] is cred else None


def cache_enter(kernel: Kernel, cred: Ucred, start: Vnode, head: str, dvp: Vnode) -> None:
    """Keep what a walk has found."""
    if len(kernel.namecache) >= NAMES_MAX:
        cache_purge(kernel)
    kernel.namecache[start.v_mount, start.v_ino, head] = (cred, dvp)


def cache_purge(kernel: Kernel) -> None:
    """A directory has been moved, removed, covered or uncovered, or has other permissions: forget every walk."""
    kernel.namecache.clear()


def vn_fullpath(kernel: Kernel, p: Proc | None, vp: Vnode) -> str:
    """The path of a file from the process's root (None: from the real root). Errors: ENOENT when no name leads
    there."""
    stop = kernel.rootvnode if p is None else p.p_pwd.pwd_rdir
    names: list[str] = []
    while vp != stop:
        mount = vp.v_mount
        if vp.v_ino == mount.mnt_root:
            if mount.mnt_covered is None:
                if p is None:
                    raise Errno(ENOENT, "the file is not below the root")
                break  # outside the process's root: FreeBSD gives the path from the real root
            vp = mount.mnt_covered
            continue
        parent: Vnode = mount.mnt_ops.vop_parent(kernel, vp)
        names.append(_name(kernel, parent, vp))
        vp = parent
    return "/" + "/".join(reversed(names))


def _name(kernel: Kernel, parent: Vnode, vp: Vnode) -> str:
    hint: str = vp.v_mount.mnt_ops.vop_hint(kernel, vp)
    if hint and parent.v_mount.mnt_ops.vop_lookup(kernel, parent, hint) == vp:
        return hint
    for entry in parent.v_mount.mnt_ops.vop_entries(kernel, parent):
        if entry[1] == vp.v_ino:
            return str(entry[0])
    raise Errno(ENOENT, "the file has no name any more")
