"""/etc/rc.subr of the base image: the functions that every rc(8) script shares.

Models libexec/rc/rc.subr in names, variables and printed words; the text is our own. Leaves out obsolete variables,
login classes, limits(1), cpuset, boottrace, netfs and GELI.
"""

from __future__ import annotations

from simbsd.image_rc_run import RUN, VERBS

_BASICS = r"""# Functions that rc(8) scripts share. A second reading does nothing.
[ -z "$_rc_subr_loaded" ] || return 0
_rc_subr_loaded=YES

: ${RC_PID:=$$}
export RC_PID
SYSCTL=/sbin/sysctl
SYSCTL_N="$SYSCTL -n"
SYSCTL_W=$SYSCTL
rc_service=$0
JID=0 # what ps(1) says of processes in one's own jail

# Messages: err ends the script, warn and info do not, debug shows itself with rc_debug=YES.
err() {
	_status=$1
	shift
	echo >&2 "$0: ERROR: $*"
	exit $_status
}
warn() {
	echo >&2 "$0: WARNING: $*"
}
info() {
	_is_yes "$rc_info" && echo "$0: INFO: $*"
}
debug() {
	_is_yes "$rc_debug" && echo >&2 "$0: DEBUG: $*"
}

_is_yes() {
	case $1 in
	[Yy][Ee][Ss]|[Tt][Rr][Uu][Ee]|[Oo][Nn]|1) ;;
	*) return 1 ;;
	esac
}

# checkyesno VARIABLE: is it yes? Anything that is neither yes nor no is complained of, and no.
checkyesno() {
	eval "_value=\$$1"
	_is_yes "$_value" && return
	case $_value in
	[Nn][Oo]|[Ff][Aa][Ll][Ss][Ee]|[Oo][Ff][Ff]|0) ;;
	*) warn "\$$1 is not set properly - see rc.conf(5)." ;;
	esac
	return 1
}

check_startmsgs() {
	[ -z "$rc_quiet" ] || checkyesno rc_startmsgs
}
startmsg() {
	check_startmsgs && echo "$@"
}

reverse_list() {
	local _back= _one
	for _one; do
		_back="$_one $_back"
	done
	echo $_back
}

# ltr TEXT OLD NEW [VARIABLE]: every character of OLD in TEXT becomes NEW.
ltr() {
	local _new _part IFS="$2"
	_new=
	for _part in $1; do
		_new="$_new${_new:+$3}$_part"
	done
	if [ -n "$4" ]; then
		setvar "$4" "$_new"
	else
		echo "$_new"
	fi
}

# list_vars PATTERN: the names of the shell's variables that match, in order.
list_vars() {
	local _line
	set | while read -r _line; do
		case ${_line%%=*} in
		*[!A-Za-z0-9_]*) ;;
		$1) echo "${_line%%=*}" ;;
		esac
	done
}

check_jail() {
	[ "$($SYSCTL_N security.jail.$1 2> /dev/null)" = 1 ]
}
check_kern_features() {
	eval "_known=\$_rc_feature_$1"
	if [ -z "$_known" ]; then
		$SYSCTL_N kern.features.$1 > /dev/null 2>&1
		_known=$?
		eval "_rc_feature_$1=$_known"
	fi
	return $_known
}

# load_kld [-e PATTERN] [-m MODULE] FILE: load a kernel module that is not there yet.
load_kld() {
	local _file _module _re _opt OPTIND=1
	while getopts e:m: _opt; do
		case $_opt in
		e) _re=$OPTARG ;;
		m) _module=$OPTARG ;;
		*) err 3 'USAGE: load_kld [-e regex] [-m module] file' ;;
		esac
	done
	shift $((OPTIND - 1))
	[ $# -eq 1 ] || err 3 'USAGE: load_kld [-e regex] [-m module] file'
	_file=$1
	if [ -n "$_re" ]; then
		kldstat -v | grep -Eq -e "$_re" && return 0
	else
		kldstat -q -m "${_module:-$_file}" && return 0
	fi
	if ! kldload "$_file"; then
		warn "Unable to load kernel module $_file"
		return 1
	fi
	info "$_file kernel module loaded."
}

# force_depend SCRIPT [NAME]: start a service that another one needs.
force_depend() {
	local _script=$1 _var="${2:-$1}_enable"
	[ -n "$rc_fast" ] && ! checkyesno always_force_depends && checkyesno $_var && return 0
	/etc/rc.d/$_script forcestatus > /dev/null 2>&1 && return 0
	info "$name depends on $_script, which will be forced to start."
	/etc/rc.d/$_script forcestart && return 0
	warn "Unable to force $_script. It may already be running."
	return 1
}

# A boot that cannot go on ends here: /etc/rc is told.
stop_boot() {
	if [ "$autoboot" = yes ] || _is_yes "$1"; then
		echo "ERROR: ABORTING BOOT (sending SIGTERM to parent)!"
		kill -TERM $RC_PID
	fi
	exit 1
}
"""

