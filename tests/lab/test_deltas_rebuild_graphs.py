"""apply(old, diff(old, new)) == new, for any two graphs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lab.graph.delta import Delta, apply, diff
from lab.graph.model import Element, Graph, graph_of

IDS = st.sampled_from([f"if:{number}" for number in range(6)])
ELEMENTS = st.builds(
    Element,
    id=IDS,
    kind=st.sampled_from(["interface", "bridge"]),
    label=st.sampled_from(["epair0a", "epair0b"]),
    parent=st.none() | st.sampled_from(["vnet:1", "vnet:2"]),
    data=st.fixed_dictionaries({"up": st.booleans()}),
)
GRAPHS = st.lists(ELEMENTS, max_size=6, unique_by=lambda element: element.id).map(graph_of)


@given(GRAPHS, GRAPHS)
def test_a_delta_leads_from_old_to_new(old: Graph, new: Graph) -> None:
    assert apply(old, diff(old, new)) == new


@given(GRAPHS)
def test_nothing_changed_is_no_delta(graph: Graph) -> None:
    assert diff(graph, dict(graph)) == Delta()
    assert not diff(graph, dict(graph))


def test_an_element_leaves_out_what_it_has_not() -> None:
    node = Element("vnet:1", "vnet", "host", data={"pr_id": 0})
    assert node.dump() == {"id": "vnet:1", "kind": "vnet", "label": "host", "data": {"pr_id": 0}}
    edge = Element("link:1", "link", "", source="if:1", target="if:2")
    assert edge.dump() == {
        "id": "link:1",
        "kind": "link",
        "label": "",
        "source": "if:1",
        "target": "if:2",
        "data": {},
    }
