"""chflags, mkfifo, mknod, printenv, realpath, truncate: whole outputs."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[str, int]]


def test_an_immutable_file_stays_until_it_is_freed(sh: Run) -> None:
    assert sh("cd /tmp; touch f; chflags schg f; rm -f f; ls -lo f; chflags -vv noschg f; rm f && echo gone") == (
        "rm: f: Operation not permitted\n"
        "-rw-r--r--  1 root wheel schg 0 Mar  1 12:00 f\n"
        "f: 0400000 -> 00\n"
        "gone\n",
        0,
    )


def test_flags_of_a_tree_are_set_from_the_leaves_up(sh: Run) -> None:
    assert sh("cd /tmp; mkdir -p d/e; touch d/e/f; chflags -Rv uchg d; chflags -R 0 d; rm -r d; echo $?") == (
        "d/e/f\nd/e\nd\n0\n",
        0,
    )


def test_chflags_refuses(sh: Run) -> None:
    assert sh("chflags foo,schg /tmp") == ("chflags: invalid flag: foo\n", 1)
    assert sh("chflags 09 /tmp") == ("chflags: invalid flags: 09\n", 1)
    assert sh("chflags schg /nope") == ("chflags: /nope: No such file or directory\n", 1)
    assert sh("chflags -Rh 0 /tmp") == ("chflags: the -R and -h options may not be specified together.\n", 1)
    assert sh("chflags schg") == ("usage: chflags [-fhvx] [-R [-H | -L | -P]] flags file ...\n", 1)
    assert sh("jail -c name=j path=/ command=sh -c 'touch /tmp/f; chflags schg /tmp/f'") == (
        "chflags: /tmp/f: Operation not permitted\njail: sh -c touch /tmp/f; chflags schg /tmp/f: failed\n",
        1,
    )


def test_a_named_pipe_joins_two_processes(sh: Run) -> None:
    assert sh("cd /tmp; mkfifo -m 600 p; ls -l p; echo through > p & cat /tmp/p; mkfifo /tmp/p; mkfifo -m zzz q") == (
        "prw-------  1 root wheel 0 Mar  1 12:00 p\n"
        "through\n"
        "mkfifo: /tmp/p: File exists\n"
        "mkfifo: invalid file mode: zzz\n",
        1,
    )


def test_lengths(sh: Run) -> None:
    script = (
        "cd /tmp; for s in 10K +1 %4k -8193 /1000; do truncate -s $s g; wc -c < g; done; "
        "truncate -r /etc/hosts h; ls h"
    )
    output, status = sh(script)
    assert (output.split(), status) == (["10240", "10241", "12288", "4095", "4000", "h"], 0)
    assert sh("truncate -c -s 1 /tmp/none; ls /tmp; truncate -s 1T /tmp/g; truncate -s 1x /tmp/g") == (
        "truncate: /tmp/g: File too large\ntruncate: invalid size argument `1x'\n",
        1,
    )


def test_resolved_paths(sh: Run) -> None:
    assert sh("cd /tmp; mkdir d; ln -s d l; cd l; realpath . ../l/../d /nope; realpath -q /nope; realpath") == (
        "/tmp/d\n/tmp/d\nrealpath: /nope: No such file or directory\n/tmp/d\n",
        0,
    )


def test_nodes_lead_nowhere_outside_devfs(sh: Run) -> None:
    assert sh("cd /tmp; mknod n c 1 3; cat n; mknod x q 1 2; mknod x c a 2; mknod x c 1 2 root") == (
        "cat: n: Operation not supported\n"
        "mknod: node must be type 'b' or 'c'\n"
        "mknod: a: non-numeric major number\n"
        "usage: mknod name\n       mknod name [b | c] major minor [owner:group]\n",
        1,
    )
    assert sh("jail -c name=j path=/ command=mknod /root/n c 1 3") == (
        "mknod: /root/n: Operation not permitted\njail: mknod /root/n c 1 3: failed\n",
        1,
    )


def test_the_environment(sh: Run) -> None:
    assert sh("A=1 B='2 3' env -i X=y printenv; printenv HOME; printenv NOPE") == ("X=y\n/root\n", 1)
