"""The peer in Python: asyncio, on its own event loop or on uvloop's. See samples.py for what it prints.

Usage: peer.py asyncio|uvloop WORKLOAD SIZE
"""

import asyncio
import os
import sys
from statistics import mean, median
from time import perf_counter, process_time

from samples import Once, measure


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


async def ping_pong(_size, times):
    pings, pongs = asyncio.Queue(1), asyncio.Queue(1)

    async def answer():
        for _ in range(times // 2):
            await pongs.put(await pings.get())

    async with asyncio.TaskGroup() as group:
        group.create_task(answer())
        for i in range(times // 2):
            await pings.put(i)
            await pongs.get()


async def deadline(_size, times):
    for _ in range(times):
        async with asyncio.timeout(5):
            await work()


async def expiry(_size, times):
    for _ in range(times):
        try:
            async with asyncio.timeout(0.001):
                await asyncio.sleep(5)
        except TimeoutError:
            pass


async def semaphore(size, times):
    permits = asyncio.Semaphore(10)

    async def side():
        for _ in range(times // size):
            async with permits:
                await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for _ in range(size):
            group.create_task(side())


async def channel(size, times):
    queue = asyncio.Queue(16)

    async def send():
        for i in range(times // size):
            await queue.put(i)

    async def receive():
        for _ in range(times // size):
            await queue.get()

    async with asyncio.TaskGroup() as group:
        for _ in range(size):
            group.create_task(send())
            group.create_task(receive())


async def process(item):
    return item + 1


async def batch(size, times):
    """Workers that share an iterator: asyncio itself has no bounded map."""
    items = iter(range(times))

    async def worker():
        total = 0
        for item in items:
            total += await process(item)
        return total

    await asyncio.gather(*[worker() for _ in range(size)])


async def sleepers(size):
    once = Once(size)
    async with asyncio.TaskGroup() as group:
        for _ in range(size):
            group.create_task(asyncio.sleep(3600))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        once.print(keeps=True)
        # To cancel them all would take as long again, and is measured elsewhere.
        os._exit(0)


async def cancelled(size):
    """Only the cancellation counts, not the start."""
    took, cpu = [], []
    begun = perf_counter()
    while len(took) < 3 or perf_counter() - begun < 2:
        tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(size)]
        await asyncio.sleep(0)
        start, cpu_start = perf_counter(), process_time()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        took.append((perf_counter() - start) * 1e9)
        cpu.append((process_time() - cpu_start) * 1e9)
    took.sort()
    print(f"{median(took):.2f} {took[0]:.2f} {mean(took):.2f} {mean(cpu):.2f} -1")


REPEATED = {
    "gather": (gather, lambda size: max(1, 30 // size)),
    "start": (start, lambda _: 50),
    "yield": (take_turns, lambda _: 500),
    "pingpong": (ping_pong, lambda _: 500),
    "deadline": (deadline, lambda _: 100),
    "expiry": (expiry, lambda _: 10),
    "semaphore": (semaphore, lambda size: 10 * size),
    "channel": (channel, lambda size: 100 * size),
    "batch": (batch, lambda _: 1_000_000),
}


async def main(workload, size):
    if workload == "sleepers":
        await sleepers(size)
    elif workload == "cancel":
        await cancelled(size)
    else:
        operation, times = REPEATED[workload]
        await measure(operation, size, times(size))


def run(kind, workload, size):
    if kind == "uvloop":
        import uvloop

        uvloop.run(main(workload, size))
    else:
        asyncio.run(main(workload, size))


run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
