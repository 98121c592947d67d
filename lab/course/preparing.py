"""Prepares a machine as a lesson says: a system in each userland, cables, files, then the commands."""

from __future__ import annotations

from lab.course import cables
from lab.course.plan import Setup, SetupFile
from simbsd.image import populate_jail
from simbsd.machine import Machine

LIMIT = 600_000_000  # virtual microseconds
QUOTE = "END_OF_FILE"


class SetupFailed(Exception):
    """A command of the set-up failed; the text says which status and what was printed last."""


def prepare(machine: Machine, setup: Setup) -> None:
    """Everything that the set-up asks for, in order. Raises SetupFailed, and PlanError for a cable that is none."""
    _script(machine, [f"mkdir -p {path}" for path in setup.userlands])
    for path in setup.userlands:
        populate_jail(machine.kernel, path)
    _script(machine, cables.commands(setup.cables, setup.userlands))
    _script(machine, [command for file in setup.files for command in _write(file)])
    _script(machine, list(setup.commands))


def _write(file: SetupFile) -> list[str]:
    folder = file.path.rsplit("/", 1)[0] or "/"
    content = file.content if file.content.endswith("\n") or not file.content else f"{file.content}\n"
    found = [f"mkdir -p '{folder}'", f"cat > '{file.path}' <<'{QUOTE}'\n{content}{QUOTE}"]
    if file.owner:
        found.append(f"chown {file.owner} '{file.path}'")
    if file.mode:
        found.append(f"chmod {file.mode} '{file.path}'")
    return found


def _script(machine: Machine, commands: list[str]) -> None:
    if not commands:
        return
    script = "set -e\n" + "".join(f"{command}\n" for command in commands)
    output, status = machine.script(script.encode(), LIMIT)
    if status:
        said = output.decode("utf-8", "replace").strip().split("\n")[-1]
        raise SetupFailed(f"the lesson's set-up failed with status {status}: {said}")
