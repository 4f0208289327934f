import asyncio


async def user():
    return "Ann"


async def posts():
    raise OSError("the posts are not available")


async def stats():
    return {}["three"]  # a bug


# @start region=original
async def good_error_handling():
    results = await asyncio.gather(user(), posts(), stats(), return_exceptions=True)
    for i, result in enumerate(results):
        if isinstance(result, Exception):
            print(f"Task {i} failed: {result!r}")
        else:
            print(f"Task {i} result: {result}")
# @end


# @start region=cancelled
async def cancelled_part():
    part = asyncio.create_task(asyncio.sleep(1, "posts"))
    asyncio.get_running_loop().call_soon(part.cancel)
    (result,) = await asyncio.gather(part, return_exceptions=True)
    print("a cancellation passes as data:", not isinstance(result, Exception))
# @end


asyncio.run(good_error_handling())
asyncio.run(cancelled_part())
