"""/etc/network.subr of the base image: interfaces as rc.conf(5) describes them.

Models libexec/rc/network.subr in names, variables and printed words; the text is our own. Leaves out wireless
interfaces, DHCP, point-to-point links, address ranges of IPv6, and obsolete variables.
"""

from __future__ import annotations

from simbsd.image_rc_clones import CLONES

_NAMES = r"""# Functions for interfaces: what rc.conf says of each, and doing it.
IFCONFIG_CMD=/sbin/ifconfig
: ${netif_ipexpand_max:=2048}

# get_if_var IF VARIABLE [DEFAULT]: a variable whose name holds "IF" in place of the interface's.
get_if_var() {
	[ $# -ge 2 ] || err 3 'USAGE: get_if_var name var [default]'
	local _if
	ltr "$1" '.-/+' _ _if
	eval "echo \${${2%%IF*}${_if}${2##*IF}-\$3}"
}

_ifconfig_getargs() {
	[ -n "$1" ] || return 1
	get_if_var $1 ifconfig_IF${2:+_$2} "$ifconfig_DEFAULT"
}
# ifconfig_getargs IF [FAMILY]: the arguments for ifconfig(8), without words that are rc's own.
ifconfig_getargs() {
	local _args= _arg _vnet=
	for _arg in $(_ifconfig_getargs "$@"); do
		case $_vnet$_arg in
		[Dd][Hh][Cc][Pp]|[Nn][Oo][Aa][Uu][Tt][Oo]|*[Ss][Yy][Nn][Cc][Dd][Hh][Cc][Pp]|[Ww][Pp][Aa]) ;;
		vnet) _vnet=: ;;
		:*) _vnet= ;;
		*) _args="$_args $_arg" ;;
		esac
	done
	echo $_args
}
_if_says() {
	local _arg
	for _arg in $(_ifconfig_getargs $1); do
		case $_arg in
		$2) return 0 ;;
		esac
	done
	return 1
}
autoif() {
	! _if_says $1 '[Nn][Oo][Aa][Uu][Tt][Oo]'
}
dhcpif() {
	case $1 in
	lo[0-9]*|stf[0-9]*|lp[0-9]*|sl[0-9]*) return 1 ;;
	esac
	! noafif $1 || return 1
	_if_says $1 '[Dd][Hh][Cc][Pp]' || _if_says $1 '*[Ss][Yy][Nn][Cc][Dd][Hh][Cc][Pp]'
}
# vnetif IF: the jail that rc.conf gives the interface to.
vnetif() {
	local _arg _vnet=
	for _arg in $(_ifconfig_getargs $1); do
		if [ -n "$_vnet" ]; then
			echo $_arg
			return 0
		fi
		[ $_arg != vnet ] || _vnet=yes
	done
	return 1
}
afexists() {
	case $1 in
	inet|inet6) check_kern_features $1 ;;
	link|ether) ;;
	*) err 1 "afexists(): Unsupported address family: $1" ;;
	esac
}
noafif() {
	case $1 in
	pflog[0-9]*|pfsync[0-9]*|usbus[0-9]*|ipfw[0-9]*) ;;
	*) return 1 ;;
	esac
}
ipv6if() {
	afexists inet6 || return 1
	[ $1 != lo0 ] || return 0
	case "$ipv6_network_interfaces" in
	$1|"$1 "*|*" $1"|*" $1 "*|[Aa][Uu][Tt][Oo])
		[ -n "$(_ifconfig_getargs $1 ipv6)" ] || [ -n "$(get_if_var $1 ipv6_prefix_IF)" ]
		;;
	*) return 1 ;;
	esac
}
ifexists() {
	[ -n "$1" ] && $IFCONFIG_CMD -n $1 > /dev/null 2>&1
}

# list_net_interfaces [dhcp|nodhcp]: those that are configured at boot, the loopback first.
list_net_interfaces() {
	local _all _if _list= _lo=
	case $network_interfaces in
	[Aa][Uu][Tt][Oo])
		for _if in $($IFCONFIG_CMD -l); do
			autoif $_if || continue
			case $_if in
			lo0) _lo=lo0 ;;
			*) _list="$_list $_if" ;;
			esac
		done
		_all="$_lo $_list"
		;;
	*)
		for _if in $network_interfaces $cloned_interfaces; do
			case $_if in
			epair[0-9]*) _list="$_list ${_if}a ${_if}b" ;;
			*) _list="$_list $_if" ;;
			esac
		done
		case " $_list " in
		*' lo0 '*) _all=$_list ;;
		*) _all="lo0 $_list" ;;
		esac
		;;
	esac
	case $1 in
	dhcp|nodhcp) _list= ;;
	*)
		echo $_all
		return
		;;
	esac
	for _if in $_all; do
		case $1 in
		dhcp) dhcpif $_if && _list="$_list $_if" ;;
		nodhcp) ! dhcpif $_if && [ -n "$(_ifconfig_getargs $_if)" ] && _list="$_list $_if" ;;
		esac
	done
	echo $_list
}
"""

