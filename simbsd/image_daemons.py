"""Text files of the daemons: their configuration, the logs they write to, and the web server's own.

Models usr.sbin/syslogd/syslog.conf and the files that newsyslog(8) makes at the first boot; the wording is our own.
"""

from __future__ import annotations

_SYSLOG_CONF = """\
# Which messages go where: facility.level, then a file that exists, a user, @host or *. See syslog.conf(5).
*.err;kern.warning;auth.notice;mail.crit\t\t/dev/console
*.notice;authpriv.none;kern.debug;lpr.info;mail.crit;news.err\t/var/log/messages
security.*\t\t\t\t\t/var/log/security
auth.info;authpriv.info\t\t\t\t/var/log/auth.log
mail.info\t\t\t\t\t/var/log/maillog
cron.*\t\t\t\t\t\t/var/log/cron
!-devd
*.=debug\t\t\t\t\t/var/log/debug.log
*.emerg\t\t\t\t\t\t*
daemon.info\t\t\t\t\t/var/log/daemon.log
# Everything to another host:
#*.*\t\t\t\t\t\t@loghost
!*
include\t\t\t\t\t\t/etc/syslog.d
include\t\t\t\t\t\t/usr/local/etc/syslog.d
"""

_NEWSYSLOG_CONF = """\
# logfilename\t\t\tmode count size when  flags
/var/log/auth.log\t\t600  7\t1000 @0101T JC
/var/log/cron\t\t\t600  3\t1000 *      JC
/var/log/daemon.log\t\t644  5\t1000 @0101T JC
/var/log/debug.log\t\t600  7\t1000 *      JC
/var/log/maillog\t\t640  7\t*    @T00   JC
/var/log/messages\t\t644  5\t1000 @0101T JC
/var/log/security\t\t600  10\t1000 *      JC
"""

# The logs of newsyslog.conf with flag C, made before syslogd first runs: path -> mode.
_LOGS = {
    "/var/log/messages": 0o644, "/var/log/auth.log": 0o600, "/var/log/cron": 0o600, "/var/log/daemon.log": 0o644,
    "/var/log/debug.log": 0o600, "/var/log/maillog": 0o640, "/var/log/security": 0o600,
}  # fmt: skip

# path -> text, in every copy of the base system.
DAEMON_TEXTS: dict[str, str] = {
    "/etc/syslog.conf": _SYSLOG_CONF,
    "/etc/newsyslog.conf": _NEWSYSLOG_CONF,
    **dict.fromkeys(_LOGS, ""),
}
DAEMON_MODES: dict[str, int] = dict(_LOGS)
DAEMON_DIRECTORIES: dict[str, int] = {"/etc/syslog.d": 0o755, "/usr/local/etc/syslog.d": 0o755}
