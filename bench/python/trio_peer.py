"""The peer in Python: Trio. See samples.py for what it prints.

Usage: trio_peer.py WORKLOAD SIZE
"""

import os
import sys
from statistics import mean, median
from time import perf_counter, process_time

import trio
import trio.testing

from samples import Once, measure


async def work():
    return 1


async def gather(size, times):
    """Trio has no gather: a nursery, and results that the tasks leave behind."""

    async def run(results, i):
        results[i] = await work()

    for _ in range(times):
        results = [None] * size
        async with trio.open_nursery() as nursery:
            for i in range(size):
                nursery.start_soon(run, results, i)


async def start(_size, times):
    await gather(1, times)


async def take_turns(_size, times):
    async def side():
        for _ in range(times // 2):
            await trio.lowlevel.checkpoint()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(side)
        nursery.start_soon(side)


async def ping_pong(_size, times):
    ping, pinged = trio.open_memory_channel(1)
    pong, ponged = trio.open_memory_channel(1)

    async def answer():
        for _ in range(times // 2):
            await pong.send(await pinged.receive())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(answer)
        for i in range(times // 2):
            await ping.send(i)
            await ponged.receive()


async def deadline(_size, times):
    for _ in range(times):
        with trio.fail_after(5):
            await work()


async def expiry(_size, times):
    for _ in range(times):
        with trio.move_on_after(0.001):
            await trio.sleep(5)


async def semaphore(size, times):
    permits = trio.Semaphore(10)

    async def side():
        for _ in range(times // size):
            async with permits:
                await trio.lowlevel.checkpoint()

    async with trio.open_nursery() as nursery:
        for _ in range(size):
            nursery.start_soon(side)


async def channel(size, times):
    sending, receiving = trio.open_memory_channel(16)

    async def send():
        for i in range(times // size):
            await sending.send(i)

    async def receive():
        for _ in range(times // size):
            await receiving.receive()

    async with trio.open_nursery() as nursery:
        for _ in range(size):
            nursery.start_soon(send)
            nursery.start_soon(receive)


async def process(item):
    return item + 1


async def batch(size, times):
    items = iter(range(times))

    async def worker():
        for item in items:
            await process(item)

    async with trio.open_nursery() as nursery:
        for _ in range(size):
            nursery.start_soon(worker)


async def sleepers(size):
    once = Once(size)
    async with trio.open_nursery() as nursery:
        for _ in range(size):
            nursery.start_soon(trio.sleep, 3600)
        await trio.testing.wait_all_tasks_blocked()
        once.print(keeps=True)
        os._exit(0)


async def cancelled(size):
    took, cpu = [], []
    begun = perf_counter()
    while len(took) < 3 or perf_counter() - begun < 2:
        async with trio.open_nursery() as nursery:
            for _ in range(size):
                nursery.start_soon(trio.sleep, 3600)
            await trio.testing.wait_all_tasks_blocked()
            start, cpu_start = perf_counter(), process_time()
            nursery.cancel_scope.cancel()
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


trio.run(main, sys.argv[1], int(sys.argv[2]))
