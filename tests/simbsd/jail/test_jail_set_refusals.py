"""Every refusal of jail_set, jail_get, jail_attach and jail_remove: facts 1.3 and 2.1."""

from __future__ import annotations

import pytest
from prisonhost import ATTACH, CREATE, DYING, UPDATE

IP = 0x0A000001
NO_TEXT = ""

REFUSALS = [
    ("no operation", {"name": "a"}, 0, "EINVAL", "no valid operation (create or update)"),
    ("unknown flag", {"name": "a", "persist": True}, CREATE | 0x10, "EINVAL", NO_TEXT),
    ("nothing keeps it alive", {"name": "a"}, CREATE, "EINVAL", "new jail must persist or attach"),
    ("name clash", {"name": "old", "persist": True}, CREATE, "EEXIST", 'jail "old" already exists'),
    ("jid clash", {"jid": 1, "persist": True}, CREATE, "EEXIST", "jail 1 already exists"),
    ("negative jid", {"jid": -4, "persist": True}, CREATE, "EINVAL", "negative jid"),
    ("parent missing", {"name": "x.y", "persist": True}, CREATE, "ENOENT", 'jail "x" not found'),
    ("numeric name", {"jid": 7, "name": "8", "persist": True}, CREATE, "EINVAL",
     "name cannot be numeric (unless it is the jid)"),
    ("padded number", {"name": "007", "persist": True}, CREATE, "EINVAL",
     "name cannot be numeric (unless it is the jid)"),
    ("long name", {"name": "n" * 256, "persist": True}, CREATE, "ENAMETOOLONG", NO_TEXT),
    ("vnet and addresses", {"persist": True, "vnet": 2, "ip4": 2}, CREATE, "EINVAL",
     "vnet jails cannot have IP address restrictions"),
    ("clash", {"persist": True, "ip4.addr": [IP, IP + 5]}, CREATE, "EADDRINUSE", "IPv4 addresses clash"),
    ("many addresses", {"persist": True, "ip4.addr": list(range(1, 257))}, CREATE, "EINVAL", "too many IPv4 addresses"),
    ("many addresses 6", {"persist": True, "ip6.addr": list(range(1, 257))}, CREATE, "EINVAL",
     "too many IPv6 addresses"),
    ("wildcard", {"persist": True, "ip4.addr": [0]}, CREATE, "EINVAL", NO_TEXT),
    ("broadcast", {"persist": True, "ip4.addr": [0xFFFFFFFF]}, CREATE, "EINVAL", NO_TEXT),
    ("repeated", {"persist": True, "ip4.addr": [9, 8, 9]}, CREATE, "EINVAL", NO_TEXT),
    ("host=disable", {"persist": True, "host": 0}, CREATE, "EINVAL", NO_TEXT),
    ("enforce_statfs", {"persist": True, "enforce_statfs": 3}, CREATE, "EINVAL", NO_TEXT),
    ("devfs_ruleset", {"persist": True, "devfs_ruleset": 65536}, CREATE, "EINVAL", NO_TEXT),
    ("securelevel", {"persist": True, "securelevel": -2}, CREATE, "EPERM", NO_TEXT),
    ("children.max", {"persist": True, "children.max": 999999}, CREATE, "EPERM", NO_TEXT),
    ("osrelease", {"persist": True, "osrelease": "x" * 31}, CREATE, "ENAMETOOLONG",
     "osrelease string must be 1-31 bytes long"),
    ("osreldate", {"persist": True, "osreldate": 0}, CREATE, "EINVAL", "osreldate cannot be 0"),
    ("path missing", {"persist": True, "path": "/nope"}, CREATE, "ENOENT", NO_TEXT),
    ("path a file", {"persist": True, "path": "/etc/passwd"}, CREATE, "ENOTDIR", NO_TEXT),
    ("unknown", {"persist": True, "bogus": 1}, CREATE, "EINVAL", "unknown parameter: bogus"),
    ("read-only", {"persist": True, "dying": True}, CREATE, "EINVAL", "unknown parameter: dying"),
    ("wrong type", {"persist": True, "securelevel": "x"}, CREATE, "EINVAL", NO_TEXT),
    ("update nothing", {"persist": True}, UPDATE, "ENOENT", "update specified no jail"),
    ("update unknown", {"name": "no"}, UPDATE, "ENOENT", 'jail "no" not found'),
    ("update unknown jid", {"jid": 99}, UPDATE, "ENOENT", "jail 99 not found"),
    ("update path", {"name": "old", "path": "/"}, UPDATE, "EINVAL", "path cannot be changed after creation"),
    ("update vnet", {"name": "old", "vnet": 1}, UPDATE, "EINVAL", "vnet cannot be changed after creation"),
    ("update ip4", {"name": "old", "ip4": 1}, UPDATE, "EINVAL", "ip4 cannot be changed after creation"),
    ("update osrelease", {"name": "old", "osrelease": "9"}, UPDATE, "EINVAL",
     "osrelease cannot be changed after creation"),
    ("update parent", {"jid": 1, "name": "other.x"}, UPDATE, "EINVAL", "cannot change jail's parent"),
    ("rename to a taken name", {"jid": 1, "name": "free"}, UPDATE, "EEXIST", 'jail "free" already exists'),
    ("addresses for inherit", {"name": "free", "ip4.addr": [77]}, UPDATE, "EINVAL",
     "ip4 cannot be changed after creation"),
    ("sysvmsg", {"jid": 50, "persist": True, "sysvmsg": 3}, CREATE, "EINVAL", NO_TEXT),
    ("beyond an int", {"name": "99999999999", "persist": True}, CREATE, "EINVAL",
     "name cannot be numeric (unless it is the jid)"),
    ("beyond a long", {"name": "9" * 30, "persist": True}, CREATE, "EINVAL", "negative jid"),
    ("negative name", {"name": "-5", "persist": True}, CREATE, "EINVAL", "negative jid"),
    ("signed name", {"name": "+5", "persist": True}, CREATE, "EINVAL",
     "name cannot be numeric (unless it is the jid)"),
    ("nobody's child", {"name": ".x", "persist": True}, CREATE, "ENOENT", 'jail "" not found'),
    ("long hostname", {"persist": True, "host.hostname": "h" * 256}, CREATE, "ENAMETOOLONG", NO_TEXT),
    ("long uuid", {"persist": True, "host.hostuuid": "u" * 64}, CREATE, "ENAMETOOLONG", NO_TEXT),
    ("no operation before a wrong type", {"securelevel": "x"}, ATTACH, "EINVAL",
     "no valid operation (create or update)"),
    ("a missing persist before a wrong type", {"osreldate": "x"}, CREATE, "EINVAL", "new jail must persist or attach"),
    ("a vnet's addresses before a wrong type", {"path": 5, "persist": True, "vnet": 1, "ip4": 1}, CREATE, "EINVAL",
     "vnet jails cannot have IP address restrictions"),
    ("a wrong type before what is fixed", {"name": "old", "host": "x", "vnet": 1}, UPDATE, "EINVAL", NO_TEXT),
    ("what is fixed before its type", {"name": "old", "osrelease": 5}, UPDATE, "EINVAL",
     "osrelease cannot be changed after creation"),
    ("a long name before a wrong type", {"name": "n" * 256, "host.hostid": "x", "persist": True}, CREATE,
     "ENAMETOOLONG", NO_TEXT),
    ("a clash before a module's wrong type", {"name": "old", "sysvmsg": "x", "persist": True}, CREATE, "EEXIST",
     'jail "old" already exists'),
    ("a module's wrong type before what nobody knows", {"jid": 50, "sysvsem": "x", "bogus": 1, "persist": True}, CREATE,
     "EINVAL", NO_TEXT),
    ("the host", {"jid": 0}, UPDATE, "ENOENT", "update specified no jail"),
    ("update osreldate", {"name": "old", "osreldate": 1}, UPDATE, "EINVAL",
     "osreldate cannot be changed after creation"),
    ("create or update with ip4", {"name": "new", "persist": True, "ip4": 1}, CREATE | UPDATE, "EINVAL",
     "ip4 cannot be changed after creation"),
    ("addresses for a vnet", {"name": "stack", "ip4.addr": [77]}, UPDATE, "EINVAL",
     "vnet jails cannot have IP address restrictions"),
]  # fmt: skip

