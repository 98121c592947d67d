"""Any sequence of file calls keeps the tables whole, and a refused call changes nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vfshost import ALICE, Host

from simbsd.fs.ufs import Ufs, ibytes, iget
from simbsd.image import base_image, populate_jail
from simbsd.limits import Limits
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY, UF_APPEND, UF_IMMUTABLE
from simbsd.sys.proc import Proc, Sleep
from simbsd.sys.vnode import Inode

NAMES = (
    "a", "b", "c", "d", "a/a", "a/b", "a/d", "a/d/e", "b/a", "d/x", ".", "..", "a/..", "a/", "l", "l/a", "m", "m/a",
    "m/b", "n", "n/a", "n/d", "j", "j/etc", "j/bin/ls", "j/mnt", "/tmp/work/a", "/tmp/work/c",
)  # fmt: skip
PATHS = st.sampled_from(NAMES)
MODES = st.sampled_from((0o000, 0o444, 0o644, 0o755, 0o1777, 0o4755, 0o2775))
FLAGS = st.sampled_from(
    (O_RDONLY, O_WRONLY | O_CREAT, O_RDWR | O_CREAT | O_TRUNC, O_WRONLY | O_APPEND, O_WRONLY | O_CREAT | O_EXCL)
)
IDS = st.sampled_from((-1, 0, ALICE))
FDS = st.integers(0, 3)
MOUNT = st.sampled_from(
    (
        {"fstype": "tmpfs", "fspath": "m", "from": "tmpfs", "size": "20k"},
        {"fstype": "nullfs", "fspath": "n", "from": "a"},
        {"fstype": "nullfs", "fspath": "n", "from": "a", "ro": ""},
        {"fstype": "devfs", "fspath": "m", "ruleset": "4"},
        {"fstype": "tmpfs", "fspath": "m", "update": "", "ro": ""},
    )
)
CALLS = st.one_of(
    st.tuples(st.just("open"), PATHS, FLAGS, MODES),
    st.tuples(st.just("write"), FDS, st.sampled_from((b"", b"x", b"y" * 3000, b"z" * 9000))),
    st.tuples(st.just("read"), FDS, st.integers(0, 5000)),
    st.tuples(st.just("lseek"), FDS, st.integers(-10, 20_000), st.integers(0, 2)),
    st.tuples(st.just("ftruncate"), FDS, st.integers(-1, 20_000)),
    st.tuples(st.just("truncate"), PATHS, st.integers(0, 20_000)),
    st.tuples(st.just("close"), FDS),
    st.tuples(st.just("dup2"), FDS, FDS),
    st.tuples(st.just("getdirentries"), FDS),
    st.tuples(st.just("mkdir"), PATHS, MODES),
    st.tuples(st.just("rmdir"), PATHS),
    st.tuples(st.just("unlink"), PATHS),
    st.tuples(st.just("rename"), PATHS, PATHS),
    st.tuples(st.just("linkat"), PATHS, PATHS, st.booleans()),
    st.tuples(st.just("symlink"), PATHS, PATHS),
    st.tuples(st.just("mkfifo"), PATHS, MODES),
    st.tuples(st.just("fchmodat"), PATHS, MODES, st.booleans()),
    st.tuples(st.just("fchownat"), PATHS, IDS, IDS, st.booleans()),
    st.tuples(st.just("chflagsat"), PATHS, st.sampled_from((0, UF_IMMUTABLE, UF_APPEND)), st.booleans()),
    st.tuples(st.just("utimensat"), PATHS, st.none(), st.none(), st.booleans()),
    st.tuples(st.just("chdir"), PATHS),
    st.tuples(st.just("fchdir"), FDS),
    st.tuples(st.just("nmount"), MOUNT, st.just(0)),
    st.tuples(st.just("unmount"), st.sampled_from(("m", "n")), st.sampled_from((0, 0x80000))),
)


def stores(host: Host) -> list[Ufs]:
    return [mount.mnt_data for mount in host.kernel.mountlist if isinstance(mount.mnt_data, Ufs)]


def inodes_of(fs: Ufs) -> dict[int, Inode]:
    """Every inode that can be reached from the root of a store, or is held open without a name."""
    found: dict[int, Inode] = {}
    todo = [2, *fs.orphans]
    while todo:
        ino = todo.pop()
        if ino not in found:
            found[ino] = iget(fs, ino)
            todo += (found[ino].entries or {}).values()
    return found


def check_whole(host: Host) -> None:
    """Link counts, parents, room and open files are what the entries and descriptors say."""
    kernel = host.kernel
    used = files = 0
    for fs in stores(host):
        found = inodes_of(fs)
        names: dict[int, int] = dict.fromkeys(found, 0)
        for ino, inode in found.items():
            for child in (inode.entries or {}).values():
                names[child] += 1
                if found[child].entries is not None:
                    assert found[child].parent == ino
        for ino, inode in found.items():
            below = sum(1 for child in (inode.entries or {}).values() if found[child].entries is not None)
            expected = names[ino] if inode.entries is None else 0 if ino in fs.orphans else 2 + below
            assert inode.nlink == expected, ino
        assert fs.used == sum(ibytes(inode) for inode in found.values()) <= fs.capacity
        assert fs.files == len(found)
        assert all(inode is None or ino in found for ino, inode in fs.own.items()), "an inode nobody can reach is kept"
        assert all(found[ino].nlink == 0 for ino in fs.orphans)
        used, files = used + fs.used, files + fs.files
    assert (kernel.storage, kernel.inodes) == (used, files)
    everything = [fp for p in kernel.allproc.values() for fp in p.p_fd.fd_files.values()]
    distinct = list(dict.fromkeys(everything))
    assert kernel.openfiles == len(distinct)
    assert all(fp.f_count == everything.count(fp) for fp in distinct)


def prepare(host: Host, root: Proc, user: Proc) -> None:
    """Files, directories, a copy of the base system, mounts and open descriptors to begin with."""
    for path in ("a", "a/d", "b", "m", "n", "j"):
        host.call(root if path in "mnj" else user, "mkdir", path, 0o755)
    populate_jail(host.kernel, "/tmp/work/j")
    host.call(user, "symlink", "a", "l")
    for p, path in ((user, "a/a"), (user, "c"), (root, "b/a")):
        host.call(p, "write", host.call(p, "open", path, O_RDWR | O_CREAT, 0o644), b"some text")
    host.call(root, "open", "a", O_RDONLY, 0)
    host.call(root, "nmount", {"fstype": "tmpfs", "fspath": "m", "from": "tmpfs", "size": "20k", "mode": "1777"}, 0)
    host.call(root, "nmount", {"fstype": "nullfs", "fspath": "n", "from": "a"}, 0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 1), CALLS), min_size=10, max_size=50))
def test_any_sequence_of_calls(steps: list[tuple[int, tuple[Any, ...]]]) -> None:
    image = base_image("14.0")
    inodes = image.files + image.pristine_files + 60  # room for the tree of a jail, and little more
    host = Host(Limits(storage=90_000, inodes=inodes, file_size=16_000, files=12, descriptors=8))
    root, user = host.process(), host.process(uid=ALICE)
    host.call(root, "mkdir", "/tmp/work", 0o777)
    host.call(root, "fchmodat", "/tmp/work", 0o777, True)
    for p in (root, user):
        host.call(p, "chdir", "/tmp/work")
    prepare(host, root, user)
    for who, (name, *args) in steps:
        p = (root, user)[who]
        host.kernel.now += 1
        host.kernel.maxfiles_logged = host.kernel.now // 1_000_000  # of a full table the console was told already
        before = host.state()
        try:
            host.call(p, name, *args)
        except Errno:
            assert host.state() == before, (name, args)
        except Sleep:
            p.p_call = None
        check_whole(host)
