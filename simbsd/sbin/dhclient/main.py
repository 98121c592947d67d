"""dhclient(8): an address, a way out and name servers from a DHCP server.

Models sbin/dhclient/dhclient.c, bpf.c, dispatch.c and errwarn.c; leaves out the separate processes
for privileges and syslog, Capsicum, the routing socket, BOOTP, media, and declining. A lease is renewed by broadcast.
"""

from __future__ import annotations

from simbsd.lib.getopt import getopt
from simbsd.lib.pidfile import Pidfile, pidfile_open
from simbsd.lib.printf import printf
from simbsd.lib.pwd import read_file
from simbsd.lib.stdio import STDERR
from simbsd.lib.sysctl import sysctl
from simbsd.sbin.dhclient.client import Client, Failed
from simbsd.sbin.dhclient.conf import parse
from simbsd.sys.errno import Errno

USAGE = "usage: dhclient [-bdqu] [-c conffile] [-l leasefile] interface\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    options, operands = await getopt(argv, "bc:dl:p:qu")
    given = dict(options)
    if "?" in given or len(operands) != 1:
        await printf(USAGE, STDERR)
        return 1
    name = operands[0]
    client = Client(name, quiet="q" in given, foreground="d" in given)
    client.leases = given.get("l", f"/var/db/dhclient.leases.{name}")
    pidfile: Pidfile | None = None
    try:
        try:
            pidfile, other = await pidfile_open(given.get("p", f"/var/run/dhclient/dhclient.{name}.pid"), 0o644)
            if pidfile is None:
                raise Failed(f"dhclient already running, pid: {other}.")
            await pidfile.write()
        except Errno as error:
            await client.note(f"Cannot open or create pidfile: {error}")
        path = given.get("c", "/etc/dhclient.conf")
        if len(name) >= 16:
            raise Failed("Interface name too long")
        client.pidfile = pidfile
        client.hostname = str(await sysctl("kern.hostname")).partition(".")[0]
        client.config, complaints = parse(await read_file(path), path, name)
        for complaint in complaints:
            if not client.quiet:
                await printf(complaint, STDERR)
        await client.script("PREINIT", silent=False)
        await client.attach()
        if "b" in given:
            return await client.go_daemon()
        return await client.start()
    except Failed as failed:
        await client.note(str(failed))
        if not client.quiet:
            await printf("exiting.\n", STDERR)
        if pidfile is not None:
            await pidfile.remove()
        return 1
