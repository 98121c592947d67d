"""jail.conf(5): facts 1.2, 1.3, 1.8."""

from __future__ import annotations

import pytest

TWO = """
exec.prestart = "echo pre $name";
path = "/";
www { host.hostname = "${name}.example.org"; persist; }
db { persist; depend = www; }
"""


def conf(text: str) -> str:
    return f"cat > /etc/jail.conf <<'E'\n{text}\nE\n"


def test_a_jail_of_the_file_is_told_of_by_name(sh) -> None:
    """Facts 1.2: created, updated, removed; 1.3: already exists, not found. A failed jail takes those that depend on it
    along, also ones that nobody asked for (usr.sbin/jail/state.c, dep_done).
    """
    script = conf(TWO) + (
        "jail -c www; jail -c www; echo $?; jail -m www; jail -m db; echo $?; jail -r www; jail -r www; echo $?;"
        "jail -c nope; echo $?"
    )
    assert sh(script) == (
        'pre www\nwww: created\njail: "www" already exists\njail: db: skipped\n1\n'
        'www: updated\njail: "db" not found\n1\nwww: removed\n'
        'jail: "www" not found\n1\njail: "nope" not found\n1\n',
        0,
    )


def test_what_a_jail_depends_on_starts_first_and_stops_last(sh) -> None:
    """Facts 1.3 depend."""
    script = conf(TWO) + "jail -c db; jls name host.hostname; jail -r www; jls name"
    assert sh(script) == (
        "pre www\nwww: created\npre db\ndb: created\nwww www.example.org\ndb \"\"\ndb: removed\nwww: removed\n", 0,
    )  # fmt: skip


def test_all_jails_run_ones_left_alone(sh) -> None:
    """Facts 1.1: -c without operand skips what runs; -r '*' stops in reverse order."""
    script = conf(TWO) + "jail -q -c www; jail -c; jail -r '*'; echo $?"
    assert sh(script) == ("pre www\npre db\ndb: created\ndb: removed\nwww: removed\n0\n", 0)


def test_restart_prints_only_created(sh) -> None:
    """Facts 1.2: -rc."""
    script = conf(TWO) + "jail -rc www; echo $?; jail -q -c www; jail -rc www"
    assert sh(script) == ('jail: "www" not found\n1\npre www\npre www\nwww: created\n', 0)


def test_wildcards_apply_where_they_stand(sh) -> None:
    """Facts 1.8: text above can be overridden, text below overrides; foo.* and a middle * match."""
    text = """
    * { allow.chflags; host.hostname = above; }
    a { persist; children.max = 5; host.hostname = own; }
    a.b { persist; }
    a.b.c { persist; }
    '*.c' { host.hostname = one; }
    'a.*' { host.domainname = below; }
    * { allow.nochflags; }
    """
    script = conf(text) + "jail -e ';'"
    assert sh(script) == (
        "name=a;allow.nochflags;host.hostname=own;persist;children.max=5\n"
        "name=a.b;allow.nochflags;host.hostname=above;persist;host.domainname=below\n"
        "name=a.b.c;allow.nochflags;host.hostname=above;persist;host.domainname=below\n",
        0,
    )


def test_blocks_nest_and_numbers_are_jids(sh) -> None:
    """Facts 1.8."""
    script = conf("a { persist; children.max = 2; b { persist; } } 7 { persist; name = seven; }") + (
        "jail -c a; jail -c a.b; jail -c 7; jls jid name"
    )
    assert sh(script) == ("a: created\na.b: created\n7: created\n1 a\n2 a.b\n7 seven\n", 0)


def test_strings_variables_and_comments(sh) -> None:
    """Facts 1.8: quoting, escapes, substitution, comments in three styles, += and lists."""
    text = r"""
    # one  // two
    $base = "/j"; /* three
    lines */
    w {
        path = $base/$name;      // concatenation
        exec.start = 'no $sub', "yes ${base} \x41\102\n";
        exec.start += un\
quoted;
        ip4.addr = 10.0.0.1, 10.0.0.2;
        host.hostname "spoken";
        nopersist = false;
    }
    """
    assert sh(conf(text) + "jail -e '|'") == (
        'name=w|path=/j/w|exec.start="no $sub","yes /j AB\n",unquoted|ip4.addr=10.0.0.1,10.0.0.2|host.hostname=spoken'
        "|nopersist=false\n",
        0,
    )


