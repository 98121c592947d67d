"""The shared libraries of the base image, and which programs load them.

Models the LIBADD lines of the programs' Makefiles, src.libnames.mk and the SHLIB_MAJOR and SHLIBDIR of each library;
leaves out libcasper's helpers and what the machine has no program for.
"""

from __future__ import annotations

from collections import deque

# Library -> (its directory, what it needs itself).
LIBRARIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "libc.so.7": ("/lib", ()),
    "libm.so.5": ("/lib", ()),
    "libthr.so.3": ("/lib", ()),
    "libutil.so.9": ("/lib", ()),
    "libjail.so.1": ("/lib", ()),
    "libmd.so.6": ("/lib", ()),
    "libcrypt.so.5": ("/lib", ()),
    "libelf.so.2": ("/lib", ()),
    "libkvm.so.7": ("/lib", ("libelf.so.2",)),
    "libtinfow.so.9": ("/lib", ()),
    "libncursesw.so.9": ("/lib", ("libtinfow.so.9",)),
    "libedit.so.8": ("/lib", ("libtinfow.so.9",)),
    "libxo.so.0": ("/lib", ("libutil.so.9",)),
    "libbsdxml.so.4": ("/lib", ()),
    "libz.so.6": ("/lib", ()),
    "librt.so.1": ("/usr/lib", ()),
    "libpam.so.6": ("/usr/lib", ()),
    "libbsm.so.3": ("/usr/lib", ()),
    "libregex.so.1": ("/usr/lib", ()),
    "libbz2.so.4": ("/usr/lib", ()),
    "liblzma.so.5": ("/usr/lib", ()),
    "libarchive.so.7": ("/usr/lib", ("libz.so.6", "libbz2.so.4", "liblzma.so.5", "libbsdxml.so.4")),
}
# Program -> the libraries of its LIBADD; every dynamic program loads libc besides.
NEEDS: dict[str, str] = {
    "arp": "xo", "chpass": "crypt util", "cmp": "util", "daemon": "util", "dd": "util", "df": "xo util",
    "dmesg": "kvm", "du": "util", "env": "util", "grep": "regex", "head": "util", "ifconfig": "m util jail",
    "install": "md", "ipcrm": "kvm", "ipcs": "kvm", "jail": "jail kvm util", "jexec": "jail util", "jls": "jail xo",
    "killall": "jail", "kldstat": "util", "ldd": "elf", "login": "util pam bsm", "ls": "util tinfow", "md5": "md",
    "mount": "util xo", "netstat": "kvm xo util jail", "passwd": "pam", "ping": "m md", "pkill": "kvm jail",
    "ps": "m kvm jail xo", "pw": "crypt util", "route": "jail", "seq": "m", "sh": "edit", "sockstat": "jail",
    "sort": "thr md", "su": "util pam bsm", "tail": "util", "tar": "archive", "truncate": "util", "wc": "xo",
}  # fmt: skip
NAMES = {name.partition(".")[0].removeprefix("lib"): name for name in LIBRARIES}


def needed_by(program: str) -> tuple[str, ...]:
    """What the dynamic linker loads for a program, breadth first: ``library:what needs it`` (nothing for the program).
    """
    direct = [NAMES[word] for word in NEEDS.get(program, "").split()]
    return _closure([*direct, "libc.so.7"])


def needed_by_library(library: str) -> tuple[str, ...]:
    """The same for a library: libc needs nobody."""
    return _closure([*LIBRARIES[library][1], "libc.so.7"]) if library != "libc.so.7" else ()


def _closure(direct: list[str]) -> tuple[str, ...]:
    found = dict.fromkeys(direct, "")
    waiting = deque(found)
    while waiting:
        library = waiting.popleft()
        for name in LIBRARIES[library][1]:
            if name not in found:
                found[name] = library
                waiting.append(name)
    return tuple(f"{name}:{by}" if by else name for name, by in found.items())
