"""The releases that the machine can be, and all that differs between them, as one table.

Models the version facts of UPDATING, sys/sys/param.h and the release notes; releases other than 14.0 land with their
rules.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its names, and its rules where releases differ."""

    name: str
    uname: str
    osreldate: int
    version: str


RELEASES: dict[str, Release] = {
    "14.0": Release(
        name="14.0",
        uname="14.0-STABLE",
        osreldate=1400507,
        version="FreeBSD 14.0-STABLE #0: Fri Mar  1 00:00:00 UTC 2024     "
        "root@cellblock:/usr/obj/usr/src/amd64.amd64/sys/GENERIC",
    ),
}

DEFAULT = "14.0"
