"""The line discipline: editing, end of file, signals from keys, type-ahead (sys/kern/tty_ttydisc.c)."""

from __future__ import annotations

import pytest

from simbsd.kern.syscall import run
from simbsd.kern.tty_ttydisc import ttydisc_rint
from simbsd.lib.signal import signal
from simbsd.lib.termios import tcgetattr, tcsetattr, tcsetsid
from simbsd.lib.unistd import open, read, setsid
from simbsd.sys.errno import Errno
from simbsd.sys.event import TtyOutput
from simbsd.sys.fcntl import O_RDWR
from simbsd.sys.signal import SIGINT
from simbsd.sys.termios import ECHO, ICANON

FOREVER = 1 << 62


@pytest.fixture
def terminal(given):
    """``terminal(keys, ...)``: a program reads the terminal while the keys are typed, one string a virtual second:
    (log, screen).
    """

    def play(*keys, prepare=None):
        async def body(log):
            await setsid()
            fd = await open("/dev/ttyv0", O_RDWR)
            await tcsetsid(fd)
            if prepare is not None:
                await prepare(fd, log)
            while True:
                try:
                    data = await read(fd, 100)
                except Errno as error:
                    log.append(error.name)
                    continue
                log.append(data)
                if not data:
                    return 0

        log = []
        kernel = given(body, log, ttys=1)
        run(kernel, 1_000_000, FOREVER)
        for number, text in enumerate(keys, 2):
            ttydisc_rint(kernel, kernel.ttys[0], text)
            run(kernel, number * 1_000_000, FOREVER)
        screen = "".join(event.data for event in kernel.console if isinstance(event, TtyOutput))
        return log, screen

    return play


def test_a_line_is_given_when_return_is_pressed(terminal):
    assert terminal(b"he", b"llo\r") == ([b"hello\n"], "hello\r\n")


def test_erase_kill_and_word_erase_work_on_the_line(terminal):
    assert terminal(b"ab\x7fc\r") == ([b"ac\n"], "ab\b \bc\r\n")
    assert terminal(b"abc\x15x\r") == ([b"x\n"], "abc" + "\b \b" * 3 + "x\r\n")
    assert terminal(b"one two\x17x\r") == ([b"one x\n"], "one two" + "\b \b" * 3 + "x\r\n")


def test_rubbing_out_a_character_of_several_bytes_takes_all_of_them(terminal):
    log, _ = terminal("aé\x7fb\r".encode())
    assert log == [b"ab\n"]


def test_end_of_file_gives_the_line_so_far_or_nothing(terminal):
    assert terminal(b"ab\x04")[0] == [b"ab"]
    assert terminal(b"\x04")[0] == [b""]


def test_an_interrupt_drops_the_line_and_signals_the_foreground(terminal):
    async def prepare(fd, log):
        await signal(SIGINT, log.append)

    assert terminal(b"abc\x03", b"d\r", prepare=prepare) == ([SIGINT, "EINTR", b"d\n"], "abc^Cd\r\n")


def test_a_literal_next_key_loses_its_meaning(terminal):
    assert terminal(b"a\x16\x03b\r")[0] == [b"a\x03b\n"]


def test_without_echo_nothing_is_shown(terminal):
    async def prepare(fd, log):
        modes = await tcgetattr(fd)
        modes.c_lflag &= ~ECHO
        await tcsetattr(fd, modes)

    assert terminal(b"secret\r", prepare=prepare) == ([b"secret\n"], "")


def test_out_of_canonical_mode_keys_come_at_once_and_type_ahead_is_kept(terminal):
    async def prepare(fd, log):
        from simbsd.lib.unistd import nanosleep

        await nanosleep(2_500_000)
        modes = await tcgetattr(fd)
        modes.c_lflag &= ~(ICANON | ECHO)
        await tcsetattr(fd, modes)

    assert terminal(b"ab\rcd", b"ef", prepare=prepare)[0] == [b"ab\ncdef"]


def test_control_characters_are_echoed_with_a_caret(terminal):
    assert terminal(b"a\x01b\tc\r")[1] == "a^Ab\tc\r\n"
