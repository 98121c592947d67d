"""The same journals give the same state digests in CPython and in Pyodide, which is what a browser runs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import playwright
from lessons_under_test import LESSONS, session_of

from lab.course.rehearsal import perform
from lab.session import Session

REPOSITORY = Path(__file__).parents[2]
NODE = Path(playwright.__file__).parent / "driver" / "node"
(PYODIDE,) = sorted((REPOSITORY / "static" / "vendor" / "pyodide").iterdir())[-1:]
SANDBOX = (
    "i=0; while [ $i -lt 20 ]; do i=$((i+1)); jail -c name=j$i path=/ persist; done; jls jid name",
    "ping -c 3 127.0.0.1; ls -l / /etc; ps -ax -o pid,ppid,jid,command",
    "ifconfig epair create; ifconfig bridge create; ifconfig; netstat -rn",
)


def test_the_same_journals_end_in_the_same_states(tmp_path: Path) -> None:
    sessions = [Session(None, 5, engine="test")]
    for command in SANDBOX:
        perform(sessions[0], command)
    for lesson in LESSONS:
        session = session_of(lesson, 3)
        for exchange in lesson.solution(3).exchanges:
            perform(session, exchange.command, exchange.tty)
        sessions.append(session)
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps([[one.journal().dump(), one.plan.dump() if one.plan else None] for one in sessions]))
    script = Path(__file__).with_name("pyodide_replay.mjs")
    run = subprocess.run(
        [NODE, script, PYODIDE, REPOSITORY, cases], capture_output=True, text=True, timeout=300, check=False
    )
    assert run.stderr == ""
    assert run.stdout.split() == [session.machine.digest() for session in sessions]
