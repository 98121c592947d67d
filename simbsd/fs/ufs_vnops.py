"""Operations on the files of a store: the table of the root file system, and of tmpfs.

Models sys/ufs/ufs/ufs_vnops.c, ufs_lookup.c and sys/ufs/ffs/ffs_vnops.c; leaves out extended attributes, ACLs,
quotas and SUIDDIR.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from simbsd.fs.ufs import (
    FRAGMENT,
    Ufs,
    charge,
    check_space,
    free_bytes,
    free_files,
    ialloc,
    ibytes,
    ifree,
    iget,
    iown,
    iset,
    ufs_destroy,
)  # fmt: skip
from simbsd.sys.errno import EFBIG, EMLINK, ENOENT, ENOSPC, Errno
from simbsd.sys.fcntl import S_IFMT
from simbsd.sys.vnode import Dirent, Inode, Mount, Vnode
from simbsd.vfs.vfs_cache import cache_purge
from simbsd.vfs.vnode_if import Space, Vattr, Vops

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

UFS_LINK_MAX = 65500  # ufs/ufs/dinode.h


def _fs(vp: Vnode) -> Ufs:
    fs: Ufs = vp.v_mount.mnt_data
    return fs


def _entries(inode: Inode) -> dict[str, int]:
    assert inode.entries is not None, "the caller has seen to it that this is a directory"
    return inode.entries


def ufs_lookup(kernel: Kernel, dvp: Vnode, name: str) -> Vnode | None:
    """A name in a directory, or None."""
    fs: Ufs = dvp.v_mount.mnt_data
    ino = _entries(iget(fs, dvp.v_ino)).get(name)
    if ino is None:
        return None
    fs.fs_names[ino] = name
    return Vnode(dvp.v_mount, ino)


def ufs_hint(kernel: Kernel, vp: Vnode) -> str:
    """The name by which a directory was last found, or empty. A file may have several names: which one it was
    last found by may be a watcher's doing, and must decide nothing."""
    fs = _fs(vp)
    return fs.fs_names.get(vp.v_ino, "") if iget(fs, vp.v_ino).entries is not None else ""


def ufs_parent(kernel: Kernel, dvp: Vnode) -> Vnode:
    """A directory's ``..``, or the directory that last named a file."""
    return Vnode(dvp.v_mount, iget(_fs(dvp), dvp.v_ino).parent)


def ufs_inode(kernel: Kernel, vp: Vnode) -> Inode:
    """Attributes, to look at. Errors: ENOENT when the file is gone."""
    return iget(vp.v_mount.mnt_data, vp.v_ino)


def ufs_read(kernel: Kernel, vp: Vnode, offset: int, nbytes: int) -> bytes:
    """Bytes of a file; a hole reads as zeros. Marks the access time, as FreeBSD does without noatime."""
    fs = _fs(vp)
    inode = iget(fs, vp.v_ino)
    if nbytes and not _keeps_atime(vp):
        inode = iown(fs, vp.v_ino)
        inode.atime = kernel.now
    size = len(inode.data)
    end = min(offset + nbytes, size + inode.hole)
    if end <= offset:
        return b""
    kept = bytes(inode.data[offset:end])
    return kept + bytes(end - offset - len(kept))


def _check_length(kernel: Kernel, fs: Ufs, length: int) -> None:
    most = min(fs.max_file or kernel.limits.file_size, kernel.limits.file_size)
    if length > most:
        raise Errno(EFBIG, f"a file of this file system holds at most {most} bytes")


def _full(kernel: Kernel, vp: Vnode, fs: Ufs, of_inodes: bool) -> NoReturn:
    from simbsd.fs.ffs_alloc import FULL, NO_INODES, ffs_full

    ffs_full(kernel, vp, fs, NO_INODES if of_inodes else FULL)
    raise Errno(ENOSPC, f"the file system is {'out of inodes' if of_inodes else 'full'}")


