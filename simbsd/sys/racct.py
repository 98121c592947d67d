"""Resources that are counted, containers that hold the counts, and rules about them.

Models sys/sys/racct.h, sys/sys/rctl.h and racct_types of sys/kern/kern_racct.c. Amounts of a resource "in millions" are
kept a million times as large as they are shown: microseconds of seconds, millionths of a per cent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simbsd.sys.signal import SIGNAMES

if TYPE_CHECKING:
    from simbsd.sys.proc import Proc

IN_MILLIONS, RECLAIMABLE, INHERITABLE, DENIABLE, SLOPPY, DECAYING = 1, 2, 4, 8, 16, 32

# In the order in which rctl(8) lists them (kern_racct.c: racct_types).
RESOURCES: dict[str, int] = {
    "cputime": IN_MILLIONS,
    "datasize": RECLAIMABLE | INHERITABLE | DENIABLE,
    "stacksize": RECLAIMABLE | INHERITABLE | DENIABLE,
    "coredumpsize": DENIABLE,
    "memoryuse": RECLAIMABLE,
    "memorylocked": RECLAIMABLE | DENIABLE,
    "maxproc": RECLAIMABLE | DENIABLE,
    "openfiles": RECLAIMABLE | INHERITABLE | DENIABLE,
    "vmemoryuse": RECLAIMABLE | INHERITABLE | DENIABLE,
    "pseudoterminals": RECLAIMABLE | DENIABLE | SLOPPY,
    "swapuse": RECLAIMABLE | DENIABLE | SLOPPY,
    "nthr": RECLAIMABLE | DENIABLE,
    "msgqqueued": RECLAIMABLE | DENIABLE | SLOPPY,
    "msgqsize": RECLAIMABLE | DENIABLE | SLOPPY,
    "nmsgq": RECLAIMABLE | DENIABLE | SLOPPY,
    "nsem": RECLAIMABLE | DENIABLE | SLOPPY,
    "nsemop": RECLAIMABLE | INHERITABLE | DENIABLE,
    "nshm": RECLAIMABLE | DENIABLE | SLOPPY,
    "shmsize": RECLAIMABLE | DENIABLE | SLOPPY,
    "wallclock": IN_MILLIONS,
    "pcpu": DECAYING | DENIABLE | IN_MILLIONS,
    "readbps": DECAYING,
    "writebps": DECAYING,
    "readiops": DECAYING,
    "writeiops": DECAYING,
}
TRANSFERS = ("readbps", "writebps", "readiops", "writeiops")
MILLION = 1_000_000

SUBJECTS = ("process", "user", "loginclass", "jail")
SIGNAL_ACTIONS = {f"sig{name.lower()}": sig for sig, name in enumerate(SIGNAMES) if name not in ("", "CONT")}
ACTIONS = (*SIGNAL_ACTIONS, "deny", "log", "devctl", "throttle")

FOREVER = -1  # p_throttled: until racctd wakes the process


@dataclass(slots=True, eq=False)
class Rule:
    """A rule, or a filter for rules: what a filter does not say is None.

    ``rr_subject`` is the process, the user id, or the name of the login class or jail.
    """

    rr_subject_type: str | None = None
    rr_subject: Proc | int | str | None = None
    rr_resource: str | None = None
    rr_action: str | None = None
    rr_amount: int | None = None
    rr_per: str | None = None


@dataclass(slots=True, eq=False)
class RuleLink:
    """A rule bound to a container; ``rrl_exceeded``: it has spoken, and will not again until the use falls."""

    rrl_rule: Rule
    rrl_exceeded: bool = False


@dataclass(slots=True, eq=False)
class Racct:
    """A container: how much of each resource a process, user, login class or jail uses, and the rules bound to it, the
    newest first.
    """

    r_resources: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RESOURCES, 0))
    r_rule_links: list[RuleLink] = field(default_factory=list)
