"""Whatever is done to prisons and processes, the tables stay consistent, and a refused call changes nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from prisonhost import ATTACH, CREATE, UPDATE, Host

from simbsd.kern.kern_exit import exit1, reap
from simbsd.kern.kern_jail import prison_descendants, prison_free, prison_hold, prison_isalive
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.jail import JAIL_SYS_DISABLE, JAIL_SYS_INHERIT, Prison
from simbsd.sys.proc import ProcState
from simbsd.sys.signal import SIGKILL

NAMES = st.sampled_from(["a", "b", "c", "a.b", "a.b.c", "7", "", "x.y"])
ADDRESSES = st.lists(st.integers(1, 4), max_size=3)
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "name": NAMES, "jid": st.integers(0, 9), "persist": st.booleans(), "ip4.addr": ADDRESSES,
        "ip4": st.integers(0, 2), "children.max": st.integers(0, 4), "vnet": st.integers(1, 2),
        "host": st.integers(1, 2),
        "host.hostname": st.sampled_from(["h", "i"]), "enforce_statfs": st.integers(0, 2),
        "allow.mount": st.booleans(), "securelevel": st.integers(-1, 2), "path": st.sampled_from(["/", "/etc", "/no"]),
        "allow.suser": st.booleans(), "allow.unprivileged_proc_debug": st.booleans(), "allow.sysvipc": st.booleans(),
        "sysvmsg": st.integers(0, 3), "devfs_ruleset": st.integers(0, 4),
    },
)  # fmt: skip
FLAGS = st.sampled_from([CREATE, UPDATE, CREATE | UPDATE, CREATE | ATTACH, UPDATE | ATTACH, UPDATE | 8])
WHO = st.integers(0, 5)


class Prisons(RuleBasedStateMachine):
    """Calls by processes in and out of jails."""

    def __init__(self) -> None:
        super().__init__()
        self.host = Host()
        self.kernel = self.host.kernel
        self.kernel.watched = False
        self.held: list[Prison] = []
        self.refusals: list[Errno] = []
        self.host.jail(name="a", children__max=3)

    def teardown(self) -> None:
        self.host.close()

    def process(self, who: int):
        alive = [p for p in self.kernel.allproc.values() if p.p_pid >= self.host.root.p_pid]
        return alive[who % len(alive)]

    def call(self, who: int, name: str, *args) -> None:
        before, last = self.host.machine.digest(), self.kernel.lastprid
        try:
            self.host.call(self.process(who), name, *args)
        except Errno as refusal:
            self.refusals.append(refusal)
            used, self.kernel.lastprid = self.kernel.lastprid, last
            assert self.host.machine.digest() == before, (name, args)
            self.kernel.lastprid = used

    @rule(who=WHO, params=PARAMS, flags=FLAGS)
    def jail_set(self, who: int, params: dict, flags: int) -> None:
        self.call(who, "jail_set", params, flags)

    @rule(who=WHO, jid=st.integers(0, 12))
    def jail_attach(self, who: int, jid: int) -> None:
        self.call(who, "jail_attach", jid)

    @rule(who=WHO, jid=st.integers(0, 12))
    def jail_remove(self, who: int, jid: int) -> None:
        self.call(who, "jail_remove", jid)

    @rule(jid=st.integers(1, 12))
    def hold(self, jid: int) -> None:
        """Something refers to a prison for a while, as a socket does."""
        prison = self.kernel.allprison.get(jid)
        if prison is not None and prison not in self.held:
            prison_hold(self.kernel, prison)
            self.held.append(prison)

    @rule()
    def let_go(self) -> None:
        if self.held:
            prison_free(self.kernel, self.held.pop(0))

    @rule(who=WHO)
    def fork(self, who: int) -> None:
        if len(self.kernel.allproc) < 30:
            self.host.child(self.process(who))

    @rule(who=WHO)
    def end(self, who: int) -> None:
        p = self.process(who)
        if p is not self.host.root:
            exit1(self.kernel, p, 0)
            if p.p_state is ProcState.ZOMBIE and p.p_pid in self.kernel.allproc:
                reap(self.kernel, p)

    @invariant()
    def counts_agree(self) -> None:
        prisons = self.kernel.allprison
        for prison in prisons.values():
            inmates = [p for p in self.kernel.allproc.values() if p.p_ucred.cr_prison is prison]
            children = [other for other in prisons.values() if other.pr_parent is prison]
            assert list(prison.pr_children.values()) == children
            assert prison.pr_childcount == len(list(prison_descendants(prison)))
            own = 1 if prison.pr_id == 0 else int(prison.pr_persist)
            assert prison.pr_uref == len(inmates) + len(children) + own
            held = sum(prison is other for other in self.held)
            assert prison.pr_ref == prison.pr_uref + held > 0

    @invariant()
    def indexes_agree(self) -> None:
        prisons = [prison for prison in self.kernel.allprison.values() if prison.pr_id]
        assert self.kernel.prids == sorted(prison.pr_id for prison in prisons)
        by_name = [prison for bearers in self.kernel.prisonnames.values() for prison in bearers]
        assert sorted(p.pr_id for p in by_name) == self.kernel.prids
        alive = [prison.pr_name for prison in prisons if prison_isalive(prison)]
        assert len(alive) == len(dict.fromkeys(alive))
        held = {(f, a): [p.pr_id for p in table.values()] for (f, a), table in self.kernel.prisonips.items()}
        expected: dict = {}
        for prison in prisons:
            lists = ((2, prison.pr_ip4, prison.pr_ip4_user), (28, prison.pr_ip6, prison.pr_ip6_user))
            for family, addresses, user in lists:
                for addr in (addresses or ()) if user else ():
                    expected.setdefault((family, addr), []).append(prison.pr_id)
        assert {key: sorted(ids) for key, ids in held.items()} == {key: sorted(ids) for key, ids in expected.items()}

    @invariant()
    def children_stay_within_their_parents(self) -> None:
        for prison in self.kernel.allprison.values():
            parent = prison.pr_parent
            if parent is None or parent.pr_parent is None:
                continue
            assert prison.pr_name.startswith(parent.pr_name + ".")
            assert prison.pr_securelevel >= parent.pr_securelevel
            assert prison.pr_childmax <= max(parent.pr_childmax - 1, 0)
            assert prison.pr_devfs_rsnum == parent.pr_devfs_rsnum or not prison.pr_devfs_rsnum
            if not prison.pr_owns_host:
                assert prison.pr_hostname == parent.pr_hostname
            if parent.pr_ip4 is not None and not prison.pr_owns_vnet:
                assert prison.pr_ip4 is not None
                assert all(addr in parent.pr_ip4 for addr in prison.pr_ip4)
            for name, allowed in prison.pr_allow.items():
                assert not allowed or parent.pr_allow[name] or name == "unprivileged_proc_debug"

    @invariant()
    def every_process_is_in_a_prison_of_the_table_and_lives_in_a_living_one(self) -> None:
        for p in self.kernel.allproc.values():
            prison = p.p_ucred.cr_prison
            assert self.kernel.allprison[prison.pr_id] is prison
            assert p.p_pwd.pwd_rdir == prison.pr_root
            assert prison_isalive(prison) or SIGKILL in p.p_siglist or p.p_state is ProcState.ZOMBIE

    @invariant()
    def the_living_have_users_and_living_parents(self) -> None:
        for prison in self.kernel.allprison.values():
            if prison_isalive(prison):
                # one that was set while dying is alive again without users
                assert prison.pr_uref or prison in self.held
                assert prison.pr_parent is None or prison_isalive(prison.pr_parent)

    @invariant()
    def every_refusal_says_why(self) -> None:
        for refusal in self.refusals:
            assert refusal.errno == ENOENT or refusal.note.endswith(".") and ".c: " in refusal.where
        self.refusals.clear()

    @invariant()
    def a_shared_facility_is_the_parents(self) -> None:
        for prison in self.kernel.allprison.values():
            if prison.pr_parent is not None:
                for name, value in prison.pr_sysv.items():
                    assert value != JAIL_SYS_INHERIT or prison.pr_parent.pr_sysv[name] != JAIL_SYS_DISABLE


TestPrisons = Prisons.TestCase
TestPrisons.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
