"""What follows from a change of the shell's options.

Models optschanged() in bin/sh/options.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.sh.histedit import set_editing
from simbsd.sh.jobcontrol import set_job_control
from simbsd.sh.signals import set_signal
from simbsd.sh.state import Shell
from simbsd.sys.signal import SIGTERM


async def options_changed(sh: Shell) -> None:
    """Put signals, editing and job control in line with the options."""
    sh.vars.allexport = sh.options["allexport"]
    if sh.options["interactive"] or SIGTERM in sh.signal_modes:
        await set_signal(sh, SIGTERM)
    await set_editing(sh)
    if sh.options["monitor"] != sh.job_control:
        await set_job_control(sh, sh.options["monitor"])
