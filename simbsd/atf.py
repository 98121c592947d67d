"""``python3 -m simbsd.atf [--json] [--release R] [--load M] FILE [CASE ...]``: FreeBSD's own test scripts.

Models the runner of contrib/kyua (engine/atf.cpp, engine/tap.cpp, engine/requirements.cpp): each case its body, then
its cleanup, on a machine freshly booted, with the modules loaded that the file's earlier cases left there, and those
that it skips cases without (``! kldstat -q -m``). FILE stands in a FreeBSD source tree. The machine sees it read only,
twice: as it is (/usr/src), and its tests where an installed system has them (/usr/tests), whence they are run.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from simbsd.fs.treefs import treefs_mount
from simbsd.kern.kern_linker import MODULES
from simbsd.machine import Machine
from simbsd.programs import Programs
from simbsd.release import DEFAULT, RELEASES
from simbsd.sys.elf import make

SOURCES, TESTS = "/usr/src", "/usr/tests"
RUNNER, RESULT, WORK = "/usr/libexec/atf-sh", "/tmp/kyua/result", "/tmp/kyua/work"
STDIN = "/tmp/kyua/stdin"  # what nobody types at: kyua leaves its own standard input to the cases
UNPRIVILEGED = "tests"  # the user that FreeBSD's kyua.conf names
TIMEOUT = 300  # virtual seconds, kyua's own default
NETBSD = "contrib/netbsd-tests"
TOPS = ("sys", "usr.bin", "tests")  # what the top of a source tree holds
WORDS, DICT = "share/dict/web2", "/usr/share/dict"  # where the tree and an installed system have it
BOOT_TIME = 1_000_000  # virtual microseconds
# What stands in for helpers that are written in C, or for a server.
STANDINS = {
    name: f"simbsd.usr_tests.{name}:main" for name in ("crypt", "net_receiver", "spin_helper", "while1")
}
# What runs the helpers that are written in Python, and where a port would install it.
PYTHON = {"python3": "simbsd.atf_python.python3:main"}
PORTS = tuple(f"/usr/local/bin/{name}" for name in ("python3", "python", "scapy"))


class Sources:
    """A folder of this computer as the machine's file system asks for it (fs/treefs.py)."""

    def __init__(self, top: Path) -> None:
        self.top = top

    def place(self, path: str) -> Path:
        """Where a path of the tree is here."""
        return self.top / path

    def names(self, path: str) -> list[str] | None:
        """What a directory holds, in order; None for a file."""
        found = self.place(path)
        return sorted(entry.name for entry in found.iterdir()) if found.is_dir() else None

    def content(self, path: str) -> bytes:
        """The bytes of a file."""
        return self.place(path).read_bytes()


class Installed(Sources):
    """The same tests as ``make install`` places them: ``sbin/ping/tests/x`` as ``sbin/ping/x``, ``tests/sys/x`` as
    ``sys/x``. What is asked for below a program's folder is looked for in its ``tests``. A helper in C is the program
    that stands in for it; those in Python are run as they are (simbsd/atf_python), but for the one server.
    """

    def names(self, path: str) -> list[str] | None:
        """What a directory holds, in order; None for a file."""
        found = super().names(path)
        common = self.top / path / "tests"
        if found and path and "/" not in path and common.is_dir():
            found += [entry.name for entry in sorted(common.iterdir()) if entry.is_file() and entry.name not in found]
        return found and [name.removesuffix(".c") if name[:-2] in STANDINS else name for name in found]

    def content(self, path: str) -> bytes:
        """The bytes of a file."""
        name = path.rpartition("/")[2].removesuffix(".py")
        if name in STANDINS:
            return make(name)
        file = self.place(path)
        data = file.read_bytes()
        return edited(file, data, self.makefile(file)) if file.suffix == ".sh" else data

    def makefile(self, file: Path) -> Path:
        """What says how a script is installed: NetBSD's stand apart from the programs' own folders."""
        if file.is_relative_to(self.top / NETBSD):
            return self.top / file.relative_to(self.top / NETBSD).parent / "tests/Makefile"
        return file.with_name("Makefile")

    def place(self, path: str) -> Path:
        """Where an installed path comes from."""
        parts = path.split("/")
        if len(parts) > 1 and (self.top / parts[0] / parts[1] / "tests").is_dir():
            return self.top.joinpath(*parts[:2], "tests", *parts[2:])
        if len(parts) == 2 and (common := self.top / parts[0] / "tests" / parts[1]).is_file():
            return common  # usr.bin/regress.m4, for several programs' tests
        return self.top / ("tests" if parts[0] == "sys" else "") / path

    def home(self, file: Path) -> str:
        """The installed path of a file of the tree."""
        parts = file.relative_to(self.top).parts
        return "/".join(part for part in parts if part != "tests")


