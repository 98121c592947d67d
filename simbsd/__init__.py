"""Simbsd: a FreeBSD host, simulated in pure Python, the same in a browser and on a server."""
