"""Facts 1.1 to 1.3 and 1.8, the rows that no other file has: options, what is printed, refusals, grammar.

The others are in test_section_1_jail.py and tests/simbsd/jail: test_jail_command_line.py, test_jail_options.py,
test_jail_conf.py, test_jail_limits.py, test_jail_and_network.py, test_jails_at_once.py.
"""

from __future__ import annotations

import pytest

TWO = "path = '/'; persist; foo { } bar { }"


def conf(text: str) -> str:
    return f"cat > /etc/jail.conf <<'E'\n{text}\nE\n"


FORMS = [
    # 1.1, form 1: the old form
    ("jail / host '' /bin/echo hi", "hi\n", 0),
    ("jail / host 10.0.0.5 /usr/bin/false x", "jail: /usr/bin/false x: failed\n", 1),
    ("jail / host ::zz true", "jail: ip4.addr: not an IPv4 address: ::zz\n", 1),
    ("jail -J /tmp/j / 'a b' 10.0.0.5,10.0.0.6 /bin/echo 'c d'; cat /tmp/j",
     'c d\n1\t/\t"a b"\t10.0.0.5,10.0.0.6\t/bin/echo "c d"\n', 0),
    # form 2: -r, -R, -e
    ("jail -c name=a persist; jail -R a", "", 0),
    ("jail -c name=a persist; jail -c name=b persist; jail -R 'a*' b", 'jail: "a*" not found\nb: removed\n', 1),
    ("jail -R", "USAGE", 1),
    # form 3: -R with parameters
    ("jail -cR name=a persist", "USAGE", 1),
    # form 4: the file, switched off by -h -l -n -s -u -U
    ("jail -c -l foo", "USAGE", 1),
    ("jail -r -s 1 foo", "USAGE", 1),
    ("jail -c persist", "jail: /etc/jail.conf: No such file or directory\n", 1),
    # options
    ("jail -d -c name=a persist; jls -d name", "a\n", 0),
    ("jail -i -c name=a persist; jail -iv -c name=b persist",
     "1\njail_set(JAIL_CREATE) name=b persist\n2\ncreated\n", 0),
    ("jail -J /nope/j -c name=a persist", "jail: open /nope/j: No such file or directory\n", 1),
    ("jail -c name=a persist=0 command=true", "", 0),
    ("jail -c name=a name=b persist", 'jail: cannot redefine parameter "name".\n', 1),
    ("jail -n a -c name=b persist", 'jail: cannot redefine parameter "name".\n', 1),
    ("jail -J /tmp/j -c name=a persist host.hostname='it'\\''s' host.domainname=; cat /tmp/j",
     "jid=1\tname=a\tpersist\thost.hostname=\"it's\"\thost.domainname=\"\"\n", 0),
    # 1.2
    ("jail -vm name=a persist; jail -c name=a persist; jail -v -m name=a allow.mount=1 host.hostname='x y'",
     'jail: "a" not found\njail_set(JAIL_UPDATE) jid=1 name=a allow.mount=true host.hostname="x y"\nupdated\n', 0),
    ("jail -v -c name=a exec.start=true persist=0",
     "jail_set(JAIL_CREATE) persist name=a\ncreated\nrun command in jail: true\n"
     "jail_set(JAIL_UPDATE) jid=1 nopersist\n", 0),
    ("jail -v -c name=a persist vnet=x1", 'jail: vnet: unknown jailsys value "x1"\n', 1),
    ("jail -v -c name=a persist children.max=999999",
     "jail_set(JAIL_CREATE) name=a persist children.max=999999: Operation not permitted\n"
     "jail: jail_set: Operation not permitted\n", 1),
    # 1.3
    ("jail -c persist ip6.addr=zz", "jail: ip6.addr: not an IPv6 address: zz\n", 1),
    ("jail -c persist allow.mount=2x", 'jail: allow.mount: unknown boolean value "2x"\n', 1),
    ("jail -c persist exec.clean=2x", 'jail: exec.clean: unknown boolean value "2x"\n', 1),
    ("jail -c persist parent=3", "jail: unknown parameter: parent\n", 1),
    ("jail -c persist linux", "jail: unknown parameter: linux\n", 1),
    ("jail -c persist lastjid=3", "jail: unknown parameter: lastjid\n", 1),
    ("jail -c name=a persist command=nosuch", "jail: exec nosuch: No such file or directory\njail: nosuch: failed\n",
     1),
    ("jail -c persist exec.consolelog=x command=true", "jail: exec.consolelog: x: not an absolute pathname\n", 1),
    ("jail -c persist exec.consolelog=/nope/x command=true",
     "jail: exec.consolelog: /nope: No such file or directory\n",
     1),
    ("jail -c persist path=x", "jail: path x: No such file or directory\n", 1),
    ("jail -c name=a persist ip_hostname host.hostname=nope.example",
     "jail: host.hostname nope.example: Name does not resolve\n", 1),
]  # fmt: skip
USAGE = """\
usage: jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            -[cmr] param=value ... [command=command ...]
       jail [-dqv] [-f file] -[cmr] [jail]
       jail [-qv] [-f file] -[rR] ['*' | jail ...]
       jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            [-n jailname] [-s securelevel]
            path hostname ip[,...] command ...
       jail [-f file] -e separator
"""