# Refused after the kernel has chosen the jid.
LATE = ("clash", "devfs_ruleset", "securelevel", "children.max", "unknown", "read-only")


@pytest.fixture
def peopled(host):
    host.jail(name="old", ip4__addr=[IP])
    host.jail(name="free", ip4=2)
    host.jail(name="stack", vnet=1)
    return host


@pytest.mark.parametrize(("why", "params", "flags", "errno", "message"), REFUSALS, ids=[r[0] for r in REFUSALS])
def test_jail_set_refuses_and_changes_nothing(peopled, why, params, flags, errno, message) -> None:
    """Nothing but the count of jids: get_next_prid has counted before the last checks are made."""
    before, last = peopled.machine.digest(), peopled.kernel.lastprid
    assert peopled.refusal(peopled.root, "jail_set", dict(params), flags) == (errno, message)
    assert peopled.kernel.lastprid == last + (why in LATE)
    peopled.kernel.lastprid = last
    assert peopled.machine.digest() == before


def test_the_jid_of_a_creation_refused_late_is_used_up(peopled) -> None:
    peopled.refusal(peopled.root, "jail_set", {"name": "a", "persist": True, "bogus": 1}, CREATE)
    assert peopled.jail(name="a") == 5


def test_a_user_may_not_make_enter_or_remove_jails(peopled) -> None:
    user = peopled.child()
    peopled.call(user, "setuid", 1001)
    assert peopled.refusal(user, "jail_set", {"persist": True}, CREATE) == ("EPERM", "")
    assert peopled.refusal(user, "jail_attach", 1) == ("EPERM", "")
    assert peopled.refusal(user, "jail_remove", 1) == ("EPERM", "")


