"""procfs and fdescfs, as a shell sees them."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[str, int]]


def test_a_process_finds_itself(sh: Run) -> None:
    script = (
        "mount -t procfs proc /proc; p=/proc/curproc; "
        "cat $p/cmdline $p/etype; realpath $p/file; cd $p; cat cmdline"
    )
    assert sh(script) == (
        "cat\0/proc/curproc/cmdline\0/proc/curproc/etype\0FreeBSD ELF64\n/bin/realpath\nsh\0",
        0,
    )


def test_the_status_line(sh: Run) -> None:
    output, _ = sh("mount -t procfs proc /proc; cat /proc/curproc/status; sleep 100 & cat /proc/$!/status")
    mine, other = (line.split() for line in output.splitlines())
    assert (mine[0], len(mine), mine[5:7], mine[-4:]) == ("cat", 15, ["-", "noflags"], ["0", "0", "0,0,5", "-"])
    assert (other[0], other[-5]) in (("sleep", "nanslp"), ("sh", "nochan"))


def test_a_jail_sees_only_its_own(sh: Run) -> None:
    inside = "ls /proc; cat /proc/1/status; cat /proc/curproc/status"
    output, _ = sh(f"mount -t procfs proc /proc; jail -c name=j path=/ command=sh -c '{inside}'")
    lines = output.splitlines()
    assert lines[-2] == "cat: /proc/1/status: No such file or directory"
    assert (lines[-1].split()[0], lines[-1].split()[-1]) == ("cat", "0")
    assert all(line == "curproc" or int(line) > 800 for line in lines[:-2])
    assert len(lines[:-2]) <= 3


def test_nothing_can_be_made_and_attributes_stay_without_a_word(sh: Run) -> None:
    """pseudofs_vnops.c: pfs_setattr returns 0 and ignores what it was given; the test had it refuse."""
    script = "echo x > /proc/x; rm -f /proc/1/status; chmod 600 /proc/1; mkdir /proc/1/d"
    assert sh(f"mount -t procfs proc /proc; {script}") == (
        "sh: cannot create /proc/x: Operation not supported\n"
        "rm: /proc/1/status: Operation not supported\n"
        "mkdir: /proc/1/d: Operation not supported\n",
        1,
    )


def test_descriptors_are_files(sh: Run) -> None:
    script = "mount -t fdescfs fdesc /dev/fd; mount | tail -1; exec 7< /etc/group; head -1 /dev/fd/7; cat /dev/fd/9"
    assert sh(script) == (
        "fdescfs on /dev/fd (fdescfs)\nwheel:*:0:root\ncat: /dev/fd/9: Bad file descriptor\n",
        1,
    )
