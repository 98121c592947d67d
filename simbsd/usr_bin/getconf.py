"""getconf(1): limits of the system, by name.

Models usr.bin/getconf (getconf.c and its lists of names) for the names below; leaves
out programming environments (-v) and the names that this machine knows no value of, which are refused as unknown.
"""

from __future__ import annotations

from simbsd.lib.err import EX_OSERR, EX_USAGE, Err
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.sysctl import sysctl
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import NAME_MAX, PATH_MAX

USAGE = (
    "usage: getconf -a [pathname]\n       getconf [-v prog_env] system_var\n"
    "       getconf [-v prog_env] path_var pathname\n"
)
# limits.h and unistd.h
CONSTANTS: dict[str, object] = {
    "CHAR_BIT": 8, "CHAR_MAX": 127, "CHAR_MIN": -128, "INT_MAX": 2147483647, "INT_MIN": -2147483648,
    "LONG_BIT": 64, "LONG_MAX": 9223372036854775807, "LONG_MIN": -9223372036854775808, "SCHAR_MAX": 127,
    "SCHAR_MIN": -128, "SHRT_MAX": 32767, "SHRT_MIN": -32768, "SSIZE_MAX": 9223372036854775807, "UCHAR_MAX": 255,
    "UINT_MAX": 4294967295, "ULONG_MAX": 18446744073709551615, "USHRT_MAX": 65535, "WORD_BIT": 32,
    "_POSIX_ARG_MAX": 4096, "_POSIX_CHILD_MAX": 25, "_POSIX_LINK_MAX": 8, "_POSIX_MAX_CANON": 255,
    "_POSIX_MAX_INPUT": 255, "_POSIX_NAME_MAX": 14, "_POSIX_NGROUPS_MAX": 8, "_POSIX_OPEN_MAX": 20,
    "_POSIX_PATH_MAX": 256, "_POSIX_PIPE_BUF": 512, "_POSIX_SSIZE_MAX": 32767, "_POSIX_TZNAME_MAX": 6,
}  # fmt: skip
# confstr(3) and sysconf(3)
SYSTEM: dict[str, object] = {
    "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "CLK_TCK": 128, "LINE_MAX": 2048, "BC_BASE_MAX": 99, "BC_DIM_MAX": 2048,
    "BC_SCALE_MAX": 99, "BC_STRING_MAX": 1000, "COLL_WEIGHTS_MAX": 10, "EXPR_NEST_MAX": 32, "RE_DUP_MAX": 255,
    "_POSIX_VERSION": 200112, "_POSIX2_VERSION": 199212, "HOST_NAME_MAX": 255, "LOGIN_NAME_MAX": 33,
    "TTY_NAME_MAX": 1024, "IOV_MAX": 1024,
}  # fmt: skip
SYSCTLS = {
    "ARG_MAX": "kern.argmax", "NGROUPS_MAX": "kern.ngroups", "PAGESIZE": "hw.pagesize", "PAGE_SIZE": "hw.pagesize",
    "NPROCESSORS_CONF": "hw.ncpu", "NPROCESSORS_ONLN": "hw.ncpu", "_NPROCESSORS_CONF": "hw.ncpu",
    "_NPROCESSORS_ONLN": "hw.ncpu", "OPEN_MAX": "kern.maxfilesperproc", "CHILD_MAX": "kern.maxprocperuid",
}  # fmt: skip
# ufs_vnops.c: ufs_pathconf, and vfs_default.c: vop_stdpathconf
PATHS = {"FILESIZEBITS": 64, "LINK_MAX": 65500, "NAME_MAX": NAME_MAX, "PATH_MAX": PATH_MAX, "PIPE_BUF": 512,
         "SYMLINK_MAX": PATH_MAX, "_POSIX_CHOWN_RESTRICTED": 1, "_POSIX_NO_TRUNC": 1}  # fmt: skip


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    options, operands = await getopt(argv, "av:")
    letters = {letter for letter, _ in options}
    if "?" in letters or ("a" not in letters and not 1 <= len(operands) <= 2) or ("a" in letters and len(operands) > 1):
        await printf(USAGE, STDERR)
        return EX_USAGE
    if "a" in letters:
        for name in PATHS if operands else sorted({**SYSTEM, **SYSCTLS}):
            await printf(f"{name}: {await _value(err, name, operands[:1])}\n")
        return 0
    await printf(f"{await _value(err, operands[0], operands[1:])}\n")
    return 0


async def _value(err: Err, name: str, paths: list[str]) -> object:
    known = PATHS if paths else {**CONSTANTS, **SYSTEM, **SYSCTLS}
    if name not in known:
        await err.errx(EX_USAGE, f"no such {'path ' if paths else ''}configuration parameter `{name}'")
    if paths:
        try:
            await stat(paths[0])
        except Errno as error:
            await err.err(EX_OSERR, f"pathconf: {name}", error)
        return PATHS[name]
    if name in SYSCTLS:
        try:
            return await sysctl(SYSCTLS[name])
        except Errno:
            return "undefined"
    return {**CONSTANTS, **SYSTEM}[name]
