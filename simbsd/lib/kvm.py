"""kvm(3): the first step towards a kernel's memory, which is as far as programs of this machine can come.

Models lib/libkvm/kvm.c (_kvm_open, _kvm_read_kernel_ehdr), kvm_private.c (_kvm_read_core_phdrs); leaves out dumps:
there is none here, so that every file that is offered as one is refused. A live kernel is asked by sysctl(3).
"""

from __future__ import annotations

from simbsd.lib.err import Refused
from simbsd.lib.files import stat
from simbsd.lib.rtld import header
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, open
from simbsd.sys.elf import ELFMAG, parse
from simbsd.sys.errno import EINVAL, Errno, strerror
from simbsd.sys.fcntl import O_CLOEXEC, O_RDONLY, S_IFCHR, S_IFMT, S_IFREG

DEVNULL, MEM, KMEM = "/dev/null", "/dev/mem", "/dev/kmem"


async def kvm_openfiles(system: str | None, core: str | None) -> None:
    """Return where a live kernel is meant (``/dev/null``, or ``/dev/mem`` and by default). Raises Refused with the
    words of libkvm, without the name of the program.
    """
    core = MEM if core is None else core
    await _open(core)
    info = await stat(core)
    kind = info.st_mode & S_IFMT
    if kind == S_IFREG and info.st_size == 0:
        raise Refused(f"empty file: {strerror(EINVAL)}")
    if kind == S_IFCHR and core in (DEVNULL, MEM):
        if core == MEM:
            await _open(KMEM)
        return
    kernel = str(await sysctl("kern.bootfile")) if system is None else system
    await _open(kernel)
    head = await header(kernel)
    if not head.startswith(ELFMAG):
        raise Refused("kernel is not an ELF file")
    if parse(head)[1]:  # a program that needs the dynamic linker is no kernel of any kind (ET_EXEC)
        raise Refused("unsupported architecture")
    raise Refused("invalid core")


async def _open(path: str) -> None:
    try:
        await close(await open(path, O_RDONLY | O_CLOEXEC))
    except Errno as error:
        raise Refused(f"{path}: {strerror(error.errno)}") from error
