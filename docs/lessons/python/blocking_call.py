import asyncio
import time


# @start region=original
async def bad_sync_in_async():
    time.sleep(0.3)  # blocks the event loop


async def good_async():
    await asyncio.sleep(0.3)
# @end


# @start region=tick
async def longest_gap(call):
    """How late a tick of 10 ms comes at most while the call is made."""
    gaps = []

    async def tick():
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            gaps.append(time.monotonic() - before)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.05)
    await call()
    await asyncio.sleep(0.05)
    ticking.cancel()
    return max(gaps)
# @end


for call in bad_sync_in_async, good_async:
    gap = asyncio.run(longest_gap(call))
    print(f"{call.__name__}: the loop stood still {'for 0.3 s' if gap > 0.25 else 'for no time'}")
