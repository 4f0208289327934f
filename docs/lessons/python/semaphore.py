import asyncio

working = most = 0


async def process():
    global working, most
    working += 1
    most = max(most, working)
    await asyncio.sleep(0.1)
    working -= 1


# @start region=original
# Always bound concurrency
semaphore = asyncio.Semaphore(10)  # At most 10 at a time

async def limited_task():
    async with semaphore:
        return await process()
# @end


async def main():
    await asyncio.gather(*(limited_task() for _ in range(50)))
    print(f"50 tasks, at most {most} at a time")


asyncio.run(main())
