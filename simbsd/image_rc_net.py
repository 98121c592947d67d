"""The scripts in /etc/rc.d of the base image for the network.

Models libexec/rc/rc.d (netif, routing, netoptions, defaultroute, bridge, static_arp) in names, order,
keywords, variables and printed words; the text is our own.
"""

from __future__ import annotations

from simbsd.image_rc_d import script

_SUBR = ". /etc/network.subr\n"

NETWORK: dict[str, str] = {
    "netif": script("netif", r"""
name=netif
desc="Network interface setup"
rcvar=netif_enable
start_cmd=netif_start
stop_cmd='netif_stop clone_down'
clear_cmd='netif_stop :'
cloneup_cmd=clone_up
clonedown_cmd=clone_down
vnetup_cmd='netif_each ifn_vnetup Moving'
vnetdown_cmd='netif_each ifn_vnetdown Reclaiming'
extra_commands='cloneup clonedown clear vnetup vnetdown'
netif_start() {
	local _one
	[ $# -gt 0 ] || trap : INT
	clone_up "$@"
	ifnet_rename "$@"
	netif_each ifn_start Starting "$@"
	[ $# -gt 0 ] || return 0
	/etc/rc.d/bridge start "$@"
	for _one; do
		/etc/rc.d/routing static any $_one
	done
}
netif_stop() {
	local _after=$1 _one
	shift
	netif_each ifn_stop Stopping "$@"
	$_after "$@"
	for _one; do
		/etc/rc.d/routing stop any $_one
	done
}
# netif_each FUNCTION WORD [IF ...]: do it for each interface, and show those for which something was done.
netif_each() {
	local _done= _function=$1 _one _word=$2
	shift 2
	[ $# -gt 0 ] || set -- $(list_net_interfaces)
	for _one in $(for _one; do
		case ${_one#epair} in
		$_one|[0-9]*[ab]) echo $_one ;;
		*) echo ${_one}a ${_one}b ;;
		esac
	done); do
		if [ $_function = ifn_stop ] && ! ifexists $_one; then
			warn "$_one does not exist.  Skipped."
			continue
		fi
		$_function $_one && _done="$_done $_one"
	done
	[ -n "$_done" ] || return 0
	startmsg "$_word Network:$_done."
	[ $_function != ifn_vnetup ] && check_startmsgs || return 0
	for _one in $_done; do
		/sbin/ifconfig $_one
	done
}
load_rc_config network
""", require="FILESYSTEMS sysctl hostid", keyword="nojailvnet", more=_SUBR).replace('"$1"\n', '"$@"\n'),
    "routing": script("routing", r"""
name=routing
desc="Routing setup"
start_cmd='routing_start doall'
stop_cmd=routing_stop
static_cmd='routing_start static'
options_cmd='routing_start options'
extra_commands='options static'
_families() {
	local _one
	case $1 in
	''|[Aa][Ll][Ll]|[Aa][Nn][Yy]) set -- inet inet6 ;;
	*) afexists $1 || err 1 "Unsupported address family: $1." ;;
	esac
	for _one; do
		! afexists $_one || echo $_one
	done
}
_only_if() {
	case $1 in
	''|[Aa][Ll][Ll]|[Aa][Nn][Yy]) ;;
	*) echo $1 ;;
	esac
}
routing_start() {
	local _family _if _return=0 _what=$1
	_if=$(_only_if $3)
	for _family in $(_families $2); do
		[ $_what = options ] || static_$_family add $_if || _return=1
		[ $_what = static ] || options_$_family
	done
	return $_return
}
routing_stop() {
	local _family _if
	_if=$(_only_if $2)
	for _family in $(_families $1); do
		static_$_family delete $_if
		[ -n "$_if" ] || /sbin/route -n flush -$_family
	done
}
_all_fibs() {
	local _last
	_last=$(($($SYSCTL_N net.fibs) - 1))
	[ $_last -le 0 ] || echo -fib 0-$_last
}
# _routes ADD|DELETE IF PREFIX LIST: a route for each name; with an interface, for those that are NAME:IF.
_routes() {
	local _action=$1 _args _if=$2 _name _six=
	[ -z "$3" ] || _six=-inet6
	for _name in $4; do
		case $_if:$_name in
		:*|*:*:$_if) ;;
		*) continue ;;
		esac
		_args=$(get_if_var ${_name%:*} ${3}route_IF)
		if [ -n "$_args" ]; then
			/sbin/route $_action $_six $_args
		else
			warn "route_${_name%:*} not found${_six:-.}"
		fi
	done
}
static_inet() {
	local _fib _list _way
	route__loopback="-inet 127.0.0.1 -iface lo0 $(_all_fibs)"
	_list="_loopback $static_routes"
	case $defaultrouter in
	''|[Nn][Oo]) ;;
	*)
		route__default="default $defaultrouter"
		_list="$_list _default"
		;;
	esac
	_fib=$($SYSCTL_N net.fibs)
	while [ $((_fib -= 1)) -gt 0 ]; do
		eval "_way=\$defaultrouter_fib$_fib"
		case $_way in
		''|[Nn][Oo]) ;;
		*)
			setvar route__default_fib$_fib "default $_way -fib $_fib"
			_list="$_list _default_fib$_fib"
			;;
		esac
	done
	_routes $1 "$2" '' "$_list"
}
static_inet6() {
	local _fibs _list
	/sbin/route -n get -inet6 ::1 > /dev/null 2>&1 || return 0
	_fibs=$(_all_fibs)
	ipv6_route__loopback="::1 -prefixlen 128 -iface lo0 $_fibs"
	ipv6_route__lla="fe80:: -prefixlen 10 ::1 -reject $_fibs"
	ipv6_route__llma="ff02:: -prefixlen 16 ::1 -reject $_fibs"
	ipv6_route__v4mapped="::ffff:0.0.0.0 -prefixlen 96 ::1 -reject $_fibs"
	ipv6_route__v4compat="::0.0.0.0 -prefixlen 96 ::1 -reject $_fibs"
	_list="_loopback _lla _llma _v4mapped _v4compat $ipv6_static_routes"
	case $ipv6_defaultrouter in
	''|[Nn][Oo]) ;;
	*)
		ipv6_route__default="default $ipv6_defaultrouter"
		_list="$_list _default"
		;;
	esac
	_routes $1 "$2" ipv6_ "$_list"
}
# _option FAMILY VARIABLE TEXT SYSCTL: a switch, spoken of when it is on; unknown variables are passed over.
_option() {
	if checkyesno $2; then
		[ -n "$_said" ] || echo -n "Additional $1 routing options:"
		_said=yes
		echo -n " $3=YES"
		$SYSCTL -i $4=1 > /dev/null
	else
		$SYSCTL -i $4=0 > /dev/null
	fi
}
options_inet() {
	local _redirect=$icmp_drop_redirect _said=
	case $_redirect in
	''|[Aa][Uu][Tt][Oo]) _redirect=no ;;
	esac
	_option inet icmp_bmcastecho 'broadcast ping responses' net.inet.icmp.bmcastecho
	_option inet _redirect 'ignore ICMP redirect' net.inet.icmp.drop_redirect
	_option inet icmp_log_redirect 'log ICMP redirect' net.inet.icmp.log_redirect
	_option inet gateway_enable gateway net.inet.ip.forwarding
	_option inet forward_sourceroute 'do source routing' net.inet.ip.sourceroute
	_option inet accept_sourceroute 'accept source routing' net.inet.ip.accept_sourceroute
	_option inet arpproxy_all 'ARP proxyall' net.link.ether.inet.proxyall
	[ -z "$_said" ] || echo '.'
}
options_inet6() {
	local _said=
	_option inet6 ipv6_gateway_enable gateway net.inet6.ip6.forwarding
	[ -z "$_said" ] || echo '.'
}
""", require="netif", keyword="nojailvnet", more=_SUBR).replace('"$1"\n', '"$@"\n'),
    "netoptions": script("netoptions", r"""
name=netoptions
desc="Network options setup"
start_cmd=netoptions_start
stop_cmd=:
_said=
_option() {
	if [ -n "$3" ]; then
		[ -n "$_said" ] || echo -n 'Additional TCP/IP options:'
		_said=yes
		echo -n " $3"
	fi
	$SYSCTL -i $1=$2 > /dev/null
}
netoptions_start() {
	case $log_in_vain in
	[12])
		_option net.inet.tcp.log_in_vain $log_in_vain "log_in_vain=$log_in_vain"
		_option net.inet.udp.log_in_vain $log_in_vain
		;;
	esac
	checkyesno tcp_extensions || _option net.inet.tcp.rfc1323 0 "rfc1323 extensions=$tcp_extensions"
	checkyesno tcp_keepalive || _option net.inet.tcp.always_keepalive 0 "TCP keepalive=$tcp_keepalive"
	! checkyesno tcp_drop_synfin || _option net.inet.tcp.drop_synfin 1 "drop SYN+FIN packets=$tcp_drop_synfin"
	case $ip_portrange_first in
	[0-9]*) _option net.inet.ip.portrange.first $ip_portrange_first "ip_portrange_first=$ip_portrange_first" ;;
	esac
	case $ip_portrange_last in
	[0-9]*) _option net.inet.ip.portrange.last $ip_portrange_last "ip_portrange_last=$ip_portrange_last" ;;
	esac
	[ -z "$_said" ] || echo '.'
}
""", require="FILESYSTEMS", before="netif", keyword="nojailvnet"),
    "defaultroute": script("defaultroute", r"""
name=defaultroute
desc="Setup default router"
start_cmd=:
stop_cmd=:
""", require="netif", keyword="nojailvnet"),
    "bridge": script("bridge", r"""
name=bridge
desc="Network bridge setup"
start_cmd='autobridge addm'
stop_cmd='autobridge deletem'
autobridge() {
	local _bridge _one _pattern
	for _bridge in $autobridge_interfaces; do
		for _one in ${iflist:-$(list_net_interfaces)}; do
			for _pattern in $(get_if_var $_bridge autobridge_IF); do
				case $_one in
				$_pattern)
					ifconfig $_bridge $1 $_one > /dev/null 2>&1
					break
					;;
				esac
			done
		done
	done
}
iflist=$2
""", require="netif", keyword="nojailvnet", more=_SUBR),
    "static_arp": script("static_arp", r"""
name=static_arp
desc="Static ARP Configuration"
start_cmd='static_arp Binding -S'
stop_cmd='static_arp Unbinding -d'
static_arp() {
	local _one _pair
	[ -n "$static_arp_pairs" ] || return 0
	echo -n "$1 static ARP pair(s):"
	for _one in $static_arp_pairs; do
		echo -n " $_one"
		eval "_pair=\$static_arp_$_one"
		[ $2 = -S ] || _pair=${_pair%%[[:space:]]*}
		arp $2 $_pair > /dev/null 2>&1
	done
	echo '.'
}
""", require="netif", keyword="nojailvnet"),
}  # fmt: skip
