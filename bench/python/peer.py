"""The peer in Python: asyncio, on its own event loop or on uvloop's. See samples.py for what it prints.

Usage: peer.py asyncio|uvloop WORKLOAD SIZE TIMES
"""

import asyncio
import os
import sys
from statistics import mean, median
from time import perf_counter, process_time

from samples import Once, measure


async def work():
    return 1


async def yielding():
    await asyncio.sleep(0)
    return 1


async def gather(size, times):
    for _ in range(times):
        sum(await asyncio.gather(*[work() for _ in range(size)]))


async def gather_yielding(size, times):
    for _ in range(times):
        sum(await asyncio.gather(*[yielding() for _ in range(size)]))


async def start(_size, times):
    for _ in range(times):
        await asyncio.create_task(work())


async def group_of_one(_size, times):
    for _ in range(times):
        async with asyncio.TaskGroup() as group:
            task = group.create_task(work())
        task.result()


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


async def process_yielding(item):
    await asyncio.sleep(0)
    return item + 1


async def batch(size, times):
    await work_through(size, times, process)


async def batch_yielding(size, times):
    await work_through(size, times, process_yielding)


async def work_through(size, times, operation):
    """Workers that get items from a queue and put results into another: asyncio itself has no bounded map."""
    items, results = asyncio.Queue(size), asyncio.Queue(size)

    async def feed():
        for item in range(times):
            await items.put(item)
        for _ in range(size):
            await items.put(None)

    async def worker():
        while (item := await items.get()) is not None:
            await results.put(await operation(item))

    total = 0
    async with asyncio.TaskGroup() as group:
        group.create_task(feed())
        for _ in range(size):
            group.create_task(worker())
        for _ in range(times):
            total += await results.get()


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
        await asyncio.wait(tasks)
        took.append((perf_counter() - start) * 1e9)
        cpu.append((process_time() - cpu_start) * 1e9)
    took.sort()
    print(f"{median(took):.2f} {took[0]:.2f} {mean(took):.2f} {mean(cpu):.2f} -1")


REPEATED = {
    "gather": gather,
    "gatheryield": gather_yielding,
    "start": start,
    "group": group_of_one,
    "yield": take_turns,
    "pingpong": ping_pong,
    "deadline": deadline,
    "expiry": expiry,
    "semaphore": semaphore,
    "channel": channel,
    "batch": batch,
    "batchyield": batch_yielding,
}


async def main(workload, size, times):
    if workload == "sleepers":
        await sleepers(size)
    elif workload == "cancel":
        await cancelled(size)
    else:
        await measure(REPEATED[workload], size, times)


def run(kind, *arguments):
    if kind == "uvloop":
        import uvloop

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main(*arguments))
    else:
        asyncio.run(main(*arguments))


run(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
