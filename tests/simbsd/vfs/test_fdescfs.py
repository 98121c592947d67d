"""fdescfs: sys/fs/fdescfs/fdesc_vnops.c (fdesc_lookup, fdesc_getattr), and what ls(1) holds while it looks (fts.c)."""

from __future__ import annotations

import pytest

MOUNTED = "mount -t fdescfs fdescfs /dev/fd;"
CASES = [
    # 3 is where ls came from (fts_rfd), 4 the directory itself: both are open while their attributes are asked for.
    ("ls /dev/fd", "0\n1\n2\n3\n4\n", 0),
    ("ls -l /dev/fd/0 /dev/fd/1", "cr-xr-xr-x  1 root wheel 0x3 Mar  1 12:00 /dev/fd/0\n"
     "cr-xr-xr-x  1 root wheel 0x4 Mar  1 12:00 /dev/fd/1\n", 0),
    ("cat /dev/fd/9", "cat: /dev/fd/9: Bad file descriptor\n", 1),
    ("cat /dev/fd/00", "cat: /dev/fd/00: No such file or directory\n", 1),
    ("touch /dev/fd/x", "touch: /dev/fd/x: No such file or directory\n", 1),
    ("rm -f /dev/fd/0", "rm: /dev/fd/0: Read-only file system\n", 1),
    ("mv /dev/fd/0 /dev/fd/1", "mv: rename /dev/fd/0 to /dev/fd/1: Read-only file system\n", 1),
    ("pw useradd bob; su -m bob -c 'echo hi > /dev/fd/1'", "hi\n", 0),  # no mode is asked (VOP_NULL)
    ("echo one > /tmp/f; cat /dev/fd/7 7< /tmp/f", "one\n", 0),
]  # fmt: skip


@pytest.mark.parametrize(("command", "printed", "status"), CASES, ids=[case[0] for case in CASES])
def test_prints(sh, command: str, printed: str, status: int) -> None:
    """Descriptors are the caller's own; other names and other operations are refused as there."""
    assert sh(MOUNTED + command) == (printed, status)
