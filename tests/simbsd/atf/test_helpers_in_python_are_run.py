"""Helpers of tests that are written in Python run as they stand, on the machine's own system calls; what they send and
catch is packets of this machine.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from simbsd.atf import Script
from simbsd.machine import Machine

HEAD = """
atf_test_case one; atf_init_test_cases() { atf_add_test_case one; }
"""
SNIFFER = """
import threading
import scapy.all as sp

class Sniffer(threading.Thread):
    def __init__(self, wanted, interface):
        threading.Thread.__init__(self)
        self._ready = threading.Semaphore(0)
        self.wanted, self.interface, self.found = wanted, interface, 0
        self.start()
        if not self._ready.acquire(timeout=30):
            raise Exception("not started")

    def is_wanted(self, packet):
        icmp = packet.getlayer(sp.ICMP)
        found = icmp is not None and sp.icmptypes[icmp.type] == self.wanted
        if found:
            self.found += 1
        return found

    def begun(self):
        self._ready.release()

    def run(self):
        sp.sniff(iface=self.interface, stop_filter=self.is_wanted, timeout=3, started_callback=self.begun)
"""
PING = """#!/usr/bin/env python3
import argparse
import scapy.all as sp
import sys
from sniffer import Sniffer

def main():
    parser = argparse.ArgumentParser("ping.py")
    parser.add_argument("--to", nargs=1, required=True)
    parser.add_argument("--sendif", nargs=1, required=True)
    args = parser.parse_args()
    sniffer = Sniffer("echo-reply", args.sendif[0])
    packet = sp.Ether() / sp.IP(dst=args.to[0]) / sp.ICMP(type="echo-request") / "data"
    sp.sendp(packet, iface=args.sendif[0], verbose=False)
    sniffer.join()
    return 0 if sniffer.found == 1 else 1

if __name__ == "__main__":
    sys.exit(main())
"""
EPAIR = (
    "ifconfig epair create >/dev/null; ifconfig epair0a 192.0.2.1/24 up; "
    "jail -c name=j vnet persist vnet.interface=epair0b; "
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small source tree with a helper and the module that it imports."""
    for name in ("sys", "usr.bin", "tests/sys/net"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "tests/sys/net/sniffer.py").write_text(SNIFFER)
    (tmp_path / "tests/sys/net/ping.py").write_text(PING)
    return tmp_path


def result(tree: Path, body: str) -> str:
    file = tree / "tests/sys/net/some_test.sh"
    file.write_text(HEAD + f"one_head() {{ atf_set require.progs scapy; }}\none_body() {{ {body}\n}}\n")
    (found,) = Script(file, "14.0").run([])
    return f"{found.result} {found.output if found.result == 'failed' else ''}".strip()


def helper(tree: Path, text: str) -> None:
    (tree / "tests/sys/net/it.py").write_text("#!/usr/bin/env python\n" + text)


def test_an_echo_that_is_answered_is_caught(tree: Path) -> None:
    up = EPAIR + "jexec j ifconfig epair0b 192.0.2.2/24 up; "
    assert result(tree, up + "atf_check $(atf_get_srcdir)/ping.py --sendif epair0a --to 192.0.2.2") == "passed"


def test_an_echo_that_nobody_answers_is_missed(tree: Path) -> None:
    up = EPAIR + "jexec j ifconfig epair0b 192.0.2.3/24 up; "
    assert (
        result(tree, up + "atf_check -s exit:1 $(atf_get_srcdir)/ping.py --sendif epair0a --to 192.0.2.2") == "passed"
    )


def test_what_a_script_raises_is_told_and_ends_it_with_1(tree: Path) -> None:
    helper(tree, "def f():\n    raise ValueError('no')\n\nprint('begun')\nf()\n")
    told = "-e match:'^ValueError: no .*it.py, line 3'"
    assert result(tree, f"atf_check -s exit:1 -o inline:'begun\\n' {told} $(atf_get_srcdir)/it.py") == "passed"


def test_a_forked_child_runs_beside_its_parent(tree: Path) -> None:
    helper(
        tree,
        """
import os
import sys
import time

if os.fork() == 0:
    time.sleep(1)
    print("child")
    os._exit(0)
print("parent")
time.sleep(2)
sys.exit(3)
""",
    )
    assert result(tree, "atf_check -s exit:3 -o inline:'parent\\nchild\\n' $(atf_get_srcdir)/it.py") == "passed"


def test_layers_are_built_and_read_as_on_the_wire(tree: Path) -> None:
    helper(
        tree,
        """
import scapy.all as sp
packet = sp.IP(src="192.0.2.1", dst="192.0.2.2") / sp.TCP(sport=1, dport=2, flags="SA", options=[("MSS", 1400)]) / "x"
data = sp.raw(packet)
again = sp.IP(data)
again.chksum = None
assert sp.raw(again) == data and len(packet) == 45
assert again[sp.TCP].flags == "SA" and again[sp.TCP].flags & 2 and again[sp.TCP].options == [("MSS", 1400)]
assert again[sp.TCP].payload.load == b"x" and sp.UDP not in again
six = sp.IPv6(src="2001:db8:0::1", dst="ff02::1") / sp.IPv6ExtHdrHopByHop(options=sp.RouterAlert()) / sp.ICMPv6MLQuery()
assert six.src == "2001:db8::1"
print(sp.raw(six)[:8].hex(), sp.raw(six)[40:48].hex())
""",
    )
    expected = "inline:'6000000000200040 3a00050200000100\\n'"
    assert result(tree, f"atf_check -o {expected} $(atf_get_srcdir)/it.py") == "passed"


def test_no_machine_has_python_but_one_that_runs_a_test() -> None:
    machine = Machine(ttys=0)
    assert "python3" not in machine.kernel.programs
    assert machine.script(b"python3 -c 1; ls /usr/local/bin | grep -c scapy\n", 10_000_000) == (
        b"sh: python3: not found\n0\n", 1,
    )  # fmt: skip
