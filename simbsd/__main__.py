"""``python3 -m simbsd [--release R] [FILE]``: boot a machine and give FILE, or standard input, to root's /bin/sh.

The script's output and errors come to standard output; the exit status is the script's.
"""

from __future__ import annotations

import argparse
import sys

from simbsd.machine import Machine
from simbsd.release import DEFAULT, RELEASES


def main() -> int:
    """Parse the command line, run the script in virtual time, print what it printed."""
    parser = argparse.ArgumentParser(
        prog="python3 -m simbsd", description="Run a shell script on a simulated FreeBSD host."
    )
    parser.add_argument("--release", choices=sorted(RELEASES), default=DEFAULT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("file", nargs="?", help="the script; standard input when left out")
    options = parser.parse_args()
    try:
        if options.file is None:
            text = sys.stdin.buffer.read()
        else:
            with open(options.file, "rb") as file:
                text = file.read()
    except OSError as error:
        parser.error(f"{options.file}: {error.strerror}")
    output, status = Machine(options.release, options.seed, ttys=0, watched=False).script(text)
    sys.stdout.buffer.write(output)
    return status


if __name__ == "__main__":
    sys.exit(main())
