"""Every release boots, and says who it is (facts 10; sys/sys/param.h; bin/freebsd-version)."""

from __future__ import annotations

import pytest

from lab.session import Session
from simbsd.machine import Machine
from simbsd.release import DEFAULT, RELEASES

NAMES = [
    ("3.4", "3.4-RELEASE", 340000),
    ("4.0", "4.0-RELEASE", 400017),
    ("8.0", "8.0-RELEASE", 800107),
    ("14.0", "14.0-STABLE", 1400507),
    ("15.0", "15.0-RELEASE", 1500068),
    ("whatif", "14.0-STABLE", 1400507),
]


@pytest.mark.parametrize(("release", "uname", "date"), NAMES)
def test_a_release_names_itself(sh, release: str, uname: str, date: int) -> None:
    script = "uname -rK; sysctl -n kern.osrelease kern.osreldate; head -1 /var/run/motd; sysctl -n kern.version|head -1"
    output, status = sh(script, release=release)
    version = RELEASES[release].version.partition("     ")[0]
    motd = f"FreeBSD {uname} (GENERIC) {version.partition(f'{uname} ')[2]}"  # rc.d/motd: from uname -v
    assert (output, status) == (f"{uname} {date}\n{uname}\n{date}\n{motd}\n{version}\n", 0)


def test_the_table_holds_these_and_no_others() -> None:
    assert list(RELEASES) == [name for name, _, _ in NAMES]
    assert DEFAULT == "14.0"
    assert [name for name, release in RELEASES.items() if release.label] == ["whatif"]


@pytest.mark.parametrize(("release", "uname"), [("14.0", "14.0-STABLE"), ("15.0", "15.0-RELEASE")])
def test_freebsd_version_tells_kernel_and_programs_apart(sh, release: str, uname: str) -> None:
    script = (
        "freebsd-version; freebsd-version -kr; jail -c name=old path=/ osrelease=9.9 persist\n"
        "jexec old freebsd-version -r; freebsd-version -j old; freebsd-version -x; echo $?"
    )
    usage = "Illegal option -x\nusage: freebsd-version [-kru] [-j jail]\n1\n"
    assert sh(script, release=release) == (f"{uname}\n{uname}\n{uname}\n9.9\n{uname}\n{usage}", 0)


@pytest.mark.parametrize("release", ["3.4", "4.0", "8.0"])
def test_freebsd_version_came_with_10(sh, release: str) -> None:
    assert sh("freebsd-version", release=release) == ("sh: freebsd-version: not found\n", 127)


@pytest.mark.parametrize("release", RELEASES)
def test_equal_seeds_give_equal_machines(release: str) -> None:
    first, second = Machine(release, 3), Machine(release, 3)
    for machine in (first, second):
        machine.type(0, "mkdir /tmp/x; ls /\r")
        machine.advance(5_000_000)
    assert first.digest() == second.digest()


@pytest.mark.parametrize("release", RELEASES)
def test_a_session_may_be_of_any_release(release: str) -> None:
    session = Session(None, 1, release)
    assert session.machine.kernel.release is RELEASES[release]
