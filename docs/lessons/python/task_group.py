import asyncio


async def fetch_user(user_id: int):
    await asyncio.sleep(0.5)
    return {"id": user_id, "name": f"User{user_id}"}


# @start region=original
async def with_task_group():
    async with asyncio.TaskGroup() as tg:
        task1 = tg.create_task(fetch_user(1))
        task2 = tg.create_task(fetch_user(2))
        task3 = tg.create_task(fetch_user(3))

    # all tasks have ended here
    # if one of them fails, all are cancelled!
    results = [task1.result(), task2.result(), task3.result()]
    return results
# @end


# @start region=fails
async def broken_user(user_id: int):
    await asyncio.sleep(0.1 * user_id)
    raise ConnectionError(f"no user {user_id}")


async def fails():
    try:
        await with_task_group()
    except ConnectionError as e:
        print(f"handled: {e}")
# @end


print(asyncio.run(with_task_group()))
fetch_user = broken_user
try:
    asyncio.run(fails())
except BaseException as e:
    print(f"not handled: {type(e).__name__} of {e.exceptions}")
