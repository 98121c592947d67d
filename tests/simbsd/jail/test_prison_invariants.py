"""Whatever is done to prisons and processes, the tables stay consistent, and a refused call changes nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from prisonhost import ATTACH, CREATE, UPDATE, Host

from simbsd.kern.kern_exit import exit1, reap
from simbsd.kern.kern_jail import can_prison_see, prison_descendants, prison_isalive
from simbsd.sys.errno import Errno
from simbsd.sys.proc import ProcState

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
        self.host.jail(name="a", children__max=3)

    def teardown(self) -> None:
        self.host.close()

    def process(self, who: int):
        alive = [p for p in self.kernel.allproc.values() if p.p_pid >= self.host.root.p_pid]
        return alive[who % len(alive)]

    def call(self, who: int, name: str, *args) -> None:
        before = self.host.machine.digest()
        try:
            self.host.call(self.process(who), name, *args)
        except Errno:
            assert self.host.machine.digest() == before, (name, args)

    @rule(who=WHO, params=PARAMS, flags=FLAGS)
    def jail_set(self, who: int, params: dict, flags: int) -> None:
        self.call(who, "jail_set", params, flags)

    @rule(who=WHO, jid=st.integers(0, 12))
    def jail_attach(self, who: int, jid: int) -> None:
        self.call(who, "jail_attach", jid)

    @rule(who=WHO, jid=st.integers(0, 12))
    def jail_remove(self, who: int, jid: int) -> None:
        self.call(who, "jail_remove", jid)

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
            assert prison.pr_ref >= prison.pr_uref

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
            if parent.pr_ip4 is not None and not prison.pr_owns_vnet:
                assert prison.pr_ip4 is not None
                assert all(addr in parent.pr_ip4 for addr in prison.pr_ip4)
            for name, allowed in prison.pr_allow.items():
                assert not allowed or parent.pr_allow[name] or name == "unprivileged_proc_debug"

    @invariant()
    def roots_are_where_the_prisons_are(self) -> None:
        for p in self.kernel.allproc.values():
            assert can_prison_see(self.kernel.prison0, p.p_ucred.cr_prison)
            assert p.p_ucred.cr_prison.pr_id in self.kernel.allprison


TestPrisons = Prisons.TestCase
TestPrisons.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
