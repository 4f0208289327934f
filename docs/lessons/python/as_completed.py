import asyncio


# @start region=original
async def fetch_with_delay(name: str, delay: float):
    await asyncio.sleep(delay)
    return f"{name} completed after {delay}s"


async def process_as_completed():
    tasks = [
        fetch_with_delay("Fast", 0.5),
        fetch_with_delay("Medium", 1),
        fetch_with_delay("Slow", 1.5),
    ]

    for coro in asyncio.as_completed(tasks):
        result = await coro
        print(result)
# @end


# @start region=fails
async def broken(name: str, delay: float):
    await asyncio.sleep(delay)
    if name == "Medium":
        raise ConnectionError("connection reset")
    print(f"{name} has ended")
    return name


async def fails():
    try:
        await process_as_completed()
    except ConnectionError as e:
        print(f"one of three failed: {e}")
    await asyncio.sleep(1)  # the program goes on, and so does the rest
# @end


asyncio.run(process_as_completed())
fetch_with_delay = broken
asyncio.run(fails())
