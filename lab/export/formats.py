"""Every form that the present state can be taken in: name of the file, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.export.bastille import bastille
from lab.export.devfs_rules import devfs_rules
from lab.export.imunes import imunes
from lab.export.jail_conf import jail_conf
from lab.export.rc_conf import rc_conf
from lab.export.shell import shell
from simbsd.sys.kernel import Kernel

FORMATS: dict[str, tuple[str, Callable[[Kernel], tuple[str, list[str]]]]] = {
    "jail.conf": ("jail.conf", jail_conf),
    "rc.conf": ("rc.conf", rc_conf),
    "devfs.rules": ("devfs.rules", devfs_rules),
    "sh": ("build.sh", shell),
    "bastille": ("bastille.sh", bastille),
    "imunes": ("experiment.imn", imunes),
}


def export(kernel: Kernel, name: str) -> dict[str, Any]:
    """The fields of the wire's ``exported`` message. Raises KeyError for an unknown form."""
    file, write = FORMATS[name]
    text, notes = write(kernel)
    return {"format": name, "file": file, "text": text, "notes": list(dict.fromkeys(notes))}
