"""Options about kernels that are dumped, labels, audit and formats: libkvm's kvm.c, mac.c, audit_syscalls.c, rtld.c."""

from __future__ import annotations

import pytest

CASES = [
    ("ps -M /x", "ps: /x: No such file or directory\n", 1),
    ("ps -M /etc/passwd", "ps: invalid core\n", 1),
    ("ps -M /etc/passwd -N /etc/hosts", "ps: kernel is not an ELF file\n", 1),
    ("ps -M /etc/passwd -N /bin/ls", "ps: unsupported architecture\n", 1),
    (": > /tmp/e; pgrep -M /tmp/e sh", "pgrep: Cannot open kernel files (empty file: Invalid argument)\n", 3),
    ("ps -M /dev/mem -o pid= -p 1", "1\n", 0),
    ("pw useradd bob; su -m bob -c 'ps -M /dev/mem'", "ps: /dev/mem: Permission denied\n", 1),
    ("w -hM /x", "w: /x: No such file or directory\n", 1),
    ("ipcs -C /x", "ipcs: kvm_openfiles: /x: No such file or directory\n", 1),
    ("dmesg -M /dev/null", "dmesg: short read\ndmesg: kvm_read: \n", 1),
    ("ps -Zp 1", "LABEL PID TT  STAT    TIME COMMAND\n        1  -  SLs  0:00.00 /sbin/init\n", 0),
    ("ps -o label -p 1", "LABEL\n\n", 0),
    ("id -M", "\n", 0),
    ("rm /etc/mac.conf; id -M", "id: mac_prepare_type: No such file or directory\n", 1),
    ("id -A | head -2", "auid=-1\nmask.success=0x00000000\n", 0),
    ("jail -c path=/ command=id -A", "id: getaudit: Function not implemented\njail: id -A: failed\n", 1),
    ("pw useradd bob; su -m bob -c 'id -A'", "id: getaudit: Operation not permitted\n", 1),
    ("umount -N /mnt", "umount: /mnt: Invalid argument\n", 1),
    ("ldd -f '%A %o\\n' /bin/cat", "/bin/cat libc.so.7\n\t[vdso] (0x7ffffffff000)\n", 0),
    ("ldd -f a -f b -f c /bin/cat", "ldd: too many formats\n", 1),
]  # fmt: skip


@pytest.mark.parametrize(("command", "printed", "status"), CASES, ids=[case[0] for case in CASES])
def test_prints(sh, command: str, printed: str, status: int) -> None:
    """A live kernel is asked as ever; anything else is refused in libkvm's words."""
    assert sh(command) == (printed, status)
