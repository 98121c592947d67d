"""The base image: the files of a freshly installed system, built once for a release, shared by every machine.

Models etc/mtree/BSD.*.dist and what installworld puts there; leaves out what the machine has no program for.
The bodies of binaries are not kept: a header names the program, and the rest of a plausible length is a hole.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from simbsd.fs.ufs import ROOTINO, Base, Ufs, ibytes, ufs_clone
from simbsd.fs.ufs_dist import dist_header
from simbsd.image_etc import HOST_TEXTS, TEXT_MODES, TEXTS
from simbsd.image_lib import LIBRARIES, needed_by, needed_by_library
from simbsd.image_local import LOCAL_TEXTS
from simbsd.kern.kern_linker import MODULES as KERNEL_MODULES
from simbsd.programs import PROGRAMS as MAINS
from simbsd.release import RELEASES, Release
from simbsd.rootfs_index import FILES
from simbsd.sys.elf import make, make_module
from simbsd.sys.errno import EINVAL, ENOENT, ENOTDIR, ENOTEMPTY, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFLNK, S_IFREG, SF_IMMUTABLE
from simbsd.sys.unread import Unread
from simbsd.sys.utmpx import BOOT_TIME, UTX_ACTIVE, UTX_LASTLOGIN, UTX_LOG, Utmpx, utx_entry, utx_to_futx
from simbsd.sys.vnode import Inode, Vnode
from simbsd.vfs.vfs_lookup import crossed

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

EPOCH = 1_709_294_400  # 2024-03-01 12:00:00 UTC: every machine is booted at this moment
BASE_TIME = -12 * 3600 * 1_000_000  # every file is from twelve hours before boot: the release's build
ALICE = 1001
STATIC = ("/rescue/", "/sbin/init", "/libexec/ld-elf.so.1")

# Program -> its paths, where the module's place does not tell (usr_bin.env is /usr/bin/env); several are hard links.
PATHS: dict[str, tuple[str, ...]] = {
    "test": ("/bin/test", "/bin/["),
    "jail_4": ("/usr/sbin/jail",),
    "ln": ("/bin/ln", "/bin/link"),
    "rm": ("/bin/rm", "/bin/unlink"),
    "pkill": ("/bin/pkill", "/bin/pgrep"),
    "procstat": ("/usr/bin/procstat", "/usr/bin/pargs", "/usr/bin/penv", "/usr/bin/pwdx"),
    "md5": (
        "/sbin/md5", "/sbin/md5sum", "/sbin/sha1", "/sbin/sha1sum", "/sbin/sha224", "/sbin/sha224sum", "/sbin/sha256",
        "/sbin/sha256sum", "/sbin/sha384", "/sbin/sha384sum", "/sbin/sha512", "/sbin/sha512sum", "/sbin/sha512t224",
        "/sbin/sha512t224sum", "/sbin/sha512t256", "/sbin/sha512t256sum", "/sbin/rmd160", "/sbin/rmd160sum",
        "/sbin/skein256", "/sbin/skein256sum", "/sbin/skein512", "/sbin/skein512sum", "/sbin/skein1024",
        "/sbin/skein1024sum",
    ),
    "ping": ("/sbin/ping", "/sbin/ping6"),
    "reboot": ("/sbin/reboot", "/sbin/halt", "/sbin/fastboot", "/sbin/fasthalt"),
    "ld-elf.so.1": ("/libexec/ld-elf.so.1",),
    "awk": ("/usr/bin/awk", "/usr/bin/nawk"),
    "grep": ("/usr/bin/grep", "/usr/bin/egrep", "/usr/bin/fgrep", "/usr/bin/rgrep"),
    "expand": ("/usr/bin/expand", "/usr/bin/unexpand"),
    "hexdump": ("/usr/bin/hexdump", "/usr/bin/hd", "/usr/bin/od"),
    "id": ("/usr/bin/id", "/usr/bin/groups", "/usr/bin/whoami"),
    "apropos": ("/usr/bin/apropos", "/usr/bin/whatis"),
    "less": ("/usr/bin/less", "/usr/bin/more"),
    "vi": ("/usr/bin/vi", "/usr/bin/view"),
    "bintrans": (
        "/usr/bin/bintrans", "/usr/bin/base64", "/usr/bin/b64decode", "/usr/bin/b64encode", "/usr/bin/uudecode",
        "/usr/bin/uuencode",
    ),
    "cksum": ("/usr/bin/cksum", "/usr/bin/sum"),
    "chown": ("/usr/sbin/chown", "/usr/bin/chgrp"),
    "w": ("/usr/bin/w", "/usr/bin/uptime"),
    "rtprio": ("/usr/sbin/rtprio", "/usr/sbin/idprio"),
    "rtsold": ("/usr/sbin/rtsold", "/sbin/rtsol"),
    "stat": ("/usr/bin/stat", "/usr/bin/readlink"),
    "shutdown": ("/sbin/shutdown", "/sbin/poweroff"),
    "gzip": ("/usr/bin/gzip", "/usr/bin/gunzip", "/usr/bin/gzcat", "/usr/bin/zcat"),
    "who": ("/usr/bin/who", "/usr/bin/users"),
}  # fmt: skip
# Text files of several names (LINKS of usr.bin/grep/Makefile; bin/sh/Makefile links root's .profile).
HARD_LINKS: dict[str, tuple[str, ...]] = {
    "/root/.profile": ("/.profile",),
    "/usr/bin/zgrep": ("/usr/bin/zegrep", "/usr/bin/zfgrep"),
}
PLACES = {
    "bin": "/bin", "sbin": "/sbin", "usr_bin": "/usr/bin", "usr_sbin": "/usr/sbin", "sh": "/bin", "libexec":
    "/libexec", "usr_libexec": "/usr/libexec", "usr_local_bin": "/usr/local/bin", "usr_local_sbin":
    "/usr/local/sbin",
}  # fmt: skip
# Programs that FreeBSD's crunched /rescue holds; here each is a static binary of its own.
RESCUE = (
    "[", "cat", "chflags", "chgrp", "chmod", "chown", "chroot", "cp", "csh", "date", "dd", "df", "dhclient",
    "dmesg", "echo", "ed", "env", "expr", "fsck", "gzip", "halt", "head", "hostname", "id", "ifconfig",
    "init", "kenv", "kill", "kldload", "kldstat", "kldunload", "link", "ln", "ls", "md5", "mkdir", "mknod",
    "more", "mount", "mount_nullfs", "mv", "nc", "pgrep", "ping", "ping6", "pkill", "ps", "pwd", "realpath",
    "reboot", "rm", "rmdir", "route", "rtsol", "sed", "sh", "shutdown", "sleep", "stty", "swapon", "sync",
    "sysctl", "tail", "tar", "tee", "test", "umount", "unlink", "vi", "whoami",
)  # fmt: skip
EXECUTABLE = ("/bin/", "/sbin/", "/usr/bin/", "/usr/libexec/", "/usr/sbin/", "/etc/rc.d/", "/usr/local/etc/rc.d/")
SETUID = ("/usr/bin/su", "/usr/bin/passwd", "/usr/bin/login", "/sbin/ping", "/usr/sbin/traceroute",
          "/usr/sbin/traceroute6")
# Programs of a group: its number and the mode (BINGRP and BINMODE of their makefiles).
GROUPED = {"/sbin/shutdown": (5, 0o4554), "/usr/bin/netstat": (2, 0o2555), "/usr/bin/wall": (4, 0o2555)}
# installworld makes these immutable (schg): rm -r of a system's tree fails until chflags -R noschg.
SCHG = ("/sbin/init", "/libexec/ld-elf.so.1", "/lib/libc.so.7", "/usr/bin/su", "/usr/bin/passwd", "/usr/bin/login")

# A directory's parents come first; what is not in the second table is 0755.
DIRECTORIES: dict[str, int] = dict.fromkeys("""
    /bin /boot /boot/defaults /boot/kernel /boot/modules /dev /etc /etc/defaults /etc/jail.conf.d /etc/rc.d
    /etc/rc.conf.d /etc/syslog.d /etc/ssh /home /lib /libexec /media /mnt /net /proc /rescue /root /sbin /tmp /usr
    /usr/bin /usr/include /usr/lib /usr/libexec /usr/local /usr/local/bin /usr/local/etc /usr/local/etc/rc.d
    /usr/local/lib /usr/local/sbin /usr/local/etc/syslog.d /usr/local/share /usr/obj /usr/sbin /usr/share
    /usr/share/examples /usr/share/examples/cellblock /usr/share/man /usr/share/misc /usr/share/skel /usr/src
    /usr/tests /var /var/cache /var/cron /var/db /var/empty /var/log /var/mail /var/run /var/run/dhclient /var/spool
    /var/tmp
