"""escape(1): the same attempts on every release, each stopped, or not, where its kernel stops it (facts 7, 8)."""

from __future__ import annotations

import pytest

from lab.session import Session
from simbsd.image import populate_jail
from simbsd.machine import Machine
from simbsd.release import RELEASES

OUT = 'Out: "." is the directory that was "/" at the start.\n'
ABOVE = 'Out: "." lies above the directory that was "/" at the start.\n'
HELD = 'Held: the walk ended in the cage, where ".." leads nowhere else.\n'
STOPPED = "Stopped: the last call was refused.\n"
REFUSED, NONE = "-1: Operation not permitted\n", "-1: Function not implemented\n"
LOCKED = 'mkdir("/tmp/cage", 0755)     = 0\nchdir("/tmp/cage")           = 0\nchroot(".")                  = 0\n'
CLIMB = 'chdir("..") x 16             = 0\n'
LATER = ["4.0", "8.0", "14.0", "15.0", "whatif"]


@pytest.mark.parametrize("release", RELEASES)
def test_walking_up_ends_at_the_root_everywhere(sh, release: str) -> None:
    assert sh("escape dotdot", release=release) == (LOCKED + CLIMB + HELD, 1)


@pytest.mark.parametrize("release", RELEASES)
def test_a_second_chroot(sh, release: str) -> None:
    end = (OUT, 0) if release == "3.4" else (HELD, 1)
    calls = LOCKED + 'mkdir("sub", 0755)           = 0\nchroot("sub")                = 0\n' + CLIMB
    assert sh("escape chroot", release=release) == (calls + end[0], end[1])


FCHDIR = LOCKED + 'open(".", O_RDONLY)          = 3\nmkdir("sub", 0755)           = 0\nchroot("sub")                = '


def test_a_kept_descriptor_on_3_4(sh) -> None:
    assert sh("escape fchdir", release="3.4") == (FCHDIR + "0\nfchdir(3)                    = 0\n" + CLIMB + OUT, 0)


@pytest.mark.parametrize("release", LATER)
@pytest.mark.parametrize("allow", [0, 1, 2])
def test_a_kept_descriptor_later(sh, release: str, allow: int) -> None:
    """1: the first chroot passes, the second is refused. 2: it passes, and the walk meets the first root. 0: the first
    passes too, for the directory is opened after it.
    """
    script = f"sysctl kern.chroot_allow_open_directories={allow} >/dev/null; escape fchdir"
    if allow == 2:
        rest = "0\nfchdir(3)                    = 0\n" + CLIMB + HELD
    else:
        rest = REFUSED + STOPPED
    assert sh(script, release=release) == (FCHDIR + rest, 1)


@pytest.mark.parametrize("release", RELEASES)
def test_a_descriptor_from_before_the_first_root_leads_out_everywhere(sh, release: str) -> None:
    begin, end = LOCKED.split("\n", 1)
    calls = f'{begin}\nopen("/", O_RDONLY)          = 3\n{end}fchdir(3)                    = 0\n'
    assert sh("escape saved-fd", release=release) == (calls + CLIMB + OUT, 0)


@pytest.mark.parametrize("release", LATER)
def test_but_not_where_no_directory_may_be_open(sh, release: str) -> None:
    output, status = sh("sysctl kern.chroot_allow_open_directories=0; escape saved-fd", release=release)
    assert (output.endswith('chroot(".")                  = ' + REFUSED + STOPPED), status) == (True, 1)


JAIL_CALL = 'mkdir("/tmp/cage", 0755)     = 0\nopen("/", O_RDONLY)          = 3\njail({0, "/tmp/cage", ...})  = '


@pytest.mark.parametrize(
    ("release", "rest", "status"),
    [
        ("3.4", NONE + STOPPED, 1),
        ("4.0", "0\nfchdir(3)                    = 0\n" + CLIMB + OUT, 0),
        ("8.0", REFUSED + STOPPED, 1),
        ("14.0", REFUSED + STOPPED, 1),
    ],
)
def test_into_a_jail_with_a_directory_in_hand(sh, release: str, rest: str, status: int) -> None:
    """jail() of 4.0 asks chroot(2)'s question, and a first chroot is allowed one."""
    assert sh("escape jail", release=release) == (JAIL_CALL + rest, status)


def test_attaching_with_a_directory_in_hand_is_never_allowed(sh) -> None:
    script = "sysctl kern.chroot_allow_open_directories=2 >/dev/null; jail -c name=w path=/tmp persist; escape attach w"
    assert sh(script) == (
        'mkdir("/tmp/cage", 0755)     = 0\njail_getid("w")              = 1\nopen("/", O_RDONLY)          = 3\n'
        f"jail_attach(1)               = {REFUSED}{STOPPED}",
        1,
    )


@pytest.mark.parametrize("words", ["", "up", "attach", "chroot now"])
def test_usage(sh, words: str) -> None:
    usage = "usage: escape chroot | dotdot | fchdir | saved-fd | jail | attach jail\n"
    assert sh(f"escape {words}") == (usage, 2)


@pytest.mark.parametrize(("release", "end"), [("3.4", ABOVE), ("4.0", OUT), ("14.0", OUT)])
def test_inside_a_chroot_the_first_root_is_the_one_that_holds(release: str, end: str) -> None:
    """The cage in the cage is left; on 4.0 and later the outer one, the first, is not."""
    machine = Machine(release, ttys=0)
    machine.script(b"mkdir -p /usr/jails/a")
    populate_jail(machine.kernel, "/usr/jails/a")
    output, status = machine.script(b"chroot /usr/jails/a /usr/local/bin/escape chroot")
    assert (output.decode().endswith(CLIMB + end), status) == (True, 0)


@pytest.mark.parametrize("release", ["8.0", "14.0"])
def test_inside_a_jail_nothing_leads_above_its_root(release: str) -> None:
    machine = Machine(release, ttys=0)
    machine.script(b"mkdir -p /usr/jails/a")
    populate_jail(machine.kernel, "/usr/jails/a")
    machine.script(b"jail -c name=a path=/usr/jails/a persist")
    for way, end in (("dotdot", HELD), ("chroot", OUT), ("fchdir", STOPPED), ("saved-fd", STOPPED)):
        output, _ = machine.script(f"jexec a escape {way}".encode())
        assert output.decode().endswith(end), way


def test_the_refusal_carries_the_check_that_gave_it() -> None:
    session = Session(None, 0)
    assert session.wait(0, 60_000_000)
    session.type(0, "escape fchdir\r")
    assert session.wait(0, 60_000_000)
    trace = session.pump().trace
    assert trace is not None
    calls = [call for call in trace["calls"] if call["name"] == "chroot"]
    assert [(call["error"], call["where"]) for call in calls] == [
        (None, ""),  # the first
        ("EPERM", "kern_descrip.c: chroot_refuse_vdir_fds"),
    ]
    assert "kern.chroot_allow_open_directories is 1" in calls[1]["note"]


def test_its_source_can_be_read_in_the_machine(sh) -> None:
    output, status = sh("grep -c '^by_' /usr/share/examples/cellblock/escape.c; escape chroot | grep -c =")
    assert (output, status) == ("6\n6\n", 0)
