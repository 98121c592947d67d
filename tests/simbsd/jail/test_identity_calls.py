"""setuid, setgid, setgroups, setlogin: sys/kern/kern_prot.c."""

from __future__ import annotations


def ids(p) -> tuple[int, int, int]:
    return p.p_ucred.cr_ruid, p.p_ucred.cr_uid, p.p_ucred.cr_svuid


def test_setuid_sets_all_three_and_there_is_no_way_back(host) -> None:
    p = host.child()
    host.call(p, "setuid", 1001)
    assert (ids(p), p.p_sugid) == ((1001, 1001, 1001), True)
    for call in ("setuid", "seteuid"):
        assert host.refusal(p, call, 0)[0] == "EPERM"


def test_seteuid_can_go_back_to_the_saved_id(host) -> None:
    p = host.child()
    host.call(p, "seteuid", 1001)
    assert ids(p) == (0, 1001, 0)
    host.call(p, "seteuid", 0)
    assert ids(p) == (0, 0, 0)


def test_setting_what_is_set_already_marks_nothing(host) -> None:
    p = host.child()
    host.call(p, "setuid", 0)
    assert p.p_sugid is False


def test_group_calls_mirror_user_calls(host) -> None:
    p = host.child()
    host.call(p, "setegid", 7)
    assert (p.p_ucred.cr_rgid, p.p_ucred.cr_gid, p.p_ucred.cr_svgid) == (0, 7, 0)
    host.call(p, "setgid", 8)
    assert (p.p_ucred.cr_rgid, p.p_ucred.cr_gid, p.p_ucred.cr_svgid) == (8, 8, 8)
    host.call(p, "setuid", 1001)
    assert [host.refusal(p, call, 0)[0] for call in ("setgid", "setegid")] == ["EPERM", "EPERM"]


def test_setgroups_keeps_the_first_and_sorts_the_others(host) -> None:
    p = host.child()
    host.call(p, "setgroups", [20, 9, 5, 7])
    assert host.call(p, "getgroups") == (20, 5, 7, 9)
    host.call(p, "setgroups", [])
    assert host.call(p, "getgroups") == (20,)
    assert host.refusal(p, "setgroups", list(range(1025)))[0] == "EINVAL"
    host.call(p, "setuid", 1001)
    assert host.refusal(p, "setgroups", [0])[0] == "EPERM"


def test_the_login_name_belongs_to_the_session(host) -> None:
    p, other = host.child(), host.child()
    host.call(p, "setlogin", "alice")
    assert host.call(other, "getlogin") == "alice"
    assert host.refusal(p, "setlogin", "n" * 33)[0] == "EINVAL"
    host.call(p, "setuid", 1001)
    assert host.refusal(p, "setlogin", "root")[0] == "EPERM"