def ufs_write(kernel: Kernel, vp: Vnode, offset: int, data: bytes) -> None:
    """Put bytes into a file. Errors: EFBIG, ENOSPC, with nothing changed."""
    fs = _fs(vp)
    end = offset + len(data)
    _check_length(kernel, fs, end)
    inode = iget(fs, vp.v_ino)
    kept, size = len(inode.data), len(inode.data) + inode.hole
    length = max(kept, end)
    delta = -(-length // FRAGMENT) * FRAGMENT - ibytes(inode)
    if delta > 0 and delta > free_bytes(kernel, fs):
        _full(kernel, vp, fs, False)
    inode = iown(fs, vp.v_ino)
    charge(kernel, fs, delta)
    buffer = inode.data if isinstance(inode.data, bytearray) else bytearray(inode.data)
    if offset > kept:
        buffer.extend(bytes(offset - kept))
    buffer[offset:end] = data
    inode.data = buffer
    inode.hole = max(0, size - len(buffer))
    inode.mtime = inode.ctime = kernel.now


def ufs_truncate(kernel: Kernel, vp: Vnode, length: int) -> None:
    """Set a file's length; what is added is a hole. Errors: EFBIG, ENOSPC."""
    fs = _fs(vp)
    _check_length(kernel, fs, length)
    inode = iget(fs, vp.v_ino)
    kept = inode.data[:length]
    hole = length - len(kept)
    check_space(kernel, fs, ibytes(replace(inode, data=kept, hole=hole)) - ibytes(inode))
    inode = iown(fs, vp.v_ino)
    iset(kernel, fs, inode, kept, hole)
    inode.mtime = inode.ctime = kernel.now


def ufs_setattr(kernel: Kernel, vp: Vnode, vattr: Vattr) -> None:
    """Set attributes; ``va_mode`` holds permission bits only."""
    inode = iown(_fs(vp), vp.v_ino)
    before = inode.mode, inode.uid, inode.gid
    if vattr.va_mode is not None:
        inode.mode = inode.mode & S_IFMT | vattr.va_mode & ~S_IFMT
    if vattr.va_uid is not None:
        inode.uid = vattr.va_uid
    if vattr.va_gid is not None:
        inode.gid = vattr.va_gid
    if inode.entries is not None and before != (inode.mode, inode.uid, inode.gid):
        cache_purge(kernel)
    if vattr.va_flags is not None:
        inode.flags = vattr.va_flags
    if vattr.va_atime is not None:
        inode.atime = vattr.va_atime
    if vattr.va_mtime is not None:
        inode.mtime = vattr.va_mtime
        inode.birthtime = min(inode.birthtime, vattr.va_mtime)
    inode.ctime = kernel.now


def _touch(kernel: Kernel, directory: Inode) -> None:
    directory.mtime = directory.ctime = kernel.now


def _check_links(inode: Inode) -> None:
    if inode.nlink >= UFS_LINK_MAX:
        raise Errno(EMLINK, f"a file holds at most {UFS_LINK_MAX} links")


def _check_alive(directory: Inode) -> None:
    if directory.nlink == 0:
        raise Errno(ENOENT, "the directory has been removed")


def ufs_create(kernel: Kernel, dvp: Vnode, name: str, template: Inode) -> Vnode:
    """Make a file, directory, link or node under a name that is free. Errors: ENOSPC, EMLINK, ENOENT."""
    fs = _fs(dvp)
    _check_alive(iget(fs, dvp.v_ino))
    is_directory = template.entries is not None
    if is_directory:
        _check_links(iget(fs, dvp.v_ino))
    if free_files(kernel, fs) < 1:
        _full(kernel, dvp, fs, True)
    inode = ialloc(kernel, fs, template)
    inode.parent, inode.nlink = dvp.v_ino, 2 if is_directory else 1
    directory = iown(fs, dvp.v_ino)
    _entries(directory)[name] = inode.ino
    directory.nlink += is_directory
    _touch(kernel, directory)
    return Vnode(dvp.v_mount, inode.ino)


def ufs_link(kernel: Kernel, dvp: Vnode, name: str, vp: Vnode) -> None:
    """Another name for a file. Errors: EMLINK, ENOENT."""
    fs = _fs(dvp)
    _check_links(iget(fs, vp.v_ino))
    _check_alive(iget(fs, dvp.v_ino))
    inode, directory = iown(fs, vp.v_ino), iown(fs, dvp.v_ino)
    if inode.nlink == 0:
        fs.orphans.pop(inode.ino, None)
    inode.nlink += 1
    inode.parent = dvp.v_ino
    inode.ctime = kernel.now
    _entries(directory)[name] = inode.ino
    _touch(kernel, directory)


def ufs_remove(kernel: Kernel, dvp: Vnode, name: str) -> None:
    """Take a name away: a file's, or an empty directory's."""
    fs = _fs(dvp)
    directory = iown(fs, dvp.v_ino)
    inode = iown(fs, _entries(directory).pop(name))
    _touch(kernel, directory)
    _unname(kernel, dvp, directory, inode)


def _unname(kernel: Kernel, dvp: Vnode, directory: Inode, inode: Inode) -> None:
    fs = _fs(dvp)
    inode.ctime = kernel.now
    if inode.entries is not None:
        cache_purge(kernel)
        directory.nlink -= 1
        inode.nlink = 0
    else:
        inode.nlink -= 1
    if inode.nlink == 0:
        fs.orphans[inode.ino] = None
        _reclaim(kernel, dvp.v_mount)


def ufs_rename(kernel: Kernel, fdvp: Vnode, fname: str, tdvp: Vnode, tname: str) -> None:
    """Move a name; what bore the new one loses it. The caller has checked kinds, loops and emptiness. Errors:
    EMLINK, ENOENT."""
    fs = _fs(fdvp)
    ino = _entries(iget(fs, fdvp.v_ino))[fname]
    old = _entries(iget(fs, tdvp.v_ino)).get(tname)
    _check_alive(iget(fs, tdvp.v_ino))
    is_directory = iget(fs, ino).entries is not None
    moves = is_directory and fdvp != tdvp
    if moves and old is None:
        _check_links(iget(fs, tdvp.v_ino))
    source, target, inode = iown(fs, fdvp.v_ino), iown(fs, tdvp.v_ino), iown(fs, ino)
    if is_directory:
        cache_purge(kernel)
    del _entries(source)[fname]
    _entries(target)[tname] = ino
    inode.parent = tdvp.v_ino
    inode.ctime = kernel.now
    if moves:
        source.nlink -= 1
        target.nlink += 1
    _touch(kernel, source)
    _touch(kernel, target)
    if old is not None:
        _unname(kernel, tdvp, target, iown(fs, old))


def ufs_readdir(kernel: Kernel, dvp: Vnode) -> list[Dirent]:
    """Every entry, ``.`` and ``..`` first, in the order of their making."""
    fs = _fs(dvp)
    inode = iget(fs, dvp.v_ino)
    if not _keeps_atime(dvp):
        inode = iown(fs, dvp.v_ino)
        inode.atime = kernel.now
    kind = inode.mode & S_IFMT
    entries = [Dirent(".", inode.ino, kind), Dirent("..", inode.parent, kind)]
    entries.extend(Dirent(name, ino, iget(fs, ino).mode & S_IFMT) for name, ino in _entries(inode).items())
    return entries


def ufs_entries(kernel: Kernel, dvp: Vnode) -> Iterable[tuple[str, int]]:
    """Names and inode numbers, ``.`` and ``..`` left out."""
    return _entries(iget(_fs(dvp), dvp.v_ino)).items()


def _keeps_atime(vp: Vnode) -> bool:
    """True where reading marks no access time (MNT_NOATIME, MNT_RDONLY)."""
    flags = vp.v_mount.mnt_flags
    return bool(flags.get("noatime") or flags.get("read-only"))


def ufs_ref(kernel: Kernel, vp: Vnode) -> None:
    """The file is open once more."""
    opens = _fs(vp).opens
    opens[vp.v_ino] = opens.get(vp.v_ino, 0) + 1


def ufs_unref(kernel: Kernel, vp: Vnode) -> None:
    """The file is open once less; a file without names goes with its last close."""
    fs = _fs(vp)
    left = fs.opens[vp.v_ino] - 1
    if left:
        fs.opens[vp.v_ino] = left
    else:
        del fs.opens[vp.v_ino]
    if fs.orphans:
        _reclaim(kernel, vp.v_mount)


def _reclaim(kernel: Kernel, mount: Mount) -> None:
    """Free the nameless inodes that nothing holds: no open file, no process or prison that stands in them."""
    fs: Ufs = mount.mnt_data
    for ino in tuple(fs.orphans):
        if ino not in fs.opens and not (iget(fs, ino).entries is not None and _stood_in(kernel, fs, ino)):
            del fs.orphans[ino]
            ifree(kernel, fs, ino)


def _stood_in(kernel: Kernel, fs: Ufs, ino: int) -> bool:
    places = [pr.pr_root for pr in kernel.allprison.values()]
    for p in kernel.allproc.values():
        places += (p.p_pwd.pwd_cdir, p.p_pwd.pwd_rdir)
        if p.p_pwd.pwd_jdir is not None:
            places.append(p.p_pwd.pwd_jdir)
    for place in places:
        if place is not None and place.v_ino == ino:
            lower = place.v_mount.mnt_ops.vop_lower(place)
            if lower.v_mount.mnt_data is fs:
                return True
    return False


def ufs_lower(vp: Vnode) -> Vnode:
    """Nothing is stacked here."""
    return vp


def ufs_space(kernel: Kernel, mount: Mount) -> Space:
    """Room of the file system, as statfs(2) tells it."""
    fs: Ufs = mount.mnt_data
    free, ffree = free_bytes(kernel, fs), free_files(kernel, fs)
    return Space(total=fs.used + free, free=free, files=fs.files + ffree, ffree=ffree, bsize=FRAGMENT)


def ufs_unmount(kernel: Kernel, mount: Mount) -> None:
    """Give back all room."""
    ufs_destroy(kernel, mount.mnt_data)




UFS_VOPS = Vops(
    vop_lookup=ufs_lookup, vop_parent=ufs_parent, vop_inode=ufs_inode, vop_read=ufs_read, vop_write=ufs_write,
    vop_truncate=ufs_truncate, vop_setattr=ufs_setattr, vop_create=ufs_create, vop_link=ufs_link, vop_remove=ufs_remove,
    vop_rename=ufs_rename, vop_readdir=ufs_readdir, vop_entries=ufs_entries,
    vop_hint=ufs_hint, vop_ref=ufs_ref, vop_unref=ufs_unref,
    vop_lower=ufs_lower, vfs_space=ufs_space, vfs_unmount=ufs_unmount, vop_names=True,
)  # fmt: skip
