"""What stands behind an element, as the page asks for it: records under kernel names, and the tables below them."""

from __future__ import annotations

from typing import Any

from bridge_page import Page, only

from simbsd.sys.pf import PfRule
from simbsd.sys.pf_var import Pf, PfKrule

BUILD = (
    "jail -c name=blue path=/ vnet persist allow.raw_sockets; ifconfig epair create; ifconfig epair0b vnet blue;"
    " ifconfig epair0a 10.1.1.1/24; jexec blue ifconfig epair0b 10.1.1.2/24; jexec blue ping -c 1 10.1.1.1\r"
)


def _inspect(page: Page, name: str) -> dict[str, dict[str, Any]]:
    (answer,) = only(page.say("inspect", id=name), "inspected")
    assert answer["id"] == name
    return {section["title"]: section for section in answer["sections"]}


def _built(page: Page) -> Page:
    page.open()
    page.type(BUILD)
    return page


def test_a_stack_shows_routes_neighbours_and_its_own_values(page: Page) -> None:
    found = _inspect(_built(page), "vnet:1")
    assert found["V_rt_tables: IPv4, fib 0"]["rows"] == [
        ["10.1.1.0/24", "link#5", "U", "epair0b"], ["10.1.1.2", "link#3", "UHS", "lo0"],
    ]  # fmt: skip
    assert [row[0] for row in found["V_lltables: ARP"]["rows"]] == ["10.1.1.2", "10.1.1.1"]
    assert found["V_ifnet: interfaces"]["columns"] == ["if_index", "if_xname", "if_flags", "if_home_vnet"]
    assert ["owner", "blue"] in found["struct vnet"]["rows"]


def test_a_prison_shows_parameters_and_permissions(page: Page) -> None:
    found = _inspect(_built(page), "prison:1")
    assert ["allow.raw_sockets", "yes"] in found["pr_allow: permissions"]["rows"]
    assert ["allow.mount", "no"] in found["pr_allow: permissions"]["rows"]
    assert ["pr_parent", "prison0"] in found["struct prison"]["rows"]
    assert _inspect(page, "jail:1") == found


def test_a_process_shows_credential_directories_and_descriptors(page: Page) -> None:
    page.open()
    page.type("sleep 500 > /tmp/out &\r")
    kernel = page.bridge.session.machine.kernel if page.bridge.session else None
    assert kernel is not None
    pid = next(pid for pid, p in kernel.allproc.items() if p.p_comm == "sleep")
    found = _inspect(page, f"proc:{pid}")
    assert ["1", "vnode", "/tmp/out", "no"] in found["p_fd: descriptors"]["rows"]
    assert ["cr_prison", "0 (prison0)"] in found["p_ucred: struct ucred"]["rows"]
    assert ["pwd_cdir", "/root"] in found["p_pd: directories"]["rows"]


def test_a_jailed_process_shows_which_privileges_it_has(page: Page) -> None:
    page.open()
    page.type("jail -c name=www path=/ persist; jexec www sleep 500 &\r")
    session = page.bridge.session
    assert session is not None
    pid = next(pid for pid, p in session.machine.kernel.allproc.items() if p.p_comm == "sleep")
    (title,) = [title for title in _inspect(page, f"proc:{pid}") if title.startswith("priv_check")]
    rows = {row[0]: row[1] for row in _inspect(page, f"proc:{pid}")[title]["rows"]}
    assert (rows["PRIV_KLD_LOAD"], rows["PRIV_CRED_SETUID"]) == ("no", "yes")


def test_an_epair_end_names_the_other_and_counts(page: Page) -> None:
    found = _inspect(_built(page), "if:4")
    assert found["struct epair_softc"]["rows"] == [["oifp", "epair0b in vnet 1"]]
    assert found["if_addrhead: addresses"]["rows"] == [["10.1.1.1", "24", "10.1.1.255"]]
    assert dict(found["counters"]["rows"])["if_ipackets"] != "0"


def test_a_bridge_shows_members_and_what_it_has_learned(page: Page) -> None:
    page.open()
    page.type("ifconfig epair create; ifconfig bridge create; ifconfig bridge0 addm epair0a up; ifconfig epair0a up\r")
    found = _inspect(page, "if:5")
    assert [row[:2] for row in found["sc_iflist: members"]["rows"]] == [["epair0a", "forwarding"]]


def test_the_packet_filter_shows_its_rules(page: Page) -> None:
    page.open()
    session = page.bridge.session
    assert session is not None
    pf = session.machine.kernel.vnet0.vnet_pf = Pf(running=True)
    pf.anchors[""].rules["filter"].append(PfKrule(PfRule("block"), 0, 0, 0, evaluations=3))
    found = _inspect(page, "vnet:0")
    assert found["V_pf_rules"]["rows"] == [["filter", "0", "block drop all", "3", "0", "0"]]
    assert found["V_pf_status"]["rows"] == [["running", "yes"], ["states", "0"]]


def test_sockets_stand_in_their_stack(page: Page) -> None:
    page.open()
    page.type("nc -l 8080 &\r")
    rows = _inspect(page, "vnet:0")["V_tcbinfo, V_udbinfo, V_ripcbinfo: sockets"]["rows"]
    assert ["tcp", "*:8080", "*:*", "LISTEN", "0", "0"] in rows


def test_what_is_not_there_has_no_sections(page: Page) -> None:
    page.open()
    for name in ("", "vnet:77", "if:-1", "proc:1e3", "prison:99999999999", "link:3", "outside", "?"):
        assert _inspect(page, name) == {}


def test_asking_changes_nothing(page: Page) -> None:
    page.open()
    session = page.bridge.session
    assert session is not None
    before = session.machine.digest()
    for name in ("vnet:0", "prison:0", "proc:1", "if:1"):
        _inspect(page, name)
    assert session.machine.digest() == before
    assert session.inputs == []


def test_an_interface_shows_its_virtual_hosts_and_a_stf_what_it_takes_from_addresses(page: Page) -> None:
    page.open()
    page.type("kldload carp; ifconfig em0 vhid 3 advskew 7 alias 10.0.2.99/24; ifconfig stf0 create stfv4br 10.0.2.1\r")
    found = _inspect(page, "if:1")["cif_vrs: virtual hosts"]
    assert found["columns"] == ["sc_vhid", "sc_state", "sc_advbase", "sc_advskew", "sc_ifas"]
    assert found["rows"] == [["3", "BACKUP", "1", "7", "10.0.2.99"]]
    assert _inspect(page, "if:3")["struct stf_softc"]["rows"] == [
        ["srcv4_addr", "0.0.0.0"], ["braddr", "10.0.2.1"], ["v4prefixlen", "0"],
    ]  # fmt: skip
