"""Live rooms under load: join time, fan-out, losses, memory, in one process and in two with Redis and PostgreSQL.

Then the same while a process is killed and Redis is away. Clients and servers share this machine.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bar import Bar, percentile
from benchmarks.room_answers import answers, ask, counted
from benchmarks.room_clients import SNAPSHOT, Follower, Place, Shower
from tools.services import Postgres, Redis, free_port

ROOT = Path(__file__).resolve().parent.parent
RATE = 10.0  # frames a second
SECONDS = 10.0
SETTLE = 4.0
LAST_SECONDS = 5  # for connections whose other end does not let go
ROOMS = ((1, 50), (1, 200), (1, 500), (20, 25))
TREE = "children"


def main() -> None:
    """Every set-up, one after the other."""
    only = os.environ.get("ROOMS_ONLY", "")
    for workers in (1, 2):
        if only in ("", str(workers)):
            with site(workers) as served:
                for rooms, people in ROOMS:
                    asyncio.run(measure(served, rooms, people))
    if only in ("", "chaos"):
        with site(2) as served:
            asyncio.run(chaos(served, 50))


class Served:
    """A running site: its address, its process, the services below it."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], workers: int, redis: Redis | None) -> None:
        self.port = port
        self.process = process
        self.workers = workers
        self.redis = redis

    @property
    def name(self) -> str:
        return "1 process, memory" if self.workers == 1 else f"{self.workers} processes, Redis, PostgreSQL"

    def processes(self) -> list[int]:
        """The server and those it started, graders left out."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/{TREE}")
        return [self.process.pid, *map(int, task.read_text().split())]

    def workers_alive(self) -> list[int]:
        found = []
        for pid in self.processes()[1:]:
            if b"multiprocessing.spawn" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
        return found

    def busiest(self) -> int:
        """The worker that holds most connections, whose end is felt most: often one has taken them all."""
        return max(self.workers_alive(), key=sockets)

    def processor(self) -> float:
        """Seconds of processor that they have used: what a busy machine does not change."""
        ticks = 0
        for pid in self.processes():
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident megabytes of all of them."""
        lines = [Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0] for pid in self.processes()]
        return sum(map(int, lines)) / 1024


def sockets(pid: int) -> int:
    """How many a process has open."""
    found = 0
    for name in os.listdir(f"/proc/{pid}/fd"):
        with suppress(FileNotFoundError):  # closed meanwhile
            found += os.readlink(f"/proc/{pid}/fd/{name}").startswith("socket:")
    return found


