"""The scripts in /etc/rc.d of the base image for the second half of a boot: what is written down, and local additions.

Models libexec/rc/rc.d (dmesg, motd, os-release, newsyslog, local, securelevel) in names, order, keywords, variables and
printed words; the text is our own.
"""

from __future__ import annotations

from simbsd.image_rc_d import script

LATE: dict[str, str] = {
    "dmesg": script("dmesg", r"""
name=dmesg
desc="Save kernel boot messages to disk"
rcvar=dmesg_enable
start_cmd=do_dmesg
stop_cmd=:
do_dmesg() {
	rm -f /var/run/dmesg.boot
	( umask 022; /sbin/dmesg $rc_flags > /var/run/dmesg.boot )
}
""", require="mountcritremote FILESYSTEMS", before="DAEMON", keyword="nojail"),
    "motd": script("motd", r"""
name=motd
desc="Update /var/run/motd"
rcvar=update_motd
start_cmd=motd_start
stop_cmd=:
motd_start() {
	local _built _name _rest _version
	startmsg -n 'Updating motd:'
	[ -f /etc/motd.template ] || : > /etc/motd.template
	[ -h /etc/motd ] || ln -sf /var/run/motd /etc/motd
	_version=$(uname -v)
	_built=${_version#* \#} _name=${_version%% \#*}
	( echo "$_name (${_version##*/}) #${_built%     root@*}"; cat /etc/motd.template ) > /var/run/motd
	startmsg '.'
}
""", require="mountcritremote FILESYSTEMS", before="LOGIN"),
    "os-release": script("os-release", r"""
name=osrelease
desc="Update /var/run/os-release"
rcvar=osrelease_enable
start_cmd=osrelease_start
stop_cmd=:
osrelease_start() {
	local _id _version
	startmsg -n 'Updating /var/run/os-release '
	_version=$(uname -r)
	_id=${_version%%[^0-9.]*}
	rm -f /var/run/os-release
	cat > /var/run/os-release <<- EOF
	NAME=FreeBSD
	VERSION="$_version"
	VERSION_ID="$_id"
	ID=freebsd
	ANSI_COLOR="0;31"
	PRETTY_NAME="FreeBSD $_version"
	CPE_NAME="cpe:/o:freebsd:freebsd:$_id"
	HOME_URL="https://FreeBSD.org/"
	BUG_REPORT_URL="https://bugs.FreeBSD.org/"
	EOF
	chmod 444 /var/run/os-release
	startmsg 'done.'
}
""", require="mountcritremote FILESYSTEMS", before="LOGIN"),
    "newsyslog": script("newsyslog", r"""
name=newsyslog
desc="Logfile rotation"
rcvar=newsyslog_enable
required_files=/etc/newsyslog.conf
command=/usr/sbin/newsyslog
start_cmd=newsyslog_start
stop_cmd=:
newsyslog_start() {
	[ -x $command ] || return 0
	startmsg -n 'Creating and/or trimming log files'
	$command $rc_flags
	startmsg '.'
}
""", require="FILESYSTEMS mountcritremote"),
    "local": script("local", r"""
name=local
desc="Run /etc/rc.local and /etc/rc.shutdown.local"
start_cmd=local_start
stop_cmd=local_stop
local_start() {
	[ -f /etc/rc.local ] || return 0
	startmsg -n 'Starting local daemons:'
	. /etc/rc.local
	startmsg '.'
}
local_stop() {
	[ -f /etc/rc.shutdown.local ] || return 0
	echo -n 'Shutting down local daemons:'
	. /etc/rc.shutdown.local
	echo '.'
}
""", require="DAEMON", before="LOGIN", keyword="shutdown"),
    "securelevel": script("securelevel", r"""
name=securelevel
desc="Securelevel configuration"
rcvar=kern_securelevel_enable
start_cmd=securelevel_start
stop_cmd=:
securelevel_start() {
	[ $kern_securelevel -ge 0 ] || return 0
	echo 'Raising kernel security level: '
	$SYSCTL kern.securelevel=$kern_securelevel
}
""", require="pf sysctl_lastload"),
}  # fmt: skip
