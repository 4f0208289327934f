import asyncio


async def process_data(job):
    await asyncio.sleep(0.05)
    if job % 100 == 0:
        raise OSError("no connection")


# @start region=original
tasks = []


async def good_task_tracking(job):
    task = asyncio.create_task(process_data(job))
    tasks.append(task)  # keeps the reference, for ever
# @end


async def main():
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: print("told of a failure"))
    for job in range(1, 301):
        await good_task_tracking(job)
    await asyncio.sleep(0.3)
    failed = sum(task.exception() is not None for task in tasks)
    print(f"{len(tasks)} tasks are kept, all of them done: {all(task.done() for task in tasks)}, {failed} failed in silence")


asyncio.run(main())