@contextmanager
def site(workers: int) -> Iterator[Served]:
    """The site, with a database of its own; two processes and more stand on Redis and PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        redis = postgres = None
        os.environ |= {"CELLBLOCK_ENV": "local", "CELLBLOCK_VAR": folder, "DJANGO_SETTINGS_MODULE": "jailsite.settings"}
        if workers > 1:
            redis, postgres = Redis(), Postgres(Path(folder))
            redis.start()
            postgres.start()
            os.environ |= {"REDIS_URL": redis.url, "DATABASE_URL": postgres.url}
        try:
            manage = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(manage, cwd=ROOT, check=True)
            port = free_port()
            command = [sys.executable, "-m", "uvicorn", "jailsite.asgi:application", "--port", str(port)]
            command += ["--workers", str(workers), "--ws", "websockets-sansio", "--ws-per-message-deflate", "false"]
            command += ["--timeout-graceful-shutdown", str(LAST_SECONDS)]
            process = subprocess.Popen([*command, "--lifespan", "on", "--log-level", "error"], cwd=ROOT)
            try:
                wait_for(port)
                yield Served(port, process, workers, redis)
            finally:
                process.terminate()
                process.wait()
        finally:
            for service in (redis, postgres):
                if service is not None:
                    service.stop()
            for name in ("REDIS_URL", "DATABASE_URL"):
                os.environ.pop(name, None)


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the site does not answer")


def places(port: int, rooms: int, people: int) -> list[list[Place]]:
    """Rooms with their members, the teacher first; made by a process of its own, for this one has no Django."""
    code = f"from benchmarks.room_people import make; make({port}, {rooms}, {people})"
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    lines = [line.split("\t") for line in made.stdout.splitlines()]
    found: list[list[Place]] = [[] for _ in range(rooms)]
    for room, url, cookie in lines:
        found[int(room)].append(Place(url, cookie, f"http://127.0.0.1:{port}"))
    return found


async def measure(served: Served, rooms: int, people: int) -> None:
    """Everybody joins, the executors show, one comes late; figures beside the bars."""
    room_places = places(served.port, rooms, people + 1)
    showers = [Shower(own[0], RATE) for own in room_places]
    late = [Follower(own[-1]) for own in room_places]
    followers = [Follower(place) for own in room_places for place in own[1:-1]]
    tasks = [asyncio.create_task(shower.work(SECONDS + 2 * SETTLE)) for shower in showers]
    await asyncio.sleep(0.5)
    following = [asyncio.create_task(one.follow()) for one in followers]
    await until(lambda: all(is_in(one) for one in followers), 60)
    joins = [one.joined or 0.0 for one in followers]
    await asyncio.sleep(SETTLE / 2)
    for one in followers:
        one.read()
        one.latencies.clear()  # while everybody came in at once, they had to wait for the door
    memory, used, own_time, began = served.memory(), served.processor(), time.process_time(), time.monotonic()
    await asyncio.sleep(SECONDS / 2)
    following += [asyncio.create_task(one.follow()) for one in late]
    await asyncio.gather(*tasks)
    passed = time.monotonic() - began
    load, own_load = (served.processor() - used) / passed, (time.process_time() - own_time) / passed
    await asyncio.sleep(SETTLE / 2)
    for task in following:
        task.cancel()
    for one in (*followers, *late):
        one.read()
    print(f"{served.name}, {rooms} x {people}: {memory:.0f} MB, {load:.0%} of a core; its clients {own_load:.0%}")
    report(f"{served.name}, {rooms} x {people}", followers, joins, late, [shower.shown for shower in showers])


def report(name: str, followers: list[Follower], joins: list[float], late: list[Follower], shown: list[int]) -> None:
    latencies = [latency for one in followers for latency in one.latencies]
    lost, twice = losses(followers, shown)
    print(f"  join p50 {percentile(joins, 0.5):.2f} s, p95 {percentile(joins, 0.95):.2f} s")
    print(f"  fan-out p50 {percentile(latencies, 0.5) * 1e3:.0f} ms, p99 {percentile(latencies, 0.99) * 1e3:.0f} ms")
    print(Bar(f"  {name}: fan-out p95", "ms", 250).line(percentile(latencies, 0.95) * 1e3))
    print(Bar(f"  {name}: late join, slowest", "s", 1).line(max(one.joined or 99.0 for one in late)))
    print(Bar(f"  {name}: frames lost", "", 0).line(lost))
    print(Bar(f"  {name}: frames twice", "", 0).line(twice))


def is_in(one: Follower) -> bool:
    one.read()
    return one.joined is not None


def losses(followers: list[Follower], shown: list[int]) -> tuple[int, int]:
    """Frames that somebody did not get though no snapshot stood for them, and frames that somebody got twice."""
    per_room = len(followers) // len(shown)
    lost = twice = 0
    for place, one in enumerate(followers):
        one.read()
        last = shown[place // per_room]
        due = [number for number in range(one.first + 1, last + 1) if number % SNAPSHOT != 1]
        lost += sum(number not in one.seen for number in due)
        twice += sum(count > 1 for count in one.seen.values())
    return lost, twice


async def until(condition: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Losses:
    """What broke in the end, while a process was killed and Redis was away."""

    frames: int  # that somebody never got
    twice: int
    answers: int  # confirmed to somebody, or given, and not counted
    came_back: int


async def chaos(served: Served, people: int, seconds: float = 5) -> Losses:
    """In the middle of a question a process is killed, then Redis is away; everybody follows and answers meanwhile."""
    assert served.redis is not None
    [own] = places(served.port, 1, people)
    shower = Shower(own[0], RATE)
    followers = [Follower(place) for place in own[1:]]
    following = [asyncio.create_task(one.follow()) for one in followers]
    work = asyncio.create_task(shower.work(5 * seconds))
    browser = await asyncio.to_thread(ask, own[0])
    answering = answers(own[1:], 12 * seconds)
    await asyncio.sleep(seconds)
    os.kill(served.busiest(), signal.SIGKILL)
    await asyncio.sleep(seconds)
    served.redis.stop()
    await asyncio.sleep(seconds)
    served.redis.start()
    await work
    await until(lambda: not any(losses(followers, [shower.shown])), 4 * seconds)
    await until(lambda: all(one.confirmed for one in answering), 10 * seconds)
    for task in following:
        task.cancel()
    lost, twice = losses(followers, [shower.shown])
    answers_lost = len(answering) - await asyncio.to_thread(counted, browser)
    back = sum(one.came_back for one in followers)
    latencies = [latency for one in followers for latency in one.latencies]
    again = sum(one.tries - 1 for one in answering)
    print(f"chaos: a process killed, Redis away for {seconds:g} s; {back} came back; slowest {max(latencies):.1f} s")
    print(Bar("  chaos: frames lost", "", 0).line(lost))
    print(Bar("  chaos: frames twice", "", 0).line(twice))
    print(Bar(f"  chaos: of {people} answers lost ({again} given again)", "", 0).line(answers_lost))
    return Losses(lost, twice, answers_lost, back)
