"""What root may do in a jail: facts 2.4 (kern_jail.c: prison_priv_check; kern_priv.c: priv_check_cred)."""

from __future__ import annotations

import pytest

from simbsd.kern.kern_jail_priv import PRISON_PRIVILEGES
from simbsd.kern.kern_priv import can_priv, priv_check, priv_verdict
from simbsd.sys.errno import Errno
from simbsd.sys.event import PrivCheck
from simbsd.sys.priv import Priv

EVERY_JAIL = """
CRED_SETUID CRED_SETEUID CRED_SETGID CRED_SETEGID CRED_SETGROUPS CRED_SETREUID CRED_SETREGID CRED_SETRESUID
CRED_SETRESGID SEEOTHERGIDS SEEOTHERUIDS SEEJAILPROC DEBUG_DIFFCRED DEBUG_SUGID DEBUG_UNPRIV PROC_LIMIT PROC_SETLOGIN
PROC_SETRLIMIT PROC_SETLOGINCLASS KTRACE SIGNAL_DIFFCRED SIGNAL_SUGID SCHED_DIFFCRED SCHED_CPUSET IPC_READ IPC_WRITE
IPC_ADMIN IPC_MSGSIZE MQ_ADMIN JAIL_ATTACH JAIL_SET JAIL_REMOVE SYSCTL_WRITEJAIL VFS_READ VFS_WRITE VFS_ADMIN VFS_EXEC
VFS_CHOWN VFS_CHROOT VFS_FCHROOT VFS_LINK VFS_STAT VFS_SETGID VFS_STICKYFILE VFS_RETAINSUGID VFS_BLOCKRESERVE
VFS_CHFLAGS_DEV VFS_GETQUOTA VFS_SETQUOTA KMEM_READ NETINET_RESERVEDPORT NETINET_REUSEPORT NETINET_SETHDROPTS
NETINET_GETCRED VFS_LOOKUP
""".split()
OWN_STACK = """
NET_ROUTE NET_IFCREATE NET_IFDESTROY NET_SETIFFLAGS NET_SETIFMTU NET_SETIFNAME NET_SETIFDESCR NET_SETIFMETRIC
NET_SETIFPHYS NET_SETIFCAP NET_SETIFMAC NET_SETLLADDR NET_SETIFVNET NET_SETIFFIB NET_SETLANPCP NET_HWIOCTL
NET_ADDIFADDR NET_DELIFADDR NET_ADDIFGROUP NET_DELIFGROUP NET_ADDMULTI NET_DELMULTI NET_BRIDGE NET_GRE NET_GIF
NET_LAGG NET_TAP NET_BPF NET_RAW NET_OVPN NET_ME NET_WG NETINET_PF NETINET_IPFW NETINET_DUMMYNET NETINET_DIVERT
NETINET_CARP NETINET_MROUTE NETINET_IPSEC NETINET_BINDANY NETINET_ND6 NETINET_SCOPE6 NETINET_ADDRCTRL6
NETINET_ALIFETIME6 NETGRAPH_CONTROL NET80211_VAP_GETKEY NET80211_VAP_MANAGE NETINET_RAW
""".split()
CONDITIONAL = {
    "VFS_SYSFLAGS": {"allow.chflags": True},
    "VFS_MOUNT": {"allow.mount": True, "enforce_statfs": 1},
    "VFS_UNMOUNT": {"allow.mount": True, "enforce_statfs": 1},
    "VFS_MOUNT_NONUSER": {"allow.mount": True, "enforce_statfs": 1},
    "VFS_MOUNT_OWNER": {"allow.mount": True, "enforce_statfs": 1},
    "VM_MLOCK": {"allow.mlock": True},
    "VM_MUNLOCK": {"allow.mlock": True},
    "MSGBUF": {"allow.read_msgbuf": True},
    "NETINET_RAW": {"allow.raw_sockets": True},
}


def held(host, jid: int) -> list[str]:
    p = host.inmate(jid)
    return [priv.name.removeprefix("PRIV_") for priv in Priv if priv_verdict(host.kernel, p.p_ucred, priv)[0]]


def test_root_in_a_plain_jail_holds_exactly_the_privileges_of_the_table(host) -> None:
    assert sorted(held(host, host.jail(name="plain"))) == sorted(EVERY_JAIL)


def test_root_in_a_vnet_jail_holds_those_of_its_own_stack_too(host) -> None:
    assert sorted(held(host, host.jail(name="stack", vnet=1))) == sorted([*EVERY_JAIL, *OWN_STACK])


def test_root_on_the_host_holds_every_privilege(host) -> None:
    assert all(priv_verdict(host.kernel, host.root.p_ucred, priv)[0] for priv in Priv)


