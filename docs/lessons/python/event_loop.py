import asyncio


# @start region=original
async def task(name: str, delay: float):
    print(f"{name}: has begun")
    await asyncio.sleep(delay)  # the loop switches here
    print(f"{name}: has ended")
    return f"result of {name}"


async def main():
    task1 = asyncio.create_task(task("Task-1", 2))
    task2 = asyncio.create_task(task("Task-2", 1))
    task3 = asyncio.create_task(task("Task-3", 1.5))

    results = await asyncio.gather(task1, task2, task3)
    print(f"results: {results}")
# @end


asyncio.run(main())  # missing in the original: nothing runs without it