def edited(file: Path, data: bytes, makefile: Path) -> bytes:
    """A script as its Makefile has it installed, with what ATF_TESTS_SH_SED_ says (share/mk/atf.test.mk)."""
    if not makefile.exists():
        return data
    name = file.stem.removeprefix("t_") + "_test" if file.stem.startswith("t_") else file.stem
    line = rf"^ATF_TESTS_SH_SED_(?:netbsd_)?{re.escape(name)}\+?=\s*-e 's(.)(.*)'$"
    for mark, rest in re.findall(line, makefile.read_text(encoding="utf-8"), re.MULTILINE):
        pattern, instead, _ = rest.split(mark)
        data = re.sub(pattern.encode(), instead.replace("$$", "$").encode(), data)
    return data


@dataclass(frozen=True, slots=True)
class Result:
    """How one case ended: ``passed``, ``failed`` or ``skipped``, why, and what it printed."""

    name: str
    result: str
    reason: str = ""
    output: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.result}" + (f": {self.reason}" if self.reason else "")


@dataclass(frozen=True, slots=True)
class Case:
    """A case and what its head says of it."""

    name: str
    variables: dict[str, str]

    @property
    def timeout(self) -> int:
        """Virtual seconds."""
        return int(self.variables.get("timeout", TIMEOUT))


