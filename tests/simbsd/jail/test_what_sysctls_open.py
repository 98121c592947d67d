"""Variables that open or close a privilege: who may write them, and what they then do.

Source: sys/kern/kern_sysctl.c (sysctl_root: CTLFLAG_SECURE), kern_resource.c (unprivileged_idprio), sys_process.c
(allow_ptrace), sys/netinet/in_pcb.c (ipport_reservedhigh, sysctl_net_ipport_check).
"""

from __future__ import annotations

import pytest

USER = "su -m alice -c"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("security.bsd.unprivileged_proc_debug", "0"), ("kern.msgbuf_clear", "1"),
        ("net.inet.ip.portrange.reservedhigh", "0"), ("net.inet.ip.portrange.reservedlow", "0"),
    ],
)  # fmt: skip
def test_a_raised_securelevel_fixes_what_is_marked_so(sh, name, value):
    assert sh(f"sysctl -q {name}={value} >/dev/null") == ("", 0)
    output, status = sh(f"sysctl kern.securelevel=1 >/dev/null; sysctl {name}={value} 2>&1 | tail -1")
    assert (output, status) == (f"sysctl: {name}={value}: Operation not permitted\n", 0)


def test_a_jails_own_securelevel_counts(sh):
    script = "jail -c name=a path=/ persist securelevel=1; jexec a sysctl security.bsd.unprivileged_proc_debug=0 2>&1\n"
    output, _ = sh(script + "sysctl security.bsd.unprivileged_proc_debug=0")
    assert output.splitlines()[1:] == [
        "sysctl: security.bsd.unprivileged_proc_debug=0: Operation not permitted",
        "security.bsd.unprivileged_proc_debug: 1 -> 0",
    ]


def test_users_may_be_let_idle_but_never_real_time(sh):
    idle, real = f"{USER} 'idprio 5 true' 2>&1; echo $?", f"{USER} 'rtprio 5 true' 2>&1; echo $?"
    assert sh(idle)[0] == "idprio: RTP_SET: Operation not permitted\n1\n"
    allowed = "sysctl -q security.bsd.unprivileged_idprio=1 >/dev/null; "
    assert sh(allowed + idle)[0] == "0\n"
    assert sh(allowed + real)[0] == "rtprio: RTP_SET: Operation not permitted\n1\n"
    jail = "jail -c name=a path=/ persist; jexec a idprio 5 true 2>&1; echo $?"
    assert sh(jail)[0] == "idprio: RTP_SET: Operation not permitted\n1\n"
    assert sh(allowed + jail)[0] == "0\n"


def test_tracing_can_be_switched_off_for_the_whole_machine(sh):
    """truss lets its command run untraced, and only then finds out (usr.bin/truss/setup.c: new_proc)."""
    off = "sysctl -q security.bsd.allow_ptrace=0 >/dev/null; "
    output, _ = sh(off + "{ truss echo hi; truss -f true; } 2>&1 | sed 's/pid [0-9]*/pid N/'")
    assert output == (
        "hi\ntruss: Unable to enable LWP events for pid N: Function not implemented\n"
        "truss: Unable to follow forks for pid N: Function not implemented\n"
    )
    attach, _ = sh(off + "sleep 9 & truss -p $! 2>&1")
    assert attach == "truss: can not attach to target process: Function not implemented\n"


LISTEN = "nc -l 127.0.0.1 80 & sleep 1; kill $! 2>/dev/null; wait; true"


def test_the_reserved_ports_are_a_variable_of_each_stack(sh):
    user = f"{USER} '{LISTEN}' 2>&1"
    assert sh(user)[0] == "nc: Permission denied\n"
    assert sh(f"sysctl -q net.inet.ip.portrange.reservedhigh=79 >/dev/null; {user}")[0] == ""
    plain = "jail -c name=a path=/ persist ip4=inherit; jexec a sysctl net.inet.ip.portrange.reservedhigh=0 2>&1"
    assert sh(plain)[0].endswith("reservedhigh=0: Operation not permitted\n")
    high = "net.inet.ip.portrange.reservedhigh"
    own = f"jail -c name=a path=/ persist vnet; jexec a sysctl {high}=0; sysctl -n {high}"
    assert sh(own)[0] == "net.inet.ip.portrange.reservedhigh: 1023 -> 0\n1023\n"


def test_chosen_ports_come_from_the_range_that_is_set(sh):
    output, _ = sh(
        "sysctl -q net.inet.ip.portrange.first=20000 net.inet.ip.portrange.last=20001 >/dev/null\n"
        "nc -k -l 127.0.0.1 7 >/dev/null & sleep 1\n"
        "for i in 1 2; do nc -z 127.0.0.1 7 >/dev/null 2>&1; done\n"
        "netstat -an -p tcp | grep TIME_WAIT | while read a b c local d; do echo $local; done | sort"
    )
    assert output == "127.0.0.1.20000\n127.0.0.1.20001\n"


@pytest.mark.parametrize(("value", "kept"), [("1", "1024"), ("70000", "65535"), ("30000", "30000")])
def test_the_range_stays_above_the_reserved_ports(sh, value, kept):
    first = "net.inet.ip.portrange.first"
    assert sh(f"sysctl -q {first}={value} >/dev/null; sysctl -n {first}")[0] == f"{kept}\n"


@pytest.mark.parametrize("inside", ["", "jail -c name=a path=/ persist; jexec a "])
def test_users_may_be_kept_from_tracing_even_their_own(sh, inside):
    """A child may ask to be traced; its parent is asked at its first request (kern_ptrace: p_candebug)."""
    where = inside.rpartition("; ")[2]
    script = f"{inside}sysctl -q security.bsd.unprivileged_proc_debug=0 >/dev/null; {where}{USER} 'truss echo hi' 2>&1"
    output, _ = sh(script + " | sed 's/pid [0-9]*/pid N/'; pgrep -l echo; " + where + "truss -o /dev/null echo root")
    assert output == "truss: Unable to enable LWP events for pid N: Operation not permitted\nroot\n"
