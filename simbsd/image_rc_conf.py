"""/etc/rc, /etc/rc.shutdown, /etc/defaults/rc.conf, /boot/defaults/loader.conf and service(8) of the base image.

Models libexec/rc/rc, rc.shutdown, rc.conf, stand/defaults/loader.conf and usr.sbin/service in variables, defaults and
printed words; the text is our own. Leaves out every default of what this machine has no program for.
"""

from __future__ import annotations

RC = r"""# The system starts: every script of rc.d, in the order that rcorder(8) finds.
stty status '^T' 2> /dev/null
trap : INT
trap "echo 'Boot interrupted'; exit 1" QUIT
HOME=/
PATH=/sbin:/bin:/usr/sbin:/usr/bin
export HOME PATH

if [ "$1" = autoboot ]; then
	autoboot=yes
	_boot=faststart
	rc_fast=yes
else
	autoboot=no
	_boot=quietstart
fi

. /etc/rc.subr
load_rc_config
trap '_rc_conf_loaded=false; load_rc_config' ALRM

skip='-s nostart'
if check_jail jailed; then
	skip="$skip -s nojail"
	check_jail vnet || skip="$skip -s nojailvnet"
fi
[ -e "$firstboot_sentinel" ] || skip="$skip -s firstboot"

# First as far as all file systems are there, then the rest, with the local scripts that they hold.
_rc_elem_done=' '
find_system_scripts
for _rc_elem in $(rcorder $skip $system_rc 2> /dev/null); do
	run_rc_script $_rc_elem $_boot
	_rc_elem_done="$_rc_elem_done$_rc_elem "
	case $_rc_elem in
	*/$early_late_divider) break ;;
	esac
done
case $local_startup in
''|[Nn][Oo]) ;;
*) find_local_scripts_new ;;
esac
find_system_scripts
for _rc_elem in $(rcorder $skip $system_rc $local_rc 2> /dev/null); do
	case $_rc_elem_done in
	*" $_rc_elem "*) ;;
	*) run_rc_script $_rc_elem $_boot ;;
	esac
done

echo ''
date
exit 0
"""

RC_SHUTDOWN = r"""# The system stops: the scripts with the keyword "shutdown", in the reverse order.
trap : INT
trap : QUIT
HOME=/
PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin
export HOME PATH
rc_shutdown=${1:-unspecified}

. /etc/rc.subr
load_rc_config

_rcshutdown_watchdog=
if [ -n "$rcshutdown_timeout" ]; then
	sleep $rcshutdown_timeout && (
		echo
		echo "$rcshutdown_timeout second watchdog timeout expired. Shutdown terminated."
		date
		kill -KILL $$ > /dev/null 2>&1
	) &
	_rcshutdown_watchdog=$!
fi

_only='-k shutdown'
if check_jail jailed; then
	_only="$_only -s nojail"
	check_jail vnet || _only="$_only -s nojailvnet"
fi
case $local_startup in
''|[Nn][Oo]) ;;
*) find_local_scripts_new ;;
esac
for _rc_elem in $(reverse_list $(rcorder $_only /etc/rc.d/* $local_rc 2> /dev/null)); do
	run_rc_script $_rc_elem faststop
done

[ -z "$_rcshutdown_watchdog" ] || pkill -TERM -P $_rcshutdown_watchdog > /dev/null 2>&1
echo '.'
exit 0
"""

