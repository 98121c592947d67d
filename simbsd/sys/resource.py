"""Resource limits: their names, and no limit at all.

Models the RLIMIT_* of sys/sys/resource.h, in the order of their numbers.
"""

from __future__ import annotations

RLIM_INFINITY = (1 << 63) - 1

RLIMITS = (
    "cpu", "fsize", "data", "stack", "core", "rss", "memlock", "nproc", "nofile", "sbsize", "vmem", "npts", "swap",
    "kqueues", "umtxp",
)  # fmt: skip
