"""/etc/rc.d/jail of the base image: jails started and stopped with the system.

Models libexec/rc/rc.d/jail in verbs, variables and printed words; the text is our own. Leaves out jails described by
jail_NAME_* variables alone, obsolete since 10.
"""

from __future__ import annotations

from simbsd.image_rc_d import script

_BODY = r"""
name=jail
desc="Manage system jails"
rcvar=jail_enable
start_cmd=jail_start
stop_cmd=jail_stop
config_cmd=jail_config
console_cmd=jail_console
status_cmd=jail_status
extra_commands='config console status'
: ${jail_program:=/usr/sbin/jail} ${jail_consolecmd:=/usr/bin/login -f root}
: ${jail_jexec:=/usr/sbin/jexec} ${jail_jls:=/usr/sbin/jls}

# _jail_find NAME: sets _j (a name that jail(8) takes), _jv (one that a variable takes) and _conf, its file.
_jail_find() {
	local _own _listed=/etc/jail.conf.d _included="^[[:space:]]*\.include[[:space:]]*[\"']?/etc/jail.conf.d/"
	ltr "$1" /. _ _j
	_jv=$(echo -n "$_j" | tr -c '[:alnum:]' _)
	eval "_own=\${jail_${_jv}_conf:-/etc/jail.$_j.conf}"
	_listed=$_listed/$_j.conf
	if [ -r "$_own" ]; then
		_conf=$_own
	elif [ -r $_listed ] && ! grep -Eq "$_included" $jail_conf 2> /dev/null; then
		_conf=$_listed
	elif [ -r "$jail_conf" ]; then
		_conf=$jail_conf
	else
		warn "Invalid configuration for $_j " "(no jail.conf, no hostname, or no path).  " "Jail $_j was ignored."
		return 1
	fi
}
_jail_exists() {
	$jail_jls -j $1 > /dev/null 2>&1
}
jail_config() {
	local _conf _j _jv _one
	[ "$1" != _ALL ] || return 0
	for _one; do
		! _jail_find $_one || echo "$_j: parameters are in $_conf."
	done
}
jail_console() {
	local _command _conf _j _jv
	case $#:$1 in
	0:*|1:_ALL) err 3 'Specify a jail name.' ;;
	esac
	ltr "$1" /. _ _j
	_jv=$(echo -n "$1" | tr -c '[:alnum:]' _)
	shift
	eval "_command=\${jail_${_jv}_consolecmd:-\$jail_consolecmd}"
	[ $# -eq 0 ] || _command=$*
	$jail_jexec $_j $_command
}
jail_status() {
	$jail_jls -N
}

jail_start() {
	local _one
	[ $# -gt 0 ] || return 0
	startmsg -n 'Starting jails:'
	if [ $1 = _ALL ]; then
		_jail_start_all
	else
		for _one; do
			if checkyesno jail_parallel_start; then
				_jail_start_one $_one &
			else
				_jail_start_one $_one
			fi
		done
		wait
	fi
	startmsg '.'
}
_jail_start_all() {
	local _one _flags= _number _said
	checkyesno jail_parallel_start || _flags=-p1
	_said=$(mktemp -t jail) || exit 3
	if $jail_program $jail_flags -f $jail_conf -c $_flags >> $_said 2>&1; then
		$jail_jls jid name | while read _number _one; do
			startmsg -n " $_one"
			echo $_number > /var/run/jail_$_one.id
		done
	else
		cat $_said
	fi
	rm -f $_said
}
_jail_start_one() {
	local _conf _flags _j _jv _program _said
	_jail_find $1 || return 0
	eval "_flags=\${jail_${_jv}_flags:-\$jail_flags} _program=\${jail_${_jv}_program:-\$jail_program}"
	_said=$(mktemp -t jail) || exit 3
	if $_program $_flags -i -f $_conf -c $_j >> $_said 2>&1 < /dev/null; then
		startmsg -n " $_j"
		$jail_jls -j $_j jid > /var/run/jail_$_j.id
	else
		startmsg " cannot start jail " "\"$_j\": "
		cat $_said
	fi
	rm -f $_said
}

jail_stop() {
	local _one
	[ $# -gt 0 ] || return 0
	echo -n 'Stopping jails:'
	if [ $1 = _ALL ]; then
		if checkyesno jail_reverse_stop; then
			set -- $(reverse_list $($jail_jls name))
		else
			set -- $($jail_jls name)
		fi
		for _one; do
			_jail_stop_one $_one $jail_program $jail_flags -f $jail_conf
		done
	else
		! checkyesno jail_reverse_stop || set -- $(reverse_list "$@")
		for _one; do
			_jail_find $_one || continue
			_jail_exists $_j || continue
			eval "_program=\${jail_${_jv}_program:-\$jail_program}"
			_jail_stop_one $_j $_program -q -f $_conf
		done
	fi
	echo '.'
}
# _jail_stop_one NAME COMMAND: what the command says is shown only if the jail is still there.
_jail_stop_one() {
	local _name=$1 _said
	shift
	echo -n " $_name"
	_said=$(mktemp -t jail) || exit 3
	"$@" -r $_name >> $_said 2>&1
	if _jail_exists $_name; then
		cat $_said
	else
		rm -f /var/run/jail_$_name.id
	fi
	rm -f $_said
}
"""
_CALL = 'run_rc_command "$1"\n'
_CALL_WITH_NAMES = """case $# in
1) run_rc_command $1 ${jail_list:-_ALL} ;;
*)
	jail_reverse_stop=no
	run_rc_command "$@"
	;;
esac
"""

JAIL: dict[str, str] = {
    "jail": script(
        "jail", _BODY, require="LOGIN FILESYSTEMS", before="securelevel", keyword="shutdown"
    ).replace(_CALL, _CALL_WITH_NAMES)
}
