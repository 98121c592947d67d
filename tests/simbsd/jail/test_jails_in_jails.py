"""Hierarchy, inheritance, what passes down: facts 1.6, 2.3."""

from __future__ import annotations

import pytest
from prisonhost import CREATE, UPDATE


@pytest.fixture
def family(host):
    """A jail ``a`` (10.0.0.1, 10.0.0.2) with a warden in it who has made ``b``, in which there is another."""
    host.a = host.jail(name="a", children__max=9, ip4__addr=[10, 5, 7], enforce_statfs=1, allow__raw_sockets=True)
    host.warden = host.inmate(host.a)
    host.b = host.jail(host.warden, name="b", children__max=2)
    host.inner = host.inmate(host.b, host.warden)
    return host


def test_names_and_parents_depend_on_who_asks(family) -> None:
    assert (family.get("a.b")["jid"], family.get(family.b)["name"], family.get(family.b)["parent"]) == (2, "a.b", 1)
    assert [family.get("b", family.warden)[key] for key in ("name", "parent", "jid")] == ["b", 0, 2]
    assert family.refusal(family.warden, "jail_get", {"name": "a"}, 0) == ("ENOENT", 'jail "a" not found')
    assert family.refusal(family.inner, "jail_get", {"lastjid": 0}, 0) == ("ENOENT", "no jail after 0")


def test_paths_are_seen_from_the_viewers_root(host) -> None:
    for path in ("/j", "/j/sub"):
        host.call(host.root, "mkdir", path, 0o755)
    warden = host.inmate(host.jail(name="a", path="/j", children__max=1))
    inner = host.jail(warden, name="b", path="/sub")
    assert (host.get(inner)["path"], host.get(inner, warden)["path"]) == ("/j/sub", "/sub")


def test_a_jail_without_children_max_may_make_none(family) -> None:
    cell = family.jail(name="cell")
    assert family.refusal(family.inmate(cell), "jail_set", {"persist": True}, CREATE) == ("EPERM", "")


def test_the_limit_counts_all_descendants_on_every_level(family) -> None:
    family.jail(family.inner, name="c")
    family.jail(family.inner, name="d")
    assert family.refusal(family.inner, "jail_set", {"persist": True}, CREATE) == ("EPERM", "prison limit exceeded")
    for number in range(6):
        family.jail(family.warden, name=f"x{number}")
    assert family.get(family.a)["children.cur"] == 9
    assert family.refusal(family.warden, "jail_set", {"persist": True}, CREATE) == ("EPERM", "prison limit exceeded")


def test_a_childs_limits_and_permissions_stay_within_its_parents(family) -> None:
    for params in ({"children.max": 9}, {"enforce_statfs": 0}, {"allow.mlock": True}, {"ip4.addr": [6]}):
        refusal = family.refusal(family.warden, "jail_set", {"persist": True, **params}, CREATE)
        assert refusal == ("EPERM", ""), params
    family.jail(family.warden, name="ok", allow__raw_sockets=True, enforce_statfs=1, children__max=8)


def test_restrictions_pass_down(family) -> None:
    update = {"name": "a", "securelevel": 1, "enforce_statfs": 2, "children.max": 2, "allow.raw_sockets": False,
              "devfs_ruleset": 4}  # fmt: skip
    family.call(family.warden, "jail_set", {"name": "b", "allow.raw_sockets": True}, UPDATE)
    family.call(family.root, "jail_set", update, UPDATE)
    b = family.get(family.b)
    keys = ("securelevel", "enforce_statfs", "children.max", "allow.raw_sockets", "devfs_ruleset")
    assert [b[key] for key in keys] == [1, 2, 1, False, 4]


def test_renaming_a_parent_renames_all_below(family) -> None:
    family.jail(family.inner, name="c")
    family.call(family.root, "jail_set", {"jid": family.a, "name": "z"}, UPDATE)
    assert [family.get(jid)["name"] for jid in (1, 2, 3)] == ["z", "z.b", "z.b.c"]
    assert family.get("z.b.c")["jid"] == 3
    assert family.refusal(family.root, "jail_get", {"name": "a.b"}, 0)[0] == "ENOENT"


def test_a_dotted_name_from_outside_makes_a_child(family) -> None:
    jid = family.jail(name="a.new")
    assert (family.get(jid)["parent"], family.get("new", family.warden)["jid"]) == (family.a, jid)


def test_children_lose_the_addresses_that_their_parent_loses(host) -> None:
    warden = host.inmate(host.jail(name="a", children__max=3, ip4__addr=[10]))
    host.jail(warden, name="own", ip4__addr=[10])
    host.jail(warden, name="same", ip4=2)
    host.call(host.root, "jail_set", {"name": "a", "ip4.addr": [20, 30]}, UPDATE)
    assert [host.get(name)["ip4.addr"] for name in ("a", "a.own", "a.same")] == [[20, 30], [], [20, 30]]


def test_host_names_are_shared_only_by_inheritance(host) -> None:
    host.jail(name="own", host__hostname="own.example.org")
    host.jail(name="shared", host=2)
    inmate = host.inmate(host.get("shared")["jid"])
    assert host.call(inmate, "__sysctlbyname", "kern.hostname", "renamed") == "cellblock"
    names = [host.call(p, "__sysctlbyname", "kern.hostname", None) for p in (host.root, inmate)]
    assert names == ["renamed", "renamed"]
    assert host.get("own")["host.hostname"] == "own.example.org"


def test_a_child_of_a_vnet_jail_shares_its_stack_but_has_no_address_there(host) -> None:
    warden = host.inmate(host.jail(name="v", vnet=1, children__max=1))
    inner = host.kernel.allprison[host.jail(warden, name="in")]
    assert (inner.pr_vnet is warden.p_ucred.cr_prison.pr_vnet, inner.pr_owns_vnet, inner.pr_ip4) == (True, False, [])


def test_two_single_address_jails_may_share_it(host) -> None:
    host.jail(name="one", ip4__addr=[10])
    host.jail(name="two", ip4__addr=[10])
    three = {"name": "three", "persist": True, "ip4.addr": [11, 10]}
    assert host.refusal(host.root, "jail_set", three, CREATE) == ("EADDRINUSE", "IPv4 addresses clash")


def test_a_stack_of_its_own_is_no_clash(host) -> None:
    warden = host.inmate(host.jail(name="v", vnet=1, children__max=2))
    host.jail(name="out", ip4__addr=[10, 11])
    host.jail(warden, name="in", ip4__addr=[10, 11])
    assert host.get("v.in")["ip4.addr"] == [10, 11]


def test_the_first_address_stays_first_and_the_others_are_sorted(host) -> None:
    assert host.get(host.jail(ip4__addr=[50, 9, 40, 8]))["ip4.addr"] == [50, 8, 9, 40]


def test_sysv_facilities_follow_allow_sysvipc(host) -> None:
    jid = host.jail(name="j", allow__sysvipc=True, sysvsem=1)
    assert [host.get(jid)[key] for key in ("sysvmsg", "sysvsem", "sysvshm")] == [2, 1, 2]