@pytest.mark.parametrize("name", CONDITIONAL)
def test_a_permission_gives_its_privilege_and_taking_it_back_takes_the_privilege(host, name: str) -> None:
    host.call(host.root, "jail_set", {"name": "j", "persist": True, "enforce_statfs": 0}, 1)
    p = host.inmate(host.get("j")["jid"])
    priv = Priv[f"PRIV_{name}"]
    assert not priv_verdict(host.kernel, p.p_ucred, priv)[0]
    host.call(host.root, "jail_set", {"name": "j", **CONDITIONAL[name]}, 2)
    assert priv_verdict(host.kernel, p.p_ucred, priv)[0]
    lost = {key: False for key in CONDITIONAL[name] if key.startswith("allow.")}
    host.call(host.root, "jail_set", {"name": "j", **lost}, 2)
    assert not priv_verdict(host.kernel, p.p_ucred, priv)[0]


def test_reserved_ports_are_held_until_they_are_taken_away(host) -> None:
    p = host.inmate(host.jail(name="j"))
    assert priv_verdict(host.kernel, p.p_ucred, Priv.PRIV_NETINET_RESERVEDPORT)[0]
    host.call(host.root, "jail_set", {"name": "j", "allow.reserved_ports": False}, 2)
    assert not priv_verdict(host.kernel, p.p_ucred, Priv.PRIV_NETINET_RESERVEDPORT)[0]


@pytest.mark.parametrize("name", ["NFS_DAEMON", "VFS_GETFH", "VFS_MOUNT_EXPORTED"])
def test_an_nfs_server_needs_a_stack_a_permission_and_a_file_system(host, name: str) -> None:
    """prison_check_nfsd: all four at once; / is the root of a file system, /etc is not."""
    fine = {"vnet": 1, "allow__nfsd": True, "path": "/", "enforce_statfs": 1}
    lack = ({}, {"vnet": 2}, {"allow__nfsd": False}, {"path": "/etc"}, {"enforce_statfs": 0})
    for number, lacking in enumerate(lack):
        p = host.inmate(host.jail(name=f"j{number}", **{**fine, **lacking}))
        assert priv_verdict(host.kernel, p.p_ucred, Priv[f"PRIV_{name}"])[0] is not bool(lacking)


def test_a_jails_root_never_reads_generation_numbers(host) -> None:
    """priv_check_cred_vfs_generation asks for nothing but the host."""
    p = host.inmate(host.jail(name="j"))
    held, _, where = priv_verdict(host.kernel, p.p_ucred, Priv.PRIV_VFS_GENERATION)
    assert (held, where) == (False, "kern_priv.c: priv_check_cred_vfs_generation")


def test_mounting_needs_enforce_statfs_below_two_besides_allow_mount(host) -> None:
    p = host.inmate(host.jail(name="j", allow__mount=True))
    assert not priv_verdict(host.kernel, p.p_ucred, Priv.PRIV_VFS_MOUNT)[0]


def test_without_allow_suser_root_holds_nothing_but_what_everybody_has(host) -> None:
    p = host.inmate(host.jail(name="j", allow__suser=False))
    got = [priv.name for priv in Priv if priv_verdict(host.kernel, p.p_ucred, priv)[0]]
    assert got == ["PRIV_DEBUG_UNPRIV", "PRIV_KMEM_READ"]


def test_a_user_holds_no_privilege_but_what_sysctls_and_devices_leave_open(host) -> None:
    p = host.child()
    host.call(p, "setuid", 1001)
    got = [priv.name for priv in Priv if priv_verdict(host.kernel, p.p_ucred, priv)[0]]
    assert got == ["PRIV_MSGBUF", "PRIV_DEBUG_UNPRIV", "PRIV_VM_MLOCK", "PRIV_VM_MUNLOCK", "PRIV_KMEM_READ"]


def test_each_check_announces_its_verdict_and_the_rule(host) -> None:
    p = host.inmate(host.jail(name="j"))
    host.kernel.events.clear()
    host.kernel.curproc = p
    assert not can_priv(host.kernel, p.p_ucred, Priv.PRIV_NET_ROUTE)
    [event] = [e for e in host.kernel.events if isinstance(e, PrivCheck)]
    assert (event.pid, event.priv, event.granted) == (p.p_pid, "PRIV_NET_ROUTE", False)
    assert event.rule == (
        "The jail policy refuses it: this jail shares its network stack, and only the stack's owner may configure it."
    )


def test_a_refused_check_raises_eperm_with_the_rule_as_its_note(host) -> None:
    p = host.inmate(host.jail(name="j"))
    with pytest.raises(Errno) as caught:
        priv_check(host.kernel, p, Priv.PRIV_KLD_LOAD)
    assert caught.value.name == "EPERM"
    assert caught.value.note == (
        "PRIV_KLD_LOAD: The jail policy refuses it: it would reach beyond the jail, to the whole machine."
    )
    assert caught.value.where == "kern_jail.c: prison_priv_check"


def test_every_rule_explains_both_of_its_verdicts_where_it_has_both(host) -> None:
    for plain, stack in PRISON_PRIVILEGES.values():
        for rule in (plain, stack):
            assert rule.granted or rule.refused
            assert all(text.endswith(".") for text in (rule.granted, rule.refused) if text)
