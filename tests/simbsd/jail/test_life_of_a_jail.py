"""Birth, reference counts, removal, numbers: facts 1.5, 2.2."""

from __future__ import annotations

from prisonhost import CREATE, DYING, UPDATE

from simbsd.kern.kern_exit import exit1, reap
from simbsd.kern.kern_jail import prison_free, prison_hold
from simbsd.sys.jail import PrisonState


def test_numbers_go_up_by_one_and_are_not_used_again(host) -> None:
    assert [host.jail(), host.jail(name="x")] == [1, 2]
    host.call(host.root, "jail_remove", 2)
    assert host.jail(name="x") == 3
    assert host.jail(jid=50) == 50
    assert host.jail() == 4
    assert host.jail(name="9") == 9
    assert [p["name"] for p in (host.get(1), host.get(3), host.get(50), host.get(9))] == ["1", "x", "50", "9"]


def test_a_cpuset_number_is_the_lowest_free_one(host) -> None:
    """0 is the machine's set, 1 everybody's, 2 the kernel's (kern_cpuset.c: cpuset_thread0)."""
    assert [host.get(host.jail())["cpuset.id"] for _ in range(3)] == [3, 4, 5]
    host.call(host.root, "jail_remove", 1)
    assert host.get(host.jail())["cpuset.id"] == 3


def test_a_new_jail_has_the_defaults(host) -> None:
    assert host.get(host.jail(name="j")) == {
        "jid": 1, "parent": 0, "name": "j", "path": "/", "securelevel": -1, "osreldate": 1400507,
        "osrelease": "14.0-STABLE", "enforce_statfs": 2, "devfs_ruleset": 0, "persist": True, "vnet": 2,
        "dying": False, "children.cur": 0, "children.max": 0, "host": 1, "host.hostname": "", "host.domainname": "",
        "host.hostuuid": "00000000-0000-0000-0000-000000000000", "host.hostid": 0, "cpuset.id": 3, "ip4": 0,
        "ip4.addr": [], "ip4.saddrsel": True, "ip6": 0, "ip6.addr": [], "ip6.saddrsel": True, "sysvmsg": 0,
        "sysvsem": 0, "sysvshm": 0, "allow.chflags": False, "allow.mlock": False, "allow.mount": False,
        "allow.mount.devfs": False, "allow.mount.procfs": False, "allow.mount.tmpfs": False,
        "allow.nfsd": False, "allow.quotas": False, "allow.raw_sockets": False,
        "allow.read_msgbuf": False, "allow.reserved_ports": True,
        "allow.set_hostname": True, "allow.socket_af": False, "allow.suser": True, "allow.sysvipc": False,
        "allow.unprivileged_proc_debug": True,
    }  # fmt: skip


def test_losing_persistence_ends_an_empty_jail_at_once(host) -> None:
    host.jail(name="j")
    host.call(host.root, "jail_set", {"name": "j", "nopersist": None}, UPDATE)
    assert host.refusal(host.root, "jail_get", {"jid": 1}, DYING) == ("ENOENT", "jail 1 not found")


def test_a_jail_without_persistence_lives_as_long_as_its_processes(host) -> None:
    p = host.child()
    jid = host.call(p, "jail_set", {"name": "j"}, CREATE | 4)
    assert p.p_ucred.cr_prison.pr_id == jid
    second = host.child(p)
    for process in (p, second):
        assert host.get(jid)["dying"] is False
        exit1(host.kernel, process, 0)
        if process.p_pid in host.kernel.allproc:
            reap(host.kernel, process)
    assert host.refusal(host.root, "jail_get", {"jid": jid}, DYING)[1] == f"jail {jid} not found"


def test_attaching_changes_root_directory_credential_and_nothing_else(host) -> None:
    host.call(host.root, "mkdir", "/j", 0o755)
    p = host.child()
    pid = p.p_pid
    host.call(p, "jail_attach", host.jail(name="j", path="/j"))
    root = host.kernel.allprison[1].pr_root
    assert (p.p_pwd.pwd_rdir, p.p_pwd.pwd_cdir, p.p_pwd.pwd_jdir) == (root, root, root)
    assert (p.p_pid, p.p_ucred.cr_uid, p.p_ucred.cr_prison.pr_name, p.p_sugid) == (pid, 0, "j", True)
    assert host.call(p, "__getcwd") == "/"


def test_removal_kills_every_process_and_removes_the_jails_below_first(host) -> None:
    outer = host.jail(name="a", children__max=5)
    warden = host.inmate(outer)
    inner = host.jail(warden, name="b")
    inmate = host.inmate(inner, warden)
    host.call(host.root, "jail_remove", outer)
    assert [host.kernel.allprison[jid].pr_state for jid in (outer, inner)] == [PrisonState.DYING] * 2
    assert [p.p_siglist for p in (warden, inmate, host.root)] == [[9], [9], []]


def test_a_socket_keeps_a_jail_dying_until_it_is_gone(host) -> None:
    prison = host.kernel.allprison[host.jail(name="j")]
    prison_hold(host.kernel, prison)
    host.call(host.root, "jail_remove", 1)
    assert host.call(host.root, "jail_get", {"jid": 1}, DYING)["dying"] is True
    prison_free(host.kernel, prison)
    assert host.refusal(host.root, "jail_get", {"jid": 1}, DYING)[0] == "ENOENT"


def test_a_vnet_jail_has_a_stack_of_its_own_and_takes_it_along(host) -> None:
    before = len(host.kernel.vnets)
    jid = host.jail(name="v", vnet=1)
    prison = host.kernel.allprison[jid]
    assert prison.pr_vnet is not host.kernel.vnet0
    assert (prison.pr_vnet.vnet_prison, len(host.kernel.vnets)) == (prison, before + 1)
    host.call(host.root, "jail_remove", jid)
    assert len(host.kernel.vnets) == before


def test_jail_get_walks_by_ascending_number(host) -> None:
    for jid in (30, 10, 20):
        host.jail(jid=jid)
    found, last = [], 0
    for _ in range(3):
        last = host.call(host.root, "jail_get", {"lastjid": last}, 0)["jid"]
        found.append(last)
    assert found == [10, 20, 30]
