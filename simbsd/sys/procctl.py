"""Commands of procctl(2).

Models sys/sys/procctl.h and sys/sys/wait.h (idtype_t).
"""

from __future__ import annotations

P_PID = 0

PROC_NO_NEW_PRIVS_CTL = "PROC_NO_NEW_PRIVS_CTL"
PROC_NO_NEW_PRIVS_STATUS = "PROC_NO_NEW_PRIVS_STATUS"
PROC_NO_NEW_PRIVS_ENABLE, PROC_NO_NEW_PRIVS_DISABLE = 1, 2