def test_include_reads_relative_files_and_globs(sh) -> None:
    """Facts 1.8, 1.3 .include."""
    script = conf('.include "jail.conf.d/*.conf"; .include "/etc/extra";') + (
        "echo 'b { persist; }' > /etc/jail.conf.d/b.conf;"
        "echo 'a { persist; }' > /etc/jail.conf.d/a.conf; jail -e ';'; echo 'x { persist; }' > /etc/extra; jail -e ';'"
    )
    assert sh(script) == (
        "jail: /etc/extra: No such file or directory\nname=a;persist\nname=b;persist\nname=x;persist\n", 0,
    )  # fmt: skip


ERRORS = [
    ("a { b\n c { d; }", "jail: /etc/jail.conf line 2: {: syntax error\n"),
    ("a { persist", "jail: /etc/jail.conf: unexpected EOF\n"),
    ("a { path = ; }", "jail: /etc/jail.conf line 1: ;: syntax error\n"),
    ("a { path = 'x; }", "jail: /etc/jail.conf line 1: unterminated string\njail: /etc/jail.conf: unexpected EOF\n"),
    ("/* a", "jail: /etc/jail.conf line 2: unterminated comment\n"),
    ("a { path = ${x\n; }",
     "jail: /etc/jail.conf line 1: unterminated variable\njail: /etc/jail.conf line 2: ;: syntax error\n"),
    ("a { path = $x; persist; }", 'jail: a: path: variable "x" not found\n'),
    ("a { $x = $y; $y = $x; path = $x; persist; }", "jail: a: x: variable loop\n"),
    ("a { $x = 1, 2; path = /$x; persist; }", "jail: a: path: array cannot be substituted inline\n"),
    ("a { name = b; persist; }", 'jail: a: cannot redefine parameter "name".\n'),
    ("a { $path = b; persist; }", 'jail: a: variable "$path" cannot have the same name as a parameter.\n'),
    ("a { depend = b; persist; }", 'jail: a: depends on undefined jail "b"\n'),
    ("a { path = x; persist; }", "jail: a: path x: not an absolute pathname\n"),
    ("a { path = /nope; persist; }", "jail: a: path /nope: No such file or directory\n"),
    ("a { bogus; persist; }", "jail: a: unknown parameter: bogus\n"),
    ("a { persist; exec.start = nosuch; }", "a: created\njail: a: exec nosuch: No such file or directory\n"
     "jail: a: nosuch: failed\na: removed\n"),
    ("$f = x; .include $f;", "jail: /etc/jail.conf line 1: variables not permitted in '.include' filename\n"),
    ('.include "/etc/jail.conf";', "jail: maximum include depth exceeded\n"),
    ("a { persist; depend = b; } b { persist; depend = a; }", "jail: a: dependency loop\njail: b: skipped\n"),
    ("a { persist; depend = b; } b { exec.prestart = false; persist; }", "jail: b: false: failed\njail: a: skipped\n"),
    ("a { persist; mount.fstab = /no; }", "jail: a: mount.fstab: /no: No such file or directory\n"),
    ("a { persist; path = /; mount = '/etc /x'; }", "jail: a: mount: /etc /x: missing information\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "output"), ERRORS, ids=[text for text, _ in ERRORS])
def test_what_is_wrong_is_said(sh, text: str, output: str) -> None:
    """Facts 1.3: in file mode the texts name the jail; status 1."""
    assert sh(conf(text) + "jail -c a") == (output, 1)


def test_a_mount_path_may_not_lead_through_a_symbolic_link(sh) -> None:
    """Facts 1.3."""
    file = conf("foo { path = /j/foo; persist; mount.fstab = /etc/f; }")
    script = f"mkdir -p /j/foo; ln -s /etc /j/foo/x\n{file}" + (
        "echo '/tmp /j/foo/x nullfs ro 0 0' > /etc/f; jail -c foo"
    )
    assert sh(script) == ("jail: foo: mount.fstab: /j/foo/x is a symbolic link\n", 1)
