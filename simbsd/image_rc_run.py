"""run_rc_command of the base image's /etc/rc.subr: what a service's verbs do.

Models run_rc_command of libexec/rc/rc.subr in variables and printed words; the text is our own. Leaves out limits(1),
login classes, cpuset and protect(1).
"""

from __future__ import annotations

VERBS = r"""
rc_usage() {
	local _sep= _one
	echo -n >&2 "Usage: $0 [fast|force|one|quiet]("
	for _one; do
		echo -n >&2 "$_sep$_one"
		_sep='|'
	done
	echo >&2 ')'
	exit 1
}

# What must hold before a service starts. With "force" a failure is only complained of.
check_required_before() {
	local _one
	[ "$1" = start ] || return 0
	for _one in $required_vars; do
		checkyesno $_one || _lacks "\$$_one is not enabled." || return 1
	done
	for _one in $required_dirs; do
		[ -d $_one/. ] || _lacks "$_one is not a directory." || return 1
	done
	for _one in $required_files; do
		[ -r $_one ] || _lacks "$_one is not readable." || return 1
	done
}
check_required_after() {
	local _one
	[ "$1" = start ] || return 0
	for _one in $required_modules; do
		case $_one in
		*~*) set -- -e ${_one#*~} ${_one%%~*} ;;
		*:*) set -- -m ${_one#*:} ${_one%%:*} ;;
		*) set -- $_one ;;
		esac
		load_kld "$@" || [ -n "$rc_force" ] || return 1
	done
}
_lacks() {
	warn "$1"
	[ -n "$rc_force" ]
}

_run_rc_precmd() {
	check_required_before $rc_arg || return 1
	if [ -n "$_precmd" ]; then
		eval "$_precmd $rc_extra_args"
		_return=$?
		[ $_return -eq 0 ] || [ -n "$rc_force" ] || return 1
	fi
	check_required_after $rc_arg
}
_run_rc_postcmd() {
	if [ -n "$_postcmd" ]; then
		eval "$_postcmd $rc_extra_args"
		_return=$?
	fi
	return 0
}
_run_rc_doit() {
	local _mask
	_mask=$(umask)
	[ -z "$_umask" ] || umask $_umask
	eval "$*"
	_return=$?
	umask $_mask
	[ $_return -eq 0 ] || [ -n "$rc_force" ]
}
_run_rc_notrunning() {
	echo >&2 "$name not running?${pidfile:+ (check $pidfile).}"
}
_run_rc_kill() {
	local _kill="kill -$1 $rc_pid"
	[ -z "$_user" ] || _kill="su -m $_user -c '$_kill'"
	_run_rc_doit "$_kill"
}

_rc_start() {
	if [ ! -x "$_chroot${_chroot:+/}$command" ]; then
		warn "run_rc_command: cannot run $command"
		return 1
	fi
	if ! _run_rc_precmd; then
		warn "failed precmd routine for $name"
		return 1
	fi
	startmsg "Starting $name."
	_doit="${_fib:+setfib -F $_fib }${_env:+env $_env }"
	if [ -n "$_chroot" ]; then
		_doit="${_nice:+nice -n $_nice }${_doit}chroot ${_user:+-u $_user }${_group:+-g $_group }"
		_doit="$_doit${_groups:+-G $_groups }$_chroot $command $rc_flags $command_args"
	else
		_doit="$_doit$command $rc_flags $command_args"
		[ -z "$_user" ] || _doit="su -m $_user -c 'sh -c \"$_doit\"'"
		[ -z "$_nice" ] || _doit="nice -n $_nice $_doit"
		_doit="${_chdir:+cd $_chdir && }${_prepend:+$_prepend }$_doit"
	fi
	[ -z "$_setup" ] || _run_rc_doit "$_setup" || warn "failed to setup $name"
	if ! _run_rc_doit "$_doit"; then
		warn "failed to start $name"
		return 1
	fi
	_run_rc_postcmd
}
_rc_stop() {
	if [ -z "$rc_pid" ]; then
		[ -n "$rc_fast" ] && return 0
		_run_rc_notrunning
		return 1
	fi
	_run_rc_precmd || return 1
	echo "Stopping $name."
	_run_rc_kill ${sig_stop:-TERM} || return 1
	wait_for_pids $rc_pid
	_run_rc_postcmd
}
_rc_reload() {
	if [ -z "$rc_pid" ]; then
		_run_rc_notrunning
		return 1
	fi
	_run_rc_precmd && _run_rc_kill ${sig_reload:-HUP} && _run_rc_postcmd
}
_rc_restart() {
	[ -z "$_rc_restart_done" ] || return 0
	_rc_restart_done=true
	_run_rc_precmd || return 1
	( run_rc_command ${_rc_prefix}stop $rc_extra_args )
	( run_rc_command ${_rc_prefix}start $rc_extra_args )
	_return=$?
	[ $_return -eq 0 ] || [ -n "$rc_force" ] || return 1
	_run_rc_postcmd
}
_rc_status() {
	_run_rc_precmd || return 1
	if [ -z "$rc_pid" ]; then
		echo "$name is not running."
		return 1
	fi
	echo "$name is running as pid $rc_pid."
	_run_rc_postcmd
}
_rc_poll() {
	_run_rc_precmd || return 1
	[ -z "$rc_pid" ] || wait_for_pids $rc_pid
	_run_rc_postcmd
}
_rc_describe() {
	[ -z "$desc" ] || echo "$desc"
}
_rc_extracommands() {
	echo "$extra_commands"
}
_rc_enable() {
	_out=$(/usr/sbin/sysrc -vs "$name" "$rcvar=YES") && echo "$name enabled in ${_out%%:*}"
}
_rc_disable() {
	_out=$(/usr/sbin/sysrc -vs "$name" "$rcvar=NO") && echo "$name disabled in ${_out%%:*}"
}
_rc_delete() {
	local _file _files=
	for _file in $(sysrc -lEs "$name"); do
		sysrc -Fif $_file "$rcvar" > /dev/null && _files="$_files $_file"
	done
	/usr/sbin/sysrc -x "$rcvar" && echo "$rcvar deleted in ${_files# }"
	checkyesno service_delete_empty || return 0
	for _file in $_files; do
		case $_file in
		*/rc.conf.d/*) [ -s $_file ] || { rm "$_file" && echo "Empty file $_file removed"; } ;;
		esac
	done
}
_rc_rcvar() {
	local _about _seen= _text _var
	echo "# $name${desc:+ : $desc}"
	echo '#'
	for _var in $rcvar $rcvars; do
		case " $_seen " in
		*" $_var "*) continue ;;
		esac
		_seen="$_seen $_var"
		eval "_text=\$$_var _about=\$${_var}_desc"
		echo "$_var=\"$_text\""
		[ -z "$_about" ] || echo "# - $_about"
		eval "echo \"#   (default: \\\"\$${_var}_defval\\\")\""
	done
	echo
}
"""

