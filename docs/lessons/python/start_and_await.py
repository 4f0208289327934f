import asyncio


async def process_data():
    try:
        await asyncio.sleep(0.3)
    finally:
        print("the data are processed")
    return "data"


# @start region=original
async def good_task_management():
    task = asyncio.create_task(process_data())
    # may be awaited later
    result = await task
    return result
# @end


# @start region=orphan
async def something_between():
    task = asyncio.create_task(process_data())
    raise ValueError("no such template")  # what comes between fails
    return await task
# @end


async def main():
    print(await good_task_management())
    try:
        await something_between()
    except ValueError as e:
        print(f"500: {e}")
    await asyncio.sleep(0.5)  # the orphan goes on


asyncio.run(main())
