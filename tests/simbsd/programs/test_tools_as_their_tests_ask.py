"""What FreeBSD's own tests ask of small tools and this machine's own did not: install -l, sort -V, cmp of devices ...

Texts: usr.bin/{xinstall,sort,cmp,wc,logger}, bin/{sleep,pwait,cat,pkill}.
"""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[str, int]]


def test_install_makes_links(sh: Run) -> None:
    script = (
        "cd /tmp; mkdir -p a/b lib; echo x > a/f; install -l h a/f hard; [ a/f -ef hard ] && echo same; "
        "install -l s a/f soft; install -l sa a/f whole; install -l sr /tmp/a/f /tmp/lib/g; "
        "readlink soft whole lib/g; install -v -l s a/f soft; install -Sl s hard soft; readlink soft; install -l x a b"
    )
    assert sh(script) == (
        "same\na/f\n/tmp/a/f\n../a/f\ninstall: symlink a/f -> soft\nhard\ninstall: x: invalid link type\n",
        1,
    )


def test_install_strips_by_another_program(sh: Run) -> None:
    script = (
        "cd /tmp; printf '#!/bin/sh\\ntr a-z A-Z < \"$3\" > \"$2\"\\n' > s; chmod +x s; echo word > f; "
        "STRIPBIN=/tmp/s install -s f g; cat g; STRIPBIN=/usr/bin/false install -s f g; echo $?; "
        "install -s f g; echo $?; install -d -s x 2>&1 | head -1"
    )
    assert sh(script) == (
        "WORD\ninstall: strip command /usr/bin/false failed on g\n70\n"
        "install: spawn strip: No such file or directory\n71\ninstall: -d and -s may not be specified together\n",
        0,
    )


def test_sort_knows_versions_chance_and_old_keys(sh: Run) -> None:
    script = (
        "printf 'a10\\na9\\na1.tar.gz\\na1~\\na1\\n.b\\n..\\nB\\nb\\n' | sort -V | tr '\\n' ' '; "
        "jot 50 | sort -R | sort -n | uniq | wc -l; jot 50 | sort -R | head -3 | tr '\\n' ' '; "
        "printf '2\\n1\\n2\\n1\\n' | sort --sort=random | uniq | wc -l; "
        "printf 'x b\\ny a\\n' | sort +1 -2; printf 'q 9\\0' > /tmp/n; printf 'a\\n' > '/tmp/q 9'; cd /tmp; "
        "sort --files0-from n; sort --sort=none; sort -RV"
    )
    text, status = sh(script)
    versions, chance, *others = text.splitlines()
    assert (versions, status) == (".. .b B a1~ a1 a1.tar.gz a9 a10 b       50", 1)
    assert chance.endswith("       2")
    assert chance != "1 2 3        2"
    assert others == ["y a", "x b", "a", "sort: Unknown feature: none", "sort: V:R: mutually exclusive flags"]


def test_names_of_processes_are_those_of_files(sh: Run) -> None:
    """kern_exec.c: do_execve takes the last name that was looked up; of a script it is its interpreter's."""
    script = (
        "cd /tmp; ln -s /bin/sleep nap; ./nap 5 & pgrep -x sleep >/dev/null && echo found; pgrep nap; "
        "printf '#!/bin/sh\\nps -o comm= -p $$\\n' > s; chmod +x s; ./s"
    )
    assert sh(script) == ("found\nsh\n", 0)


