"""tar(1): pack files into an archive, list it, unpack it.

Models contrib/libarchive/tar (bsdtar); leaves out -r and -u. The parts say what else.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.usr_bin.tar import read, write
from simbsd.usr_bin.tar.job import parse


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Do what -c, -t or -x says."""
    err = Err(argv)
    job = await parse(err, argv, envp)
    if not job.mode:
        await err.errx(1, "Must specify one of -c, -r, -t, -u, -x")
    await (write.run if job.mode == "c" else read.run)(job)
    if job.status:
        await err.warnx("Error exit delayed from previous errors.")
    return job.status
