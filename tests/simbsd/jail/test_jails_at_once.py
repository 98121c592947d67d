"""Several jails worked on at once: facts 1.1 (-p), 1.2, 1.4; usr.sbin/jail/jail.c main's loop, command.c, state.c."""

from __future__ import annotations

THREE = """cat >/etc/jail.conf <<'E'
path = "/"; persist;
a { exec.start = "echo a", "sleep 3"; }
b { exec.start = "echo b", "sleep 2"; }
c { exec.start = "echo c", "sleep 1"; exec.poststart = "echo post c"; }
E
"""


def test_a_jail_that_waits_lets_the_others_pass(sh) -> None:
    """All are created before the first command has ended; the whole takes as long as the slowest."""
    assert sh(THREE + "date +%S; jail -c; date +%S; jail -r '*'") == (
        "00\na: created\nb: created\nc: created\na\nb\nc\npost c\n03\nc: removed\nb: removed\na: removed\n",
        0,
    )


def test_p_bounds_the_commands_at_once(sh) -> None:
    """-p 1: one jail is done before the next is made."""
    assert sh(THREE + "jail -p 1 -c; date +%S; jail -q -r '*'; jail -p 2 -c >/dev/null; date +%S") == (
        "a: created\na\nb: created\nb\nc: created\nc\npost c\n06\n09\n",
        0,
    )


def test_removals_wait_for_their_processes_together(sh) -> None:
    """SIGTERM goes to the last jail first; both ten seconds run at the same time."""
    script = """
    echo 'trap : TERM; while :; do sleep 300; done' > /tmp/deaf
    echo 'path = "/"; persist; exec.start = "sh /tmp/deaf &"; a { } b { } c { stop.timeout = 3; }' > /etc/jail.conf
    jail -q -c; jail -r '*'; date +%S
    """
    assert sh(script) == ("Terminated\nTerminated\nTerminated\nc: removed\nb: removed\na: removed\n10\n", 0)


def test_what_needs_a_parent_only_waits_for_its_creation(sh) -> None:
    """The parent's commands may still run; what depends waits for their end."""
    script = """cat >/etc/jail.conf <<'E'
    path = "/"; persist; exec.poststart = "echo $name up";
    p { children.max = 9; exec.start = "sleep 2"; c { } }
    d { depend = p; }
E
    jail -c; jail -r p
    """
    assert sh(script) == (
        "p: created\np.c: created\np.c up\np up\nd: created\nd up\nd: removed\np.c: removed\np: removed\n",
        0,
    )


def test_a_command_that_takes_too_long_fails_its_jail_alone(sh) -> None:
    """exec.timeout."""
    script = """cat >/etc/jail.conf <<'E'
    path = "/"; persist; exec.timeout = 2;
    a { exec.start = "sleep 5"; } b { exec.start = "sleep 1"; }
E
    jail -c; echo $?; date +%S; jls name
    """
    assert sh(script) == ("a: created\nb: created\njail: a: sleep 5: timed out\na: removed\n1\n02\nb\n", 0)


def test_a_running_jail_that_a_command_line_depends_on_is_worked_on_too(sh) -> None:
    """state.c (running_jail, start_state): it joins the jails of the command line, and -c finds it there already."""
    script = """
    jail -c name=base persist; jail -c name=x depend=base persist; echo $?; jls name
    jail -m name=x depend=base allow.mlock; jail -cm name=y depend=base persist
    """
    assert sh(script) == ('jail: "base" already exists\n1\nbase\nx\nbase: updated\nbase: updated\n', 0)


def test_what_depends_on_a_failed_jail_is_skipped(sh) -> None:
    """Whatever was asked for; -q does not say it."""
    script = """cat >/etc/jail.conf <<'E'
    path = "/"; persist;
    a { exec.prestart = false; } b { depend = a; } c { depend = b; } d { }
E
    jail -c; echo $?; jls name; jail -q -c c; echo $?
    """
    assert sh(script) == (
        "d: created\njail: a: false: failed\njail: b: skipped\njail: c: skipped\n1\nd\njail: a: false: failed\n1\n",
        0,
    )


def test_the_jid_file_tells_of_each_jail(sh) -> None:
    """-J: a line each as they are done, running ones too, jid -1 for one that failed on the way; what commands got
    (PF_CONV) stands there as well.
    """
    script = """cat >/etc/jail.conf <<'E'
    path = "/"; persist;
    a { ip4.addr = "lo0|10.0.0.7/32"; } b { exec.created = false; } c { jid = 9; } d { path = /nope; }
E
    jail -q -J /tmp/j -c; cat /tmp/j; jail -q -J /tmp/j -m a; cat /tmp/j
    """
    assert sh(script) == (
        "jail: d: path /nope: No such file or directory\njail: b: false: failed\n"
        "jid=9\tname=c\tpath=/\tpersist\n"
        "jid=-1\tname=d\tpath=/nope\tpersist\n"
        "jid=2\tname=a\tpath=/\tpersist\tip4.addr=10.0.0.7\tip4.addr=lo0|10.0.0.7/32\n"
        "jid=-1\tname=b\tpath=/\tpersist\texec.created=false\n",
        0,
    )
