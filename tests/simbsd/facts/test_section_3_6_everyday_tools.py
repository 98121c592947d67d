"""Facts 3.6: the literal texts of the everyday tools; sh's own are in tests/simbsd/sh/test_error_texts.py.

The source decides where it differs from the sheet: cp says the directory without its slash (bin/cp/cp.c:
STRIP_TRAILING_SLASH), and a null mount below its own target is allowed (sys/fs/nullfs/null_vfsops.c: only one over
itself is EDEADLK).
"""

from __future__ import annotations

import pytest

SETTING = """cd /tmp; mkdir d d/e t; echo one >a; echo two >b; echo x >d/f; alias ls=/bin/ls
pw=nobody; mkdir -m 0 secret
"""
# script -> what it prints, and its status
FILES = [
    ("cat f", "cat: f: No such file or directory\n", 1),
    ("cat d", "cat: d: Is a directory\n", 1),
    (
        "cat nope a nope2 b",
        "cat: nope: No such file or directory\none\ncat: nope2: No such file or directory\ntwo\n",
        1,
    ),
    ("cp nope c", "cp: nope: No such file or directory\n", 1),
    ("cp d c", "cp: d is a directory (not copied).\n", 1),
    ("cp a a", "cp: a and a are identical (not copied).\n", 1),
    ("cp a b c", "cp: c is not a directory\n", 1),
    ("cp a b nope/c", "cp: nope/c is not a directory\n", 1),
    ("cp a c/", "cp: directory c does not exist\n", 1),
    ("mkdir d/a; cp a d", "cp: cannot overwrite directory d/a with non-directory a\n", 1),
    ("echo n | cp -i a b", "overwrite b? (y/n [n]) not overwritten\n", 1),
    ("mv nope c", "mv: rename nope to c: No such file or directory\n", 1),
    ("mv nope b", "mv: nope: No such file or directory\n", 1),
    ("mv a b c", "mv: c is not a directory\n", 1),
    ("mv d d/e", "mv: rename d to d/e/d: Invalid argument\n", 1),
    ("mount -t tmpfs tmpfs t; mv t u", "mv: cannot rename a mount point\n", 1),
    ("rm nope", "rm: nope: No such file or directory\n", 1),
    ("rm -f nope", "", 0),
    ("rm d", "rm: d: is a directory\n", 1),
    ("rm -rf /", 'rm: "/" may not be removed\n', 1),
    ("rm -rf . .. d/..", 'rm: "." and ".." may not be removed\n', 1),
    ("chflags schg a; rm -f a", "rm: a: Operation not permitted\n", 1),
    ("mount -t tmpfs -o ro tmpfs t; touch t/x", "touch: t/x: Read-only file system\n", 1),
    ("mkdir d", "mkdir: d: File exists\n", 1),
    ("mkdir x/y/z", "mkdir: x/y: No such file or directory\n", 1),
    ("rmdir d", "rmdir: d: Directory not empty\n", 1),
    ("rmdir a", "rmdir: a: Not a directory\n", 1),
    ("ls nope a zope", "ls: nope: No such file or directory\nls: zope: No such file or directory\na\n", 1),
    ("touch nope/x", "touch: nope/x: No such file or directory\n", 1),
    ("ln a b", "ln: b: File exists\n", 1),
    ("ln nope c", "ln: nope: No such file or directory\n", 1),
    ("ln d c", "ln: d: Is a directory\n", 1),
    ("chmod zzz a", "chmod: invalid file mode: zzz\n", 1),
    ("chflags schg a; chmod 600 a", "chmod: a: Operation not permitted\n", 1),
    ("chown bob a", "chown: bob: illegal user name\n", 1),
    ("chown :x a", "chown: x: illegal group name\n", 1),
    ("chflags schg a; chown nobody a", "chown: a: Operation not permitted\n", 1),
]


@pytest.mark.parametrize(("script", "output", "status"), FILES, ids=[case[0] for case in FILES])
def test_files(sh, script: str, output: str, status: int) -> None:
    assert sh(SETTING + script) == (output, status)


IDENTITY = [
    ("id", "uid=0(root) gid=0(wheel) groups=0(wheel),5(operator)\n", 0),
    ("id bob", "id: bob: no such user\n", 1),
    ("chroot -u 5000 -g 5000 / id", "uid=5000 gid=5000 groups=5000,5(operator)\n", 0),
    ("/bin/kill 9999", "kill: 9999: No such process\n", 1),
    ("/bin/kill x", "kill: illegal process id: x\n", 2),
    ("killall nope", "No matching processes were found\n", 1),
    ("chroot -u nobody / killall nope", "No matching processes belonging to you were found\n", 1),
    ("pkill nope", "", 1),
    ("pgrep nope", "", 1),
    ("hostname www; hostname; uname -n", "www\nwww\n", 0),
    ("jail -c name=j persist; jexec j hostname; jexec j uname -n", "\n\n", 0),
    ("uname -srm", "FreeBSD 14.0-STABLE amd64\n", 0),
    ('[ "$(uname -a)" = "$(uname -s) $(uname -n) $(uname -r) $(uname -v) $(uname -m)" ] && echo same', "same\n", 0),
]


