"""df, mount and wc with --libxo: the names and formats of df.c, mount.c and wc.c."""

from __future__ import annotations

import pytest

DF = '{"storage-system-information": {"filesystem": ['
CASES = [
    ("df --libxo json -t devfs",
     DF + '{"name":"devfs","total-blocks":1,"used-blocks":0,"available-blocks":1,"used-percent":0,"mounted-on":"/dev"}'
     "]}}\n", 0),
    ("df --libxo json -Tih -t devfs",  # neither {:type} nor an inode count of nothing is trimmed
     DF + '{"name":"devfs","type":"devfs","blocks":"1.0K","used":"0B","available":"1.0K","used-percent":0,'
     '"inodes-used":"0","inodes-free":"0","inodes-used-percent":"    -","mounted-on":"/dev"}]}}\n', 0),
    ("df --libxo xml -h -t devfs",
     "<storage-system-information><filesystem><name>devfs</name><blocks value=\"1024\">1.0K</blocks>"
     "<used value=\"0\">0B</used><available value=\"1024\">1.0K</available><used-percent>0</used-percent>"
     "<mounted-on>/dev</mounted-on></filesystem></storage-system-information>", 0),
    ("df --libxo json /nope", f"df: /nope: No such file or directory\n{DF}]}}}}\n", 1),
    ("df --libxo x", "df: unknown libxo option value: 'x'\n", 1),
    ("mount --libxo json",
     '{"mount": {"mounted": [{"special":"/dev/ada0p2","node":"/","fstype":"ufs", "opts": '
     '["local","soft-updates","journaled soft-updates"]}, {"special":"devfs","node":"/dev","fstype":"devfs"}]}}\n', 0),
    ("mount --libxo json -p -t devfs",
     '{"mount": {"fstab": [{"device":"devfs","mntpoint":"/dev","fstype":"devfs","opts":"rw","dump":0,"pass":0}]}}\n',
     0),
    ("mount --libxo json -d -t tmpfs tmpfs /mnt",
     '{"mount": {"execname":"mount", "opts": ["-t","tmpfs","tmpfs","/mnt"]}}\n', 0),
    ("mount --libxo json -t tmpfs tmpfs /mnt && mount -t tmpfs", '{"mount": {}}\ntmpfs on /mnt (tmpfs, local)\n', 0),
    ("mount --libxo json -t tmpfs tmpfs /nope", 'mount: /nope: No such file or directory\n{"mount": {}}\n', 1),
    ("printf 'a b\\nc' | wc --libxo json", '{"wc": {"file": [{"lines":1,"words":3,"characters":5}]}}\n', 0),
    ("echo x > /tmp/f; wc --libxo json -lL /tmp/f /nope",
     'wc: /nope: open: No such file or directory\n{"wc": {"file": [{"lines":1,"long-lines":1,"filename":"/tmp/f"}, {}]'
     ', "total": {"lines":1,"long-lines":1,"filename":"total"}}}\n', 1),
    ("wc /etc", "wc: /etc: read: Is a directory\n", 1),
]  # fmt: skip


@pytest.mark.parametrize(("command", "printed", "status"), CASES, ids=[case[0] for case in CASES])
def test_prints(sh, command: str, printed: str, status: int) -> None:
    """Whole documents; warnings stay plain text."""
    assert sh(command) == (printed, status)
