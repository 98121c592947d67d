"""The structures graph: the records that lead from a process to its network, and the walk of the last command."""

from __future__ import annotations

from bridge_page import Page, only

from lab.course.rehearsal import perform
from lab.graph.delta import apply, diff
from lab.graph.focus import Focus, Walk
from lab.graph.model import Element, Graph
from lab.graph.structures import structures
from lab.session import Session

BUILD = "jail -c name=blue path=/ vnet persist; ifconfig epair create; ifconfig epair0b vnet blue"


def _pointers(graph: Graph) -> list[tuple[str, str, str]]:
    return [(one.label, one.source or "", one.target or "") for one in graph.values() if one.kind == "pointer"]


def _shell(session: Session) -> int:
    return next(pid for pid, p in session.machine.kernel.allproc.items() if p.p_comm == "sh")


def test_a_shell_leads_to_the_hosts_stack_by_the_kernels_own_fields(session: Session) -> None:
    pid = _shell(session)
    graph = structures(session.machine.kernel, Focus((pid,)))
    found = _pointers(graph)
    assert ("p_ucred", f"proc:{pid}", f"ucred:{_lowest(session, pid)}") in found
    assert ("pr_vnet", "prison:0", "vnet:0") in found
    assert ("pr_root", "prison:0", "root:0") in found
    assert ("if_vnet", "if:1", "vnet:0") in found
    assert (graph["prison:0"].label, graph["vnet:0"].label, graph["root:0"].label) == (
        "prison0",
        "vnet0",
        "rootvnode /",
    )


def _lowest(session: Session, pid: int) -> int:
    kernel = session.machine.kernel
    cred = kernel.allproc[pid].p_ucred
    return min(number for number, p in kernel.allproc.items() if p.p_ucred is cred)


def test_a_walk_of_a_process_that_has_ended_is_marked_all_the_way(session: Session) -> None:
    perform(session, BUILD)
    walk = Walk(99999, "ping", "blue", 1, ("V_rt_tables",))
    graph = structures(session.machine.kernel, Focus(walks=(walk,)))
    assert graph["proc:99999"].data == {"p_pid": 99999, "ended": True}
    marked = [one.id for one in graph.values() if one.data.get("walk") is True]
    assert marked == ["p_ucred:99999", "cr_prison:ucred:99999", "pr_vnet:1", "V_:var:1:V_rt_tables"]
    assert graph["walk:99999"].data["path"] == "p_ucred → cr_prison: prison blue → pr_vnet: vnet 1 → V_rt_tables"


def test_an_interface_that_is_away_points_to_its_home(session: Session) -> None:
    perform(session, BUILD)
    graph = structures(session.machine.kernel, Focus(opened=("prison:1",)))
    (home,) = [one for one in graph.values() if one.label == "if_home_vnet"]
    assert (graph[home.source or ""].label, home.target) == ("epair0b", "vnet:0")


def test_only_what_is_near_the_focus_is_there_until_it_is_opened(session: Session) -> None:
    perform(session, "for i in 1 2 3 4 5; do jail -c name=j$i path=/ persist; done")
    kernel = session.machine.kernel
    near = structures(kernel, Focus((_shell(session),)))
    assert [one.id for one in near.values() if one.kind == "prison"] == ["prison:0"]
    opened = structures(kernel, Focus((_shell(session),), opened=("vnet:0",)))
    assert [one.id for one in opened.values() if one.kind == "prison"] == [f"prison:{jid}" for jid in range(6)]


def test_an_opened_stack_shows_every_interface(session: Session) -> None:
    perform(session, "for i in 1 2 3 4; do ifconfig epair create; done")
    kernel = session.machine.kernel
    count = [
        sum(one.kind == "ifnet" for one in structures(kernel, Focus(opened=opened)).values())
        for opened in ((), ("vnet:0",))
    ]
    assert count == [6, len(kernel.vnet0.vnet_ifnets)]


def test_ends_exist_and_a_nonsense_focus_is_no_fault(session: Session) -> None:
    perform(session, BUILD)
    focus = Focus(
        (1, 77777), ("prison:9", "vnet:x", "proc:", "what", "vnet:1"), (Walk(5, "x", "nobody", 9, ("V_ifnet",)),)
    )
    graph = structures(session.machine.kernel, focus)
    for element in graph.values():
        for end in (element.source, element.target):
            assert end is None or end in graph


def test_the_page_gets_the_graph_whole_when_it_asks_and_then_what_changed(page: Page) -> None:
    page.open()
    assert [one["name"] for one in only(page.type("true\r"), "graph")] == []
    (first,) = list(only(page.say("watch", graphs=["structures", "nothing"], opened=[]), "graph"))
    assert (first["name"], first["full"]) == ("structures", True)
    page.type(BUILD + "\r")
    later = [
        one for one in only(page.type("jexec blue route -n get default\r"), "graph") if one["name"] == "structures"
    ]
    assert later
    assert not any(one["full"] for one in later)
    walks = [
        element["label"].split()[0] for one in later for element in one["delta"]["add"] if element["kind"] == "walk"
    ]
    assert walks == ["route"]
    page.say("watch", graphs=[], opened=[])
    assert "structures" not in [one["name"] for one in only(page.type("jexec blue ifconfig\r"), "graph")]


def test_what_the_page_watches_outlives_a_reset(page: Page) -> None:
    page.open()
    page.say("watch", graphs=["structures"], opened=[])
    graphs = only(page.say("reset"), "graph")
    assert [(one["name"], one["full"]) for one in graphs] == [
        ("network", True),
        ("processes", True),
        ("structures", True),
    ]


def test_deltas_of_it_rebuild_it(session: Session) -> None:
    kernel = session.machine.kernel
    before = structures(kernel, Focus((_shell(session),)))
    perform(session, BUILD)
    after = structures(kernel, Focus((_shell(session),), ("prison:1",), (Walk(5, "x", "blue", 1, ("V_ifnet",)),)))
    assert apply(before, diff(before, after)) == after
    assert all(isinstance(one, Element) for one in after.values())