@pytest.mark.parametrize(("script", "output", "status"), IDENTITY, ids=[case[0] for case in IDENTITY])
def test_who_and_where(sh, script: str, output: str, status: int) -> None:
    assert sh(script) == (output, status)


MODULES = [
    ("kldstat -n x", "kldstat: can't find file x: No such file or directory\n", 1),
    ("kldload if_bridge; kldload if_bridge", "kldload: can't load if_bridge: module already loaded or in kernel\n", 1),
    ("kldload x", "kldload: can't load x: No such file or directory\n", 1),
    ("kldunload pf", "kldunload: can't find file pf\n", 1),
]


@pytest.mark.parametrize(("script", "output", "status"), MODULES, ids=[case[0] for case in MODULES])
def test_modules(sh, script: str, output: str, status: int) -> None:
    assert sh(script) == (output, status)


def test_kldstat_prints_the_table(sh) -> None:
    lines = sh("kldstat")[0].splitlines()
    assert lines[0] == "Id Refs Address                Size Name"
    number, refs, address, size, name = lines[1].split()
    assert lines[1] == f"{int(number):>2} {int(refs):>4} {address:>18} {size:>8} {name}"
    assert (number, address, name) == ("1", "0xffffffff80200000", "kernel")


MOUNTS = [
    ("mount -t tmpfs tmpfs /mnt; mount | tail -1; umount /mnt", "tmpfs on /mnt (tmpfs, local)\n", 0),
    ("mount -t nullfs -o ro /etc /mnt; mount | tail -1", "/etc on /mnt (nullfs, local, read-only)\n", 0),
    ("mount | grep /dev$; mount | grep ' /dev '", "devfs on /dev (devfs)\n", 0),
    ("mount -t fdescfs fdescfs /dev/fd; mount | tail -1", "fdescfs on /dev/fd (fdescfs)\n", 0),
    ("mkdir -p /proc; mount -t procfs procfs /proc; mount | tail -1", "procfs on /proc (procfs, local)\n", 0),
    (
        "mount -t tmpfs -o noexec,nosuid,ro,noatime tmpfs /mnt; mount | tail -1",
        "tmpfs on /mnt (tmpfs, local, noatime, noexec, nosuid, read-only)\n",
        0,
    ),
    ("mount -t tmpfs tmpfs /nope", "mount: /nope: No such file or directory\n", 1),
    ("mount -t nonefs x /mnt", "mount: x: Operation not supported by device\n", 1),
    ("mount_nullfs /nope /mnt", "mount_nullfs: /nope: No such file or directory\n", 64),
    ("mount_nullfs /etc/passwd /mnt", "mount_nullfs: /mnt: must be same type as /etc/passwd (file or directory)\n", 64),
    ("mount_nullfs /etc /mnt; mount_nullfs /etc /mnt", "mount_nullfs: /mnt: Resource deadlock avoided\n", 1),
    (
        "mkdir /tmp/s /tmp/s/in; mount_nullfs /tmp/s /tmp/s/in; mount | tail -1",
        "/tmp/s on /tmp/s/in (nullfs, local)\n",
        0,
    ),
    ("mount -t tmpfs tmpfs /mnt; cd /mnt; umount /mnt", "umount: unmount of /mnt failed: Device busy\n", 1),
    ("mount -t tmpfs tmpfs /mnt; umount /mnt", "", 0),
]


@pytest.mark.parametrize(("script", "output", "status"), MOUNTS, ids=[case[0] for case in MOUNTS])
def test_mounts(sh, script: str, output: str, status: int) -> None:
    assert sh(script) == (output, status)


def test_df_in_a_jail_lists_one_line(sh) -> None:
    out, status = sh("jail -c name=j path=/ persist; jexec j df; BLOCKSIZE=512 jexec j df | head -1; df -h / | head -1")
    lines = out.splitlines()
    assert status == 0
    assert len(lines) == 4
    assert lines[0].split() == ["Filesystem", "1K-blocks", "Used", "Avail", "Capacity", "Mounted", "on"]
    assert lines[1].endswith("%    /")
    assert lines[2].split()[:2] == ["Filesystem", "512-blocks"]
    assert lines[3].split()[:2] == ["Filesystem", "Size"]


LISTING = """total 8
-rw-r--r--  1 root wheel   4 Mar  1 12:00 a
drwxr-xr-x  2 root wheel 512 Mar  1 12:00 d
lrwxr-xr-x  1 root wheel   1 Mar  1 12:00 l -> a
-rw-r--r--  1 root wheel schg 4 Mar  1 12:00 a
-rw-r--r--  1 root wheel - 0 Mar  1 12:00 e
"""


def test_long_listing(sh) -> None:
    """One blank between owner, group and size (14); -o adds flags."""
    assert sh(
        "mkdir /tmp/w; cd /tmp/w; echo one >a; mkdir d; ln -s a l; ls -l; chflags schg a; >e; ls -lo a; ls -lo e"
    ) == (LISTING, 0)


def test_devices_show_a_number_in_place_of_a_size(sh) -> None:
    out, _ = sh("ls -l /dev/null /dev/zero")
    for line, name in zip(out.splitlines(), ("null", "zero"), strict=True):
        words = line.split()
        assert words[0] == "crw-rw-rw-"
        assert words[4].startswith("0x")
        assert words[-1] == f"/dev/{name}"
