"""The peer in Python: asyncio. Prints the nanoseconds of an operation, and -1 for its bytes.

Usage: peer.py gather|start|yield SIZE
"""

import asyncio
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
    began = time.perf_counter()
    done = 0
    while time.perf_counter() - began < at_least:
        await batch(size, times)
        done += times
    return (time.perf_counter() - began) / done


async def main():
    batch, times = {
        "gather": (gather, 100),
        "start": (start, 1000),
        "yield": (take_turns, 2000),
    }[sys.argv[1]]
    size = int(sys.argv[2])
    await repeat(batch, size, times, WARM_UP)
    seconds = await repeat(batch, size, times, MEASURED)
    print(f"{seconds * 1e9:.2f} -1")


asyncio.run(main())
