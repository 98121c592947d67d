"""The shell at a terminal: prompts, job control, interrupts, history, completion."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simbsd.machine import Machine

MINUTE = 60_000_000


class Terminal:
    """A fresh machine's first terminal, with its prompt."""

    def __init__(self) -> None:
        self.machine = Machine()
        assert self.machine.settle(MINUTE)
        assert self.machine.output(0).endswith("# ")

    def type(self, text: str, wait: int = 3_000_000) -> str:
        """Type, wait for a prompt (or for ``wait``), and give what was shown."""
        self.machine.type(0, text)
        self.machine.settle(wait)
        return self.machine.output(0)

    def run(self, command: str, wait: int = 3_000_000) -> str:
        """Run a command line: what it printed."""
        shown = self.type(command + "\r", wait)
        head = command + "\r\n"
        assert shown.startswith(head)
        assert shown.endswith("# ")
        return shown[len(head) : -2]


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def row(text: str, command: str) -> str:
    return f"{text:<30}{command}\r\n"


def test_a_command_runs_at_the_prompt(terminal: Terminal) -> None:
    assert terminal.run("echo hello") == "hello\r\n"
    assert terminal.run("echo $- $0") == "imsE -sh\r\n"


def test_several_lines_pasted_at_once_run_one_after_another(terminal: Terminal) -> None:
    assert terminal.type("echo a\recho b\r") == "echo a\r\na\r\n# echo b\r\nb\r\n# "


def test_a_long_paste_loses_nothing(terminal: Terminal) -> None:
    shown = terminal.type("".join(f"echo {n}\r" for n in range(300)), MINUTE)
    assert shown == "".join(f"echo {n}\r\n{n}\r\n# " for n in range(300))


def test_what_is_typed_ahead_goes_to_the_program_that_reads(terminal: Terminal) -> None:
    assert terminal.type("cat\rhello\r") == "cat\r\nhello\r\n"
    assert terminal.type("\x04") == "# "


def test_a_command_over_several_lines_has_another_prompt(terminal: Terminal) -> None:
    assert terminal.type("if true\rthen echo y\rfi\r") == "if true\r\n> then echo y\r\n> fi\r\ny\r\n# "


def test_errors_do_not_end_an_interactive_shell(terminal: Terminal) -> None:
    assert terminal.run("nope") == "-sh: nope: not found\r\n"
    assert terminal.run("fi") == '-sh: Syntax error: "fi" unexpected\r\n'
    assert terminal.run("echo ${x?}") == "-sh: x: parameter not set\r\n"
    assert terminal.run("export 1=2; echo on") == "export: 1: bad variable name\r\n"
    assert terminal.run("echo $?") == "2\r\n"


def test_an_interrupt_at_the_prompt_gives_a_new_one(terminal: Terminal) -> None:
    assert terminal.type("half a li") == "half a li"
    assert terminal.type("\x03") == "\r\n# "
    assert terminal.run("echo $?") == "130\r\n"


def test_an_interrupt_ends_the_command_and_the_list_it_is_in(terminal: Terminal) -> None:
    terminal.type("while :; do sleep 60; echo no; done; echo no\r", 1_000_000)
    assert terminal.type("\x03") == "^C\r\n# "


def test_a_trapped_interrupt_runs_the_trap(terminal: Terminal) -> None:
    terminal.run("trap 'echo trapped' INT")
    assert terminal.type("sleep 60\r", 1_000_000) == "sleep 60\r\n"
    assert terminal.type("\x03") == "^Ctrapped\r\n# "


def test_a_command_is_suspended_and_continued(terminal: Terminal) -> None:
    terminal.type("sleep 60\r", 1_000_000)
    assert terminal.type("\x1a") == "^Z" + row("[1] + Suspended", "sleep 60") + "# "
    assert terminal.run("echo $?") == "146\r\n"
    assert terminal.run("bg") == "[1] sleep 60\r\n"
    assert terminal.run("jobs") == row("[1] + Running", "sleep 60")
    assert terminal.type("fg\r", 1_000_000) == "fg\r\nsleep 60\r\n"
    assert terminal.type("\x03") == "^C\r\n# "
    assert terminal.run("jobs; fg") == "fg: No current job\r\n"


def test_a_pipeline_is_one_job_in_one_process_group(terminal: Terminal) -> None:
    terminal.type("sleep 60 | cat | wc\r", 1_000_000)
    assert terminal.type("\x1a") == "^Z" + row("[1] + Suspended", "sleep 60 | cat | wc") + "# "
    kernel = terminal.machine.kernel
    groups = {p.p_pgrp.pg_id for p in kernel.allproc.values() if p.p_comm in ("sleep", "cat", "wc")}
    assert len(groups) == 1
    assert terminal.run("kill %1; fg") == "sleep 60 | cat | wc\r\nTerminated\r\n"


