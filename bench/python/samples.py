"""How the peers in Python are measured, and what they print: the nanoseconds of an operation (the median,
the quickest tenth and the mean of many batches), those of processor time, and the bytes it takes, or -1.
"""

import gc
import resource
import statistics
import sys
import time

WARM_UP = 0.3
MEASURED = 0.7


async def repeat(batch, size, times, at_least):
    took = []
    began = time.perf_counter()
    while not took or time.perf_counter() - began < at_least:
        start = time.perf_counter()
        await batch(size, times)
        took.append((time.perf_counter() - start) * 1e9 / times)
    return took


async def measure(batch, size, times):
    """Calls batch(size, times), which does an operation that often, again and again."""
    await repeat(batch, size, times, WARM_UP)
    before = time.process_time()
    took = await repeat(batch, size, times, MEASURED)
    cpu = (time.process_time() - before) * 1e9 / len(took) / times
    tenth = statistics.quantiles(took, n=10)[0] if len(took) > 1 else took[0]
    print(f"{statistics.median(took):.2f} {tenth:.2f} {statistics.mean(took):.2f} {cpu:.2f} -1")


class Once:
    """What can be done but once in a process, such as to start a million sleepers."""

    def __init__(self, times):
        self.times = times
        self.resident = resident()
        self.cpu = time.process_time()
        self.began = time.perf_counter()

    def print(self, keeps=False):
        took = (time.perf_counter() - self.began) * 1e9 / self.times
        cpu = (time.process_time() - self.cpu) * 1e9 / self.times
        gc.collect()
        bytes_each = (resident() - self.resident) / self.times if keeps else -1
        print(f"{took:.2f} {took:.2f} {took:.2f} {cpu:.2f} {bytes_each:.2f}", flush=True)


def resident():
    """The bytes that this process has in memory; where that cannot be read, the most it ever had."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
