"""tar(1): pack files into an archive, add to it, list it, unpack it.

Models contrib/libarchive/tar (bsdtar). The parts say what is left out.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.usr_bin.tar import read, write
from simbsd.usr_bin.tar.job import parse


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Do what -c, -r, -t, -u or -x says."""
    err = Err(argv)
    job = await parse(err, argv, envp)
    await (read.run if job.mode in "tx" else write.run)(job)
    if job.status:
        await err.warnx("Error exit delayed from previous errors.")
    return job.status