class Script:
    """A test script in a source tree. Raises ValueError when the tree's top is not found above it."""

    def __init__(self, file: Path, release: str, modules: Sequence[str] = ()) -> None:
        self.file = file.resolve()
        self.release = release
        self.modules = list(modules)
        if self.file.is_file():  # a machine set up for tests has loaded what its scripts skip their cases without
            asked = re.findall(r"! kldstat -q -m (\w+)", self.file.read_text(encoding="utf-8", errors="replace"))
            self.modules += [module for module in dict.fromkeys(asked) if module in MODULES and module not in modules]
        tops = [top for top in self.file.parents if all((top / name).is_dir() for name in TOPS)]
        if not tops:
            raise ValueError(f"{file}: not in a FreeBSD source tree (no folder above it holds {', '.join(TOPS)})")
        self.top = tops[0]
        self.path = f"{TESTS}/{Installed(self.top).home(self.file)}"

    @cached_property
    def is_tap(self) -> bool:
        """True for a script that prints ``ok`` and ``not ok`` itself."""
        return "atf_init_test_cases" not in self.file.read_text(encoding="utf-8", errors="replace")

    def boot(self) -> Machine:
        """A machine with the sources mounted, its modules loaded, and a folder to work in."""
        machine = Machine(self.release, ttys=0, watched=False)
        machine.advance(BOOT_TIME)
        machine.kernel.programs = Programs(STANDINS | PYTHON)
        treefs_mount(machine.kernel, Sources(self.top), SOURCES)
        treefs_mount(machine.kernel, Installed(self.top), TESTS)
        loads = "".join(f"kldload -n {module}; " for module in self.modules)
        words = f"[ ! -e {SOURCES}/{WORDS} ] || {{ mkdir -p {DICT}; ln -s {SOURCES}/{WORDS} {DICT}/words; }}"
        interpreter = "".join(f"\\{octet:03o}" for octet in make("python3"))
        ports = f"printf '{interpreter}' | tee {' '.join(PORTS)} >/dev/null; chmod 755 {' '.join(PORTS)}"
        # md5's own stand-in for the script of Perl's, which FreeBSD builds but does not install
        ports += "; ln /sbin/md5 /usr/local/bin/shasum"
        self.sh(machine, f"{ports}; {loads}mkdir -p {WORK}; mkfifo {STDIN}; chmod -R 777 /tmp/kyua; {words}")
        return machine

    def sh(self, machine: Machine, text: str, seconds: int = TIMEOUT) -> tuple[str, int]:
        """What a script printed, and its status (124: out of time)."""
        output, status = machine.script(text.encode(), seconds * 1_000_000)
        return output.decode("utf-8", "replace"), status

    @cached_property
    def metadata(self) -> dict[str, str]:
        """What the Makefile beside the script adds to all its cases (share/mk/suite.test.mk): here who runs them and
        which files they need. Programs are asked for case by case: some need none of those that the Makefile names.
        """
        makefile = self.file.with_name("Makefile")
        text = makefile.read_text(encoding="utf-8", errors="replace") if makefile.exists() else ""
        lines = re.findall(rf'^TEST_METADATA\.{re.escape(self.file.stem)}\+=\s*(\w+)="([^"]*)"', text, re.MULTILINE)
        return dict(lines)

    def command(self, case: Case | None, words: str) -> str:
        """The command line of the script under the runner, as root or as the unprivileged user."""
        options = f"-s {self.path.rpartition('/')[0]} -v unprivileged_user={UNPRIVILEGED}"
        line = f"cd {WORK} && HOME={WORK} {RUNNER} {self.path} {options} {words}"
        return f"{self.as_user(case, line)} <>{STDIN}"

    def as_user(self, case: Case | None, line: str) -> str:
        """The line as the user whom the case or the Makefile asks for."""
        wanted = (case and case.variables.get("require.user")) or self.metadata.get("required_user")
        return f"su -m {UNPRIVILEGED} -c '{line}'" if wanted == "unprivileged" else line

    def cases(self) -> list[Case]:
        """What the script holds. Raises ValueError with what it printed when it does not list them."""
        output, status = self.sh(self.boot(), self.command(None, "-l"))
        header, _, rest = output.partition("\n")
        if status or not header.startswith("Content-Type: application/X-atf-tp"):
            raise ValueError(f"{self.file}: does not list its cases: {output.strip()}")
        blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in rest.strip().split("\n\n")]
        return [Case(block["ident"], block) for block in blocks if block]

    def run(self, wanted: list[str]) -> Iterator[Result]:
        """The wanted cases one after the other; all when none is named. Raises ValueError for an unknown one."""
        if self.is_tap:
            yield from (result for result in self.tap() if not wanted or result.name in wanted)
            return
        cases = {case.name: case for case in self.cases()}
        for name in wanted:
            if name not in cases:
                raise ValueError(f"{self.file}: there is no case {name}")
        for case in [cases[name] for name in wanted] or cases.values():
            yield self.run_case(case)

    def run_case(self, case: Case) -> Result:
        """Body and cleanup on one machine."""
        machine = self.boot()
        why = self.lacks(machine, case)
        if why:
            return Result(case.name, "skipped", why)
        output, status = self.sh(machine, self.command(case, f"-r {RESULT} {case.name}:body"), case.timeout)
        told, _ = self.sh(machine, f"cat {RESULT} 2>/dev/null")
        if status == 124:
            self.sh(machine, "kill -9 -1; sleep 1")
        result, reason = verdict(told.strip(), status)
        if case.variables.get("has.cleanup") == "true" and result != "skipped":
            more, status = self.sh(machine, self.command(case, f"{case.name}:cleanup"), case.timeout)
            output += more
            if status and result == "passed":
                result, reason = "failed", "Test case cleanup did not terminate successfully"
        # Kyua does not boot between cases: what ifconfig(8) loaded for one (ifmaybeload) is there for the next, whose
        # jail may not load it. All else a case is to take away itself, and is not to lean on.
        self.modules += [module for module in machine.kernel.modules if module not in self.modules]
        return Result(case.name, result, reason, output)

    def lacks(self, machine: Machine, case: Case) -> str:
        """What the case requires and the machine has not, in kyua's words."""
        for name in case.variables.get("require.config", "").split():
            if name != "unprivileged_user":
                return f"Required configuration property '{name}' not defined"
        for path in (case.variables.get("require.files", "") + " " + self.metadata.get("required_files", "")).split():
            if self.sh(machine, f"test -e {path}")[1]:
                return f"Required file '{path}' not found"
        for name in case.variables.get("require.progs", "").split():
            if self.sh(machine, f"command -v {name}")[1]:
                return f"Required program '{name}' not found" + ("" if name.startswith("/") else " in PATH")
        return ""

    def tap(self) -> list[Result]:
        """The numbered lines of a script that speaks the Test Anything Protocol."""
        line = f"cd {WORK} && HOME={WORK} /bin/sh {self.path}"
        output, status = self.sh(self.boot(), f"{self.as_user(None, line)} </dev/null")
        plan = re.search(r"^1\.\.(\d+)(?:\s*#\s*SKIP\S*\s*(.*))?", output, re.MULTILINE | re.IGNORECASE)
        if plan and plan[1] == "0":
            return [Result("main", "skipped", plan[2] or "", output)]
        found = [tap_line(match, output) for match in re.finditer(r"^(not )?ok\b(.*)$", output, re.MULTILINE)]
        if plan is None or len(found) != int(plan[1]):
            short = f"{len(found)} results of {plan[1] if plan else 'no'} planned, status {status}"
            found.append(Result("main", "failed", short, output))
        return found


