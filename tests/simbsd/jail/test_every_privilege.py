"""Every privilege there is, by its number, and what each kind of jail leaves of it to root (facts 2.4).

The table is tests/simbsd/jail/privileges.txt, taken from sys/sys/priv.h and sys/kern/kern_jail.c (prison_priv_check).
PRIV_VFS_READ_DIR is on the jail's list, but root in a jail is not given it (kern_priv.c: priv_check_cred).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from simbsd.kern.kern_priv import priv_verdict
from simbsd.sys.jail import ALLOW_DEFAULTS
from simbsd.sys.priv import Priv

LINES = [
    line.split() for line in (Path(__file__).parent / "privileges.txt").read_text().splitlines() if line[0] != "#"
]
KEPT = ("suser", "unprivileged_proc_debug")
NONE = {f"allow__{name}": False for name in ALLOW_DEFAULTS if name not in KEPT and not name.startswith("mount.")}
ALL = dict.fromkeys(NONE, True)
# Which of (plain, plain with all permissions, vnet, vnet with all) hold a privilege.
HELD = {
    "host": (False, False, False, False), "jail": (True, True, True, True), "vnet": (False, False, True, True),
    "nfsd": (False, False, False, True), "allow": (False, True, False, True), "vnet|allow": (False, True, True, True),
}  # fmt: skip


def test_the_numbers_are_freebsds() -> None:
    assert {f"PRIV_{name}": int(number) for number, name, _ in LINES} == {priv.name: int(priv) for priv in Priv}


@pytest.mark.parametrize(
    ("place", "params"),
    [
        (0, NONE), (1, {**ALL, "enforce_statfs": 1}), (2, {**NONE, "vnet": 1}),
        (3, {**ALL, "vnet": 1, "enforce_statfs": 1}),
    ],
)
def test_each_kind_of_jail_leaves_root_what_the_table_says(host, place: int, params: dict) -> None:
    p = host.inmate(host.jail(name="j", **params))
    held = {priv.name for priv in Priv if priv_verdict(host.kernel, p.p_ucred, priv)[0]}
    by_kind = {name: kind if "|" not in kind and "." not in kind else kind.partition(".")[0] for _, name, kind in LINES}
    assert held == {f"PRIV_{name}" for name, kind in by_kind.items() if HELD[kind][place]}


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for _, name, kind in LINES if "allow." in kind])
def test_one_permission_gives_its_privilege_alone(host, name: str, kind: str) -> None:
    permission = kind.rpartition("allow.")[2]
    one = {**NONE, f"allow__{permission}": True, "enforce_statfs": 1}
    p = host.inmate(host.jail(name="j", **one))
    others = {n for _, n, k in LINES if "allow." in k and not k.endswith(f"allow.{permission}")}
    held = {priv.name.removeprefix("PRIV_") for priv in Priv if priv_verdict(host.kernel, p.p_ucred, priv)[0]}
    assert name in held
    assert not held & others
