"""From a file back to its path.

Models sys/kern/vfs_cache.c (vn_fullpath, kern___getcwd); leaves out negative entries: a directory's last
name is remembered, a file's is looked for in the directory that last named it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.vnode import Vnode

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


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