@pytest.mark.parametrize(("script", "output", "status"), FORMS, ids=[script[:70] for script, _, _ in FORMS])
def test_command_lines(sh, script: str, output: str, status: int) -> None:
    """Facts 1.1 to 1.3 without a file."""
    assert sh(script) == (USAGE if output == "USAGE" else output, status)


FILES = [
    # 1.1 and 1.2 with a file
    (TWO, "jail -c; jail -c; jail -m; jail -r foo bar", "foo: created\nbar: created\nfoo: updated\nbar: updated\n"
     "bar: removed\nfoo: removed\n", 0),
    (TWO, "jail -m", 'jail: "foo" not found\njail: "bar" not found\n', 1),
    (TWO, "jail -q -c foo; jail -q -r foo; jail -q -r foo; echo $?", "1\n", 0),
    (TWO, "jail -q -c; jail -r 'ba*'; jail -R 'b*.*'; jail -R '*'",
     'jail: "ba*" not found\nbar: removed\nfoo: removed\n',
     0),
    (TWO, "jail -cm foo; jail -cm foo; jail -cmr foo; jail -mr bar", 'foo: created\nfoo: updated\nfoo: updated\n'
     'jail: "bar" not found\n', 1),
    (TWO, "jail -v -c foo; jail -v -rc foo", "foo: jail_set(JAIL_CREATE) name=foo path=/ persist\nfoo: created\n"
     "foo: removed\nfoo: jail_set(JAIL_CREATE) name=foo path=/ persist\nfoo: created\n", 0),
    (TWO, "jail -c name=x persist; jail -r x", "x: removed\n", 0),
    (TWO, "jail -e ,", "name=foo,path=/,persist\nname=bar,path=/,persist\n", 0),
    ("a { persist; exec.start = 'x y', \"it's\"; }", "jail -e '|'", 'name=a|persist|exec.start="x y","it\'s"\n', 0),
    ("3 { persist; } b { persist; $v = 1; host.hostname = h$v; }", "jail -e ' '", "persist\nname=b persist "
     "host.hostname=h1\n", 0),
    # 1.3: prefixed by the name
    ("a { persist; securelevel = abc; }", "jail -c a", 'jail: a: securelevel: non-integer value "abc"\n', 1),
    ("a { persist; vnet; ip4 = inherit; }", "jail -c a", "jail: a: vnet jails cannot have IP address restrictions\n",
     1),
    ("a { path = /; }", "jail -c a", "jail: a: new jail must persist or attach\n", 1),
    ("a { persist; exec.start = 'kill -9 $$'; }", "jail -c a", "a: created\njail: a: /bin/sh -c kill -9 $$: exited on "
     "signal 9\na: removed\n", 1),
    ("a { persist; mount.devfs; }", "jail -c a", "jail: a: mount.devfs: no jail root path defined\n", 1),
    ("a { persist; path = /j; mount.fdescfs; mount.procfs; }", "mkdir /j; jail -c a",
     "jail: a: mount.fdescfs: /j/dev: No such file or directory\n", 1),
    ("a { persist; exec.clean; exec.jail_user = bob; exec.start = id; }", "jail -c a",
     "a: created\njail: a: bob: no such user\njail: a: id: failed\na: removed\n", 1),
    ("a { persist; exec.system_user = bob; exec.prestart = id; }", "jail -c a",
     "jail: a: bob: no such user\njail: a: id: failed\n", 1),
    ("a { persist; stop.timeout = x; }", "jail -c a", 'jail: a: stop.timeout: non-integer value "x"\n', 1),
    ("a { persist; $nopersist = x; }", "jail -c a", 'jail: a: variable "$nopersist" cannot have the same name as a '
     "parameter.\n", 1),
    ("$f = x; .include \"$f\";\n", "jail -c", "jail: /etc/jail.conf line 1: variables not permitted in '.include' "
     "filename\n", 1),
    # 1.8
    ("a { persist; allow.nomount = false; allow.nochflags; nopersist = 0; }", "jail -q -c a; jls allow.mount persist",
     "true true\n", 0),
    ("a { persist; host.hostname = x; host.hostname = y; ip4.addr = 10.0.0.1; ip4.addr += 10.0.0.2; }", "jail -e ,",
     "name=a,persist,host.hostname=y,ip4.addr=10.0.0.1,10.0.0.2\n", 0),
    ("a { $a = 1; $b = ${a}2; host.hostname = \"$b-${name}\"; persist; }", "jail -e ,",
     "name=a,host.hostname=12-a,persist\n", 0),
    ("a { path = /a//b;\n persist; }", "jail -e ,", "jail: /etc/jail.conf line 2: persist: syntax error\n", 1),
    ("a { path = '/a//b'; persist; } # c", "jail -e ,", "name=a,path=/a//b,persist\n", 0),
    ("a { exec.start = 'no $x'; persist; }", "jail -e ,", 'name=a,exec.start="no $x",persist\n', 0),
    ("a { host.hostname = \"\\x41\\t\\102\" c; persist; }", "jail -e ,",
     "jail: /etc/jail.conf line 1: c: syntax error\n",
     1),
    ("a { host.hostname = \"\\x41\"b'c'; persist; }", "jail -e ,", "name=a,host.hostname=Abc,persist\n", 0),
    ("outer { children.max = 2; persist; inner { persist; deep { persist; } } }", "jail -e , | cut -d , -f 1",
     "name=outer\nname=outer.inner\nname=outer.inner.deep\n", 0),
    ("a.b.c { persist; } a.c { persist; } '*.b.*' { allow.mlock; } 'a.*' { allow.quotas; }", "jail -e ,",
     "name=a.b.c,persist,allow.mlock,allow.quotas\nname=a.c,persist,allow.quotas\n", 0),
    ("exec.start = 'echo one'; a { exec.start += 'echo two'; persist; }", "jail -q -c a", "one\ntwo\n", 0),
    ("a { $l = 10.0.0.1, 10.0.0.2; ip4.addr = $l, 10.0.0.3; persist; }", "jail -e ,",
     "name=a,ip4.addr=10.0.0.1,10.0.0.2,10.0.0.3,persist\n", 0),
    ("a { $x = $y; $y = 1; host.hostname = $x$y; persist; }", "jail -e ,", "name=a,host.hostname=11,persist\n", 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "script", "output", "status"), FILES, ids=[f"{t} {s}"[:80] for t, s, _, _ in FILES])
def test_with_a_file(sh, text: str, script: str, output: str, status: int) -> None:
    """Facts 1.1 to 1.3 and 1.8 with /etc/jail.conf."""
    assert sh(conf(text) + script) == (output, status)
