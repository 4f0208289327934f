import asyncio
import time


# @start region=step
async def external_api_call():
    async with asyncio.timeout(0.3):  # of a step, or of a library
        await asyncio.sleep(1)
# @end


# @start region=original
async def with_timeout():
    try:
        async with asyncio.timeout(5):
            return await external_api_call()
    except asyncio.TimeoutError:
        return None
# @end


begin = time.monotonic()
result = asyncio.run(with_timeout())
print(f"{result}, as after 5 s; but they have not passed: {time.monotonic() - begin < 5}")
