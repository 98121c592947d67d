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
from simbsd.sys.proc import Rusage
from simbsd.sys.termios import Termios, Winsize
from simbsd.sys.vnode import Dirent, Statfs
from simbsd.sys.wait import w_exitcode, w_stopcode

MINUTE = 60_000_000
QUOTED = re.compile(r'"(\\.|[^"\\])*("|…|$)')
FOREIGN = re.compile(r"\b(True|False|None)\b|<[a-z]+ |[A-Z]\w*\(|\b[A-Z][a-z]\w*")
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


def test_structures_have_the_form_of_truss() -> None:
    usage = Rusage(ru_utime=1_000_457, ru_stime=2, ru_inblock=3, ru_oublock=4)
    shown = "{ u=1.000457,s=0.000002,in=3,out=4 }"
    assert call("getrusage", 0, result=usage)["result"] == shown
    ends = [w_exitcode(2), w_exitcode(0, 9), w_exitcode(0, 3 | 0x80), w_stopcode(18)]
    assert [call("wait4", -1, 0, result=(802, end, usage))["result"] for end in ends] == [
        f"[802, {{ EXITED,val=2 }}, {shown}]",
        f"[802, {{ SIGNALED,sig=SIGKILL }}, {shown}]",
        f"[802, {{ SIGNALED,sig=SIGQUIT,cored }}, {shown}]",
        f"[802, {{ STOPPED,sig=SIGTSTP }}, {shown}]",
    ]
    assert call("wait4", -1, 1, result=(0, 0, Rusage()))["result"] == "[0, 0, { u=0.000000,s=0.000000,in=0,out=0 }]"
    disk = Statfs("ufs", "/dev/ada0p2", "/", (), 4096, 9, 8, 7, 6, 5, f_fsid="0100000001000000")
    names = "{ fstypename=ufs,mntonname=/,mntfromname=/dev/ada0p2,fsid=0100000001000000 }"
    assert call("statfs", "/", result=disk)["result"] == names


def test_what_truss_has_only_an_address_of_is_told_by_its_members() -> None:
    modes = "{ c_iflag=0x6b02,c_oflag=0x3,c_lflag=0x5cb,c_ispeed=9600,c_ospeed=9600 }"
    assert call("ioctl", 3, "TIOCSETA", Termios())["args"] == [3, '"TIOCSETA"', modes]
    assert call("ioctl", 3, "TIOCGWINSZ", None, result=Winsize(24, 80))["result"] == "{ ws_row=24,ws_col=80 }"
    entries = [Dirent(".", 2, 0o040000), Dirent("ab", 3, 0o100000)]
    want = '[{ d_name=".",d_fileno=2,d_type=16384 }, { d_name="ab",d_fileno=3,d_type=32768 …'
    assert call("getdirentries", 3, result=entries)["result"] == want


def test_values_inside_records_are_numbers() -> None:
    assert call("jail_set", {"persist": True, "vnet": False}, 1)["args"] == ["{persist=1, vnet=0}", 1]
