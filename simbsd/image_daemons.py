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

_HTTPD_CONF = """\
# httpd-lite: where to listen, and what to show. "Listen 10.0.0.5:80" keeps to one address.
Listen *:80
DocumentRoot /usr/local/www
DirectoryIndex index.html
User www
PidFile /var/run/httpd-lite.pid
AccessLog /var/log/httpd-lite-access.log
"""

_HTTPD_RC = """\
#!/bin/sh
#
# PROVIDE: httpd_lite
# REQUIRE: LOGIN
# KEYWORD: shutdown
#
# In rc.conf: httpd_lite_enable="YES"

. /etc/rc.subr

name="httpd_lite"
desc="Small web server"
rcvar="httpd_lite_enable"

load_rc_config $name

: ${httpd_lite_enable:="NO"}
: ${httpd_lite_config:="/usr/local/etc/httpd-lite.conf"}

command="/usr/local/sbin/httpd-lite"
command_args="-f ${httpd_lite_config}"
pidfile="/var/run/httpd-lite.pid"
required_files="${httpd_lite_config}"
extra_commands="reload"

run_rc_command "$1"
"""

_INDEX = """\
<!DOCTYPE html>
<html><head><title>It works</title></head>
<body><h1>It works</h1><p>This page is /usr/local/www/index.html.</p></body></html>
"""

_SSHD_CONFIG = """\
# sshd_config(5): a commented line shows what holds without it.
#Port 22
#ListenAddress 0.0.0.0
#HostKey /etc/ssh/ssh_host_ed25519_key
#PermitRootLogin no
#StrictModes yes
#MaxAuthTries 6
#PubkeyAuthentication yes
AuthorizedKeysFile\t.ssh/authorized_keys
#PasswordAuthentication no
#PermitEmptyPasswords no
#KbdInteractiveAuthentication yes
#UsePAM yes
#PrintMotd yes
#PidFile /var/run/sshd.pid
#Banner none
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
    "/etc/ssh/sshd_config": _SSHD_CONFIG,
    "/usr/local/etc/httpd-lite.conf": _HTTPD_CONF,
    "/usr/local/etc/rc.d/httpd_lite": _HTTPD_RC,
    "/usr/local/www/index.html": _INDEX,
    **dict.fromkeys(_LOGS, ""),
}
DAEMON_MODES: dict[str, int] = _LOGS | {"/usr/local/etc/rc.d/httpd_lite": 0o555}
DAEMON_DIRECTORIES: dict[str, int] = {
    "/etc/syslog.d": 0o755, "/usr/local/etc/syslog.d": 0o755, "/usr/local/www": 0o755,
}  # fmt: skip
