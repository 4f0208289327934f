"""The peer in Python: asyncio. Prints the nanoseconds of an operation (the median, the quickest tenth
and the mean of many batches), those of processor time, and -1 for its bytes.

Usage: peer.py gather|start|yield SIZE
"""

import asyncio
import statistics
import sys
import time

WARM_UP = 0.3
MEASURED = 1.0


async def work():
    return 1


async def gather(size, times):
    for _ in range(times):
        await asyncio.gather(*[work() for _ in range(size)])


async def start(_size, times):
    for _ in range(times):
        await asyncio.create_task(work())


async def take_turns(_size, times):
    async def side():
        for _ in range(times // 2):
            await asyncio.sleep(0)

    await asyncio.gather(side(), side())


async def repeat(batch, size, times, at_least):
    took = []
    began = time.perf_counter()
    while time.perf_counter() - began < at_least:
        start = time.perf_counter()
        await batch(size, times)
        took.append((time.perf_counter() - start) * 1e9 / times)
    return took


async def main():
    size = int(sys.argv[2])
    batch, times = {
        "gather": (gather, max(1, 30 // size)),
        "start": (start, 50),
        "yield": (take_turns, 500),
    }[sys.argv[1]]
    await repeat(batch, size, times, WARM_UP)
    before = time.process_time()
    took = await repeat(batch, size, times, MEASURED)
    cpu = (time.process_time() - before) * 1e9 / len(took) / times
    print(f"{statistics.median(took):.2f} {statistics.quantiles(took, n=10)[0]:.2f} {statistics.mean(took):.2f} {cpu:.2f} -1")


asyncio.run(main())