""".split(), 0o755) | {
    "/dev": 0o555, "/proc": 0o555, "/root": 0o750, "/tmp": 0o1777, "/var/cron": 0o750, "/var/empty": 0o555,
    "/var/mail": 0o775, "/var/tmp": 0o1777,
}  # fmt: skip
HOST_DIRECTORIES: dict[str, int] = {"/home/alice": 0o755, "/usr/freebsd-dist": 0o755, "/usr/jails": 0o755}
SYMLINKS: dict[str, str] = {
    "/sys": "usr/src/sys", "/usr/lib/libc.so": "/lib/libc.so.7", "/usr/bin/cpuset": "../../bin/cpuset",
    "/usr/bin/timeout": "../../bin/timeout",
}  # fmt: skip
SIZES = {"ld-elf.so.1": 155_000, "sh": 170_000, "ifconfig": 124_000, "jail": 68_000, "netstat": 98_000, "ping": 52_000}
LIBC_SIZE = 1_940_000
SIZE, LIBRARY_SIZE, KERNEL_SIZE = 14_000, 90_000, 30_000_000
BASE_TXZ, XZ_RATIO = "/usr/freebsd-dist/base.txz", 4


# Programs that only some releases have.
OPTIONAL = frozenset(name for release in RELEASES.values() for name in release.added_programs)


def programs_of(release: Release) -> list[str]:
    """The programs of a release, by name."""
    gone = (OPTIONAL | set(release.missing_programs)).difference(release.added_programs)
    return [name for name in sorted(MAINS) if name not in gone]


def paths_of(program: str) -> tuple[str, ...]:
    """Where a program stands: its own place first, then its other names, except names that another program bears."""
    package = MAINS[program].partition(":")[0].split(".")[1]
    known = PATHS.get(program) or (f"{PLACES[package]}/{program}",)
    if program in OPTIONAL:
        return known
    return tuple(path for path in known if _name(path) in (program, "[") or _name(path) not in MAINS)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


class _Builder:
    """Makes one tree of inodes after another in one table."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.inodes: dict[int, Inode] = {}
        self.next_ino = ROOTINO

    def _fill(self, text: str) -> str:
        """A text with what depends on the release put in: its name, and the day its kernel was made."""
        built = self.release.version.partition("#0: ")[2].partition("     ")[0]
        return text.replace("@UNAME@", self.release.uname).replace("@BUILT@", built)

    def tree(self, directories: dict[str, int], texts: dict[str, str]) -> int:
        """A whole system; the number of its root."""
        root = self._new(S_IFDIR | 0o755, entries={}, nlink=2)
        root.parent = root.ino
        self.root = root
        for path, mode in directories.items():
            directory = self._put(path, S_IFDIR | mode, entries={}, nlink=2)
            self._home(path, directory)
        for path, text in texts.items():
            if _name(path) in self.release.missing_programs:
                continue
            data = self._fill(text).encode()
            self._home(path, self._put(path, S_IFREG | TEXT_MODES.get(path, 0o644), data=data))
        for name in FILES:
            self._file(f"/{name}", Unread(name))
        for path, names in HARD_LINKS.items():
            inode = self._find(path)
            assert inode is not None, f"{path} is not there to be linked"
            for name in names:
                self._link(name, inode)
        for path, target in SYMLINKS.items():
            self._put(path, S_IFLNK | 0o755, data=target.encode())
        self._libraries()
        self._programs()
        for path in SCHG:
            inode = self._find(path)
            if inode is not None:
                inode.flags = SF_IMMUTABLE
        return root.ino

    def _file(self, path: str, data: Unread) -> None:
        """A file of simbsd/rootfs, in directories that are made as they are met."""
        folders = path.split("/")[1:-1]
        for depth in range(len(folders)):
            folder = "/" + "/".join(folders[: depth + 1])
            if self._find(folder) is None:
                self._put(folder, S_IFDIR | 0o755, entries={}, nlink=2)
        executable = path.startswith(EXECUTABLE)
        self._put(path, S_IFREG | TEXT_MODES.get(path, 0o555 if executable else 0o644), data=data)

    def _home(self, path: str, inode: Inode) -> None:
        if path.startswith("/home/alice"):
            inode.uid = inode.gid = ALICE
        if path == "/var/mail":
            inode.gid = 6
        if path == "/var/empty":
            inode.flags = SF_IMMUTABLE

    def _libraries(self) -> None:
        for name, (place, _) in LIBRARIES.items():
            size = LIBC_SIZE if name == "libc.so.7" else LIBRARY_SIZE
            self.binary(f"{place}/{name}", make("", "", needed_by_library(name)), size, 0o444)

    def _programs(self) -> None:
        names: dict[str, str] = {}
        for program in programs_of(self.release):
            paths = paths_of(program)
            static = paths[0].startswith(STATIC)
            data = make(program, "") if static else make(program, needed=needed_by(program))
            mode = 0o4555 if paths[0] in SETUID else 0o500 if paths[0] == "/sbin/init" else 0o555
            gid, mode = GROUPED.get(paths[0], (0, mode))
            inode = self.binary(paths[0], data, SIZES.get(program, SIZE), mode)
            inode.gid = gid
            for path in paths[1:]:
                self._link(path, inode)
            names.update((_name(path), program) for path in paths)
        for name in RESCUE:
            if name in names:
                self.binary(f"/rescue/{name}", make(names[name], ""), SIZE, 0o555)

    def binary(self, path: str, data: bytes, size: int, mode: int) -> Inode:
        """A file of ``size`` bytes of which only a header is kept."""
        return self._put(path, S_IFREG | mode, data=data, hole=max(0, size - len(data)))

    def booted(self) -> None:
        """The files of utmpx(3) as `utx boot` leaves them at the moment of the boot."""
        record = utx_to_futx(Utmpx(BOOT_TIME), EPOCH * 1_000_000)
        for path, data in ((UTX_ACTIVE, record), (UTX_LASTLOGIN, b""), (UTX_LOG, utx_entry(record))):
            inode = self._put(path, S_IFREG | 0o644, data=data)
            inode.atime = inode.mtime = inode.ctime = inode.birthtime = 0

    def _new(self, mode: int, **values: object) -> Inode:
        inode = Inode(self.next_ino, mode, **values)  # type: ignore[arg-type]
        inode.atime = inode.mtime = inode.ctime = inode.birthtime = BASE_TIME
        self.inodes[inode.ino] = inode
        self.next_ino += 1
        return inode

    def _find(self, path: str) -> Inode | None:
        inode = self.root
        for name in path.split("/")[1:]:
            ino = (inode.entries or {}).get(name)
            if ino is None:
                return None
            inode = self.inodes[ino]
        return inode

    def _parent(self, path: str) -> tuple[Inode, str]:
        head, _, name = path.rpartition("/")
        parent = self._find(head) if head else self.root
        assert parent is not None, f"{head} is not in DIRECTORIES"
        return parent, name

    def _put(self, path: str, mode: int, **values: object) -> Inode:
        parent, name = self._parent(path)
        inode = self._new(mode, parent=parent.ino, **values)
        assert parent.entries is not None
        parent.entries[name] = inode.ino
        parent.nlink += inode.entries is not None
        return inode

    def _link(self, path: str, inode: Inode) -> None:
        parent, name = self._parent(path)
        assert parent.entries is not None
        parent.entries[name] = inode.ino
        inode.nlink += 1


