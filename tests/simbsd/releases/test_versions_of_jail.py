"""jail(2) and its struct (facts 2.1; kern_jail.c sys_jail, kern_jail): versions 0 and 2 today, 0 alone in 4.0."""

from __future__ import annotations

import pytest
from vfshost import Host

from simbsd.lib.jail import jail
from simbsd.lib.unistd import getcwd, open
from simbsd.sys.errno import EINVAL, ENAMETOOLONG, ENOENT, ENOTDIR, EPERM, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.jail import Jail, Prison

ONE, TWO = 0x0A00020F, 0x0A000210


def imprisoned(
    release: str, j: Jail, uid: int = 0, sysctls: dict[str, int] | None = None
) -> tuple[object, Prison | None]:
    """What the call answers, and the prison in which its caller then stands."""
    host = Host(release=release)
    host.kernel.sysctls.update(sysctls or {})
    seen: list[Prison] = []

    async def program() -> tuple[int, str]:
        answer = await jail(j)
        seen.append(host.kernel.curproc.p_ucred.cr_prison)
        return answer, await getcwd()

    try:
        return host.run(program, uid=uid), seen[0]
    except Errno as error:
        assert list(host.kernel.allprison) == [0]
        return error.errno, None


def test_version_0_is_a_jail_with_one_address() -> None:
    answer, prison = imprisoned("14.0", Jail(0, "/tmp", "h", "ignored", [ONE]))
    assert answer == (1, "/")
    assert prison is not None
    assert (prison.pr_name, prison.pr_path, prison.pr_hostname) == ("1", "/tmp", "h")
    assert (prison.pr_ip4, prison.pr_ip6) == ([ONE], [])
    assert prison.pr_enforce_statfs == 2
    assert [name for name, held in prison.pr_allow.items() if held] == [
        "reserved_ports", "set_hostname", "suser", "unprivileged_proc_debug",
    ]  # fmt: skip


def test_version_2_has_a_name_and_any_number_of_addresses() -> None:
    _, prison = imprisoned("14.0", Jail(2, "/", "h", "www", [ONE, TWO], [1]))
    assert prison is not None
    assert (prison.pr_name, prison.pr_ip4, prison.pr_ip6) == ("www", [ONE, TWO], [1])


def test_the_old_variables_are_what_it_gives_and_takes() -> None:
    sysctls = {
        "security.jail.allow_raw_sockets": 1, "security.jail.set_hostname_allowed": 0,
        "security.jail.socket_unixiproute_only": 0, "security.jail.enforce_statfs": 1,
    }  # fmt: skip
    _, prison = imprisoned("14.0", Jail(0, "/", "h", ip4=[ONE]), sysctls=sysctls)
    assert prison is not None
    allow = prison.pr_allow
    assert (allow["raw_sockets"], allow["set_hostname"], allow["socket_af"]) == (True, False, True)
    assert prison.pr_enforce_statfs == 1


@pytest.mark.parametrize(
    ("release", "version", "refused"),
    [("14.0", 1, True), ("14.0", 3, True), ("8.0", 2, False), ("8.0", 1, True), ("4.0", 2, True), ("4.0", 0, False)],
)
def test_versions(release: str, version: int, refused: bool) -> None:
    answer, prison = imprisoned(release, Jail(version, "/", "h", ip4=[ONE]))
    assert (answer == EINVAL, prison is None) == (refused, refused)


@pytest.mark.parametrize("release", ["4.0", "8.0", "14.0"])
@pytest.mark.parametrize(
    ("j", "uid", "errno"),
    [
        (Jail(0, "/", "h", ip4=[ONE]), 1001, EPERM),
        (Jail(0, "/none", "h", ip4=[ONE]), 0, ENOENT),
        (Jail(0, "/etc/passwd", "h", ip4=[ONE]), 0, ENOTDIR),
        (Jail(0, "/", "h" * 256, ip4=[ONE]), 0, ENAMETOOLONG),
    ],
    ids=["not root", "no path", "no directory", "long name"],
)
def test_a_refused_call_makes_no_jail(release: str, j: Jail, uid: int, errno: int) -> None:
    assert imprisoned(release, j, uid) == (errno, None)


def test_4_0_changes_the_root_and_not_the_working_directory() -> None:
    answer, prison = imprisoned("4.0", Jail(0, "/tmp", "h", ip4=[ONE, TWO]))
    assert answer == (0, "/")
    assert prison is not None
    assert (prison.pr_hostname, prison.pr_ip4, prison.pr_ip6, prison.pr_enforce_statfs) == ("h", [ONE], None, 0)


@pytest.mark.parametrize(("release", "refused"), [("4.0", False), ("8.0", True), ("14.0", True)])
def test_with_a_directory_open(release: str, refused: bool) -> None:
    host = Host(release=release)

    async def program() -> int:
        await open("/", O_RDONLY)
        await jail(Jail(0, "/tmp", "h", ip4=[ONE]))
        return 0

    if refused:
        with pytest.raises(Errno) as error:
            host.run(program)
        assert (error.value.errno, error.value.where) == (EPERM, "kern_descrip.c: chroot_refuse_vdir_fds")
    else:
        assert host.run(program) == 0
