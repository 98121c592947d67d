"""base64, uuencode, m4, script, stdbuf, whereis and file: whole outputs.

Sources: usr.bin/bintrans, usr.bin/m4, usr.bin/script/script.c, usr.bin/stdbuf/stdbuf.c, usr.bin/whereis/whereis.c and
contrib/file of FreeBSD 14.
"""

from __future__ import annotations

import pytest

from simbsd.machine import Machine


def said(text: str) -> str:
    output, _ = Machine(ttys=0, watched=False).script(text.encode())
    return output.decode()


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("echo hello world | base64", "aGVsbG8gd29ybGQK\n"),
        ("echo hello | base64 | base64 -d", "hello\n"),
        ("printf abcdef | base64 -w 5", "YWJjZ\nGVm\n"),
        ("printf abc | base64 -w 0", "YWJj\n"),
        ("echo abc | uuencode x", "begin 644 x\n$86)C\"@``\n`\nend\n"),
        ("echo abc | b64encode x", "begin-base64 644 x\nYWJjCg==\n====\n"),
        ("echo abc | b64encode -r x", "YWJjCg==\n"),
        ("echo abc | uuencode z | uudecode -p", "abc\n"),
        ("cd /tmp; echo abc | b64encode y | b64decode; cat y", "abc\n"),
        ("echo nothing | uudecode", 'uudecode: stdin: missing or bad "begin" line\n'),
        ("uudecode /nonexistent", "uudecode: /nonexistent: No such file or directory\n"),
    ],
)  # fmt: skip
def test_bytes_become_text_and_bytes_again(command: str, output: str) -> None:
    assert said(command) == output


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("define(`x', `[$1|$2|$#]')x(a, b)x", "[a|b|2][||0]"),
        ("ifelse(a,b,no,yes) incr(4) decr(-1) len(`abc') index(abcd,c) substr(hello,1,3)", "yes 5 -2 3 2 ell"),
        ("define(f, `ifelse($1,0,done,`f(decr($1))')')f(20)", "done"),
        ("a dnl comment\nb", "a b"),
        ("`define'(x) # define here", "define(x) # define here"),
        ("changequote([,])define([q],[`'])q", "`'"),
        ("define(`z',1)undefine(`z')z ifdef(`z',yes,no) define", "z no define"),
        ("translit(hello,elo,ipa) define(`a',$*)a(1,2) define(`b',`shift($@)')b(1,2,3)", "hippa 1,2 2,3"),
    ],
)  # fmt: skip
def test_macros_are_expanded(text: str, output: str) -> None:
    assert said(f"cat <<'EOF' | m4\n{text}\nEOF\n") == f"{output}\n"


def test_a_macro_without_end_is_refused_and_what_came_before_is_printed() -> None:
    assert said("echo 'before `open' | m4; echo $?") == "before m4: unclosed quote\n1\n"


def test_a_terminal_is_kept_in_a_file() -> None:
    assert said("cd /tmp; script ts echo hello; sed 's/ on .*/ on DATE/' ts") == (
        "Script started, output file is ts\nhello\r\n\nScript done, output file is ts\n"
        "Script started on DATE\nCommand: echo hello\nhello\r\n\nCommand exit status: 0\nScript done on DATE\n"
    )


def test_programs_manuals_and_sources_are_found() -> None:
    assert said("whereis -b ls nosuch; whereis -q -b awk; whereis -m jail; whereis -ub sh nosuch") == (
        "ls: /bin/ls\nnosuch:\n/usr/bin/awk\njail: /usr/share/man/man8/jail.8\nnosuch:\n"
    )


def test_files_are_told_by_what_they_are_and_how_they_begin() -> None:
    assert said(
        "cd /tmp; : > empty; printf 'a\\r\\nb\\r\\n' > crlf; printf '\\303\\244\\n' > utf; printf '\\0\\1' > bin\n"
        "ln -s /etc/rc l; ln -s nope b; mkfifo f; tar cf t.tar empty; printf '#!/bin/sh\\n' > s\n"
        "file *; file /dev/null /x"
    ) == (
        "b:     broken symbolic link to nope\nbin:   data\ncrlf:  ASCII text, with CRLF line terminators\n"
        "empty: empty\n"
        "f:     fifo (named pipe)\nl:     symbolic link to /etc/rc\n"
        "s:     POSIX shell script, ASCII text executable\n"
        "t.tar: POSIX tar archive\n"
        "utf:   Unicode text, UTF-8 text\n"
        "/dev/null: character special (0/3)\n/x:        cannot open `/x' (No such file or directory)\n"
    )


def test_buffers_are_asked_for_in_the_environment() -> None:
    assert said("stdbuf -oL -e 0 env | grep STDBUF") == "_STDBUF_O=L\n_STDBUF_E=0\n"
