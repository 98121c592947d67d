"""jail(2), the call of the first jails: kern_jail.c (sys_jail, kern_jail); facts 2.1, 3.5."""

from __future__ import annotations

import pytest
from prisonhost import Host

from simbsd.kern.kern_priv import priv_verdict
from simbsd.sys.jail import Jail
from simbsd.sys.priv import Priv

IP = 0x0A00020F


def old(host: Host, j: Jail):
    child = host.child()
    return child, host.call(child, "jail", j)


def test_version_0_makes_and_enters_a_jail_with_one_address(host) -> None:
    p, jid = old(host, Jail(0, "/etc", "www", "not said in version 0", [IP, IP + 1]))
    made = host.get(jid)
    assert p.p_ucred.cr_prison.pr_id == jid
    told = ("name", "path", "host.hostname", "ip4.addr", "ip6.addr", "persist")
    assert [made[name] for name in told] == [str(jid), "/etc", "www", [IP], [], False]


def test_version_2_has_a_name_and_lists(host) -> None:
    _, jid = old(host, Jail(2, "/", "h", "www", [IP, IP + 1], [1]))
    made = host.get(jid)
    assert (made["name"], made["ip4.addr"], made["ip6.addr"]) == ("www", [IP, IP + 1], [1])


def test_the_jail_goes_with_its_last_process(host) -> None:
    from simbsd.kern.kern_exit import exit1, reap

    p, jid = old(host, Jail(2, "/", "h"))
    exit1(host.kernel, p, 0)
    reap(host.kernel, p)
    assert jid not in host.kernel.allprison


@pytest.mark.parametrize(
    ("j", "errno"),
    [
        (Jail(1, "/", "h"), "EINVAL"),
        (Jail(3, "/", "h"), "EINVAL"),
        (Jail(0, "/", "h"), "EINVAL"),  # no address: INADDR_ANY is nobody's
        (Jail(2, "/" + "d" * 1024, "h"), "ENAMETOOLONG"),
        (Jail(2, "/", "h" * 256), "ENAMETOOLONG"),
        (Jail(2, "/", "h", "n" * 256), "ENAMETOOLONG"),
        (Jail(2, "/", "h", None, list(range(1, 257))), "EINVAL"),
        (Jail(2, "/nope", "h"), "ENOENT"),
    ],
    ids=["version 1", "version 3", "no address", "path", "hostname", "name", "many", "nope"],
)
def test_refused(host, j: Jail, errno: str) -> None:
    assert host.refusal(host.child(), "jail", j)[0] == errno


def test_a_user_may_not(host) -> None:
    user = host.child()
    host.call(user, "setuid", 1001)
    assert host.refusal(user, "jail", Jail(2, "/", "h")) == ("EPERM", "")


def test_the_old_variables_are_its_defaults_and_not_those_of_jail_set(host) -> None:
    changed = {"allow_raw_sockets": 1, "set_hostname_allowed": 0, "socket_unixiproute_only": 0, "enforce_statfs": 1}
    for name, value in changed.items():
        host.call(host.root, "__sysctlbyname", f"security.jail.{name}", value)
    p, jid = old(host, Jail(2, "/", "h"))
    made, plain = host.get(jid), host.get(host.jail(name="new"))
    names = ("allow.raw_sockets", "allow.set_hostname", "allow.socket_af", "allow.reserved_ports", "enforce_statfs")
    assert [made[name] for name in names] == [True, False, True, True, 1]
    assert [plain[name] for name in names] == [False, True, False, True, 1]
    assert priv_verdict(host.kernel, p.p_ucred, Priv.PRIV_NETINET_RAW)[0]


def test_in_a_jail_it_gives_the_kernels_own_defaults(host) -> None:
    host.call(host.root, "__sysctlbyname", "security.jail.allow_raw_sockets", 1)
    p = host.inmate(host.jail(name="a", children__max=2, allow__raw_sockets=True))
    jid = host.call(p, "jail", Jail(2, "/", "h", "b"))
    assert (host.get(jid)["name"], host.get(jid)["allow.raw_sockets"]) == ("a.b", False)


def test_how_many_addresses_a_jail_may_have_is_a_variable(host) -> None:
    host.call(host.root, "__sysctlbyname", "security.jail.jail_max_af_ips", 1)
    assert host.refusal(host.child(), "jail", Jail(2, "/", "h", None, [IP, IP + 1]))[0] == "EINVAL"
    assert host.refusal(host.root, "jail_set", {"persist": True, "ip4.addr": [IP, IP + 1]}, 1) == (
        "EINVAL",
        "too many IPv4 addresses",
    )