@cache
def base_image(release: str) -> Base:
    """The shared base image of a release. Nobody may change it."""
    builder = _Builder(RELEASES[release])
    texts = TEXTS | LOCAL_TEXTS
    builder.tree(DIRECTORIES | HOST_DIRECTORIES, texts | HOST_TEXTS)
    builder.binary("/boot/kernel/kernel", make("", ""), KERNEL_SIZE, 0o555)
    for module, size in KERNEL_MODULES.items():
        builder.binary(f"/boot/kernel/{module}.ko", make_module(module), size, 0o555)
    builder.booted()
    distribution = builder.binary(BASE_TXZ, dist_header("base"), 0, 0o644)
    host = len(builder.inodes)
    pristine = builder.tree(DIRECTORIES, texts)
    below = [ibytes(inode) for inode in list(builder.inodes.values())[host + 1 :]]  # a clone's root is where it goes
    distribution.hole = sum(below) // XZ_RATIO
    sizes = [ibytes(inode) for inode in builder.inodes.values()]
    return Base(
        inodes=builder.inodes,
        files=host,
        bytes=sum(sizes[:host]),
        pristine=pristine,
        pristine_files=len(below),
        pristine_bytes=sum(below),
        next_ino=builder.next_ino,
    )


def populate_jail(kernel: Kernel, path: str) -> None:
    """Put a complete, pristine system into an empty directory of the root file system, at almost no cost: what
    unpacking base.txz does.

    ``path`` is absolute. Errors: EINVAL (not on the root file system), ENOENT, ENOTDIR, ENOTEMPTY, ENOSPC.
    """
    vp = _walk(kernel, path)
    if vp.v_mount is not kernel.rootvnode.v_mount:
        raise Errno(EINVAL, "only the root file system shares the base image")
    fs: Ufs = vp.v_mount.mnt_data
    entries = vp.v_mount.mnt_ops.vop_inode(kernel, vp).entries
    if entries is None:
        raise Errno(ENOTDIR, f"{path} is no directory")
    if entries:
        raise Errno(ENOTEMPTY, f"{path} is not empty")
    ufs_clone(kernel, fs, vp.v_ino)


def _walk(kernel: Kernel, path: str) -> Vnode:
    vp = kernel.rootvnode
    for name in _names(path):
        found: Vnode | None = vp.v_mount.mnt_ops.vop_lookup(kernel, vp, name)
        if found is None:
            raise Errno(ENOENT, f"there is no {path}")
        vp = crossed(found)
    return vp


def _names(path: str) -> Iterator[str]:
    return (name for name in path.split("/") if name)
