"""Between death and disappearance, and what a call does that fails at its last step: kern_jail.c (kern_jail_set,
prison_find_name, prison_deref)."""

from __future__ import annotations

import pytest
from prisonhost import ATTACH, CREATE, DYING, UPDATE, Host

from simbsd.kern.kern_jail import prison_find_name, prison_free, prison_hold, prison_path
from simbsd.sys.jail import Prison


def dying(host: Host, **params) -> Prison:
    """A jail that was removed while something still refers to it."""
    prison = host.kernel.allprison[host.jail(**params)]
    prison_hold(host.kernel, prison)
    host.call(host.root, "jail_remove", prison.pr_id)
    return prison


def test_a_dying_jail_is_found_with_the_flag_only(host) -> None:
    prison = dying(host, name="x")
    assert host.refusal(host.root, "jail_get", {"name": "x"}, 0) == ("ENOENT", 'jail "x" is dying')
    assert host.refusal(host.root, "jail_get", {"jid": 1}, 0) == ("ENOENT", "jail 1 is dying")
    assert host.refusal(host.root, "jail_get", {"lastjid": 0}, 0) == ("ENOENT", "no jail after 0")
    assert host.call(host.root, "jail_get", {"name": "x"}, DYING)["dying"]
    assert host.refusal(host.root, "jail_attach", 1) == ("EINVAL", "")
    host.call(host.root, "jail_remove", 1)  # without a word
    prison_free(host.kernel, prison)
    assert host.refusal(host.root, "jail_get", {"jid": 1}, DYING) == ("ENOENT", "jail 1 not found")


def test_its_name_may_be_used_again_and_its_jid_not(host) -> None:
    dying(host, name="x")
    assert host.refusal(host.root, "jail_set", {"jid": 1, "persist": True}, CREATE) == (
        "EEXIST",
        "jail 1 already exists",
    )
    assert host.jail(name="x") == 2
    assert host.get("x")["jid"] == 2


def test_of_several_dying_jails_of_a_name_the_eldest_is_meant(host) -> None:
    first, second = dying(host, name="x", jid=9), dying(host, name="x", jid=4)
    assert prison_find_name(host.kernel, host.kernel.prison0, "x") is first
    assert host.call(host.root, "jail_set", {"name": "x", "persist": True}, UPDATE | DYING) == 9
    assert [first.pr_state.name, second.pr_state.name] == ["ALIVE", "DYING"]


def test_one_that_is_raised_claims_its_name_again(host) -> None:
    dying(host, name="x")
    host.jail(name="x")
    assert host.refusal(host.root, "jail_set", {"jid": 1, "persist": True}, UPDATE | DYING) == (
        "EEXIST",
        'jail "x" already exists',
    )


def test_one_that_is_changed_is_alive_again_even_without_users(host) -> None:
    """born is "not alive", and all that is born becomes alive, whether anything holds it or not."""
    prison = dying(host, name="x")
    host.call(host.root, "jail_set", {"name": "x", "securelevel": 1}, UPDATE | DYING)
    assert (prison.pr_state.name, prison.pr_uref) == ("ALIVE", 0)
    prison_free(host.kernel, prison)
    assert 1 not in host.kernel.allprison


def test_a_dying_parent_takes_no_children(host) -> None:
    dying(host, name="x", children__max=2)
    assert host.refusal(host.root, "jail_set", {"name": "x.y", "persist": True}, CREATE) == (
        "ENOENT",
        'jail "x" is dying',
    )


def test_nobody_makes_jails_from_inside_a_dying_one(host) -> None:
    p = host.inmate(host.jail(name="x", children__max=2))
    host.call(host.root, "jail_remove", 1)
    assert host.refusal(p, "jail_set", {"name": "y", "persist": True}, CREATE) == ("EAGAIN", "")


@pytest.fixture
def open_directory(host):
    host.call(host.root, "open", "/etc", 0, 0)
    return host


def test_a_new_jail_that_cannot_be_entered_was_never_made(open_directory) -> None:
    host = open_directory
    assert host.refusal(host.root, "jail_set", {"name": "a"}, CREATE | ATTACH) == ("EPERM", "attach failed")
    assert list(host.kernel.allprison) == [0]
    assert host.jail(name="b") == 2


def test_an_old_jail_that_cannot_be_entered_stays_as_it_was_set(open_directory) -> None:
    host = open_directory
    host.jail(name="a")
    call = {"name": "a", "securelevel": 2}
    assert host.refusal(host.root, "jail_set", call, UPDATE | ATTACH) == ("EPERM", "attach failed")
    assert host.get("a")["securelevel"] == 2


def test_the_last_persistence_is_given_up_after_the_caller_is_in(host) -> None:
    host.jail(name="a")
    p = host.child()
    assert host.call(p, "jail_set", {"name": "a", "persist": False}, UPDATE | ATTACH) == 1
    assert (p.p_ucred.cr_prison.pr_id, p.p_ucred.cr_prison.pr_state.name) == (1, "ALIVE")


def test_a_jail_without_a_path_is_said_to_be_at_the_root_and_has_its_creators(host) -> None:
    p = host.inmate(host.jail(name="a", path="/etc", children__max=2))
    host.call(p, "jail_set", {"name": "b", "persist": True}, CREATE)
    assert host.get("a.b")["path"] == "/"
    assert host.kernel.allprison[2].pr_root == host.kernel.allprison[1].pr_root


def test_a_path_is_cut_only_where_it_leads_on(host) -> None:
    for path in ("/etc2", "/etc/deep"):
        host.call(host.root, "mkdir", path, 0o755)
    here, beside, below = (host.kernel.allprison[host.jail(path=path)] for path in ("/etc", "/etc2", "/etc/deep"))
    assert [prison_path(here, prison) for prison in (here, beside, below)] == ["/", "/etc2", "/deep"]


def test_an_address_that_a_jail_loses_is_lost_to_the_jails_below(host) -> None:
    host.jail(name="a", ip4__addr=[5], children__max=2)
    host.jail(name="a.b", ip4__addr=[5])
    host.jail(name="a.c", ip4=2)
    host.call(host.root, "jail_set", {"name": "a", "ip4.addr": [7, 6]}, UPDATE)
    assert [host.get(name)["ip4.addr"] for name in ("a.b", "a.c")] == [[], [7, 6]]


def test_an_nfs_server_jail_without_a_file_system_of_its_own_is_warned_of(host) -> None:
    host.jail(name="a", path="/etc", vnet=1, allow__nfsd=True)
    warning = "Warning jail jid=1: mountd/nfsd requires a separate file system\n"
    assert host.kernel.msgbuf[-1] == warning


def test_system_v_facilities_are_the_parents_to_give(host) -> None:
    host.jail(name="a", children__max=3)
    for value, errno in ((1, "EPERM"), (2, "EPERM"), (3, "EINVAL")):
        refusal = host.refusal(host.root, "jail_set", {"name": "a.b", "persist": True, "sysvmsg": value}, CREATE)
        assert refusal == (errno, "")
    host.call(host.root, "jail_set", {"name": "a", "sysvmsg": 1}, UPDATE)
    host.jail(name="a.b", sysvmsg=2)
    host.call(host.root, "jail_set", {"name": "a", "sysvmsg": 0}, UPDATE)
    assert host.get("a.b")["sysvmsg"] == 0
