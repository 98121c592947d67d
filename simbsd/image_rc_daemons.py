"""The scripts in /etc/rc.d of the base image for daemons, the packet filter and resource limits.

Models libexec/rc/rc.d (syslogd, sshd, inetd, pf, rctl) in names, order, keywords, variables and printed words; the text
is our own.
"""

from __future__ import annotations

from simbsd.image_rc_d import script

DAEMONS: dict[str, str] = {
    "syslogd": script("syslogd", r"""
name=syslogd
desc="System log daemon"
rcvar=syslogd_enable
pidfile=/var/run/syslog.pid
command=/usr/sbin/syslogd
required_files=/etc/syslog.conf
start_precmd=syslogd_precmd
extra_commands=reload
syslogd_precmd() {
	if [ ! -L /dev/log ] && ! check_jail jailed; then
		ln -sf /var/run/log /dev/log
	fi
	rm -f /var/run/log
}
""", require="mountcritremote FILESYSTEMS newsyslog netif", before="SERVERS"),
    "sshd": script("sshd", r"""
name=sshd
desc="Secure Shell Daemon"
rcvar=sshd_enable
command=/usr/sbin/sshd
pidfile=/var/run/sshd.pid
keygen_cmd=sshd_keygen
start_precmd=sshd_precmd
reload_precmd=sshd_configtest
restart_precmd=sshd_configtest
configtest_cmd=sshd_configtest
extra_commands='configtest keygen reload'
: ${sshd_rsa_enable:=yes} ${sshd_dsa_enable:=no} ${sshd_ecdsa_enable:=yes} ${sshd_ed25519_enable:=yes}
sshd_keygen() {
	_sshd_key rsa RSA
	_sshd_key dsa DSA
	_sshd_key ecdsa ECDSA
	_sshd_key ed25519 ED25519
}
_sshd_key() {
	local _file=/etc/ssh/ssh_host_$1_key
	checkyesno sshd_$1_enable || return 0
	if [ -f $_file ]; then
		info "$2 host key exists."
		return 0
	fi
	if [ ! -x /usr/bin/ssh-keygen ]; then
		warn '/usr/bin/ssh-keygen does not exist.'
		return 1
	fi
	echo "Generating $2 host key."
	/usr/bin/ssh-keygen -q -t $1 -f $_file -N ''
	/usr/bin/ssh-keygen -l -f $_file.pub
}
sshd_configtest() {
	echo "Performing sanity check on $name configuration."
	eval "$command $sshd_flags -t"
}
sshd_precmd() {
	run_rc_command keygen
	run_rc_command configtest
}
""", require="LOGIN FILESYSTEMS", keyword="shutdown"),
    "inetd": script("inetd", r"""
name=inetd
desc="Internet super-server"
rcvar=inetd_enable
command=/usr/sbin/inetd
pidfile=/var/run/inetd.pid
required_files=/etc/inetd.conf
extra_commands=reload
""", require="DAEMON LOGIN FILESYSTEMS", keyword="shutdown"),
    "pf": script("pf", r"""
name=pf
desc="Packet filter"
rcvar=pf_enable
start_cmd=pf_start
stop_cmd=pf_stop
check_cmd=pf_check
reload_cmd=pf_reload
resync_cmd=pf_resync
status_cmd=pf_status
extra_commands='check reload resync status'
required_modules=pf
pf_start() {
	startmsg -n 'Enabling pf'
	$pf_program -F all > /dev/null 2>&1
	$pf_program -f "$pf_rules" $pf_flags || warn 'Unable to load pf.conf'
	if ! $pf_program -s info | grep -q Enabled; then
		$pf_program -eq
	fi
	startmsg '.'
}
pf_stop() {
	if $pf_program -s info | grep -q Enabled; then
		echo -n 'Disabling pf'
		$pf_program -dq
		echo '.'
	fi
}
pf_check() {
	echo 'Checking pf rules.'
	$pf_program -n -f "$pf_rules" $pf_flags
}
pf_reload() {
	echo 'Reloading pf rules.'
	$pf_program -n -f "$pf_rules" $pf_flags && $pf_program -f "$pf_rules" $pf_flags
}
pf_resync() {
	$pf_program -f "$pf_rules" $pf_flags
}
pf_status() {
	if [ ! -c /dev/pf ]; then
		echo 'pf.ko is not loaded'
		return 1
	fi
	$pf_program -s info
}
""", require="FILESYSTEMS netif", before="routing", keyword="nojailvnet"),
    "rctl": script("rctl", r"""
name=rctl
desc="Manage resource limits"
rcvar=rctl_enable
start_cmd=rctl_start
stop_cmd=rctl_stop
rctl_start() {
	local _line
	[ -f $rctl_rules ] || return 0
	while read -r _line _rest; do
		case $_line in
		''|\#*) ;;
		*) rctl -a "$_line" ;;
		esac
	done < $rctl_rules
}
rctl_stop() {
	local _line
	for _line in $(rctl); do
		rctl -r $_line
	done
}
""", before="LOGIN", keyword="nojail"),
}  # fmt: skip
