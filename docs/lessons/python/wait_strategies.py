import asyncio


# @start region=calls
async def quick():
    await asyncio.sleep(0.2)
    return "quick"


async def slow():
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        await asyncio.sleep(0.3)  # says goodbye
        print("slow: failed in its clean-up")
        raise ConnectionError("the connection is closed already")
# @end


# @start region=original
async def first_completed(tasks):
    done, pending = await asyncio.wait(
        tasks,
        return_when=asyncio.FIRST_COMPLETED
    )
    print("the first task has ended!")
    for task in pending:
        task.cancel()
# @end


# @start region=seen
async def seen():
    tasks = [asyncio.create_task(quick()), asyncio.create_task(slow())]
    await first_completed(tasks)
    print(f"back, and slow still runs: {not tasks[1].done()}")
    print("closing the connection")
    await asyncio.sleep(0.6)
    print(f"nobody was told of: {tasks[1].exception()}")
# @end


asyncio.run(seen())
