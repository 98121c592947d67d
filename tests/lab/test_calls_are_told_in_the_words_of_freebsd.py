"""The trace of system calls has what FreeBSD's truss(1) prints: numbers, flags and structures, no words of Python's."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from lab.trace import Trace
from simbsd.kern.init_sysent import SYSENT
from simbsd.machine import Machine
from simbsd.sys.event import SystemCall

MINUTE = 60_000_000
QUOTED = re.compile(r'"(\\.|[^"\\])*("|…|$)')
FOREIGN = re.compile(r"\b(True|False|None)\b|<[a-z]+ |[A-Z]\w*\(")
SESSION = """
ls -l /etc; id; ps aux; jail -c name=a path=/ vnet persist; jexec a ifconfig lo0 up; jls -v; netstat -rn; sysctl -a
cp /etc/group /tmp/x; ln -s x /tmp/y; ln /tmp/y /tmp/z; chmod -h 700 /tmp/y; chown -h 1:1 /tmp/y
chflags -h nodump /tmp/y; touch -h /tmp/y; mkdir /tmp/d; rmdir /tmp/d; hostname; umask; mkfifo /tmp/z
nice -n 5 true; rm /tmp/*; df; mount; kldstat
 cpuset -g; date; sockstat; find /var -name zz
ping -c1 10.0.2.2
stat /etc; nc -z 10.0.2.2 80; truss -o /dev/null true; sh -c "kill -9 $$"; jail -r a; cat /nowhere; top -b
"""


def told(event: SystemCall) -> dict[str, Any]:
    trace = Trace()
    trace.note(event)
    (call,) = trace.dump()["calls"]
    return dict(call)


def call(name: str, *args: Any, result: Any = None) -> dict[str, Any]:
    return told(SystemCall(0, 1, "sh", name, args, result, "", "", ""))


def test_no_call_of_a_boot_and_a_session_has_words_of_python() -> None:
    machine = Machine()
    machine.settle(MINUTE)
    machine.script(SESSION.encode(), 10 * MINUTE)
    calls = [told(event) for event in machine.events() if isinstance(event, SystemCall)]
    assert len({one["name"] for one in calls}) > 60
    shown = {(one["name"], str(value)) for one in calls for value in [*one["args"], one["result"]] if value is not None}
    assert {(name, text) for name, text in shown if FOREIGN.search(QUOTED.sub("", text))} == set()


def switches() -> list[tuple[str, int, str]]:
    """Every call that takes a yes or no here: its name, where, and what that is."""
    found = []
    for name, handler in SYSENT.items():
        parameters = list(inspect.signature(handler).parameters.values())[2:]
        found += [(name, at, one.name) for at, one in enumerate(parameters) if one.annotation == "bool"]
    return found


@pytest.mark.parametrize(("name", "at", "what"), switches())
def test_a_switch_is_a_flag_or_a_number(name: str, at: int, what: str) -> None:
    yes, no = (call(name, *([0] * at), on)["args"][at] for on in (True, False))
    follows = ("AT_SYMLINK_FOLLOW", "0x0") if name == "linkat" else ("0x0", "AT_SYMLINK_NOFOLLOW")
    assert (yes, no) == (follows if what == "follow" else (1, 0))
    assert type(yes) is not bool


def test_a_struct_stat_is_printed_as_truss_prints_it() -> None:
    machine = Machine(ttys=0)
    out, _ = machine.script(b"stat -f %i /etc/group; stat -f %z /etc/group", MINUTE)
    inode, size = out.decode().split()
    found = [told(event) for event in machine.events() if isinstance(event, SystemCall) and event.name == "fstatat"]
    shown = [(one["args"], one["result"]) for one in found if one["args"][0] == '"/etc/group"']
    want = f"{{ mode=-rw-r--r-- ,inode={inode},size={size},blksize=32768 }}"
    assert shown == [(['"/etc/group"', "AT_SYMLINK_NOFOLLOW"], want)] * 2


def test_values_inside_records_are_numbers() -> None:
    assert call("jail_set", {"persist": True, "vnet": False}, 1)["args"] == ["{persist=1, vnet=0}", 1]
