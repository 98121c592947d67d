"""Scheduling priorities, and the fixed-point numbers of load and CPU share.

Models sys/sys/priority.h, sys/sys/rtprio.h and FSHIFT of sys/sys/param.h; a smaller number runs first.
"""

from __future__ import annotations

PRI_MIN_REALTIME, PRI_MAX_REALTIME = 16, 47
PRI_MIN_TIMESHARE, PRI_MAX_TIMESHARE = 88, 223
PRI_MIN_IDLE, PRI_MAX_IDLE = 224, 255
PI_SOFT = 8  # software interrupts
PVM, PRIBIO, PVFS, PZERO, PSOCK, PWAIT, PPAUSE = 52, 60, 64, 68, 72, 76, 84  # asleep; ps(1) counts from PZERO
PUSER = PRI_MIN_TIMESHARE
RQ_NQS, RQ_PPQ = 64, 4  # run queues, and priorities to each

RTP_PRIO_REALTIME, RTP_PRIO_NORMAL, RTP_PRIO_IDLE = 2, 3, 4
RTP_PRIO_MAX = 31
RTP_LOOKUP, RTP_SET = 0, 1

PRIO_MIN, PRIO_MAX = -20, 20

FSHIFT = 11
FSCALE = 1 << FSHIFT