_CONFIGURE = r"""
# ifn_start IF, ifn_stop IF: true when something was done.
ifn_start() {
	local _done=1
	[ -n "$1" ] || err 1 'ifn_start called without an interface'
	[ -r /etc/start_if.$1 ] && . /etc/start_if.$1 && _done=0
	ifconfig_up $1 && _done=0
	if ! noafif $1; then
		afexists inet && ipv4_up $1 && _done=0
		afexists inet6 && ipv6_up $1 && _done=0
	fi
	childif_create $1 && _done=0
	return $_done
}
ifn_stop() {
	local _done=1
	[ -n "$1" ] || err 1 'ifn_stop called without an interface'
	if ! noafif $1; then
		afexists inet6 && ipv6_down $1 && _done=0
		afexists inet && ipv4_down $1 && _done=0
	fi
	if ifexists $1; then
		$IFCONFIG_CMD $1 down
		_done=0
	fi
	[ -r /etc/stop_if.$1 ] && . /etc/stop_if.$1 && _done=0
	childif_destroy $1 && _done=0
	return $_done
}
ifn_vnetup() {
	_if_move $1 vnet
}
ifn_vnetdown() {
	_if_move $1 -vnet
}
_if_move() {
	local _jail
	_jail=$(vnetif $1) && $IFCONFIG_CMD $1 $2 $_jail
}

ifconfig_up() {
	local _about _args _done=1 _six=
	[ $1 != lo0 ] || _done=0
	if ! noafif $1 && afexists inet6; then
		_six=yes
		checkyesno ipv6_activate_all_interfaces && $IFCONFIG_CMD $1 inet6 -ifdisabled
	fi
	_args=$(ifconfig_getargs $1)
	if [ -n "$_args" ]; then
		eval "$IFCONFIG_CMD $1 $_args"
		_done=0
	fi
	if [ -n "$_six" ]; then
		_args=$(ifconfig_getargs $1 ipv6)
		if [ -n "$_args" ]; then
			case $_args in
			:*|[0-9a-fA-F]*:*)
				warn "\$ifconfig_$1_ipv6 needs leading \"inet6\" keyword for an IPv6 address."
				_args="inet6 $_args"
				;;
			esac
			$IFCONFIG_CMD $1 inet6 -ifdisabled
			eval "$IFCONFIG_CMD $1 $_args"
			_done=0
		fi
	fi
	ifalias $1 link alias
	ifalias $1 ether alias
	_about=$(get_if_var $1 ifconfig_IF_descr)
	[ -z "$_about" ] || $IFCONFIG_CMD $1 description "$_about"
	[ $_done -ne 0 ] || $IFCONFIG_CMD $1 up
	if dhcpif $1; then
		[ $_done -eq 0 ] || $IFCONFIG_CMD $1 up
		_done=0
	fi
	return $_done
}

ipv4_up() {
	if [ $1 = lo0 ] && [ -z "$(get_if_var lo0 ifconfig_IF)" ]; then
		$IFCONFIG_CMD lo0 inet 127.0.0.1/8 alias
	fi
	ifalias $1 inet alias
}
ipv6_up() {
	! ipv6if $1 || ifalias $1 inet6 alias
}
ipv4_down() {
	local _done=1
	ifalias $1 inet -alias && _done=0
	_drop_addresses $1 inet delete && _done=0
	return $_done
}
ipv6_down() {
	local _done=1
	ipv6if $1 || return 0
	ifalias $1 inet6 -alias && _done=0
	_drop_addresses $1 inet6 -alias && _done=0
	return $_done
}
_drop_addresses() {
	local _address _family _rest _some=1
	for _address in $($IFCONFIG_CMD $1 | while read _family _address _rest; do
		[ "$_family" != $2 ] || echo $_address
	done); do
		$IFCONFIG_CMD $1 $2 $_address $3
		_some=0
	done
	return $_some
}

# ifalias IF FAMILY ACTION: ifconfig_IF_aliases, and every ifconfig_IF_aliasN in order of N, up to an empty one.
ifalias() {
	local _args _name _number _one _some=1 _words=
	if [ -z "$_if_aliases" ]; then
		_if_aliases=$(set | grep -o '^ifconfig_[A-Za-z0-9_]*_alias[0-9]*=')
		: ${_if_aliases:=none}
	fi
	ltr "$1" '.-/+' _ _name
	for _number in $(for _one in $_if_aliases; do
		case $_one in
		ifconfig_${_name}_alias[0-9]*) echo ${_one#ifconfig_${_name}_alias} ;;
		esac
	done | sort -n); do
		eval "_args=\$ifconfig_${_name}_alias${_number%=}"
		case $_args in
		'') break ;;
		inet[[:space:]]*|inet6[[:space:]]*|link[[:space:]]*|ether[[:space:]]*) _words="$_words $_args" ;;
		*)
			if [ $2:$3 = inet:alias ]; then
				warn "\$ifconfig_${_name}_alias${_number%=} needs leading \"inet\" keyword for an IPv4 address."
				_words="$_words inet $_args"
			fi
			;;
		esac
	done
	_args=
	for _one in $(get_if_var $1 ifconfig_IF_aliases) $_words end; do
		case $_one in
		inet|inet6|link|ether|end)
			_ifalias_one $1 $2 $3 $_args && _some=0
			_args=$_one
			;;
		*) _args="$_args $_one" ;;
		esac
	done
	return $_some
}
# _ifalias_one IF FAMILY ACTION WORDS: one address of the family, or a range a.b.c.d-e/n of them.
_ifalias_one() {
	local _if=$1 _action=$3 _first _head _last _plen _tail
	[ "$4" = $2 ] && [ $# -gt 4 ] || return 1
	case $2:$_action in
	link:-alias|ether:-alias) return 1 ;;
	esac
	case $2:$5 in
	inet:*[0-9]-[0-9]*) ;;
	*)
		shift 3
		$IFCONFIG_CMD $_if "$@" $_action
		return
		;;
	esac
	_plen=${5#*/}
	[ "$_plen" != "$5" ] || _plen=32
	_head=${5%%-*} _tail=${5#*-}
	_first=${_head##*.} _head=${_head%.*}
	_tail=${_tail%%/*}
	_last=${_tail%%.*} _tail=${_tail#"$_last"}
	shift 5
	while [ $_first -le $_last ]; do
		[ $_action = alias ] || _plen=
		$IFCONFIG_CMD $_if inet $_head.$_first$_tail${_plen:+/$_plen} "$@" $_action
		_first=$((_first + 1))
		_plen=32
	done
}
"""

NETWORK_SUBR = _NAMES + _CONFIGURE + CLONES
