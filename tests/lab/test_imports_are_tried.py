"""A real host's jail.conf and rc.conf lines: tried in a fresh machine, reported by line, built by what is typed."""

from __future__ import annotations

from typing import Any

import pytest
from bridge_page import Page, only

from lab.course.rehearsal import perform
from lab.importing.trial import LONGEST, ImportRefused, Trial
from lab.session import Session

TYPICAL = """\
# typical
exec.start = "/bin/sh /etc/rc";
exec.stop = "/bin/sh /etc/rc.shutdown";
exec.clean;
mount.devfs;
path = "/usr/local/jails/${name}";
allow.mount.zfs;
interface = igb0;

www {
\thost.hostname = "${name}.example.org";
\tip4.addr = 10.0.0.5;
}

net {
\tvnet;
\tvnet.interface = "epair3b";
\texec.prestart = "ifconfig epair3 create up";
\tpersist;
}
"""


def tried(jail_conf: str, rc_conf: str = "") -> dict[str, Any]:
    trial = Trial(jail_conf, rc_conf, "14.0")
    while not trial.go(1000):
        pass
    return trial.dump()


def findings(answer: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    return [(row["file"], row["line"], row["level"], row["text"]) for row in answer["rows"]]


def test_a_typical_file_is_built_but_for_what_this_machine_lacks() -> None:
    answer = tried(TYPICAL)
    assert findings(answer) == [
        ("jail.conf", 7, "unsupported", "allow.mount.zfs is unknown here and left out."),
        ("jail.conf", 8, "changed", "igb0 is em0 here: the machine has one card."),
        ("jail.conf", 10, "built", "www is made."),
        ("jail.conf", 15, "built", "net is made."),
    ]
    assert answer["jails"] == ["www", "net"]


def test_the_commands_build_it_at_the_terminal(session: Session) -> None:
    for line in tried(TYPICAL)["commands"].splitlines():
        session.type(0, f"{line}\r")
        session.wait(0, 600_000_000)
    assert perform(session, "jls name host.hostname path").splitlines() == [
        "www www.example.org /usr/local/jails/www",
        'net "" /usr/local/jails/net',
    ]
    assert "epair3b" in perform(session, "jexec net ifconfig -l")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a {\n  path = /;\n  persist\n}\n", 4, "}: syntax error"),
        ('a {\n  path = "/;\n  persist;\n}\n', 2, "unterminated string"),
        ("a {\n  path = /;\n", 2, "/etc/jail.conf: unexpected EOF"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, line: int, said: str) -> None:
    assert findings(tried(text)) == [("jail.conf", line, "wrong", said)]
    assert tried(text)["commands"] == ""


def test_a_jail_that_cannot_be_made_is_told_in_jails_own_words_and_the_others_are_made() -> None:
    answer = tried('bad { path = /; ip4.addr = "300.1.2.3"; persist; }\ngood { path = /; persist; }\n')
    assert answer["jails"] == ["good"]
    (file, line, level, text), made = findings(answer)
    assert (file, line, level) == ("jail.conf", 1, "wrong")
    assert text.startswith("bad: ")
    assert made == ("jail.conf", 2, "built", "good is made.")


def test_a_fault_of_one_jail_is_told_once_and_of_that_jail() -> None:
    answer = tried('bad {\n path = "/x/${y}";\n}\ngood {\n path = /;\n persist;\n}\n')
    assert findings(answer) == [
        ("jail.conf", 1, "wrong", 'bad: path: variable "y" not found'),
        ("jail.conf", 4, "built", "good is made."),
    ]


def test_rc_conf_lines_are_judged_one_by_one() -> None:
    rc_conf = (
        'hostname="gw"\ncloned_interfaces="bridge0"\nifconfig_igb1="inet 192.0.2.7/24"\nzfs_enable="YES"\n'
        'hostname = "x"\nifconfig_bridge0="$(reboot)"\nmy_own="1"\n# a remark\n\ngateway_enable=YES\n'
    )
    answer = tried("", rc_conf)
    assert [(line, level) for _, line, level, _ in findings(answer)] == [
        (3, "changed"), (5, "wrong"), (6, "wrong"), (7, "unsupported"),
    ]  # fmt: skip
    assert 'ifconfig_em0="inet 192.0.2.7/24"' in answer["commands"]
    assert "reboot" not in answer["commands"]


def test_nothing_is_nothing() -> None:
    assert tried("", "") == {"rows": [], "jails": [], "commands": ""}


def test_what_is_no_text_or_too_much_is_refused() -> None:
    with pytest.raises(ImportRefused, match="more than 20000 characters"):
        Trial("x" * (LONGEST + 1), "", "14.0")
    with pytest.raises(ImportRefused, match="control characters"):
        Trial("\x1b]0;x\x07", "", "14.0")


def test_the_page_is_answered_while_a_trial_goes_on(page: Page) -> None:
    page.open()
    session = page.bridge.session
    assert session is not None
    before = session.machine.digest()
    answers = page.say("import", jail_conf="a { path = /; persist; }\n", rc_conf="")
    (answer,) = only(answers, "imported")
    assert answer["jails"] == ["a"]
    assert session.machine.digest() == before
    (refused,) = only(page.say("import", jail_conf="\x00", rc_conf=""), "failed")
    assert refused["where"] == "import"
