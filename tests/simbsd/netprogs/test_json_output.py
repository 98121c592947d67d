"""--libxo json gives the same as the text, under libxo's names."""

from __future__ import annotations

import json

import pytest

from simbsd.lib.err import Refused
from simbsd.lib.libxo import XML, Style, document, parse_args


def test_documents_are_written_as_libxo_writes_them() -> None:
    content = {
        "top": {
            "name": 'a "b"\\\n',
            "count": 3,
            "yes": True,
            "words": ("x", "y"),
            "list": [{"n": 1}, {"n": 2}],
        }
    }
    text = document(content, version="1")
    assert text == (
        '{"__version": "1", "top": {"name":"a \\"b\\"\\\\\\n","count":3,"yes":true, "words": ["x","y"], '
        '"list": [{"n":1}, {"n":2}]}}\n'
    )
    assert json.loads(text)["top"]["name"] == 'a "b"\\\n'


def test_the_option_is_taken_out_of_the_command_line() -> None:
    assert parse_args(["p", "--libxo", "json", "-n"]) == (["p", "-n"], Style())
    assert parse_args(["p", "--libxo=json", "-n"]) == (["p", "-n"], Style())
    assert parse_args(["p", "--libxo:J"]) == (["p"], Style())
    assert parse_args(["p", "--libxo", "text", "x"]) == (["p", "x"], None)
    assert parse_args(["p", "--libxo=xml,pretty,indent=4"]) == (["p"], Style(XML, True, 4))
    assert parse_args(["p", "--libxo:XPi3u"]) == (["p"], Style(XML, True, 3, True))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--libxo"], "missing libxo option"),
        (["--libxo=nope"], "unknown libxo option value: 'nope'"),
        (["--libxo-nope"], "unknown libxo option: '--libxo-nope'"),
        (["--libxonope"], "unknown libxo option: '--libxonope'"),
    ],
)
def test_options_that_are_none_are_refused(words: list[str], message: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_args(["p", *words])
    assert refused.value.message == message


CONTENT = {"top": {"a-b": "x<y>&", "n": 3, "words": ("x", "y"), "none": [], "list": [{"n": 1}, {"n": 2}]}}


def test_pretty_documents_have_a_line_for_everything() -> None:
    """libxo.c: xo_do_open_container, xo_do_close_list, xo_format_value."""
    assert document(CONTENT, "1", Style(pretty=True, underscores=True)) == """{
  "__version": "1", 
  "top": {
    "a_b": "x<y>&",
    "n": 3,
    "words": [
      "x",
      "y"
    ],
    "none": [
    ],
    "list": [
      {
        "n": 1
      },
      {
        "n": 2
      }
    ]
  }
}
"""  # noqa: W291


def test_xml_has_an_element_for_each_instance() -> None:
    """libxo.c: lists have no element of their own; the version is an attribute of the first one."""
    assert document(CONTENT, "1", Style(XML)) == (
        '<top version="1"><a-b>x&lt;y&gt;&amp;</a-b><n>3</n><words>x</words><words>y</words>'
        "<list><n>1</n></list><list><n>2</n></list></top>"
    )
    assert document({"top": {"n": 1, "list": [{"n": 2}]}}, None, Style(XML, True)) == (
        "<top>\n  <n>1</n>\n  <list>\n    <n>2</n>\n  </list>\n</top>\n"
    )


def test_routes(sh) -> None:
    found = json.loads(sh("netstat --libxo json -rn")[0])
    family = found["statistics"]["route-information"]["route-table"]["rt-family"][0]
    assert family["address-family"] == "Internet"
    shown = [
        (one["destination"], one["gateway"], one["flags"], one["interface-name"])
        for one in family["rt-entry"]
    ]
    assert shown == [
        ("default", "10.0.2.2", "UGS", "em0"),
        ("10.0.2.0/24", "link#1", "U", "em0"),
        ("10.0.2.15", "link#2", "UHS", "lo0"),
        ("127.0.0.1", "link#2", "UH", "lo0"),
    ]


def test_interfaces(sh) -> None:
    found = json.loads(sh("ping -q -c 1 127.0.0.1 >/dev/null; netstat --libxo json -in -I lo0")[0])
    assert found["statistics"]["interface"][0] == {
        "name": "lo0", "flags": "0x8049", "mtu": 16384, "network": "<Link#2>", "address": "lo0",
        "received-packets": 2, "received-errors": 0, "dropped-packets": 0, "sent-packets": 2, "send-errors": 0,
        "collisions": 0,
    }  # fmt: skip
    assert "received-errors" not in found["statistics"]["interface"][1]


def test_sockets(sh) -> None:
    script = "nc -l 80 & sleep 1; netstat --libxo json -an; kill $!"
    assert json.loads(sh(script)[0])["statistics"]["socket"] == [
        {
            "protocol": "tcp4", "receive-bytes-waiting": 0, "send-bytes-waiting": 0,
            "local": {"address": "*", "port": "80"}, "remote": {"address": "*", "port": "*"},
            "tcp-state": "LISTEN     ",
        }
    ]  # fmt: skip


def test_neighbours(sh) -> None:
    out, status = sh(
        "arp -s 10.0.2.9 02:00:00:00:00:09 temp; arp --libxo json -n 10.0.2.9; arp --libxo json 1.1.1.1"
    )
    first, second = out.splitlines()
    assert json.loads(first) == {
        "__version": "1",
        "arp": {
            "arp-cache": [
                {
                    "hostname": "?", "ip-address": "10.0.2.9", "mac-address": "02:00:00:00:00:09",
                    "interface": "em0", "expires": 1200, "type": "ethernet",
                }
            ]
        },
    }  # fmt: skip
    assert (second, status) == ('{"__version": "1", "arp": {"arp-cache": []}}', 1)


def test_ndp_shows_the_cache(sh) -> None:
    """usr.sbin/ndp/ndp_netlink.c: print_entry."""
    start = "ifconfig em0 inet6 -ifdisabled accept_rtadv up; rtsol em0; sleep 3"
    out, _ = sh(f"{start}; ndp --libxo json -an; ndp --libxo no -a")
    data, refusal = out.split("\n")[:2]
    entries = json.loads(data)["ndp"]["neighbor-cache"]
    assert json.loads(data)["__version"] == "1"
    assert entries[0] == {
        "address": "fe80::5054:ff:fe12:3502%em0", "mac-address": "52:54:00:12:35:02", "interface": "em0",
        "expires_sec": entries[0]["expires_sec"], "neighbor-state": "S", "nd-flags": "R",
    }  # fmt: skip
    assert [entry["permanent"] for entry in entries[1:]] == [True, True]
    assert refusal == "ndp: unknown libxo option value: 'no'"