def test_small_answers(sh: Run) -> None:
    assert sh("cd /tmp; truncate -s 5 f; cmp f /dev/zero; cmp -s f /dev/zero; echo $?; cmp /dev/null /dev/zero") == (
        "cmp: EOF on f\n1\ncmp: EOF on /dev/null\n",
        1,
    )
    assert sh("cd /tmp; echo abc > a; echo xbc > b; cmp a b 0x1 01; echo $?; cmp -s a b 1 1; echo $?") == ("0\n0\n", 0)
    assert sh("printf 'a\\377b\\n' | wc -m; printf 'ä\\n' > /tmp/f; wc -cL /tmp/f; wc -mL /tmp/f") == (
        "wc: stdin: Illegal byte sequence\n       4\n       3       2 /tmp/f\n       2       1 /tmp/f\n",
        0,
    )
    script = "printf 'a\\n\\nb\\n' | cat -be; sleep 0x.8; sleep 0x1p-1; pwait -t 1d 1; pwait -o 1 99; pwait -t .2 1"
    assert sh(script) == (
        "     1\ta$\n      \t$\n     2\tb$\npwait: timeout unit\npwait: 99: No such process\n",
        124,
    )


def test_logger_speaks_to_a_socket(sh: Run) -> None:
    script = "service syslogd onestart; logger -t me -H here -h /var/run/log hello; sleep 1; tail -1 /var/log/messages"
    text, status = sh(script)
    assert (text.splitlines()[-1], status) == ("Mar  1 12:00:00 cellblock me: hello", 0)


def test_rm_goes_down_where_paths_are_too_long(sh: Run) -> None:
    """fts(3) changes directories; bin/sh/tests/builtins/cd2.0 makes such a tree."""
    script = (
        "mkdir /tmp/d; cd /tmp/d; i=0; while [ $i -lt 12 ]; do n=$(jot -b x -s '' 120); mkdir $n; cd $n; echo a > f; "
        "i=$((i+1)); done; cd /tmp; rm -r d; echo $?; ls /tmp; cd /; mkdir -p tmp/a/b; rm -rv /tmp/a"
    )
    assert sh(script) == ("0\n/tmp/a/b\n/tmp/a\n", 0)


def test_numbers_by_chance(sh: Run) -> None:
    """jot.c; a seed makes random(3)'s sequence: for the seed 1 its state is what stands in random.c (randtbl)."""
    text, status = sh("jot -r 300 0 9 | sort -u | tr '\\n' ' '; jot -r 1 0 2147483646 1; jot -r -c 200 a c | sort -u")
    assert (text, status) == ("0 1 2 3 4 5 6 7 8 9 1408992890\na\nb\nc\n", 0)
    assert sh("jot -w %d 1 2147483648; jot -w '%d%' 2; jot -w %x 2 -5") == (
        "jot: range error in conversion\n1%\n2%\njot: range error in conversion\n",
        1,
    )


def test_getconf_tells_limits(sh: Run) -> None:
    assert sh("getconf PATH_MAX /; getconf ARG_MAX; getconf PATH; getconf LINK_MAX /tmp; getconf -a / | head -2") == (
        "1024\n524288\n/usr/bin:/bin:/usr/sbin:/sbin\n65500\nFILESIZEBITS: 64\nLINK_MAX: 65500\n",
        0,
    )
    assert sh("getconf PATH_MAX; getconf NAME_MAX /x; getconf FOO /") == (
        "getconf: no such configuration parameter `PATH_MAX'\n"
        "getconf: pathconf: NAME_MAX: No such file or directory\n"
        "getconf: no such path configuration parameter `FOO'\n",
        64,
    )


def test_col_goes_only_down(sh: Run) -> None:
    """col.c; a page of the manual has letters over themselves for bold, and underscores under them."""
    assert sh("printf 'b\\bbo\\bold _\\bu\\n' | col | od -c | head -2; printf 'b\\bbo\\bold _\\bu\\n' | col -b") == (
        "0000000    b  \\b   b   o  \\b   o   l   d       _  \\b   u  \\n            \n0000015\nbold u\n",
        0,
    )
    script = "printf 'a\\n\\0337over\\nx\\r         y' | col; printf '1         2' | col -x; "
    assert sh(script + "printf 'a\\n\\n\\n' | col | wc -l") == (
        "a\bover\nx\t y\n1         2\n       3\n",
        0,
    )
    assert sh("col -l 0; col x") == ("col: bad -l argument, too small: 0\nusage: col [-bfhpx] [-l nline]\n", 1)
