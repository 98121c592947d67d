"""A machine on which accounting is on, as after a boot with kern.racct.enable=1 in /boot/loader.conf."""

from __future__ import annotations

from simbsd.kern.kern_racct import racct_init, racct_proc_create
from simbsd.machine import Machine


def accounting(release: str = "14.0") -> Machine:
    """The machine; nothing has run."""
    machine = Machine(release, ttys=0, watched=False)
    kernel = machine.kernel
    kernel.sysctls["kern.racct.enable"] = 1
    racct_init(kernel)
    for p in kernel.allproc.values():
        racct_proc_create(kernel, p)
    return machine


def counted(script: str, release: str = "14.0") -> tuple[str, int]:
    """Output and status of a script on such a machine."""
    output, status = accounting(release).script(script.encode())
    return output.decode(), status