RUN = r"""
# run_rc_command VERB [ARGUMENT ...]: do what the script's variables say for the verb, or the default.
run_rc_command() {
	[ -n "$name" ] || err 3 'run_rc_command: $name is not set.'
	_return=0
	_rc_prefix=
	rc_arg=$1
	[ $# -eq 0 ] || shift
	rc_extra_args="$*"
	case $rc_arg in
	fast*) rc_arg=${rc_arg#fast} rc_fast=yes rc_quiet=yes ;;
	quiet*) _rc_prefix=quiet rc_quiet=yes ;;
	force*) _rc_prefix=force rc_force=yes ;;
	one*) _rc_prefix=one ;;
	esac
	rc_arg=${rc_arg#$_rc_prefix}
	case $_rc_prefix:$rcvar in
	force:?*|one:?*) setvar $rcvar YES ;;
	esac

	eval "command=\${${name}_program:-\$command} rc_flags=\${flags:-\$${name}_flags} _chdir=\$${name}_chdir \
		_chroot=\$${name}_chroot _nice=\$${name}_nice _user=\$${name}_user _group=\$${name}_group \
		_groups=\$${name}_groups _fib=\$${name}_fib _env=\$${name}_env _prepend=\$${name}_prepend \
		_setup=\$${name}_setup _env_file=\$${name}_env_file _umask=\$${name}_umask"
	_keywords="start stop restart rcvar enable disable delete enabled describe extracommands $extra_commands"
	rc_pid=
	_procname=${procname:-$command}
	if [ -n "$_procname" ]; then
		_keywords="$_keywords status poll"
	elif [ -n "$status_cmd" ]; then
		_keywords="$_keywords status"
	fi
	[ -n "$rc_arg" ] || rc_usage $_keywords
	if [ "$rc_arg" = enabled ]; then
		checkyesno $rcvar
		return
	fi
	if [ -n "$_env_file" ] && [ -r "$_env_file" ]; then
		set -a
		. $_env_file
		set +a
	fi
	[ -n "$_user" ] && [ "$_user" = "$(id -un)" ] && _user=
	if [ -n "$_procname" ] && [ -z "$autoboot" ]; then
		if [ -n "$pidfile" ]; then
			rc_pid=$(check_pidfile $pidfile $_procname $command_interpreter)
		else
			rc_pid=$(check_process $_procname $command_interpreter)
		fi
	fi
	case " $_keywords " in
	*" $rc_arg "*) _rc_verb ;;
	*)
		echo >&2 "$0: unknown directive '$rc_arg'."
		rc_usage $_keywords
		;;
	esac
}

# The verb is known: is it allowed, and how is it done?
_rc_verb() {
	case $rcvar:$rc_arg:$rc_pid in
	:*|*:rcvar:*|*:delete:*|*:enable:*|*:describe:*|*:status:*|*:stop:?*) ;;
	*)
		if ! checkyesno $rcvar; then
			[ -n "$rc_quiet" ] || echo "Cannot '$rc_arg' $name. Set $rcvar to YES in /etc/rc.conf or use" \
				"'one$rc_arg' instead of '$rc_arg'."
			return 0
		fi
		;;
	esac
	if [ $rc_arg = start ] && [ -z "$rc_fast" ] && [ -n "$rc_pid" ]; then
		[ -n "$rc_quiet" ] || echo >&2 "$name already running?  (pid=$rc_pid)."
		return 1
	fi
	eval "_cmd=\$${rc_arg}_cmd _precmd=\$${rc_arg}_precmd _postcmd=\$${rc_arg}_postcmd"
	if [ -n "$_cmd" ]; then
		[ -z "$_env" ] || eval "export -- $_env"
		_run_rc_precmd || return 1
		_run_rc_doit "$_cmd $rc_extra_args" || return 1
		_run_rc_postcmd
		return $_return
	fi
	case $rc_arg in
	start|stop|reload|restart|status|poll|rcvar|enable|disable|delete|describe|extracommands)
		_rc_$rc_arg || return 1
		return $_return
		;;
	*) rc_usage $_keywords ;;
	esac
}
"""