DEFAULTS_RC_CONF = r"""# What variables of rc.conf(5) are until /etc/rc.conf says otherwise. Do not change this file.
: ${_localbase:="/usr/local"}
rc_debug="NO"		# Show debugging messages
rc_info="NO"		# Show informational messages at boot
rc_startmsgs="YES"	# Show what is being started at boot
rcshutdown_timeout="90"	# Seconds until rc.shutdown is given up
early_late_divider="FILESYSTEMS"	# Script between the two halves of the boot
always_force_depends="NO"	# Check dependencies during boot
service_delete_empty="NO"	# Have "service delete" remove empty rc.conf.d files
local_startup="${_localbase}/etc/rc.d"	# Directories of local scripts
script_name_sep=" "	# Between names of scripts
rc_conf_files="/etc/rc.conf /etc/rc.conf.local"
firstboot_sentinel="/firstboot"	# While it exists, scripts with the keyword firstboot run
root_rw_mount="YES"	# Mount the root file system read-write
netfs_types="nfs:NFS smbfs:SMB"	# File systems that need the network
extra_netfs_types="NO"	# More of them
tmpmfs="AUTO"		# Memory file system for /tmp
tmpsize="20m"		# Its size
varmfs="AUTO"		# Memory file system for /var
varsize="32m"		# Its size
cleanvar_enable="YES"	# Clean /var/run
clear_tmp_enable="NO"	# Clear /tmp
clear_tmp_X="YES"	# Clear and recreate X11 directories in /tmp
hostname=""		# The name of this host
hostid_enable="YES"	# Set the host's uuid
hostid_file="/etc/hostid"	# Where it is kept
machine_id_file="/etc/machine-id"	# Where it is kept for others
kld_list=""		# Kernel modules to load after the disks are mounted

netif_enable="YES"	# Configure network interfaces
netif_ipexpand_max="2048"	# Most addresses in a range
network_interfaces="auto"	# Which interfaces
cloned_interfaces=""	# Interfaces to create
defaultrouter="NO"	# Default gateway
static_routes=""	# Names of static routes
static_arp_pairs=""	# Names of static ARP entries
gateway_enable="NO"	# Forward packets between interfaces
arpproxy_all="NO"	# Answer ARP requests for others
forward_sourceroute="NO"	# Forward source-routed packets
accept_sourceroute="NO"	# Accept source-routed packets
icmp_drop_redirect="auto"	# Ignore ICMP redirects
icmp_log_redirect="NO"	# Log ICMP redirects
icmp_bmcastecho="NO"	# Answer broadcast pings
tcp_extensions="YES"	# RFC 1323
log_in_vain="0"		# Log connections to closed ports
tcp_keepalive="YES"	# Time out stale connections
tcp_drop_synfin="NO"	# Drop packets with SYN and FIN
ip_portrange_first="NO"	# First ephemeral port
ip_portrange_last="NO"	# Last ephemeral port
ipv6_network_interfaces="auto"	# IPv6 interfaces
ipv6_activate_all_interfaces="NO"	# IPv6 on interfaces that rc.conf does not configure
ipv6_defaultrouter="NO"	# IPv6 default gateway
ipv6_static_routes=""	# Names of static IPv6 routes
ipv6_gateway_enable="NO"	# Forward IPv6 packets
ipv6_default_interface="NO"	# For scoped addresses
ipv6_privacy="NO"	# Temporary addresses

pf_enable="NO"		# Packet filter
pf_rules="/etc/pf.conf"	# Its rules
pf_program="/sbin/pfctl"
pf_flags=""
syslogd_enable="YES"	# System log
syslogd_program="/usr/sbin/syslogd"
syslogd_flags="-s"
newsyslog_enable="YES"	# Rotate logs at boot
newsyslog_flags="-CN"
sshd_enable="NO"	# Secure shell
sshd_program="/usr/sbin/sshd"
sshd_flags=""
inetd_enable="NO"	# Internet super-server
inetd_program="/usr/sbin/inetd"
inetd_flags="-wW -C 60"
dmesg_enable="YES"	# Save dmesg(8) to /var/run/dmesg.boot
update_motd="YES"	# Put the version into /var/run/motd
osrelease_enable="YES"	# Write /var/run/os-release
kern_securelevel_enable="NO"	# Set the secure level
kern_securelevel="-1"	# -1..3
rctl_enable="YES"	# Load rctl(8) rules
rctl_rules="/etc/rctl.conf"
devfs_rulesets="/etc/defaults/devfs.rules /etc/devfs.rules"	# Files with devfs(8) rules
devfs_system_ruleset=""	# Name of the ruleset of /dev
devfs_set_rulesets=""	# /mount/dev=ruleset_name ...
devfs_load_rulesets="YES"	# Load the rulesets even if none is used

jail_enable="NO"	# Start jails
jail_conf="/etc/jail.conf"	# What jails
jail_confwarn="YES"	# Complain of jail_* variables
jail_parallel_start="NO"	# Start them at the same time
jail_list=""		# Which of them, in order; all when empty
jail_reverse_stop="NO"	# Stop them in the reverse order

# Read each file of $rc_conf_files once; they may change that list themselves.
if [ -z "$source_rc_confs_defined" ]; then
	source_rc_confs_defined=yes
	source_rc_confs() {
		local _again _one _read=
		for _again in 1 2; do
			for _one in $rc_conf_files; do
				case $_read in
				*:$_one:*) continue ;;
				esac
				_read="$_read:$_one:"
				[ -r $_one ] && . $_one
			done
		done
	}
fi
"""

