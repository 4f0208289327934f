import asyncio


async def fetch_user(user_id: int):
    await asyncio.sleep(0.1)
    if user_id in failing:
        raise ConnectionError(f"no user {user_id}")
    return user_id


# @start region=original
async def task_with_wait(count=5):
    tasks = [
        asyncio.create_task(fetch_user(i))
        for i in range(1, count + 1)
    ]

    done, pending = await asyncio.wait(tasks)
    print(f"done: {len(done)}, pending: {len(pending)}")

    results = [task.result() for task in done]
    return results
# @end


# @start region=seen
async def seen():
    # the other failure is written to the log, when its task is collected one day
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)

    results = await task_with_wait(1_000)
    print(f"in the order in which they were started: {results == sorted(results)}")

    global failing
    failing = {2, 4}
    failures = 0
    results = []
    try:
        results = await task_with_wait()
    except ConnectionError:
        failures += 1
    print(f"of 2 failures: {failures}, of 3 results: {len(results)}")
# @end


failing = set()
asyncio.run(seen())
