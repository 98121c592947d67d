"""The machine of the rooms under test: an empty host of the sandbox."""

from __future__ import annotations

from classroom import machines
from lab.course.plan import Plan

PLAN = Plan("sandbox.empty", 1, "14.0")
MACHINE = machines.columns(PLAN, 1)
