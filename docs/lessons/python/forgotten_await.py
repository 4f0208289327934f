import asyncio
import warnings

warnings.simplefilter("ignore", RuntimeWarning)  # "coroutine was never awaited", at some time


async def fetch_user(user_id):
    await asyncio.sleep(0.1)
    return {"id": user_id, "name": "John"}


# @start region=original
async def bad_example():
    result = fetch_user(1)  # a coroutine object, not the result
    print(str(result).partition(" at 0x")[0])


async def good_example():
    result = await fetch_user(1)
    print(result)
# @end


asyncio.run(bad_example())
asyncio.run(good_example())
