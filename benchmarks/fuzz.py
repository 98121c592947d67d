"""100,000 generated command lines, keys and signals, and as many packets: how many a second, and how many raise an
exception (none may). ``python -m benchmarks.fuzz packets [COUNT [SEED]]`` sends the packets alone.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from benchmarks.bar import Bar
from tests.simbsd.fuzz.fuzzer import Fuzzer
from tests.simbsd.fuzz.packet_fuzzer import PacketFuzzer

LINES = PACKETS = 100_000
SEED = 20_260
SHOWN = 10


def main() -> None:
    """Run both fuzzers for their whole length; print speed, count, and the first findings."""
    packets()
    fuzzer = Fuzzer(SEED)
    begin = time.perf_counter()
    while fuzzer.lines < LINES:
        fuzzer.one()
    print(Bar(f"{LINES:,} fuzzed command lines", "/s", 50, less=False).line(LINES / (time.perf_counter() - begin)))
    print(Bar("internal errors in them", "errors", 0).line(len(fuzzer.findings)))
    for finding in fuzzer.findings[:SHOWN]:
        print(f"{finding.what}\n    at {finding.where}\n    line {ascii(finding.line)[:200]}")


def packets(count: int = PACKETS, seed: int = SEED) -> None:
    """Send packets by every door that programs have; print speed, count, and the findings by place."""
    fuzzer = PacketFuzzer(seed)
    begin = time.perf_counter()
    while fuzzer.packets < count:
        fuzzer.one()
    print(Bar(f"{count:,} fuzzed packets", "/s", 200, less=False).line(count / (time.perf_counter() - begin)))
    print(Bar("internal errors in them", "errors", 0).line(len(fuzzer.findings)))
    places = Counter((finding.where, finding.what) for finding in fuzzer.findings)
    examples = {(finding.where, finding.what): finding for finding in fuzzer.findings}
    for place, times in places.most_common(SHOWN):
        example = examples[place]
        print(f"{times} x {example.what}\n    at {example.where}\n    {example.door}: {example.data.hex()[:400]}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["packets"]:
        packets(*(int(word) for word in sys.argv[2:4]))
    else:
        main()
