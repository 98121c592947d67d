"""Facilities and priorities of the system log.

Models sys/sys/syslog.h.
"""

from __future__ import annotations

LOG_EMERG, LOG_ALERT, LOG_CRIT, LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO, LOG_DEBUG = range(8)
LOG_KERN, LOG_USER, LOG_MAIL, LOG_DAEMON, LOG_AUTH, LOG_SYSLOG = (number << 3 for number in range(6))
LOG_AUTHPRIV, LOG_CONSOLE = 10 << 3, 14 << 3
LOG_PRIMASK, LOG_FACMASK, LOG_NFACILITIES = 0x07, 0x3F8, 24
INTERNAL_NOPRI = 0x10
LOG_PID, LOG_CONS, LOG_NDELAY, LOG_PERROR = 0x01, 0x02, 0x08, 0x20

PRIORITY_NAMES = {
    "alert": LOG_ALERT, "crit": LOG_CRIT, "debug": LOG_DEBUG, "emerg": LOG_EMERG, "err": LOG_ERR, "error": LOG_ERR,
    "info": LOG_INFO, "none": INTERNAL_NOPRI, "notice": LOG_NOTICE, "panic": LOG_EMERG, "warn": LOG_WARNING,
    "warning": LOG_WARNING,
}  # fmt: skip
FACILITY_NAMES = {
    "auth": LOG_AUTH, "authpriv": LOG_AUTHPRIV, "console": LOG_CONSOLE, "cron": 9 << 3, "daemon": LOG_DAEMON,
    "ftp": 11 << 3, "kern": LOG_KERN, "lpr": 6 << 3, "mail": LOG_MAIL, "mark": LOG_NFACILITIES << 3, "news": 7 << 3,
    "ntp": 12 << 3, "security": 13 << 3, "syslog": LOG_SYSLOG, "user": LOG_USER, "uucp": 8 << 3,
    **{f"local{number}": (16 + number) << 3 for number in range(8)},
}  # fmt: skip
