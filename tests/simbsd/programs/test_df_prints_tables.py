"""df(1): columns, units, selections."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simbsd.lib.humanize import humanize_number

Run = Callable[..., tuple[str, int]]
SMALL = "umount -f /dev; mount -t tmpfs -o size=1m tmpfs /mnt; "


def test_columns_are_as_wide_as_what_stands_in_them(sh: Run) -> None:
    assert sh(f"{SMALL}df -t tmpfs; BLOCKSIZE=512 df /mnt; df -m /mnt") == (
        "Filesystem 1K-blocks Used Avail Capacity  Mounted on\n"
        "tmpfs           1024    4  1020     0%    /mnt\n"
        "Filesystem 512-blocks Used Avail Capacity  Mounted on\n"
        "tmpfs            2048    8  2040     0%    /mnt\n"
        "Filesystem 1M-blocks Used Avail Capacity  Mounted on\n"
        "tmpfs              1    0     0     0%    /mnt\n",
        0,
    )


def test_human_sizes_types_and_inodes(sh: Run) -> None:
    assert sh(f"{SMALL}truncate -s 0 /mnt/f; df -hT /mnt; mount -t devfs devfs /dev; df -i /dev") == (
        "Filesystem  Type     Size    Used   Avail Capacity  Mounted on\n"
        "tmpfs       tmpfs    1.0M    4.0K    1.0M     0%    /mnt\n"
        "Filesystem 1K-blocks Used Avail Capacity iused ifree %iused  Mounted on\n"
        "devfs              1    0     1     0%       0     0    -    /dev\n",
        0,
    )


def test_a_full_file_system_and_a_total(sh: Run) -> None:
    script = f"{SMALL}yes 0123456 | head -c 1040384 > /mnt/f; df -ck /mnt /mnt"
    assert sh(script) == (
        "Filesystem 1K-blocks Used Avail Capacity  Mounted on\n"
        "tmpfs           1024 1020     4   100%    /mnt\n"
        "tmpfs           1024 1020     4   100%    /mnt\n"
        "total           2048 2040     8   100%  \n",
        0,
    )


def test_what_is_not_there(sh: Run) -> None:
    assert sh("df /nope") == ("df: /nope: No such file or directory\n", 1)
    assert sh("df /dev/null") == ("df: /dev/null: not mounted\n", 1)
    assert sh("df -t ufs -t tmpfs") == ("df: only one -t option may be specified\n", 1)
    assert sh("df -t tmpfs /") == ("", 1)
    assert sh("df -z") == (
        "df: invalid option -- z\n"
        "usage: df [-b | -g | -H | -h | -k | -m | -P] [-acilnT] [-t type] [-,]\n"
        "          [file | filesystem ...]\n",
        64,
    )


def test_a_jail_sees_one_line(sh: Run) -> None:
    output, status = sh("jail -c name=j path=/ command=df -h")
    lines = output.splitlines()
    assert (len(lines), lines[1].split()[0], lines[1].split()[-1], status) == (2, "/dev/ada0p2", "/", 0)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0B"), (999, "999B"), (1000, "1.0K"), (1023, "1.0K"), (1024, "1.0K"), (9961, "9.7K"), (10239, "10K"),
        (1022976, "999K"), (1023000, "999K"), (1023488, "1.0M"), (10 << 20, "10M"), (-2048, "-2.0K"),
    ],
)  # fmt: skip
def test_human_numbers(number: int, text: str) -> None:
    assert humanize_number(number, 4 + (number < 0)) == text
