"""The columns of ps(1): keyword, header, side, name in libxo's output, and what prints it.

Models bin/ps/keyword.c; leaves out acflag, f, f2, nwchan, paddr, tdaddr, tdev, upr, uprocp and vmaddr.
Numbers of faults and swaps are 0: nothing pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.bin.ps.print import (
    Show,
    arguments,
    command,
    constant,
    cputime,
    egroupname,
    elapsed,
    elapseds,
    gid,
    hexadecimal,
    kilobytes,
    loginclass,
    logname,
    longtname,
    lstarted,
    number,
    pcpu,
    pmem,
    pri,
    priorityr,
    rgroupname,
    runame,
    signals,
    started,
    state,
    systime,
    tdnam,
    tname,
    ucomm,
    up_to_127,
    used,
    username,
    usertime,
    wchan,
)
from simbsd.sys.cpuset import TID_BASE


@dataclass(frozen=True, slots=True)
class Var:
    """A column. ``show(view, process, last)`` gives its text; ``last``: it is the last column; ``field`` names it in
    libxo's output.
    """

    name: str
    header: str
    left: bool
    field: str
    show: Show


_VARS: tuple[Var, ...] = (
    Var("%cpu", "%CPU", False, "percent-cpu", pcpu),
    Var("%mem", "%MEM", False, "percent-memory", pmem),
    Var("args", "COMMAND", True, "arguments", arguments),
    Var("class", "CLASS", True, "login-class", loginclass),
    Var("comm", "COMMAND", True, "command", ucomm),
    Var("command", "COMMAND", True, "command", command),
    Var("cow", "COW", False, "copy-on-write-faults", constant("0")),
    Var("cpu", "C", False, "on-cpu", constant("0")),
    Var("dsiz", "DSIZ", False, "data-size", kilobytes("ki_dsize")),
    Var("emul", "EMUL", True, "emulation-envirnment", constant("FreeBSD ELF64")),
    Var("etime", "ELAPSED", False, "elapsed-time", elapsed),
    Var("etimes", "ELAPSED", False, "elapsed-times", elapseds),
    Var("fib", "FIB", False, "fib", number("ki_fibnum")),
    Var("gid", "GID", False, "gid", gid),
    Var("group", "GROUP", True, "group", egroupname),
    Var("inblk", "INBLK", False, "read-blocks", used("ru_inblock")),
    Var("jail", "JAIL", True, "jail-name", lambda view, p, last: p.ki_jail),
    Var("jid", "JID", False, "jail-id", number("ki_jid")),
    Var("jobc", "JOBC", False, "job-control-count", number("ki_jobc")),
    Var("ktrace", "KTRACE", False, "ktrace", constant("0")),
    Var("label", "LABEL", True, "label", constant("")),  # no policy gives labels (lib/mac.py)
    Var("lim", "LIM", False, "memory-limit", constant("-")),
    Var("lockname", "LOCK", True, "lock-name", constant("-")),
    Var("login", "LOGIN", True, "login-name", logname),
    Var("lstart", "STARTED", True, "start-time", lstarted),
    Var("lwp", "LWP", False, "thread-id", lambda view, p, last: str(p.ki_pid + TID_BASE)),
    Var("majflt", "MAJFLT", False, "major-faults", constant("0")),
    Var("minflt", "MINFLT", False, "minor-faults", constant("0")),
    Var("msgrcv", "MSGRCV", False, "received-messages", constant("0")),
    Var("msgsnd", "MSGSND", False, "sent-messages", constant("0")),
    Var("mwchan", "MWCHAN", True, "wait-channel", wchan),
    Var("nice", "NI", False, "nice", number("ki_nice")),
    Var("nivcsw", "NIVCSW", False, "involuntary-context-switches", used("ru_nivcsw")),
    Var("nlwp", "NLWP", False, "threads", constant("1")),
    Var("nsigs", "NSIGS", False, "signals-taken", used("ru_nsignals")),
    Var("nswap", "NSWAP", False, "swaps", constant("0")),
    Var("nvcsw", "NVCSW", False, "voluntary-context-switches", used("ru_nvcsw")),
    Var("oublk", "OUBLK", False, "written-blocks", used("ru_oublock")),
    Var("pagein", "PAGEIN", False, "pageins", constant("0")),
    Var("pgid", "PGID", False, "process-group", number("ki_pgid")),
    Var("pid", "PID", False, "pid", number("ki_pid")),
    Var("ppid", "PPID", False, "ppid", number("ki_ppid")),
    Var("pri", "PRI", False, "priority", pri),
    Var("re", "RE", False, "residency-time", up_to_127("ki_swtime")),
    Var("rgid", "RGID", False, "real-gid", number("ki_rgid")),
    Var("rgroup", "RGROUP", True, "real-group", rgroupname),
    Var("rss", "RSS", False, "rss", kilobytes("ki_rssize")),
    Var("rtprio", "RTPRIO", False, "realtime-priority", priorityr),
    Var("ruid", "RUID", False, "real-uid", number("ki_ruid")),
    Var("ruser", "RUSER", True, "real-user", runame),
    Var("sid", "SID", False, "sid", number("ki_sid")),
    Var("sig", "PENDING", False, "signals-pending", signals("ki_siglist")),
    Var("sigcatch", "CAUGHT", False, "signals-caught", signals("ki_sigcatch")),
    Var("sigignore", "IGNORED", False, "signals-ignored", signals("ki_sigignore")),
    Var("sigmask", "BLOCKED", False, "signal-mask", signals("ki_sigmask")),
    Var("sl", "SL", False, "sleep-time", up_to_127("ki_slptime")),
    Var("ssiz", "SSIZ", False, "stack-size", kilobytes("ki_ssize")),
    Var("start", "STARTED", True, "start-time", started),
    Var("state", "STAT", True, "state", state),
    Var("svgid", "SVGID", False, "saved-gid", number("ki_svgid")),
    Var("svuid", "SVUID", False, "saved-uid", number("ki_svuid")),
    Var("systime", "SYSTIME", False, "system-time", systime),
    Var("tdname", "TDNAME", True, "thread-name", tdnam),
    Var("time", "TIME", False, "cpu-time", cputime),
    Var("tpgid", "TPGID", False, "terminal-process-gid", number("ki_tpgid")),
    Var("tracer", "TRACER", False, "tracer", constant("0")),
    Var("tsid", "TSID", False, "terminal-sid", number("ki_tsid")),
    Var("tsiz", "TSIZ", False, "text-size", kilobytes("ki_tsize")),
    Var("tt", "TT ", False, "terminal-name", tname),
    Var("tty", "TTY", True, "tty", longtname),
    Var("ucomm", "UCOMM", True, "accounting-name", ucomm),
    Var("uid", "UID", False, "uid", number("ki_uid")),
    Var("user", "USER", True, "user", username),
    Var("usertime", "USERTIME", False, "user-time", usertime),
    Var("vsz", "VSZ", False, "virtual-size", kilobytes("ki_size")),
    Var("wchan", "WCHAN", True, "wait-channel", wchan),
    Var("xstat", "XSTAT", False, "exit-status", hexadecimal("ki_xstat")),
)
VARS: dict[str, Var] = {var.name: var for var in _VARS}
ALIASES: dict[str, str] = {
    "blocked": "sigmask", "caught": "sigcatch", "cputime": "time", "egid": "gid", "egroup": "group", "euid": "uid",
    "ignored": "sigignore", "inblock": "inblk", "logname": "login", "ni": "nice", "nsignals": "nsigs",
    "oublock": "oublk", "pcpu": "%cpu", "pending": "sig", "pmem": "%mem", "stat": "state", "tdnam": "tdname",
    "vsize": "vsz",
}  # fmt: skip