_CONFIGURATION = r"""
# load_rc_config [NAME]: the defaults, rc.conf and rc.conf.local once; then what rc.conf.d has for NAME.
load_rc_config() {
	local _dir _conf _var
	if [ -z "$_rc_conf_loaded" ] || [ "$_rc_conf_loaded" = false ]; then
		if [ -r /etc/defaults/rc.conf ]; then
			. /etc/defaults/rc.conf
			source_rc_confs
		elif [ -r /etc/rc.conf ]; then
			. /etc/rc.conf
		fi
		_rc_conf_loaded=true
	fi
	if [ -n "$1" ]; then
		for _dir in /etc $local_startup; do
			_dir=${_dir%/rc.d}
			for _conf in $_dir/rc.conf.d/$1 $_dir/rc.conf.d/$1/*; do
				[ -f $_conf ] && . $_conf
			done
		done
	fi
	for _var in $rcvar $rcvars; do
		eval ": \${$_var:=\$${_var}_defval}"
	done
}

# load_rc_config_var NAME VARIABLE: one variable of a service, and nothing else of its configuration.
load_rc_config_var() {
	[ $# -eq 2 ] || err 3 'USAGE: load_rc_config_var name var'
	eval "$(
		load_rc_config $1 > /dev/null
		eval "[ -z \"\${$2+set}\" ]" || eval "echo \"$2='\$$2'\""
	)"
}

# set_rcvar [VARIABLE [DEFAULT DESCRIPTION]]: name a service's switch, or declare another of its variables.
set_rcvar() {
	local _var
	case $# in
	0) echo ${name}_enable ;;
	1) echo ${1}_enable ;;
	*)
		_var=$1
		rcvars="${rcvars# } $_var"
		setvar ${_var}_defval "$2"
		shift 2
		setvar ${_var}_desc "$*"
		;;
	esac
}

find_system_scripts() {
	local _one
	system_rc=
	for _one in /etc/rc.d/*; do
		case $_one in
		*.pkgsave) ;;
		*) [ -x "$_one" ] && system_rc="$system_rc $_one" ;;
		esac
	done
}
find_local_scripts_new() {
	local _dir _one
	local_rc=
	for _dir in $local_startup; do
		[ -d $_dir ] || continue
		for _one in $(grep -l '^# PROVIDE:' $_dir/* 2> /dev/null); do
			case $_one in
			*.sample|*.pkgsave) ;;
			*) [ -x "$_one" ] && local_rc="$local_rc $_one" ;;
			esac
		done
	done
}

# run_rc_script FILE ARGUMENT: read the script in a shell of its own, as if it had been run.
run_rc_script() {
	_file=$1
	_arg=$2
	[ -n "$_file" ] && [ -n "$_arg" ] || err 3 'USAGE: run_rc_script file arg'
	unset name command command_args command_interpreter extra_commands pidfile procname rcvar rcvars \
		required_dirs required_files required_modules required_vars ${_arg}_cmd ${_arg}_precmd ${_arg}_postcmd
	rc_service=$_file
	case $_file in
	/etc/rc.d/*.sh) warn "Ignoring old-style startup script $_file" ;;
	*[~#]|*.OLD|*.bak|*.orig|*,v) warn "Ignoring scratch file $_file" ;;
	*)
		[ -x $_file ] || return
		(
			trap "echo Script $_file interrupted >&2; kill -QUIT $$" QUIT
			trap "echo Script $_file interrupted >&2; exit 1" INT
			set $_arg
			. $_file
		)
		;;
	esac
}
"""

