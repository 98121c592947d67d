"""Facts: the named questions that goals ask of a machine, by name in ``FACTS``; ``evaluate`` asks one.

A family's module is imported when one of its facts is first asked for: a page needs few of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from lab.diagnosis.layers import Broken, Fails, Holds
from lab.facts.fact import Context, Fact, FactError
from lab.facts.witness import Witness

__all__ = ["FACTS", "FAMILIES", "Context", "Fact", "FactError", "Fails", "Holds", "Witness", "evaluate"]

# Module of this package -> the facts of its tuple FACTS.
FAMILIES: dict[str, str] = {
    "files": """file_exists file_absent file_contains file_lacks file_mode file_owner file_flag mounted mounted_from
        mount_option not_mounted""",
    "filter": "forwards pf_runs nat_translates pf_blocks packet_dropped",
    "history": """command_ran command_succeeded command_failed call_refused call_granted was_granted
        address_rewritten rebooted""",
    "host": "host_unchanged",
    "jails": """jail_parameter jail_child_of jail_dying jail_has_permission jail_may_use_address jails_running
        jail_exists jail_gone jail_persists jail_hostname jail_path jail_has_vnet jail_lacks_permission""",
    "links": """bridge_member not_bridge_member port_state vlan_tag mtu macs_distinct address6 default_route6
        link_lossless link_delay""",
    "network": """interface_in_vnet interface_up interface_address stacks_linked stack_address loopback_ready
        on_bridge route_exists reaches ping_answered""",
    "processes": """process_runs_as process_rooted_at process_nice jail_empty process_in_jail process_not_in_jail
        was_refused""",
    "resources": "rctl_rule no_rctl_rules cpus shm_segment device_visible device_hidden",
    "services": "listens not_listening bound_to serves connected pinged",
    "settings": """rc_variable rc_variable_has loader_variable jail_in_conf sysctl_value securelevel_at_least
        securelevel_at_most name_resolves logged""",
    "users": "user_exists user_has_uid user_in_group",
}
_FAMILY = {name: family for family, names in FAMILIES.items() for name in names.split()}


class _Facts(Mapping[str, Fact]):
    """The facts by name."""

    def __init__(self) -> None:
        self.known: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        if name not in self.known:
            module = import_module(f"lab.facts.{_FAMILY[name]}")
            self.known.update({fact.name: fact for fact in module.FACTS})
        return self.known[name]

    def __contains__(self, name: object) -> bool:
        return name in _FAMILY

    def __iter__(self) -> Iterator[str]:
        return iter(_FAMILY)

    def __len__(self) -> int:
        return len(_FAMILY)


FACTS: Mapping[str, Fact] = _Facts()


def evaluate(context: Context, name: str, arguments: dict[str, str | int]) -> Holds | Fails:
    """Whether the fact holds of the machine now. Raises FactError for a name or arguments that no fact has.
    """
    fact = FACTS.get(name)
    if fact is None:
        raise FactError("fact", f"there is no fact {name}")
    try:
        fact.check(context, fact.read(arguments))
    except Broken as broken:
        return broken.fails
    return Holds()