def verdict(told: str, status: int) -> tuple[str, str]:
    """What the results file says and how the program ended, as one (engine/atf_result.cpp)."""
    kind, _, reason = told.partition(": ")
    kind, _, number = kind.partition("(")
    number = number.rstrip(")")
    signal = str(status - 128)
    as_expected = {
        "passed": status == 0,
        "skipped": status == 0,
        "failed": False,
        "expected_failure": status == 0,
        "expected_death": True,
        "expected_timeout": status == 124,
        "expected_exit": status < 128 and number in ("", str(status)),
        "expected_signal": status > 128 and number in ("", signal),
    }
    if kind == "failed":
        return "failed", reason
    if status == 124 and kind != "expected_timeout":
        return "failed", "Test case body timed out"
    if kind not in as_expected:
        return "failed", f"Premature exit; test case exited with code {status}"
    if not as_expected[kind]:
        return "failed", f"Test case said {told} but exited with code {status}"
    if kind.startswith("expected_"):
        return "passed", f"{kind.replace('_', ' ')}: {reason}"
    return kind, reason


def tap_line(match: re.Match[str], output: str) -> Result:
    """``ok 1 - what # SKIP why`` as a result."""
    text, _, directive = match[2].partition("#")
    name = re.sub(r"^\s*\d*\s*(?:-\s*)?", "", text).strip() or text.strip()
    word, _, reason = directive.strip().partition(" ")
    if word.upper().startswith("SKIP"):
        return Result(name, "skipped", reason, output)
    if match[1] and word.upper() != "TODO":
        return Result(name, "failed", directive.strip(), output)
    return Result(name, "passed", "", output)


def main() -> int:
    """Run what the command line names; 1 when a case failed, 2 when nothing could be run."""
    parser = argparse.ArgumentParser(prog="python3 -m simbsd.atf", description="Run FreeBSD's test scripts.")
    parser.add_argument("--json", action="store_true", help="one object in place of lines")
    parser.add_argument("--release", choices=sorted(RELEASES), default=DEFAULT)
    parser.add_argument("--load", action="append", default=[], metavar="MODULE", help="load a kernel module first")
    parser.add_argument("-v", "--verbose", action="store_true", help="what failed cases printed, on standard error")
    parser.add_argument("file", type=Path, metavar="FILE", help="a script in a FreeBSD source tree")
    parser.add_argument("cases", nargs="*", metavar="CASE")
    options = parser.parse_args()
    results = []
    try:
        for result in Script(options.file, options.release, options.load).run(options.cases):
            results.append(result)
            if not options.json:
                print(result, flush=True)
            if options.verbose and result.result == "failed":
                print(result.output, file=sys.stderr)
    except (OSError, ValueError) as error:
        print(f"simbsd.atf: {error}", file=sys.stderr)
        return 2
    if options.json:
        cases = [{"name": one.name, "result": one.result, "reason": one.reason} for one in results]
        print(json.dumps({"file": str(options.file), "cases": cases}))
    return 1 if any(one.result == "failed" for one in results) else 0


if __name__ == "__main__":
    sys.exit(main())