def test_jail_get_says_why_it_found_nothing(peopled) -> None:
    ask = [
        ({}, ("ENOENT", "no jail specified")),
        ({"jid": 99}, ("ENOENT", "jail 99 not found")),
        ({"name": "no"}, ("ENOENT", 'jail "no" not found')),
        ({"lastjid": 3}, ("ENOENT", "no jail after 3")),
        ({"jid": 1, "bogus": 0}, ("EINVAL", "unknown parameter: bogus")),
    ]
    assert [peopled.refusal(peopled.root, "jail_get", key, 0) for key, _ in ask] == [answer for _, answer in ask]


def test_attach_and_remove_of_what_is_not_below_are_invalid(peopled) -> None:
    prisoner = peopled.inmate(1)
    for who, jid in ((peopled.root, 99), (peopled.root, 0), (prisoner, 1), (prisoner, 2)):
        assert peopled.refusal(who, "jail_attach", jid) == ("EINVAL", "")
        assert peopled.refusal(who, "jail_remove", jid) == ("EINVAL", "")


def test_a_process_with_an_open_directory_may_not_attach(peopled) -> None:
    p = peopled.child()
    fd = peopled.call(p, "open", "/etc", 0, 0)
    assert peopled.refusal(p, "jail_attach", 1) == ("EPERM", "")
    assert peopled.refusal(p, "jail_set", {"name": "new"}, CREATE | ATTACH)[0] == "EPERM"
    peopled.call(p, "close", fd)
    peopled.call(p, "jail_attach", 1)
    assert p.p_ucred.cr_prison.pr_name == "old"


def test_a_dying_jail_is_named_as_such_and_its_name_may_be_used_again(peopled) -> None:
    prison = peopled.kernel.allprison[1]
    prison.pr_ref += 1
    peopled.call(peopled.root, "jail_remove", 1)
    assert peopled.refusal(peopled.root, "jail_get", {"jid": 1}, 0) == ("ENOENT", "jail 1 is dying")
    assert peopled.refusal(peopled.root, "jail_get", {"name": "old"}, 0) == ("ENOENT", 'jail "old" is dying')
    assert peopled.refusal(peopled.root, "jail_set", {"jid": 1}, UPDATE) == ("ENOENT", "jail 1 is dying")
    assert peopled.refusal(peopled.root, "jail_set", {"name": "old"}, UPDATE) == ("ENOENT", 'jail "old" is dying')
    assert peopled.refusal(peopled.root, "jail_attach", 1) == ("EINVAL", "")
    assert peopled.call(peopled.root, "jail_remove", 1) is None
    assert peopled.call(peopled.root, "jail_get", {"jid": 1}, DYING)["dying"] is True
    assert peopled.jail(name="old") == 4
    assert peopled.refusal(peopled.root, "jail_set", {"jid": 1, "persist": True}, UPDATE | DYING) == (
        "EEXIST", 'jail "old" already exists',
    )  # fmt: skip