def test_a_background_job_is_reported_before_the_prompt(terminal: Terminal) -> None:
    assert terminal.run("sleep 1 &") == ""
    assert terminal.run("sleep 2") == row("[1]   Done", "sleep 1")
    assert terminal.run("(exit 3) & sleep 1") == row("[1]   Done(3)", "(exit 3)")


def test_a_killed_background_job_is_reported(terminal: Terminal) -> None:
    terminal.run("sleep 60 &")
    assert terminal.run("kill $!; sleep 1") == row("[1]   Terminated", "sleep 60")


def test_a_background_command_that_reads_the_terminal_stops(terminal: Terminal) -> None:
    assert terminal.run("cat & sleep 1") == row("[1] + Stopped (tty input)", "cat")


def test_the_shell_warns_once_of_stopped_jobs(terminal: Terminal) -> None:
    terminal.type("sleep 60\r", 1_000_000)
    terminal.type("\x1a")
    assert terminal.run("exit") == "You have stopped jobs.\r\n"
    assert terminal.run("jobs") == row("[1] + Suspended", "sleep 60")


def test_cd_shows_where_it_went_only_if_that_is_news(terminal: Terminal) -> None:
    assert terminal.run("cd /etc") == ""
    assert terminal.run("cd -") == "/root\r\n"
    assert terminal.run("CDPATH=/; cd bin; cd .") == "/bin\r\n"


@pytest.mark.parametrize(
    ("ps1", "prompt"),
    [
        ("\\\\u@\\\\h \\\\W\\\\$ ", "root@{host} root# "),
        ("\\\\w> ", "~> "),
        ("a\\\\[\\\\e[1m\\\\]b: ", "a\033[1mb: "),
        ("\\\\\\\\x\\\\q ", "\\x\\q "),
    ],
)
def test_the_prompt_is_made_from_ps1(terminal: Terminal, ps1: str, prompt: str) -> None:
    host = terminal.run("hostname").strip().partition(".")[0]
    shown = terminal.type(f'PS1="{ps1}"\r')
    assert shown.split("\r\n", 1)[1] == prompt.format(host=host)


def test_history_is_recalled_with_the_arrows(terminal: Terminal) -> None:
    terminal.run("echo one")
    terminal.run("echo two")
    assert terminal.type("\x1b[A\x1b[A\r").endswith("one\r\n# ")
    assert terminal.type("\x10\x10\x0e\r").endswith("one\r\n# ")
    assert terminal.run("fc -l 1 2") == "    1 echo one\r\n    2 echo two\r\n"
    assert terminal.run("fc -s two=three 2") == "echo three\r\nthree\r\n"


def test_history_outlives_the_shell(terminal: Terminal) -> None:
    terminal.type("sh\r")
    terminal.run("echo 'a  \\'")
    terminal.type("exit\r")
    saved = "_HiStOrY_V2_\r\necho\\040'a\\040\\040\\\\'\\012\r\nexit\\012\r\n"
    assert terminal.run("cat .sh_history") == saved
    terminal.type("sh\r")
    assert terminal.type("\x1b[A\x1b[A\r").endswith("\r\na  \\\r\n# ")


def test_a_word_is_completed(terminal: Terminal) -> None:
    assert terminal.type("cat /etc/pass\t").endswith("wd ")
    assert terminal.type("\x15\rexi\t").endswith("# exit ")
    assert terminal.type("\x15\rcd /us\tbi\t").endswith("# cd /usr/bin/")


def test_names_of_jails_and_interfaces_are_completed(terminal: Terminal) -> None:
    terminal.run("jail -c name=kitchen persist >/dev/null")
    assert terminal.type("jexec kit\t").endswith("jexec kitchen ")
    assert terminal.type("\x15\rifconfig lo\t").endswith("# ifconfig lo0 ")


def test_completion_lists_what_is_possible_at_the_second_tab(terminal: Terminal) -> None:
    terminal.run("mkdir d; cd d; : >one; : >only")
    assert terminal.type("cat o\t") == "\acat on"
    shown = terminal.type("\t")
    assert shown == "\r\none   only\r\n# cat on"


def test_end_of_file_ends_the_shell(terminal: Terminal) -> None:
    terminal.type("sh\r")
    terminal.type("echo $PPID >pid\r")
    assert terminal.type("\x04").endswith("\r\n# ")
    assert terminal.run("[ $(cat pid) = $$ ] && echo back") == "back\r\n"


def test_the_terminal_is_in_raw_mode_only_while_a_line_is_read(terminal: Terminal) -> None:
    tty = terminal.machine.kernel.ttys[0]
    raw = tty.t_termios.c_lflag
    terminal.type("cat\r", 1_000_000)
    cooked = tty.t_termios.c_lflag
    terminal.type("\x03")
    assert (raw != cooked, tty.t_termios.c_lflag == raw) == (True, True)


def test_a_script_typed_in_has_no_line_editing(console: Callable[[str], str]) -> None:
    assert console("echo a b |\rwc -w\r") == "echo a b |\r\n> wc -w\r\n       2\r\n# "
