"""How a machine goes down, and comes up.

Models sys/sys/reboot.h; leaves out the flags of debuggers, serial consoles and root device questions.
"""

from __future__ import annotations

RB_AUTOBOOT = 0
RB_NOSYNC = 0x004
RB_HALT = 0x008
RB_DUMP = 0x100
RB_POWEROFF = 0x4000
RB_REROOT = 0x200000
RB_POWERCYCLE = 0x400000

# In init's environment when the machine is handed over as /etc/rc would leave it: init then begins with the terminals.
RC_DONE = "RC_DONE"
