import asyncio
import sys


async def slow_operation():
    await asyncio.sleep(10)
    return "Done"


# @start region=original
async def with_timeout():
    try:
        result = await asyncio.wait_for(
            slow_operation(),
            timeout=3.0
        )
        return result

    except asyncio.TimeoutError:
        print("the operation took too long!")
        return None
# @end


# @start region=lost
async def worker(answer: asyncio.Future):
    await asyncio.wait_for(answer, timeout=3.0)
    await asyncio.sleep(0.1)  # the worker goes on


async def is_cancellation_lost():
    answer = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(worker(answer))
    await asyncio.sleep(0.1)
    answer.set_result("an answer")  # in the same moment
    task.cancel()
    await asyncio.wait([task])
    return not task.cancelled()
# @end


async def is_operation_with_result_none():
    return None


print(f"timed out: {asyncio.run(with_timeout())}")
slow_operation = is_operation_with_result_none
print(f"no result: {asyncio.run(with_timeout())}")
lost = asyncio.run(is_cancellation_lost())
is_as_expected = lost == (sys.version_info < (3, 12))
print(f"an outer cancellation is lost on 3.11, on no later version: {is_as_expected}")
