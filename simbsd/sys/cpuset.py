"""Sets of CPUs: named ones that processes share, and nameless ones that narrow a named one for a single process.

Models sys/sys/cpuset.h, sys/sys/_cpuset.h and sys/sys/domainset.h; a mask is an integer, bit N for CPU N.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CPUSET_INVALID = -1
CPU_LEVEL_ROOT, CPU_LEVEL_CPUSET, CPU_LEVEL_WHICH = 1, 2, 3
CPU_WHICH_TID, CPU_WHICH_PID, CPU_WHICH_CPUSET, CPU_WHICH_IRQ, CPU_WHICH_JAIL, CPU_WHICH_DOMAIN = 1, 2, 3, 4, 5, 6
CPU_SETSIZE, DOMAINSET_SETSIZE = 1024, 8
CPU_SET_ROOT, CPU_SET_RDONLY = 1, 2
DOMAINSET_POLICY_ROUNDROBIN, DOMAINSET_POLICY_FIRSTTOUCH, DOMAINSET_POLICY_PREFER, DOMAINSET_POLICY_INTERLEAVE = (
    1, 2, 3, 4,
)  # fmt: skip
TID_BASE = 100_000  # a process here is one thread; its id is the process's and this


@dataclass(slots=True, eq=False)
class Cpuset:
    """One set: its number (CPUSET_INVALID for a nameless one), its CPUs, how many hold it, and its place in the tree.

    ``cs_domain`` is (policy, mask of memory domains)."""

    cs_id: int
    cs_mask: int
    cs_parent: Cpuset | None
    cs_domain: tuple[int, int] = (DOMAINSET_POLICY_FIRSTTOUCH, 1)
    cs_flags: int = 0
    cs_ref: int = 1
    cs_children: dict[Cpuset, None] = field(default_factory=dict)
