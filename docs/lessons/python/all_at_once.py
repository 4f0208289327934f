import asyncio
import time


# @start region=sequential
def fetch_user_blocking():
    time.sleep(1)
    return {"id": 1, "name": "John"}


def sequential():
    user1 = fetch_user_blocking()
    user2 = fetch_user_blocking()
    user3 = fetch_user_blocking()
    return [user1, user2, user3]
# @end


# @start region=gather
async def fetch_user():
    await asyncio.sleep(1)
    return {"id": 1, "name": "John"}


async def at_once():
    return await asyncio.gather(fetch_user(), fetch_user(), fetch_user())
# @end


def timed(what, run):
    begin = time.monotonic()
    run()
    print(f"{what}: {round(time.monotonic() - begin)} s")


timed("one after the other", sequential)
timed("all at once", lambda: asyncio.run(at_once()))
