"""The files of simbsd/rootfs: path below the root -> bytes. Written by `make rootfs`."""

from __future__ import annotations

FILES: dict[str, int] = {
    "usr/libexec/atf-sh": 5969,
}
