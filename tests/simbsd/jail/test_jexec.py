"""jexec(8): facts 3.2."""

from __future__ import annotations

JAIL = "jail -c name=a host.hostname=in persist\n"


def test_a_command_runs_inside_from_the_root(sh) -> None:
    """Working directory /, the caller's environment, the command's status."""
    script = JAIL + "cd /etc; X=1 jexec a sh -c 'hostname; pwd; echo $X $HOME; exit 5'; echo $?; jexec 1 hostname"
    assert sh(script) == ("in\n/\n1 /root\n5\nin\n", 0)


def test_a_shell_without_a_command(sh) -> None:
    """$SHELL -i, else /bin/sh -i."""
    assert sh(JAIL + "SHELL=/bin/echo jexec a") == ("-i\n", 0)


def test_a_clean_environment(sh) -> None:
    """-l: PATH and the rest from the login class, HOME as the directory; variables in setclassenvironment's order."""
    script = JAIL + "X=1 TERM=vt100 jexec -l a env; jexec -l a pwd"
    assert sh(script) == (
        "PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin\nTERM=vt100\nLANG=C.UTF-8\n"
        "MM_CHARSET=UTF-8\nMAIL=/var/mail/root\nBLOCKSIZE=K\nUSER=root\nHOME=/root\nSHELL=/bin/sh\n/root\n",
        0,
    )


def test_a_user_of_the_host_or_of_the_jail(sh) -> None:
    """-u looks in the host's passwd, -U in the jail's."""
    script = JAIL + "jexec -u nobody a id -un; jexec -U nobody a id -u; jexec -u bob a id; echo $?; jexec -U bob a id"
    assert sh(script) == ("nobody\n65534\njexec: bob: no such user\n1\njexec: bob: no such user\n", 1)


def test_refusals(sh) -> None:
    """Every refusal has status 1, a missing command too."""
    script = JAIL + """
    jexec x id; echo $?; jexec 9 id; jexec 0 id; jexec a nosuch; echo $?; SHELL=/bin/csh jexec a
    jexec -u a -U b c; echo $?
    """
    assert sh(script) == (
        'jexec: jail "x" not found\n1\njexec: jail 9 not found\njexec: jail_attach(0): Invalid argument\n'
        "jexec: execvp: nosuch: No such file or directory\n1\n"
        "jexec: execlp: /bin/csh: No such file or directory\n"
        "usage: jexec [-l] [-u username | -U username] jail [command ...]\n1\n",
        0,
    )


def test_only_root_enters(sh) -> None:
    """jail_attach is refused to users."""
    assert sh(JAIL + "chroot -u nobody / jexec a id; echo $?") == (
        "jexec: jail_attach(1): Operation not permitted\n1\n", 0,
    )  # fmt: skip


def test_a_jail_without_a_password_file(sh) -> None:
    """getpwnam(3) leaves errno: the text is another than for a user who is not there (get_user_info)."""
    script = """
    mkdir /e; jail -c name=e path=/e persist; jexec -U root e id; jexec -l -u nobody e id; jexec -U bob / id
    jail -c path=/e exec.jail_user=root command=id; jail -c path=/e exec.clean exec.jail_user=bob command=id
    """
    assert sh(script) == (
        "jexec: getpwnam: root: No such file or directory\n"
        "jexec: chdir: /nonexistent: No such file or directory\n"
        'jexec: jail "/" not found\n'
        "jail: getpwnam root: No such file or directory\njail: id: failed\n"
        "jail: getpwnam bob: No such file or directory\njail: id: failed\n",
        1,
    )


def test_the_host_is_jail_0_for_those_that_only_look(sh) -> None:
    """jail_getid(3) needs no look-up for it; jls asks the kernel, which does not list it."""
    script = "ps -J 0 -o comm= | grep -c init; ps -J 00 -o comm= | grep -c init; jls -j 0 jid; jexec 0 id"
    assert sh(script) == ('1\n1\njls: jail "0" not found\njexec: jail_attach(0): Invalid argument\n', 1)
