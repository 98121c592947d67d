"""What a release is, in a sentence, and what is worth a try on it: the programs are 14's, so the page must say whose
rules the kernel keeps (simbsd/release.py).
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# release -> sentence; 14.0 needs none
NOTES: dict[str, str | Promise] = {
    "3.4": _(
        "This kernel keeps the rules of FreeBSD 3.4, before jails: chroot is its only wall. The programs are 14’s."
    ),
    "4.0": _(
        "This kernel keeps the rules of FreeBSD 4.0, where jails began: a directory, a name, one IPv4 address, and no"
        " way in afterwards. The programs are 14’s."
    ),
    "8.0": _(
        "This kernel keeps the rules of FreeBSD 8.0, where jails got network stacks of their own, as an experiment,"
        " with vimage(8). The programs are 14’s."
    ),
    "15.0": _(
        "This kernel keeps the rules of FreeBSD 15.0: members of a bridge have no addresses. The programs are 14’s."
    ),
    "whatif": _(
        "A fiction, no release: here a container chooses its walls one by one, as the 2003 paper imagined. All else"
        " is FreeBSD 14."
    ),
}
# release -> commands for an empty host; elsewhere the starting point's own
TRIALS: dict[str, tuple[str, ...]] = {
    "3.4": ("uname -r", "chroot / id", "man chroot"),
    "4.0": ("uname -r", "jail / www 10.0.2.15 /bin/sh", "hostname"),
    "8.0": ("vimage -c n1", "vimage -l", "vimage n1 ifconfig"),
    "whatif": ("container create web stack maxproc=5", "container list", "man container"),
}


def note_on(release: str) -> str:
    return str(NOTES.get(release, ""))


def trials_on(release: str) -> tuple[str, ...]:
    return TRIALS.get(release, ())
