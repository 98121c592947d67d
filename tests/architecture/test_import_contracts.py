"""The floors of docs/architecture.md hold, and every package of the machine stands on one side of the door."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from modules import ROOT

APART = {"simbsd.rootfs", "simbsd.sys"}  # what both sides share


def contracts() -> dict[str, dict[str, list[str]]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def test_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


def test_every_package_of_the_machine_stands_on_a_side() -> None:
    found = {f"simbsd.{path.parent.name}" for path in (ROOT / "simbsd").glob("*/__init__.py")}
    kernel = set(contracts()["kernel-side"]["source_modules"])
    programs = set(contracts()["program-side"]["source_modules"])
    assert found - APART == kernel | programs
    assert kernel & programs == set()


def test_each_side_is_forbidden_the_whole_other_side() -> None:
    kernel, programs, shared = (contracts()[name] for name in ("kernel-side", "program-side", "sys"))
    assert set(kernel["forbidden_modules"]) == {*programs["source_modules"], "simbsd.machine"}
    assert set(programs["forbidden_modules"]) == {*kernel["source_modules"], "simbsd.machine"}
    both = {*kernel["source_modules"], *programs["source_modules"], "simbsd.machine"}
    assert set(shared["forbidden_modules"]) == both
