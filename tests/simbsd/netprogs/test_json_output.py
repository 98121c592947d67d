"""--libxo json gives the same as the text, under libxo's names."""

from __future__ import annotations

import json

from simbsd.lib.libxo import document, parse_args


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
    assert parse_args(["p", "--libxo", "json", "-n"]) == (["p", "-n"], True)
    assert parse_args(["p", "--libxo=json", "-n"]) == (["p", "-n"], True)
    assert parse_args(["p", "--libxo:J"]) == (["p"], True)
    assert parse_args(["p", "--libxo", "text", "x"]) == (["p", "x"], False)


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
