import asyncio


async def slow_operation1():
    await asyncio.sleep(0.3)
    raise ConnectionError("no room is free")


async def slow_operation2():
    await asyncio.sleep(1)
    print("the customer has paid")
    return "100.00 paid"


# @start region=original
async def concurrent():
    task1 = asyncio.create_task(slow_operation1())
    task2 = asyncio.create_task(slow_operation2())
    return await task1, await task2
# @end


# @start region=seen
async def seen():
    try:
        await concurrent()
    except ConnectionError as e:
        print(f"not booked: {e}")
    await asyncio.sleep(1)  # the program goes on, and so does the second step
# @end


asyncio.run(seen())