_PROCESSES = r"""
# _find_processes NAME INTERPRETER PS-ARGUMENTS: the processes of this jail that run NAME, their ids in one line.
_find_processes() {
	local _argv _base=${1##*/} _found _jid _pid _what
	_what=$(ps -ww -o pid= -o jid= -o command= $3 2> /dev/null) || return 0
	_found=$(echo "$_what" | while read -r _pid _jid _argv; do
		[ "$_jid" = $JID ] || continue
		if [ "$2" = . ]; then
			case ${_argv%% *} in
			$1|$_base|$_base:|"($_base)"|"[$_base]") echo $_pid ;;
			esac
		else
			case $_argv in
			"$2 $1"|"$2 $1 "*|"[${2##*/}]"|"${2##*/}: $1"*) echo $_pid ;;
			esac
		fi
	done)
	echo -n $_found
}
check_pidfile() {
	[ -n "$1" ] && [ -n "$2" ] || err 3 'USAGE: check_pidfile pidfile procname [interpreter]'
	[ -f $1 ] || return 0
	read _pid _rest < $1
	[ -z "$_pid" ] || _find_processes $2 ${3:-.} "-p $_pid"
}
check_process() {
	[ -n "$1" ] || err 3 'USAGE: check_process procname [interpreter]'
	_find_processes $1 ${2:-.} -ax
}

# wait_for_pids PID ...: until none of them is there any more; says whom it waits for.
wait_for_pids() {
	local _said= _left _one _list="$*"
	while :; do
		_left=
		for _one in $_list; do
			if kill -0 $_one 2> /dev/null; then
				_left="$_left${_left:+ }$_one"
				[ -z "$_said" ] || sleep 1
			fi
		done
		[ -n "$_left" ] || break
		_list=$_left
		echo -n "${_said:-Waiting for PIDS: }$_list"
		_said=', '
		pwait $_list 2> /dev/null
	done
	[ -z "$_said" ] || echo .
}
"""

_DEVFS = r"""
# Rulesets of devfs(8) from files of devfs.rules(5); a name in brackets becomes a variable with its number.
devfs_rulesets_from_file() {
	local _line _name _number
	[ -n "$1" ] || { warn "devfs_rulesets_from_file: you must specify a file"; return 1; }
	[ -e "$1" ] || return 0
	while read -r _line; do
		case $_line in
		\#*|'') ;;
		\[*=*\]*)
			_number=${_line%%\]*}
			_name=${_number%%=*}
			_number=${_number#*=} _name=${_name#\[}
			case $_number in
			''|*[!0-9]*)
				warn "devfs_rulesets_from_file: cannot extract rule number ($_line)"
				return 1
				;;
			esac
			setvar $_name $_number
			/sbin/devfs rule -s $_number delset || return 1
			;;
		\[*)
			warn "devfs_rulesets_from_file: cannot extract rule number ($_line)"
			return 1
			;;
		*) eval "set -f; /sbin/devfs rule -s $_number ${_line%%\#*}" || return 1 ;;
		esac
	done < $1
	set +f
}
devfs_init_rulesets() {
	local _file
	[ -z "$devfs_rulesets_init" ] || return 0
	for _file in $devfs_rulesets; do
		if ! devfs_rulesets_from_file $_file; then
			warn "devfs_init_rulesets: could not read rules from $_file"
			return 1
		fi
	done
	devfs_rulesets_init=1
}
# devfs_set_ruleset NAME [DIRECTORY], devfs_apply_ruleset NAME [DIRECTORY]
devfs_set_ruleset() {
	_devfs_ruleset devfs_set_ruleset "$1" "$2" 'a ruleset number' 'set ruleset %s to' 'ruleset %s'
}
devfs_apply_ruleset() {
	_devfs_ruleset devfs_apply_ruleset "$1" "$2" 'a ruleset' 'apply ruleset %s to' 'rule -s %s applyset'
}
_devfs_ruleset() {
	local _number=
	[ -z "$2" ] || eval "_number=\$$2"
	if [ -z "$_number" ]; then
		warn "$1: you must specify $4"
		return 1
	fi
	/sbin/devfs ${3:+-m $3} $(printf "$6" $_number) && return 0
	warn "$1: unable to $(printf "$5" $_number) $3"
	return 1
}
"""

RC_SUBR = _BASICS + _CONFIGURATION + _PROCESSES + VERBS + RUN + _DEVFS
