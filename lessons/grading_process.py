"""One grading worker as the server sees it: start, ask with a time limit, stop."""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

LENGTH = struct.Struct(">I")
LINGER_SECONDS = 2
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR")  # the worker gets no keys, addresses or passwords


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one replay: address space in bytes, processor and wall time in seconds; and of starting a worker."""

    memory: int = 768 * 1024 * 1024
    cpu: int = 8
    wall: float = 12.0
    start: float = 30.0


class WorkerLost(Exception):
    """The worker overran a limit or died; `reason` is a sentence for the learner."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Worker:
    """A process that grades one job at a time.

    `bundle` is an older engine's machine.zip, or None for this tree's.
    """

    def __init__(self, root: Path, curriculum: Path, limits: Limits, bundle: Path | None = None) -> None:
        self.limits = limits
        self.jobs = 0
        self.ready = False
        arguments = [str(curriculum), str(limits.memory), str(limits.cpu), *([str(bundle)] if bundle else [])]
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lessons.grading_worker", *arguments],
            cwd=root,
            env={**environment, "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """The answer to one job. Raises WorkerLost; the worker is then stopped."""
        try:
            if not self.ready:
                self.read(self.limits.start)
                self.ready = True
            self.jobs += 1
            self.write(job)
            return self.read(self.limits.wall)
        except (BrokenPipeError, EOFError):
            raise WorkerLost(self.cause_of_death()) from None
        except TimeoutError:
            self.stop()
            error = _("The replay took longer than %(limit)s seconds.") % {"limit": f"{self.limits.wall:g}"}
            raise WorkerLost(error) from None

    def stop(self) -> None:
        """Ends the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def cause_of_death(self) -> str:
        """A sentence, once the process has ended (one that closed its pipe but lingers is ended here)."""
        try:
            self.process.wait(LINGER_SECONDS)
        except subprocess.TimeoutExpired:
            self.stop()
        if self.process.returncode == -signal.SIGXCPU:
            return _("The replay used more than %(limit)s seconds of processor time.") % {"limit": self.limits.cpu}
        return _("The replay broke off on the server.")

    def write(self, job: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps(job).encode()
        left = memoryview(LENGTH.pack(len(body)) + body)
        while left:
            left = left[self.process.stdin.write(left) or 0 :]

    def read(self, seconds: float) -> dict[str, Any]:
        """One answer within that time. Raises TimeoutError, or EOFError when the worker has gone."""
        deadline = time.monotonic() + seconds
        size = LENGTH.unpack(self.read_bytes(LENGTH.size, deadline))[0]
        answer: dict[str, Any] = json.loads(self.read_bytes(size, deadline))
        return answer

    def read_bytes(self, size: int, deadline: float) -> bytes:
        assert self.process.stdout is not None
        source = self.process.stdout.fileno()
        waiting = select.poll()  # not select(): a busy server has descriptors above its 1,024
        waiting.register(source, select.POLLIN)
        got = b""
        while len(got) < size:
            if not waiting.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise TimeoutError
            piece = os.read(source, size - len(got))
            if not piece:
                raise EOFError
            got += piece
        return got
