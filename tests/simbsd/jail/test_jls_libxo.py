"""jls --libxo: jls.c's xo_emit() formats, JLS_XO_VERSION 2; facts 3.1."""

from __future__ import annotations

import pytest

TWO = """
jail -c name=a ip4.addr=10.0.0.9,10.0.0.8 host.hostname='x "y"' persist; jail -c name=b vnet persist
"""
HEAD = '{"__version": "2", "jail-information": {"jail": ['
CASES = [
    ("json", '{"jid":1,"ipv4":"10.0.0.9","hostname":"x \\"y\\"","path":"/"}, '
             '{"jid":2,"ipv4":"","hostname":"","path":"/"}'),
    ("json -N -j b", '{"name":"b","ipv4":"","hostname":"","path":"/"}'),
    ("json -v -j a", '{"jid":1,"hostname":"x \\"y\\"","path":"/","name":"a","state":"ACTIVE","cpusetid":3, '
                     '"ipv4_addrs": ["10.0.0.9","10.0.0.8"], "ipv6_addrs": []}'),
    ("json -h -j a jid persist ip4.addr host.domainname",
     '{"jid":"1","persist":"true", "ip4.addr": ["10.0.0.9","10.0.0.8"],"host.domainname":""}'),
    ("json -n -j a jid persist nopersist allow.chflags allow.nochflags vnet",
     '{"jid":"1","persist":true,"nopersist":true,"allow.chflags":false,"allow.nochflags":true,"vnet":"inherit"}'),
    ("json -s -j a children.cur ip4.addr host.hostname dying", '{"host.hostname":"x \\"y\\""}'),
]  # fmt: skip


@pytest.mark.parametrize(("words", "jails"), CASES, ids=[words for words, _ in CASES])
def test_json(sh, words: str, jails: str) -> None:
    """Numbers stand bare in the tables only; chosen parameters are text, booleans by name are booleans."""
    assert sh(f"{TWO} jls --libxo {words}") == (f"{HEAD}{jails}]}}}}\n", 0)


def test_xml(sh) -> None:
    """The version is an attribute of the outermost element; addresses repeat theirs."""
    assert sh(TWO + "jls --libxo xml,pretty -v -j a; jls --libxo:X -j b") == (
        """\
<jail-information version="2">
  <jail>
    <jid>1</jid>
    <hostname>x "y"</hostname>
    <path>/</path>
    <name>a</name>
    <state>ACTIVE</state>
    <cpusetid>3</cpusetid>
    <ipv4_addrs>10.0.0.9</ipv4_addrs>
    <ipv4_addrs>10.0.0.8</ipv4_addrs>
  </jail>
</jail-information>
<jail-information version="2"><jail><jid>2</jid><ipv4></ipv4><hostname></hostname><path>/</path></jail>"""
        "</jail-information>",
        0,
    )


def test_refusals_still_give_a_document(sh) -> None:
    """xo_errx() ends what is open."""
    script = "jls --libxo json -j x; jls --libxo json y; jls --libxo json -z; jls --libxo nope"
    assert sh(script) == (
        'jls: jail "x" not found\n{"__version": "2", "jail-information": {"jail": []}}\n'
        "jls: unknown parameter: y\n{ }\n"
        "jls: illegal option -- z\njls: usage: jls [-dhNnqv] [-j jail] [param ...]\n{ }\n"
        "jls: unknown libxo option value: 'nope'\n",
        1,
    )
