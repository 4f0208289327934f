import asyncio


async def task(name, delay, failure=None):
    await asyncio.sleep(delay)
    if failure:
        raise OSError(failure)
    print(f"{name}: has run to its end")


# @start region=original
async def bad_error_handling():
    await asyncio.gather(
        task("task 1", 0.2),
        task("task 2", 0.1, failure="the disk is full"),  # kills all, says the course
        task("task 3", 0.3),
    )
# @end


async def main():
    try:
        await bad_error_handling()
    except OSError as e:
        print(f"500: {e}")
    await asyncio.sleep(0.4)


asyncio.run(main())
