"""Visibility of processes: facts 2.5 (prison_check, cr_cansee, cr_cansignal, cr_cansched)."""

from __future__ import annotations

import pytest

from simbsd.kern.kern_prot import can_see, check_candebug, check_cansched
from simbsd.sys.errno import Errno
from simbsd.sys.signal import SIGCONT, SIGTERM, SIGUSR1, SIGWINCH


@pytest.fixture
def block(host):
    """Two jails side by side, and one inside the first."""
    host.warden = host.inmate(host.jail(name="a", children__max=1))
    host.inner = host.inmate(host.jail(host.warden, name="in"), host.warden)
    host.other = host.inmate(host.jail(name="b"))
    return host


def test_one_sees_ones_own_jail_and_those_below(block) -> None:
    who = {"root": block.root, "warden": block.warden, "inner": block.inner, "other": block.other}
    seen = {me: [name for name, p in who.items() if can_see(block.kernel, mine, p)] for me, mine in who.items()}
    assert seen == {
        "root": ["root", "warden", "inner", "other"],
        "warden": ["warden", "inner"],
        "inner": ["inner"],
        "other": ["other"],
    }


def test_what_is_outside_does_not_exist_rather_than_being_forbidden(block) -> None:
    for target in (1, block.root.p_pid, block.other.p_pid):
        assert block.refusal(block.warden, "kill", target, SIGTERM) == ("ESRCH", "")
    assert block.refusal(block.inner, "kill", block.warden.p_pid, 0) == ("ESRCH", "")


def test_kill_minus_one_stays_in_the_jail(block) -> None:
    mate = block.inmate(1)
    block.call(block.warden, "kill", -1, SIGTERM)
    hit = [p.p_siglist for p in (mate, block.inner, block.other, block.root, block.kernel.allproc[1])]
    assert hit == [[SIGTERM], [SIGTERM], [], [], []]


def test_kern_proc_lists_what_can_be_seen_with_its_own_numbers(block) -> None:
    """The caller's own jail has the number 0: "If inside the jail, use 0 as a jail ID" (kern_proc.c:
    fill_kinfo_proc_only), which an earlier form of this test had as the real number; a number 0 has no name
    (bin/ps/print.c: jailname), where another form had the jail's whole one.
    """
    records = block.call(block.warden, "__sysctlbyname", "kern.proc.all", None)
    assert [(r.ki_pid, r.ki_jid, r.ki_jail) for r in records] == [
        (block.warden.p_pid, 0, "-"), (block.inner.p_pid, 2, "in"),
    ]  # fmt: skip
    names = {r.ki_pid: r.ki_jail for r in block.call(block.root, "__sysctlbyname", "kern.proc.all", None)}
    assert (names[block.root.p_pid], names[block.inner.p_pid], names[block.other.p_pid]) == ("-", "a.in", "b")


def test_a_user_may_signal_only_his_own(block) -> None:
    alice, bob, root_child = block.child(), block.child(), block.child()
    for p, uid in ((alice, 1001), (bob, 1002)):
        block.call(p, "setuid", uid)
        p.p_sugid = False
    assert block.refusal(alice, "kill", bob.p_pid, SIGTERM)[0] == "EPERM"
    assert block.refusal(alice, "kill", root_child.p_pid, 0)[0] == "EPERM"
    block.call(alice, "kill", bob.p_pid, SIGCONT)


def test_a_process_whose_credentials_changed_takes_few_signals_from_its_user(block) -> None:
    one, two = block.child(), block.child()
    for p in (one, two):
        block.call(p, "setuid", 1001)
    block.call(one, "kill", two.p_pid, SIGUSR1)
    assert block.refusal(one, "kill", two.p_pid, SIGWINCH)[0] == "EPERM"
    block.call(block.root, "__sysctlbyname", "security.bsd.conservative_signals", 0)
    block.call(one, "kill", two.p_pid, SIGWINCH)


@pytest.mark.parametrize("policy", ["see_other_uids", "see_jail_proc"])
def test_a_policy_hides_others_from_users_but_not_from_root(block, policy: str) -> None:
    user = block.child()
    block.call(user, "setuid", 1001)
    assert can_see(block.kernel, user, block.other)
    block.call(block.root, "__sysctlbyname", f"security.bsd.{policy}", 0)
    assert not can_see(block.kernel, user, block.other)
    assert can_see(block.kernel, block.root, block.other)


def test_see_other_gids_goes_by_shared_groups(block) -> None:
    user, mate = block.child(), block.child()
    block.call(user, "setgroups", [100, 200])
    block.call(user, "setgid", 100)
    block.call(user, "setuid", 1001)
    block.call(mate, "setgroups", [300, 200])
    block.call(mate, "setgid", 300)
    block.call(mate, "setuid", 1002)
    block.call(block.root, "__sysctlbyname", "security.bsd.see_other_gids", 0)
    assert can_see(block.kernel, user, mate)
    assert not can_see(block.kernel, user, block.root)


def test_scheduling_and_debugging_others_need_their_identity_or_privilege(block) -> None:
    user = block.child()
    block.call(user, "setuid", 1001)
    for check in (check_cansched, check_candebug):
        with pytest.raises(Errno) as caught:
            check(block.kernel, user, block.root)
        assert caught.value.name == "EPERM"
        check(block.kernel, block.root, user)
        with pytest.raises(Errno) as caught:
            check(block.kernel, block.warden, block.root)
        assert caught.value.name == "ESRCH"


def test_init_may_not_be_debugged_above_securelevel_zero(block) -> None:
    block.call(block.root, "__sysctlbyname", "kern.securelevel", 1)
    with pytest.raises(Errno) as caught:
        check_candebug(block.kernel, block.root, block.kernel.allproc[1])
    assert caught.value.name == "EPERM"
