"""The part of /etc/network.subr of the base image that makes, removes and renames interfaces.

Models clone_up, clone_down, childif_create and ifnet_rename of libexec/rc/network.subr; the text is our own.
"""

from __future__ import annotations

CLONES = r"""
# clone_up [IF ...], clone_down [IF ...]: the interfaces of $cloned_interfaces.
clone_up() {
	local _if _list= _only="$*" _one
	for _one in $cloned_interfaces; do
		_if=${_one%%:*}
		_among $_if "$_only" || continue
		case $_if in
		epair[0-9]*) ! ifexists ${_if}a && ! ifexists ${_if}b || continue ;;
		*) ! ifexists $_if || continue ;;
		esac
		$IFCONFIG_CMD $_if create $(get_if_var $_if create_args_IF) || continue
		case $_if in
		epair[0-9]*) _list="$_list ${_if}a ${_if}b" ;;
		*) _list="$_list $_if" ;;
		esac
	done
	[ -z "$_list" ] || echo "Created clone interfaces:$_list."
}
clone_down() {
	local _end _if _list= _only="$*" _one _sticky=
	_is_yes "$cloned_interfaces_sticky" && _sticky=:sticky
	for _one in $cloned_interfaces; do
		case $_one$_sticky in
		*:nosticky*) ;;
		*:sticky) continue ;;
		esac
		_if=${_one%%:*}
		_among $_if "$_only" || continue
		_end=$_if
		case $_if in
		epair[0-9]*)
			_end=${_if}a
			ifexists $_end || _end=${_if}b
			;;
		esac
		ifexists $_end && $IFCONFIG_CMD -n $_end destroy || continue
		case $_if in
		epair[0-9]*) _list="$_list ${_if}a ${_if}b" ;;
		*) _list="$_list $_if" ;;
		esac
	done
	[ -z "$_list" ] || echo "Destroyed clone interfaces:$_list."
}
_among() {
	case " $2 " in
	'  '|*" $1 "*) ;;
	*) return 1 ;;
	esac
}

# Interfaces that stand on another: vlans_IF.
childif_create() {
	local _args _child _done=1 _new
	for _child in $(get_if_var $1 vlans_IF); do
		load_kld if_vlan
		case $_child in
		[1-9]|[1-9]*[0-9])
			_child=$1.$_child
			$IFCONFIG_CMD $_child create $(get_if_var $_child create_args_IF) && _done=0
			;;
		*)
			_args="vlandev $1 $(get_if_var $_child create_args_IF)"
			case $_child in
			vlan[0-9]*) $IFCONFIG_CMD $_child create $_args && _done=0 ;;
			*)
				_new=$($IFCONFIG_CMD vlan create $_args)
				$IFCONFIG_CMD $_new name $_child && _done=0
				;;
			esac
			;;
		esac
		! autoif $_child || ifn_start $_child
	done
	return $_done
}
childif_destroy() {
	local _child _done=1
	for _child in $(get_if_var $1 vlans_IF); do
		case $_child in
		[1-9]|[1-9]*[0-9]) _child=$1.$_child ;;
		esac
		ifexists $_child && $IFCONFIG_CMD -n $_child destroy && _done=0
	done
	return $_done
}

# ifnet_rename [IF ...]: ifconfig_IF_name.
ifnet_rename() {
	local _if _name
	for _if in ${*:-$($IFCONFIG_CMD -l)}; do
		_name=$(get_if_var $_if ifconfig_IF_name)
		[ -z "$_name" ] || $IFCONFIG_CMD $_if name $_name
	done
}
"""
