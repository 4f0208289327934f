"""The peer in Python: Trio. See samples.py for what it prints.

Usage: trio_peer.py WORKLOAD SIZE TIMES
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


async def yielding():
    await trio.lowlevel.checkpoint()
    return 1


async def gather(size, times):
    await gather_all(size, times, work)


async def gather_yielding(size, times):
    await gather_all(size, times, yielding)


async def gather_all(size, times, operation):
    """Trio has no gather: a nursery, and results that the tasks leave behind."""

    async def run(results, i):
        results[i] = await operation()

    for _ in range(times):
        results = [None] * size
        async with trio.open_nursery() as nursery:
            for i in range(size):
                nursery.start_soon(run, results, i)
        sum(results)


async def group_of_one(_size, times):
    await gather(1, times)


async def start(_size, times):
    """One nursery; a task tells by an event that it has ended."""

    async def run(done):
        await work()
        done.set()

    async with trio.open_nursery() as nursery:
        for _ in range(times):
            done = trio.Event()
            nursery.start_soon(run, done)
            await done.wait()


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


async def process_yielding(item):
    await trio.lowlevel.checkpoint()
    return item + 1


async def batch(size, times):
    await work_through(size, times, process)


async def batch_yielding(size, times):
    await work_through(size, times, process_yielding)


async def work_through(size, times, operation):
    """Workers that receive items and send their results."""
    items_in, items_out = trio.open_memory_channel(size)
    results_in, results_out = trio.open_memory_channel(size)

    async def feed():
        async with items_in:
            for item in range(times):
                await items_in.send(item)

    async def worker(items, results):
        async with items, results:
            async for item in items:
                await results.send(await operation(item))

    total = 0
    async with trio.open_nursery() as nursery:
        nursery.start_soon(feed)
        async with items_out, results_in:
            for _ in range(size):
                nursery.start_soon(worker, items_out.clone(), results_in.clone())
        async for result in results_out:
            total += result


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


trio.run(main, sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
