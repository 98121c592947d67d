"""Dynamic programs need the interpreter and the libraries; static ones in /rescue need nothing.

Texts: sys/kern/imgact_elf.c (load_interp), libexec/rtld-elf/rtld.c, usr.bin/ldd.
"""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[str, int]]
BIN = "mkdir -p /m/bin /m/libexec /m/lib /m/rescue; cp /bin/sh /m/bin; cp /rescue/sh /m/rescue; "


def test_without_the_interpreter_a_program_is_aborted(sh: Run) -> None:
    assert sh(BIN + "chroot /m /bin/sh -c 'echo hi'; echo $?; chroot /m /rescue/sh -c 'echo hi'") == (
        "Abort trap\n134\nhi\n",
        0,
    )


def test_the_terminal_says_which_interpreter_is_missing(console: Callable[[str], str]) -> None:
    shown = console(f"{BIN}chroot /m\n")
    assert shown.endswith("ELF interpreter /libexec/ld-elf.so.1 not found, error 2\r\nAbort trap\r\n# ")


def test_a_missing_library_is_named_with_what_needs_it(sh: Run) -> None:
    script = (
        BIN + "cp /libexec/ld-elf.so.1 /m/libexec; chroot /m /bin/sh; echo $?; "
        "cp /lib/libedit.so.8 /m/lib; chroot /m /bin/sh; "
        "cp /lib/libc.so.7 /m/lib; chroot /m /bin/sh; cp /lib/libtinfow.so.9 /m/lib; chroot /m /bin/sh -c 'echo up'"
    )
    assert sh(script) == (
        'ld-elf.so.1: Shared object "libedit.so.8" not found, required by "sh"\n1\n'
        'ld-elf.so.1: Shared object "libc.so.7" not found, required by "sh"\n'
        'ld-elf.so.1: Shared object "libtinfow.so.9" not found, required by "libedit.so.8"\nup\n',
        0,
    )


def test_a_jail_can_be_built_by_hand_from_what_ldd_lists(sh: Run) -> None:
    script = (
        "mkdir -p /m/bin /m/libexec; cp /bin/sh /bin/ls /bin/echo /m/bin; cp /libexec/ld-elf.so.1 /m/libexec; "
        "ldd /bin/sh /bin/ls | while read name arrow f where; do "
        "case $f in /*) mkdir -p /m${f%/*}; cp $f /m$f;; esac; done; "
        "jail -c name=m path=/m command=/bin/sh -c 'ls /lib'"
    )
    assert sh(script) == ("libc.so.7\nlibedit.so.8\nlibtinfow.so.9\nlibutil.so.9\n", 0)


def test_ldd_prints_where_the_libraries_are(sh: Run) -> None:
    assert sh("ldd /bin/df; ldd /rescue/ls; ldd /etc/passwd; ldd /nope; ldd; ldd /lib/libedit.so.8") == (
        "/bin/df:\n\tlibxo.so.0 => /lib/libxo.so.0 (0x820000000)\n\tlibutil.so.9 => /lib/libutil.so.9 (0x820200000)\n"
        "\tlibc.so.7 => /lib/libc.so.7 (0x820400000)\n\t[vdso] (0x7ffffffff000)\n"
        "ldd: /rescue/ls: not a dynamic ELF executable\nldd: /etc/passwd: not a dynamic ELF executable\n"
        "ldd: /nope: No such file or directory\nusage: ldd [-a] [-f format [-f format]] program ...\n"
        "/lib/libedit.so.8:\n\tlibtinfow.so.9 => /lib/libtinfow.so.9 (0x820000000)\n"
        "\tlibc.so.7 => /lib/libc.so.7 (0x820200000)\n\t[vdso] (0x7ffffffff000)\n",
        0,
    )


def test_the_interpreter_runs_a_program_itself(sh: Run) -> None:
    assert sh("/libexec/ld-elf.so.1 /bin/echo a; /libexec/ld-elf.so.1 /nope; /libexec/ld-elf.so.1 /etc/passwd") == (
        "a\nld-elf.so.1: Cannot open /nope: No such file or directory\nld-elf.so.1: /etc/passwd: invalid file format\n",
        1,
    )
