"""The scripts in /etc/rc.d of the base image that set the system up: disks, names, devices, logs, daemons.

Models libexec/rc/rc.d in names, order, keywords, variables and printed words; the text is our own. Leaves out the
scripts of what this machine has no program for.
"""

from __future__ import annotations


def script(provide: str, body: str, require: str = "", before: str = "", keyword: str = "", more: str = "") -> str:
    """A script: its place in the order, the shared functions, its own lines, and the verb it was called with."""
    head = f"#!/bin/sh\n\n# PROVIDE: {provide}\n"
    for word, value in (("REQUIRE", require), ("BEFORE", before), ("KEYWORD", keyword)):
        head += f"# {word}: {value}\n" if value else ""
    read = f". /etc/rc.subr\n{more}\n"
    return f'{head}\n{read}{body.strip()}\n\nload_rc_config $name\nrun_rc_command "$1"\n'


def marker(provide: str, require: str) -> str:
    """A script that does nothing: a name for a point in the order."""
    return f"#!/bin/sh\n\n# PROVIDE: {provide}\n# REQUIRE: {require}\n"


SYSTEM: dict[str, str] = {
    "FILESYSTEMS": marker("FILESYSTEMS", "root mountcritlocal cleanvar tmp"),
    "NETWORKING": marker(
        "NETWORKING NETWORK", "netif netoptions routing pf defaultroute bridge static_arp"
    ),
    "SERVERS": marker("SERVERS", "mountcritremote"),
    "DAEMON": marker("DAEMON", "NETWORKING SERVERS"),
    "LOGIN": marker("LOGIN", "DAEMON"),
    "sysctl": script("sysctl", r"""
name=sysctl
desc="Set sysctl variables from /etc/sysctl.conf and /etc/sysctl.conf.local"
command=/sbin/sysctl
start_cmd=sysctl_start
stop_cmd=:
reload_cmd='sysctl_start last'
lastload_cmd='sysctl_start last'
extra_commands='reload lastload'
sysctl_start() {
	local _file _ignore=-i
	[ "$1" != last ] || _ignore=
	for _file in /etc/sysctl.conf /etc/sysctl.conf.local; do
		[ ! -r $_file ] || $command $_ignore -f $_file > /dev/null
	done
}
"""),
    "sysctl_lastload": script("sysctl_lastload", r"""
name=sysctl_lastload
start_cmd='/etc/rc.d/sysctl lastload'
stop_cmd=:
""", require="LOGIN"),
    "hostid": script("hostid", r"""
name=hostid
desc="Generate a unique host ID"
rcvar=hostid_enable
start_cmd=hostid_start
stop_cmd=:
extra_commands=reset
reset_cmd=hostid_reset
hostid_is_good() {
	local _four=[0-9a-f][0-9a-f][0-9a-f][0-9a-f]
	case $1 in
	00000000-0000-0000-0000-000000000000|*-ffff-ffff-ffff-ffffffffffff) return 1 ;;
	$_four$_four-$_four-$_four-$_four-$_four$_four$_four) ;;
	*) return 1 ;;
	esac
}
hostid_set() {
	local _id
	_id=$(echo -n $1 | /sbin/md5)
	_id=0x${_id%????????????????????????}
	startmsg "Setting hostuuid: $1."
	$SYSCTL kern.hostuuid=$1 > /dev/null
	startmsg "Setting hostid: $_id."
	$SYSCTL kern.hostid=$_id > /dev/null
}
hostid_hardware() {
	uuid=$(kenv -q smbios.system.uuid)
	hostid_is_good "$uuid" || uuid=$(uuidgen -r)
	hostid_set $uuid
}
hostid_start() {
	local _saved=
	if [ -r $hostid_file ]; then
		read _saved < $hostid_file
		if hostid_is_good "$_saved"; then
			hostid_set $_saved
			return
		fi
	fi
	hostid_hardware
}
hostid_reset() {
	hostid_hardware
	echo $uuid > $hostid_file || warn "could not store hostuuid in $hostid_file."
}
""", require="sysctl", keyword="nojail"),
    "hostid_save": script("hostid_save", r"""
name=hostid_save
desc="Save unique host ID to disk"
rcvar=hostid_enable
start_cmd=hostid_save
stop_cmd=:
hostid_save() {
	local _saved= _uuid
	_uuid=$($SYSCTL_N kern.hostuuid)
	[ ! -r $hostid_file ] || read _saved < $hostid_file
	if [ "$_saved" != "$_uuid" ]; then
		echo $_uuid > $hostid_file || warn "could not store hostuuid in $hostid_file."
	fi
	ltr $_uuid - '' _uuid
	_saved=
	[ ! -r $machine_id_file ] || read _saved < $machine_id_file
	if [ "$_saved" != "$_uuid" ]; then
		echo $_uuid > $machine_id_file || warn "could not store hostuuid in $machine_id_file."
	fi
}
""", require="hostid root", keyword="nojail"),
    "root": script("root", r"""
name=root
desc="Mount root filesystem read/write"
start_cmd=root_start
stop_cmd=:
root_start() {
	case $root_rw_mount in
	''|[Nn][Oo]) ;;
	*)
		if ! mount -uw /; then
			echo 'Mounting root filesystem rw failed, startup aborted'
			stop_boot true
		fi
		;;
	esac
}
""", keyword="nojail"),
    "mountcritlocal": script("mountcritlocal", r"""
name=mountcritlocal
desc="Mount critical local filesystems"
start_cmd=mountcritlocal_start
stop_cmd=sync
mountcritlocal_start() {
	local _one _not=no _status
	case $extra_netfs_types in
	[Nn][Oo]) ;;
	*) netfs_types="$netfs_types $extra_netfs_types" ;;
	esac
	for _one in $netfs_types; do
		_not="$_not${_one%:*},"
	done
	startmsg -n 'Mounting local filesystems:'
	mount -a -t ${_not%,}
	_status=$?
	startmsg '.'
	if [ $_status -ne 0 ]; then
		echo 'Mounting /etc/fstab filesystems failed, startup aborted'
		stop_boot true
	fi
}
""", require="root hostid_save", keyword="nojail shutdown"),
    "mountcritremote": script("mountcritremote", r"""
name=mountcritremote
desc="Mount critical remote filesystems"
start_cmd=:
stop_cmd=:
""", require="NETWORKING FILESYSTEMS", keyword="nojail"),
    "mountlate": script("mountlate", r"""
name=mountlate
desc="Mount filesystems with \"late\" option from /etc/fstab"
start_cmd=mountlate_start
stop_cmd=:
mountlate_start() {
	echo -n 'Mounting late filesystems:'
	mount -a -L
	_status=$?
	echo '.'
	if [ $_status -ne 0 ]; then
		echo 'Mounting /etc/fstab filesystems failed, startup aborted'
		stop_boot true
	fi
}
""", require="DAEMON", before="LOGIN", keyword="nojail"),
    "tmp": script("tmp", r"""
name=tmp
desc="Configure tmpfs"
start_cmd=tmp_start
stop_cmd=:
tmp_start() {
	_is_yes "$tmpmfs" || return 0
	mount -t tmpfs -o size=$tmpsize,mode=1777 tmpfs /tmp
}
""", require="mountcritlocal"),
    "var": script("var", r"""
name=var
desc="Populate /var directory"
start_cmd=var_start
stop_cmd=:
var_start() {
	local _one
	! _is_yes "$varmfs" || mount -t tmpfs -o size=$varsize tmpfs /var
	for _one in db empty log mail run spool tmp; do
		[ -d /var/$_one ] || mkdir -p /var/$_one
	done
	for _one in utx.lastlogin utx.log; do
		[ -f /var/log/$_one ] || : > /var/log/$_one
	done
}
""", require="mountcritlocal"),
    "cleanvar": script("cleanvar", r"""
name=cleanvar
desc="Purge /var directory"
rcvar=cleanvar_enable
start_precmd='rm -f /var/run/clean_var'
start_cmd=cleanvar_start
stop_cmd=:
extra_commands=reload
reload_cmd=cleanvar_start
cleanvar_start() {
	local _one
	if [ -d /var/run ] && [ ! -f /var/run/clean_var ]; then
		find -x /var/run -type f -delete
		: > /var/run/clean_var
	fi
}
""", require="var"),
    "cleartmp": script("cleartmp", r"""
name=cleartmp
desc="Purge /tmp directory"
start_cmd=cleartmp_start
stop_cmd=:
cleartmp_start() {
	local _dirs='/tmp/.X11-unix /tmp/.XIM-unix /tmp/.ICE-unix /tmp/.font-unix'
	if checkyesno clear_tmp_enable; then
		startmsg 'Clearing /tmp.'
		find -x /tmp/. ! -name . -prune -exec rm -rf -- {} +
	elif checkyesno clear_tmp_X; then
		startmsg 'Clearing /tmp (X related).'
		rm -rf /tmp/.X[0-9]-lock $_dirs
	fi
	! checkyesno clear_tmp_X || mkdir -m 1777 $_dirs
}
""", require="mountcritremote tmp", before="DAEMON"),
    "hostname": script("hostname", r"""
name=hostname
desc="Set the system's hostname"
start_cmd=hostname_start
stop_cmd=:
hostname_start() {
	if check_jail jailed; then
		check_jail set_hostname_allowed || return 0
	elif [ -z "$hostname" ]; then
		hostname=$(kenv -q dhcp.host-name)
	fi
	if [ -z "$hostname" ]; then
		if [ -z "$(list_net_interfaces dhcp)" ] && [ -z "$(hostname)" ]; then
			warn "\$hostname is not set -- see rc.conf(5)."
		fi
		return 0
	fi
	startmsg -n "Setting hostname: $hostname"
	/bin/hostname "$hostname"
	startmsg '.'
}
""", require="FILESYSTEMS", before="netif", more=". /etc/network.subr\n"),
    "kld": script("kld", r"""
name=kld
desc="Load kernel modules"
start_cmd=kld_start
stop_cmd=:
kld_start() {
	local _one
	[ -n "$kld_list" ] || return 0
	[ -z "$(kenv -q kld_disable)" ] || return 0
	echo 'Loading kernel modules:'
	for _one in $kld_list; do
		load_kld -e $_one.ko $_one
	done
}
""", require="FILESYSTEMS", before="netif", keyword="nojail"),
    "devfs": script("devfs", r"""
name=devfs
desc="Device filesystem"
start_cmd=devfs_start
stop_cmd=:
devfs_start() {
	local _one
	if [ -n "$devfs_system_ruleset$devfs_set_rulesets" ] || checkyesno devfs_load_rulesets; then
		devfs_init_rulesets
		for _one in ${devfs_system_ruleset:+/dev=$devfs_system_ruleset} $devfs_set_rulesets; do
			devfs_set_ruleset ${_one#*=} ${_one%%=*}
			devfs_apply_ruleset ${_one#*=} ${_one%%=*}
		done
	fi
	[ -r /etc/devfs.conf ] || return 0
	cd /dev
	while read _action _device _what; do
		case $_action in
		l*) [ -e $_what ] || ln -fs $_device $_what ;;
		o*) [ ! -c $_device ] || chown $_what $_device ;;
		p*) [ ! -c $_device ] || chmod $_what $_device ;;
		esac
	done < /etc/devfs.conf
}
""", require="mountcritremote", before="SERVERS securelevel", keyword="nojail"),
}  # fmt: skip