LOADER_CONF = r"""# What the loader assumes until /boot/loader.conf says otherwise. Do not change this file.
kernel="kernel"
bootfile="kernel"
kernel_options=""
loader_conf_files="/boot/device.hints /boot/loader.conf /boot/loader.conf.local"
loader_conf_dirs="/boot/loader.conf.d"
nextboot_conf="/boot/nextboot.conf"
verbose_loading="NO"
hostuuid_load="YES"
hostuuid_name="/etc/hostid"
hostuuid_type="hostuuid"
entropy_cache_load="YES"
entropy_cache_name="/boot/entropy"
entropy_cache_type="boot_entropy_cache"
module_path="/boot/modules;/boot/dtb;/boot/dtb/overlays"
module_blacklist="drm drm2 radeonkms i915kms amdgpu"
"""

SERVICE = r"""#!/bin/sh
# service(8): run the script of a service, or say what scripts there are.
. /etc/rc.subr
load_rc_config XXX

usage() {
	_me=${0##*/}
	echo ''
	echo 'Usage:'
	echo "$_me [-j <jail name or id>] -e"
	echo "$_me [-j <jail name or id>] -R"
	echo "$_me [-j <jail name or id>] [-v] -l | -r"
	echo "$_me [-j <jail name or id>] [-v] [-E var=value] <rc.d script> start|stop|etc."
	echo "$_me -h"
	echo ''
	echo "-j		Perform actions within the named jail"
	echo "-E n=val	Set variable n to val before executing the rc.d script"
	echo '-e		Show services that are enabled'
	echo "-R		Stop and start enabled $local_startup services"
	echo "-l		List all scripts in /etc/rc.d and $local_startup"
	echo '-r		Show the results of boot time rcorder'
	echo '-v		Verbose'
	echo ''
	exit $1
}

_again= _jail= _mode= _variables= _verbose=
while getopts j:E:ehlrRv _letter; do
	case $_letter in
	j) _jail=$OPTARG ;;
	E) _variables="$_variables $OPTARG" _again="$_again -E $OPTARG" ;;
	e|l|r|R) _mode="$_mode$_letter" _again="$_again -$_letter" ;;
	v) _verbose=yes _again="$_again -v" ;;
	h) usage 0 ;;
	*) usage 1 ;;
	esac
done
shift $((OPTIND - 1))
if [ -n "$_jail" ]; then
	/usr/sbin/jexec -l "$_jail" /usr/sbin/service $_again "$@"
	exit
fi

# Does the script in the file have a switch, and is it on? The switch is read off the text.
enabled() {
	grep -q '^rcvar' $1 || return 1
	name= rcvar=
	eval "$(grep '^name=' $1)"
	eval "$(grep '^rcvar' $1)"
	[ -z "$rcvar" ] || load_rc_config_var $name $rcvar
	checkyesno $rcvar 2> /dev/null
}
in_order() {
	_skip='-s nostart'
	if check_jail jailed; then
		_skip="$_skip -s nojail"
		check_jail vnet || _skip="$_skip -s nojailvnet"
	fi
	[ -z "$local_startup" ] || find_local_scripts_new
	rcorder $_skip "$@" $local_rc 2> /dev/null
}

case $_mode in
*R*)
	_files=$(in_order)
	for _one in $(reverse_list $_files); do
		enabled $_one && run_rc_script $_one stop
	done
	for _one in $_files; do
		enabled $_one && run_rc_script $_one start
	done
	exit 0
	;;
*e*)
	for _one in $(in_order /etc/rc.d/*); do
		enabled $_one && echo $_one
	done
	exit 0
	;;
*l*)
	for _dir in /etc/rc.d $local_startup; do
		[ -z "$_verbose" ] || echo "From $_dir:"
		[ -d $_dir ] && ls -1 $_dir
	done
	exit 0
	;;
*r*)
	for _one in $(in_order /etc/rc.d/*); do
		echo $_one
		case $_verbose$_one in
		yes*/$early_late_divider) echo '========= Early/Late Divider =========' ;;
		esac
	done
	exit 0
	;;
esac

[ $# -gt 1 ] || usage 1
_script=$1
shift
cd /
for _dir in /etc/rc.d $local_startup; do
	if [ -x $_dir/$_script ]; then
		[ -z "$_verbose" ] || echo "$_script is located in $_dir"
		exec env -i HOME=/ PATH=/sbin:/bin:/usr/sbin:/usr/bin $_variables $_dir/$_script "$@"
	fi
done
echo "$_script does not exist in /etc/rc.d or the local startup"
echo "directories ($local_startup), or is not executable"
exit 1
"""
