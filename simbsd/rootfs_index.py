"""The files of simbsd/rootfs: path below the root -> bytes. Written by `make rootfs`."""

from __future__ import annotations

FILES: dict[str, int] = {
    "usr/libexec/atf-sh": 5969,
    "usr/share/man/man1/man.1": 1548,
    "usr/share/man/man8/jls.8": 1181,
}
