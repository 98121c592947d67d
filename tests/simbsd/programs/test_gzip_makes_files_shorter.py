"""gzip, gunzip, zcat and zgrep (usr.bin/gzip/gzip.c, usr.bin/grep/zgrep.sh); what is compressed is so for everybody."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.lib.deflate import deflate
from simbsd.machine import Machine

Script = Callable[[str], str]


@pytest.fixture
def script() -> Script:
    """What root's shell prints."""
    machine = Machine(ttys=0)
    return lambda text: machine.script(text.encode())[0].decode()


def run(coroutine: Any) -> Any:
    """What a coroutine gives that waits for ticks alone."""
    while True:
        try:
            coroutine.send(None)
        except StopIteration as end:
            return end.value


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([b"a", b"abc", b"\xff", b"hello, ", bytes(300)]), max_size=60).map(b"".join))
def test_everybody_reads_what_was_compressed(data: bytes) -> None:
    packed = run(deflate(data))
    assert zlib.decompress(packed, -15) == data
    assert len(packed) <= len(data) + 5


def test_a_file_becomes_another_and_comes_back(script: Script) -> None:
    assert script(
        """cd /tmp; yes hello | head -100 >a; chmod 640 a; gzip -v a 2>&1; ls; gzip -l a.gz; gzip -tv a.gz 2>&1
zcat a | uniq; gunzip -v a 2>&1; ls -l a | cut -c 1-10; wc -c <a"""
    ) == (
        "a:\t\t   94.6% -- replaced with a.gz\na.gz\n"
        "  compressed uncompressed  ratio uncompressed_name\n          33          600  94.6% a\n"
        "a.gz:\t\t  OK\nhello\na.gz:\t\t   94.6% -- replaced with a\n-rw-r-----\n     600\n"
    )


def test_what_it_does_not_do(script: Script) -> None:
    assert script(
        """cd /tmp; echo x >b; gzip -k b; gzip b 2>&1; echo $?; gzip b.gz 2>&1; gunzip b 2>&1; gunzip gone 2>&1
gzip /tmp 2>&1; echo plain >p.gz
gunzip p.gz 2>&1; zcat p.gz 2>&1; zcat -f p.gz
echo junk >>b.gz; gunzip -t b.gz 2>&1
echo $?; ln b c; rm b.gz; gzip b 2>&1; head -c 25 b.gz 2>/dev/null; gzip -q gone; echo $?"""
    ) == (
        "gzip: b.gz already exists -- skipping\n1\ngzip: b.gz already has .gz suffix -- unchanged\n"
        "gunzip: b: unknown suffix -- ignored\ngunzip: can't stat: gone: No such file or directory\n"
        "gzip: /tmp is a directory\ngunzip: p.gz: not in gzip format\nzcat: p.gz: not in gzip format\nplain\n"
        "gunzip: b.gz: trailing garbage ignored\n2\ngzip: b has 1 other links -- skipping\n1\n"
    )


def test_damage_is_found(script: Script) -> None:
    assert (
        script(
            """cd /tmp; echo hello | gzip >g; printf '\\000' | dd of=g bs=1 seek=20 conv=notrunc 2>/dev/null
    zcat <g; echo $?
echo hello | gzip | head -c 20 >h; zcat <h; echo $?"""
        )
        == "zcat: invalid compressed data--crc error\n1\nzcat: truncated input\n1\n"
    )


def test_patterns_are_looked_for_in_compressed_files(script: Script) -> None:
    assert script(
        """cd /tmp; echo 'foo bar' | gzip >a.gz; echo foot >b; zgrep -e 'foo bar' a.gz
zgrep -c foo a.gz b; zgrep -h foo a.gz b
zgrep nothing a.gz; echo $?; zgrep -r x 2>&1; gzip <b | zgrep oot; zegrep 'o+t' b"""
    ) == ("foo bar\na.gz:1\nb:1\nfoo bar\nfoot\n1\nzgrep: the -r flag is not currently supported\nfoot\nfoot\n")
