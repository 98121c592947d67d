"""From a path to a file.

Models sys/kern/vfs_lookup.c (namei, vfs_lookup); leaves out capability mode, RESOLVE_BENEATH, whiteouts and
union mounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simbsd.sys.errno import EACCES, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, Errno
from simbsd.sys.event import WalkStopped
from simbsd.sys.fcntl import MAXSYMLINKS, NAME_MAX, PATH_MAX, S_IFDIR, S_IFLNK, S_IFMT, X_OK
from simbsd.sys.vnode import Vnode
from simbsd.vfs.vfs_cache import cache_enter, cache_lookup
from simbsd.vfs.vfs_subr import granted, vaccess_inode

if TYPE_CHECKING:
    from simbsd.sys.jail import Prison
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Inode, Mount


@dataclass(slots=True)
class Nameidata:
    """Where a path leads: the last directory walked, the name asked there, and the file (None: absent).

    ``ni_slash``: the path ends in a slash. ``ni_name`` is empty for the root itself, and may be ``.`` or ``..``.
    """

    ni_dvp: Vnode
    ni_vp: Vnode | None
    ni_name: str
    ni_slash: bool


def namei(kernel: Kernel, p: Proc, path: str, follow: bool = True) -> Vnode:
    """The file at a path, as the process sees it. Errors: ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG."""
    nd = lookup(kernel, p, path, follow)
    if nd.ni_vp is None:
        raise Errno(ENOENT, f"there is no {nd.ni_name!r} in that directory")
    return nd.ni_vp


def lookup(kernel: Kernel, p: Proc, path: str, follow: bool = True) -> Nameidata:
    """Walk a path to its last name, which may be absent. A final symbolic link is followed if asked, or if a
    slash follows it."""
    path = path.partition("\0")[0]
    _check_path(path)
    pwd = p.p_pwd
    start: Vnode = pwd.pwd_rdir if path.startswith("/") else pwd.pwd_cdir
    head, _, last = path.rpartition("/")
    known = cache_lookup(kernel, p.p_ucred, start, head) if head and last else None
    vp = start if known is None else known
    todo = _components(path) if known is None else [last]
    nd = Nameidata(vp, vp, "", not last)
    links = 0
    plain = known is None and len(todo) > 1 and bool(last)  # so far, as the cache of names wants it
    inode: Inode | None = None  # of vp, where the walk has looked at it already
    while todo:
        name = todo.pop()
        inode = inode or vp.v_mount.mnt_ops.vop_inode(kernel, vp)
        found = _step(kernel, p, vp, name, inode)
        if plain and todo:
            plain = _is_plain(p, vp, name, inode)
        elif plain:
            cache_enter(kernel, p.p_ucred, start, head, vp)
        nd.ni_dvp, nd.ni_vp, nd.ni_name = vp, found, name
        if found is None:
            if todo:
                raise Errno(ENOENT, f"there is no {name!r} in that directory")
            return nd
        inode = found.v_mount.mnt_ops.vop_inode(kernel, found)
        if inode.mode & S_IFMT == S_IFLNK and (todo or follow or nd.ni_slash):
            links += 1
            target = _target(found.v_mount, inode, todo, links)
            nd.ni_slash |= not todo and target.endswith("/")
            todo += _components(target)
            found = pwd.pwd_rdir if target.startswith("/") else vp
            nd.ni_vp, nd.ni_name = found, ""
            inode, plain = None, False
        vp = found
    if nd.ni_slash and vp.v_mount.mnt_ops.vop_inode(kernel, vp).mode & S_IFMT != S_IFDIR:
        raise Errno(ENOTDIR, "the path ends in a slash but names no directory")
    return nd


def _is_plain(p: Proc, dvp: Vnode, name: str, inode: Inode) -> bool:
    """A step that the cache of names may stand for, if no symbolic link follows."""
    lower: Vnode = dvp.v_mount.mnt_ops.vop_lower(dvp)
    return name != ".." and bool(granted(inode, p.p_ucred) & X_OK) and lower.v_mount.mnt_ops.vop_names


def _check_path(path: str) -> None:
    if not path:
        raise Errno(ENOENT, "the path is empty")
    if len(path) >= PATH_MAX or len(path) * 4 >= PATH_MAX and len(path.encode("utf-8", "surrogateescape")) >= PATH_MAX:
        raise Errno(ENAMETOOLONG, f"the path is longer than {PATH_MAX - 1} bytes")


def _components(path: str) -> list[str]:
    """The names of a path, the last one first."""
    return [name for name in reversed(path.split("/")) if name]


def _target(mount: Mount, inode: Inode, todo: list[str], links: int) -> str:
    """Where a symbolic link leads, the last of ``links`` on the way. Errors: ELOOP, EACCES, ENOENT, ENAMETOOLONG."""
    if links > MAXSYMLINKS:
        raise Errno(ELOOP, f"more than {MAXSYMLINKS} symbolic links on the way")
    if mount.mnt_flags.get("nosymfollow"):
        why = "The file system is mounted nosymfollow: its symbolic links are not followed."
        raise Errno(EACCES, why, "vfs_lookup.c: vfs_lookup")
    target = inode.data.decode("utf-8", "surrogateescape")
    _check_path(target)
    if len(target) + sum(len(name) + 1 for name in todo) >= PATH_MAX:
        raise Errno(ENAMETOOLONG, f"the path with its symbolic link is longer than {PATH_MAX - 1} bytes")
    return target


def _step(kernel: Kernel, p: Proc, dvp: Vnode, name: str, inode: Inode) -> Vnode | None:
    """One component of a directory with this inode: search permission, the name, and whatever is mounted on it."""
    mount = dvp.v_mount
    if inode.mode & S_IFMT != S_IFDIR:
        raise Errno(ENOTDIR, f"what should hold {name!r} is no directory")
    if not granted(inode, p.p_ucred) & X_OK:
        vaccess_inode(kernel, p.p_ucred, inode, X_OK)
    if name == ".":
        return dvp
    if len(name) > NAME_MAX // 4 and len(name.encode("utf-8", "surrogateescape")) > NAME_MAX:
        raise Errno(ENAMETOOLONG, f"a name is longer than {NAME_MAX} bytes")
    if inode.nlink == 0:
        raise Errno(ENOENT, "the directory has been removed")
    if name == "..":
        return dotdot(kernel, p, dvp)
    vp: Vnode | None = mount.mnt_ops.vop_lookup(kernel, dvp, name)
    return vp if vp is None else crossed(vp)


def crossed(vp: Vnode) -> Vnode:
    """The root of what is mounted on a file, or the file."""
    covering = vp.v_mount.mnt_covers.get(vp.v_ino)
    while covering is not None:
        vp = Vnode(covering, covering.mnt_root)
        covering = covering.mnt_covers.get(vp.v_ino)
    return vp


def dotdot(kernel: Kernel, p: Proc, dvp: Vnode) -> Vnode:
    """The parent of a directory. The walk up stops at the process's root, its jail directory, the root of any
    prison on the credential's chain, and the real root; it leaves a mounted file system through the directory
    that it covers."""
    vp = dvp
    while True:
        if is_barrier(kernel, p, vp):
            if kernel.watched:
                kernel.emit(WalkStopped(kernel.now, p.p_pid, _barrier(kernel, p, vp), "vfs_lookup.c: vfs_lookup"))
            return vp
        if vp.v_ino != vp.v_mount.mnt_root or vp.v_mount.mnt_covered is None:
            break
        vp = vp.v_mount.mnt_covered
    parent: Vnode = vp.v_mount.mnt_ops.vop_parent(kernel, vp)
    return crossed(parent)


def is_barrier(kernel: Kernel, p: Proc, vp: Vnode) -> bool:
    """True for a directory above which the process cannot walk (vfs_lookup: isroot)."""
    pwd = p.p_pwd
    if vp in (pwd.pwd_rdir, pwd.pwd_jdir, kernel.rootvnode):
        return True
    return kernel.release.dotdot_stops_at_jails and _prison_rooted(p, vp) is not None


def _prison_rooted(p: Proc, vp: Vnode) -> Prison | None:
    """The prison of the credential's chain whose root this directory is."""
    prison: Prison | None = p.p_ucred.cr_prison
    while prison is not None and vp != prison.pr_root:
        prison = prison.pr_parent
    return prison


def _barrier(kernel: Kernel, p: Proc, vp: Vnode) -> str:
    """What a directory is that stopped a walk up, in a sentence for watchers."""
    pwd, prison = p.p_pwd, _prison_rooted(p, vp) if kernel.release.dotdot_stops_at_jails else None
    roles = (
        ("the root of the whole file system (rootvnode)", vp == kernel.rootvnode),
        ("the root of the process (rdir)", vp == pwd.pwd_rdir),
        ("its jail directory (jdir)", vp == pwd.pwd_jdir),
        (f"the root of jail {prison.pr_name}" if prison else "", prison is not None and prison.pr_id != 0),
    )
    names = ", ".join(role for role, is_it in roles if is_it)
    return f"The walk up ends here, where .. is the directory itself: it is {names}."
